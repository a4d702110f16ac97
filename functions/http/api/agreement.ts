import { BatonError } from "@baton/core/error";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { relay, sourceSecrets } from "../../deps.ts";
import { answer, failure, finding, refuseInvalid, z } from "./schemas.ts";

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
  request: {
    headers: z.object({ "if-match": z.string().optional().openapi({ description: "The version this one replaces." }) }),
  },
  responses: {
    200: answer("Published.", z.object({ version: z.number(), findings: z.array(finding) })),
    412: answer("Another version is active.", failure),
    422: answer("It does not check; `details.findings` says why.", failure),
  },
});

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
    const match = c.req.valid("header")["if-match"]?.replace(/^(W\/)?"?(\d+)"?$/, "$2");
    if (match !== undefined && match !== "*" && !/^\d+$/.test(match))
      throw new BatonError("agreement.ifMatch", "If-Match takes the number of a version.");
    const expected = match === undefined || match === "*" ? undefined : Number(match);
    // Schema, YAML and holiday library are needed here only.
    const { publish } = await import("@baton/core/publish");
    const { version, findings } = await publish(relay, await c.req.text(), {
      expected,
      secrets: Object.keys(sourceSecrets()),
    });
    c.header("ETag", `"${version}"`);
    return c.json({ version, findings }, 200);
  });
