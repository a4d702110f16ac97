import { leadStates, listedLeadSchema, wholeLeadSchema } from "@baton/core/views";
import { answer, failure, instantText, jsonBody, listQuery, z } from "../schemas.ts";
import { apiRoute } from "../scopes.ts";

/** What the API says of leads: paths, parameters and answers. */

export const listLeads = apiRoute("listLeads", "read", {
  method: "get",
  path: "/api/leads",
  summary: "Leads, newest first",
  request: {
    query: listQuery.extend({
      owner: z.string().optional().openapi({ description: "A person's id; empty: nobody's." }),
      stage: z.string().min(1).optional(),
      team: z.string().min(1).optional(),
      source: z.string().min(1).optional(),
      campaign: z.string().min(1).optional(),
      state: z.enum(leadStates).optional(),
      overdue: z
        .enum(["true", "false"])
        .transform((text) => text === "true")
        .optional(),
      since: instantText.optional(),
    }),
  },
  responses: {
    200: answer(
      "A page of leads; `next` is the cursor of the following page. A page looks at a thousand leads at most, so one that few leads are wanted of may be short, or empty, before the last.",
      z.object({ leads: z.array(listedLeadSchema), next: z.string().nullable() }),
    ),
    400: answer("Bad query, or a value that no lead can have, with the nearest one.", failure),
  },
});

export const addLead = apiRoute("addLead", "operate", {
  method: "post",
  path: "/api/leads",
  summary: "A lead that somebody of sales found: theirs at once, without a turn and without a window for a contact",
  request: {
    body: jsonBody(
      z.object({
        by: z.string().min(1).max(100).openapi({ description: "Who found it, by their id in the agreement." }),
        fields: z.record(z.string(), z.unknown()).openapi({ description: "Lead fields: name, email, company …" }),
        note: z.string().max(1_000).optional(),
      }),
    ),
  },
  responses: {
    201: answer("The lead.", z.object({ id: z.string(), owner: z.string().nullable(), stage: z.string() })),
    409: answer("Somebody has them open already; `details.owner` names who.", failure),
    422: answer("Nobody of the agreement found it, or nothing says who it is.", failure),
  },
});

const by = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .optional()
  .openapi({ description: "Who says so, by their id in the agreement; the operator, if absent." });
const why = z.string().trim().min(1).max(1_000).openapi({ description: "What for; whoever gets the lead reads it." });
const changed = z
  .object({
    id: z.string(),
    owner: z.string().nullable(),
    stage: z.string(),
    said: z.string().openapi({ description: "What was done, in a sentence." }),
  })
  .openapi("ChangedLead");
export const assignLead = apiRoute("assignLead", "operate", {
  method: "post",
  path: "/api/leads/{id}/assign",
  summary: "Give a lead to a person or a team, or leave it to the rules once what is wrong about it is right",
  request: {
    params: z.object({ id: z.string() }),
    body: jsonBody(
      z.object({
        to: z.string().min(1).openapi({ description: "A person, a team, or `rules`." }),
        by,
        why,
        fields: z
          .record(z.string(), z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]))
          .optional()
          .openapi({ description: "With `rules`: fields of the lead as they are right; null for nothing." }),
      }),
    ),
  },
  responses: {
    200: answer("The lead as it is now.", changed),
    404: answer("Unknown", failure),
    409: answer("Nobody can take it, or it is closed.", failure),
    422: answer("There is nobody of that name, or a field cannot be so.", failure),
    503: answer("Others are changing it.", failure),
  },
});

export const assignLeads = apiRoute("assignLeads", "operate", {
  method: "post",
  path: "/api/leads/assign",
  summary: "Hand on all open leads of one person, up to a hundred at a time",
  request: {
    body: jsonBody(
      z.object({
        of: z.string().min(1).openapi({ description: "Who has them, also if they have left." }),
        to: z
          .array(z.string().min(1))
          .min(1)
          .max(100)
          .openapi({ description: "People, teams or `rules`: each lead goes to the next of them." }),
        by,
        why,
        cursor: z.string().optional().openapi({ description: "The `next` of the call before." }),
      }),
    ),
  },
  responses: {
    200: answer(
      "What became of each; `next` is the cursor of the following call.",
      z.object({
        handed: z.array(z.object({ lead: z.string(), to: z.string().nullable() })),
        left: z.array(z.object({ lead: z.string(), why: z.string() })),
        next: z.string().nullable(),
      }),
    ),
    422: answer("There is nobody of that name.", failure),
  },
});

export const reopenLead = apiRoute("reopenLead", "operate", {
  method: "post",
  path: "/api/leads/{id}/reopen",
  summary: "Open a closed lead again, with a fresh window of the stage that it was closed in",
  request: { params: z.object({ id: z.string() }), body: jsonBody(z.object({ by, why })) },
  responses: {
    200: answer("The lead as it is now.", changed),
    404: answer("Unknown", failure),
    409: answer("It was closed for good, or its person has another open lead.", failure),
    503: answer("Others are changing it.", failure),
  },
});

export const getLead = apiRoute("getLead", "read", {
  method: "get",
  path: "/api/leads/{id}",
  summary: "One lead whole",
  request: {
    params: z.object({ id: z.string() }),
    query: listQuery.extend({ limit: z.coerce.number().int().min(1).max(100).default(100) }),
  },
  responses: {
    200: answer(
      "The lead with its decision receipt, clock, and the latest of what happened to it, the newest last; `next` is the cursor of what happened before.",
      wholeLeadSchema.extend({ next: z.string().nullable() }).openapi("Lead"),
    ),
    404: answer("Unknown", failure),
  },
});
