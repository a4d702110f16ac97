import type { Agreement } from "@baton/core/agreement";
import { BatonError } from "@baton/core/error";
import { currentProposal, type Proposal, waitingFor } from "@baton/core/signing";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { refuseInvalid } from "../schemas.ts";
import { getAgreement, getProposal, listVersions, publishAgreement, rollBackAgreement } from "./agreement-routes.ts";

/** The version that If-Match names; undefined when any will do. */
function expectedVersion(header: string | undefined): number | undefined {
  const named = header?.replace(/^(W\/)?"?(\d+)"?$/, "$2");
  if (named === undefined || named === "*") return undefined;
  if (!/^\d+$/.test(named)) throw new BatonError("agreement.ifMatch", "If-Match takes the number of a version.");
  return Number(named);
}

/** Versions are numbered from 1 without gaps, so the place in the list is the last one's number. */
function placeOf(cursor: string): number {
  if (!/^[1-9]\d{0,7}$/.test(cursor))
    throw new BatonError("cursor.invalid", "The cursor is not one that a list answered.");
  return Number(cursor);
}

// Schema, YAML, holiday library and solver are needed to publish only.
const publishing = () => import("@baton/core/publish");
const changes = async (before: Agreement, after: Agreement) =>
  (await import("@baton/prover")).changes(before, after).map(({ part, words }) => `${part}: ${words}`);
const check = async (text: string, at: number) =>
  (await import("@baton/prover")).check(text, { at, patienceMs: PATIENCE_MS });
/** How long reading and proving may take; well within what the gateway waits for an answer. */
const PATIENCE_MS = 12_000;

export const agreementRoutes = ({ relay, secretNames }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(getAgreement, async (c) => {
      const { version } = c.req.valid("query");
      const stored = await (version === undefined ? relay.store.activeAgreement() : relay.store.agreement(version));
      if (!stored)
        throw new BatonError(
          "agreement.none",
          version === undefined ? "No agreement has been applied yet." : `There is no version ${version}.`,
          { status: 404 },
        );
      c.header("ETag", `"${stored.version}"`);
      return c.json({ ...stored }, 200);
    })
    .openapi(publishAgreement, async (c) => {
      const expected = expectedVersion(c.req.valid("header")["if-match"]);
      const { publish } = await publishing();
      const { version, proposal, findings } = await publish(relay, await c.req.text(), {
        expected,
        secrets: secretNames(),
        check,
        changes,
        ...c.req.valid("query"),
      });
      if (proposal) return c.json({ proposal: shortOf(proposal), findings }, 202);
      c.header("ETag", `"${version}"`);
      return c.json({ version: version!, findings }, 200);
    })
    .openapi(listVersions, async (c) => {
      const { limit, cursor } = c.req.valid("query");
      const [found, active] = await Promise.all([
        relay.store.versions({ limit, ...(cursor !== undefined && { before: placeOf(cursor) }) }),
        relay.store.current().then(({ version }) => version),
      ]);
      const last = found.at(-1)?.version ?? 1;
      return c.json(
        {
          versions: found.map(({ by = null, why = null, ...version }) => ({
            ...version,
            by,
            why,
            active: version.version === active,
          })),
          next: last > 1 ? String(last) : null,
        },
        200,
      );
    })
    .openapi(rollBackAgreement, async (c) => {
      const expected = expectedVersion(c.req.valid("header")["if-match"]);
      const { version: wanted, ...told } = c.req.valid("json");
      const { rollBack } = await publishing();
      const { version, proposal, findings } = await rollBack(relay, wanted, {
        expected,
        secrets: secretNames(),
        check,
        changes,
        ...told,
      });
      if (proposal) return c.json({ proposal: shortOf(proposal), findings }, 202);
      c.header("ETag", `"${version}"`);
      return c.json({ version: version!, findings }, 200);
    })
    .openapi(getProposal, async (c) => {
      const {
        revision: _revision,
        told: _told,
        agreement: _agreement,
        base: _base,
        ...proposal
      } = await currentProposal(relay);
      return c.json({ proposal: { ...proposal, waiting: waitingFor(proposal) } }, 200);
    });

const shortOf = (proposal: Proposal) => ({
  digest: proposal.digest,
  waiting: waitingFor(proposal).map(({ person }) => person),
});
