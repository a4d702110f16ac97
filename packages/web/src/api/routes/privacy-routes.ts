import type { ExportPart } from "@baton/core/privacy";
import { answer, emailAddress as email, failure, jsonBody, wordsOfOneLine, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

/** What the API says of one person's data. Addresses are in bodies only, because URLs are logged. */

const cursor = z.string().min(1).optional();

const receipt = z
  .object({
    id: z.string(),
    address: z.string().openapi({ description: "Keyed digest of the address." }),
    startedAt: z.string(),
    doneAt: z.string().optional().openapi({ description: "Absent while it is not finished." }),
    by: z.string().optional(),
    why: z.string().optional(),
    erased: z.object({
      leads: z.number(),
      deliveries: z.number(),
      touches: z.number(),
      people: z.number(),
      mentions: z.number(),
    }),
    unsure: z
      .array(z.string())
      .openapi({ description: "Deliveries to be looked at: a number or id of theirs beside another's address." }),
    pending: z.array(z.string()).openapi({ description: "Deliveries that hold them and are still being worked on." }),
    agreements: z.array(z.number()).openapi({ description: "Versions of the agreement that name them." }),
  })
  .openapi("ErasureReceipt");

const next = z
  .string()
  .nullable()
  .openapi({ description: "To be sent as `cursor` for the rest; null when it was all." });
const audit = z.boolean().optional().openapi({
  description:
    "Reads all there is, not only what leads to the person, and has what did not lead to people lead to them.",
});
const mended = z
  .number()
  .openapi({ description: "In an audit: items, of anybody, that did not lead to whom they name." });
const read = z.number().openapi({ description: "Items looked at." });

export const exportRoute = apiRoute("exportPerson", "operate", {
  method: "post",
  path: "/api/privacy/export",
  summary: "Everything that is kept of the person with an e-mail address, part by part",
  request: { body: jsonBody(z.object({ email, cursor, audit })) },
  responses: {
    200: answer("A part.", z.object({ part: z.custom<ExportPart>().openapi({ type: "object" }), next, read, mended })),
    400: answer("That is no address, or no cursor.", failure),
  },
});

export const forgetting = apiRoute("forgetPerson", "operate", {
  method: "post",
  path: "/api/privacy/forget",
  summary:
    "Erase the person with an e-mail address; their leads stay as facts about nobody. May be done again at any time",
  request: {
    body: jsonBody(
      z.object({
        email,
        by: wordsOfOneLine(100).openapi({ description: "Who asks for it." }),
        why: wordsOfOneLine(500).openapi({ description: "What for." }),
        cursor,
        audit,
      }),
    ),
  },
  responses: {
    200: answer("How far it has come.", z.object({ receipt, next, read })),
    400: answer("That is no address, or no cursor.", failure),
    503: answer("Somebody else is changing the same at the same time.", failure),
  },
});

export const listing = apiRoute("listReceipts", "operate", {
  method: "get",
  path: "/api/privacy/receipts",
  summary: "That people were forgotten, oldest first",
  responses: { 200: answer("The receipts.", z.object({ receipts: z.array(receipt) })) },
});

export const privacyDescriptions = [exportRoute, forgetting, listing];
