import { createRoute } from "@hono/zod-openapi";
import { answer, failure, instant, listQuery, z } from "./schemas.ts";

/** What the API says of leads: paths, parameters and answers. */

export const leadSummary = z
  .object({
    id: z.string(),
    source: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    owner: z.string().nullable(),
    stage: z.string(),
    score: z.number().nullable(),
    rule: z.string().nullable(),
    dueAt: z.string().nullable(),
    test: z.boolean(),
    createdAt: z.string(),
  })
  .openapi("LeadSummary");

export const list = createRoute({
  method: "get",
  path: "/api/leads",
  summary: "Leads, newest first",
  request: {
    query: listQuery.extend({
      owner: z.string().optional(),
      stage: z.string().min(1).optional(),
      since: instant.optional(),
    }),
  },
  responses: {
    200: answer(
      "A page of leads; `next` is the cursor of the following page.",
      z.object({ leads: z.array(leadSummary), next: z.string().nullable() }),
    ),
    400: answer("Bad query", failure),
  },
});

export const show = createRoute({
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
      z.looseObject({
        id: z.string(),
        facts: z.array(z.looseObject({ id: z.string(), at: z.string(), is: z.string() })),
        timeline: z.array(z.object({ at: z.string(), is: z.string(), text: z.string() })),
        next: z.string().nullable(),
      }),
    ),
    404: answer("Unknown", failure),
  },
});
