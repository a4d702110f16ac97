import { BatonError } from "@baton/core/error";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { relay, sourceSecrets } from "../../deps.ts";
import { answer, failure, finding, listQuery, refuseInvalid, z } from "./schemas.ts";

/** Shown in terminals and tables, so on one line and without what a terminal would obey. */
const oneLine = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replace(/[\s\p{Cc}]+/gu, " ").trim() || undefined)
    .optional();
const publication = z.object({
  by: oneLine(100).openapi({ description: "Who publishes it." }),
  why: oneLine(500).openapi({ description: "What for." }),
});

const match = z.object({
  "if-match": z.string().optional().openapi({ description: "The version this one replaces." }),
});

const published = {
  200: answer("Published.", z.object({ version: z.number(), findings: z.array(finding) })),
  412: answer("Another version is active.", failure),
  422: answer("It does not check; `details.findings` says why.", failure),
};

const get = createRoute({
  method: "get",
  path: "/api/agreement",
  summary: "The active agreement, or the version asked for",
  request: { query: z.object({ version: z.coerce.number().int().min(1).optional() }) },
  responses: {
    200: answer(
      "The version, as its authors wrote it and as Baton understood it.",
      z.looseObject({ version: z.number(), text: z.string(), appliedAt: z.string() }),
    ),
    404: answer("None", failure),
  },
});

const put = createRoute({
  method: "put",
  path: "/api/agreement",
  summary: "Publish an agreement (YAML or JSON)",
  request: { headers: match, query: publication },
  responses: published,
});

const version = z
  .object({
    version: z.number(),
    appliedAt: z.string(),
    by: z.string().nullable(),
    why: z.string().nullable(),
    active: z.boolean(),
    rollbackOf: z.number().optional().openapi({ description: "The version whose text it put in force again." }),
  })
  .openapi("AgreementVersion");

const history = createRoute({
  method: "get",
  path: "/api/agreement/versions",
  summary: "Every version ever published, newest first",
  request: { query: listQuery },
  responses: {
    200: answer(
      "A page of versions; `next` is the cursor of the following page.",
      z.object({ versions: z.array(version), next: z.string().nullable() }),
    ),
    400: answer("Bad query", failure),
  },
});

const rollback = createRoute({
  method: "post",
  path: "/api/agreement/rollback",
  summary: "Publish the text of an earlier version again, as a new version",
  request: {
    headers: match,
    body: {
      required: true,
      content: { "application/json": { schema: publication.extend({ version: z.number().int().min(1) }) } },
    },
  },
  responses: { ...published, 404: answer("There is no such version.", failure) },
});

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

// Schema, YAML and holiday library are needed to publish only.
const publishing = () => import("@baton/core/publish");
const knownSecrets = () => Object.keys(sourceSecrets());

export const agreementRoutes = new OpenAPIHono({ defaultHook: refuseInvalid })
  .openapi(get, async (c) => {
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
  .openapi(put, async (c) => {
    const expected = expectedVersion(c.req.valid("header")["if-match"]);
    const { publish } = await publishing();
    const { version, findings } = await publish(relay, await c.req.text(), {
      expected,
      secrets: knownSecrets(),
      ...c.req.valid("query"),
    });
    c.header("ETag", `"${version}"`);
    return c.json({ version, findings }, 200);
  })
  .openapi(history, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const [found, active] = await Promise.all([
      relay.store.versions({ limit, ...(cursor !== undefined && { before: placeOf(cursor) }) }),
      relay.store.activeVersion(),
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
  .openapi(rollback, async (c) => {
    const expected = expectedVersion(c.req.valid("header")["if-match"]);
    const { version: wanted, ...told } = c.req.valid("json");
    const { rollBack } = await publishing();
    const { version, findings } = await rollBack(relay, wanted, { expected, secrets: knownSecrets(), ...told });
    c.header("ETag", `"${version}"`);
    return c.json({ version, findings }, 200);
  });

/** Apart from the other routes, because it is open. */
export const describeSchema = createRoute({
  method: "get",
  path: "/api/agreement/schema.json",
  summary: "JSON Schema of the agreement's language, for editors; needs no key",
  security: [],
  responses: { 200: answer("The schema (draft 7).", z.looseObject({})) },
});
