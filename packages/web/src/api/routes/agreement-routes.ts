import type { Agreement } from "@baton/core/agreement";
import { proposalStates } from "@baton/core/signing";
import { createRoute } from "@hono/zod-openapi";
import { answer, failure, finding, jsonBody, listQuery, throttled, wordsOfOneLine, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

const publication = z.object({
  by: wordsOfOneLine(100).openapi({ description: "Who publishes it." }),
  why: wordsOfOneLine(500).openapi({ description: "What for." }),
  emergency: wordsOfOneLine(500).openapi({
    description:
      "Why it comes into force at once: its signers are asked to sign it afterwards, and until then it is unsigned.",
  }),
  unsigned: wordsOfOneLine(500).openapi({
    description: "Why nobody is asked to sign it: for a stack that nobody relies on. The history says so.",
  }),
  effective: z.iso
    .datetime({ offset: true })
    .optional()
    .openapi({ description: "Where it has to be signed: not before this instant it comes into force." }),
});

const match = z.object({
  "if-match": z.string().optional().openapi({ description: "The version this one replaces." }),
});

const published = {
  200: answer("Published.", z.object({ version: z.number(), findings: z.array(finding) })),
  202: answer(
    "Proposed: both sides have to sign it.",
    z.object({
      proposal: z.object({ digest: z.string(), waiting: z.array(z.string()) }),
      findings: z.array(finding),
    }),
  ),
  412: answer("Another version is active.", failure),
  422: answer("It does not check; `details.findings` says why.", failure),
};

const signer = z.object({
  person: z.string(),
  side: z.enum(["marketing", "sales"]),
  countersigns: z.literal(true).optional().openapi({ description: "They become a signer by it." }),
});
const signature = z
  .object({
    by: z.string(),
    for: z.string().optional().openapi({ description: "Whom they stood in for." }),
    side: z.enum(["marketing", "sales"]),
    at: z.string().openapi({ format: "date-time" }),
  })
  .openapi("Signature");
const signing = {
  digest: z.string().optional().openapi({ description: "SHA-256 over the RFC 8785 JSON of what it says." }),
  signatures: z.array(signature).optional(),
  unsigned: z.string().optional().openapi({ description: "Why it is in force though nobody has signed it yet." }),
  changes: z.array(z.string()).optional().openapi({ description: "What it changed, in words." }),
};

export const getProposal = apiRoute("getProposal", "read", {
  method: "get",
  path: "/api/agreement/proposal",
  summary: "What was proposed last, and who still has to sign it",
  responses: {
    200: answer(
      "The proposal, as its authors wrote it.",
      z.object({
        proposal: z.object({
          digest: z.string(),
          state: z.enum(proposalStates),
          text: z.string(),
          by: z.string().optional(),
          why: z.string().optional(),
          at: z.string().openapi({ format: "date-time" }),
          effective: z.string().optional().openapi({ format: "date-time" }),
          lapsesAt: z.string().openapi({ format: "date-time" }),
          changes: z.array(z.string()),
          findings: z.array(finding),
          signers: z.array(signer),
          waiting: z.array(signer),
          signatures: z.array(signature),
          version: z.number().optional().openapi({ description: "What it became, or is about." }),
          ended: z.object({ at: z.string().openapi({ format: "date-time" }), why: z.string().optional() }).optional(),
        }),
      }),
    ),
    404: answer("Nothing was ever proposed.", failure),
  },
});

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
        ...signing,
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
    ...signing,
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
