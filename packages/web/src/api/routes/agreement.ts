import { BatonError } from "@baton/core/error";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { refuseInvalid } from "../schemas.ts";
import { getAgreement, listVersions, publishAgreement, rollBackAgreement } from "./agreement-routes.ts";

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
      const { version, findings } = await publish(relay, await c.req.text(), {
        expected,
        secrets: secretNames(),
        check,
        ...c.req.valid("query"),
      });
      c.header("ETag", `"${version}"`);
      return c.json({ version, findings }, 200);
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
      const { version, findings } = await rollBack(relay, wanted, { expected, secrets: secretNames(), check, ...told });
      c.header("ETag", `"${version}"`);
      return c.json({ version, findings }, 200);
    });
