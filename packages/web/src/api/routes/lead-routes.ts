import { leadStates, listedLeadSchema, wholeLeadSchema } from "@baton/core/views";
import { answer, failure, instantText, listQuery, z } from "../schemas.ts";
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
