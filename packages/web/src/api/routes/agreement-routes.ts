import type { Agreement } from "@baton/core/agreement";
import { createRoute } from "@hono/zod-openapi";
import { answer, failure, finding, jsonBody, listQuery, throttled, wordsOfOneLine, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const publication = z.object({
  by: wordsOfOneLine(100).openapi({ description: "Who publishes it." }),
  why: wordsOfOneLine(500).openapi({ description: "What for." }),
});

const match = z.object({
  "if-match": z.string().optional().openapi({ description: "The version this one replaces." }),
});

const published = {
  200: answer("Published.", z.object({ version: z.number(), findings: z.array(finding) })),
  412: answer("Another version is active.", failure),
  422: answer("It does not check; `details.findings` says why.", failure),
};

export const getAgreement = apiRoute("getAgreement", "read", {
  method: "get",
  path: "/api/agreement",
  summary: "The active agreement, or the version asked for",
  request: { query: z.object({ version: z.coerce.number().int().min(1).optional() }) },
  responses: {
    200: answer(
      "The version, as its authors wrote it and as Baton understood it.",
      z.object({
        version: z.number(),
        appliedAt: z.string(),
        by: z.string().optional(),
        why: z.string().optional(),
        rollbackOf: z.number().optional(),
        text: z.string().openapi({ description: "As its authors wrote it." }),
        agreement: z.custom<Agreement>().openapi({ type: "object", description: "As Baton understood it." }),
      }),
    ),
    404: answer("None", failure),
  },
});

export const publishAgreement = apiRoute("publishAgreement", "operate", {
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

export const listVersions = apiRoute("listAgreementVersions", "read", {
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

export const rollBackAgreement = apiRoute("rollBackAgreement", "operate", {
  method: "post",
  path: "/api/agreement/rollback",
  summary: "Publish the text of an earlier version again, as a new version",
  request: {
    headers: match,
    body: jsonBody(publication.extend({ version: z.number().int().min(1) })),
  },
  responses: { ...published, 404: answer("There is no such version.", failure) },
});

/** Apart from the other routes, because it is open. */
export const describeSchema = createRoute({
  method: "get",
  path: "/api/agreement/schema.json",
  operationId: "getAgreementSchema",
  summary: "JSON Schema of the agreement's language, for editors; needs no key",
  security: [],
  responses: { 200: answer("The schema (draft 7).", z.looseObject({})), ...throttled },
});
