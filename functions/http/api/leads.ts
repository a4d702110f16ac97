import { dryRun, stateSchema } from "@baton/core/decide";
import { BatonError } from "@baton/core/error";
import { type Lead, type LeadEvent, nextStep } from "@baton/core/lead";
import { createRoute, OpenAPIHono } from "@hono/zod-openapi";
import { relay, time } from "../../deps.ts";
import { answer, failure, listQuery, refuseInvalid, z } from "./schemas.ts";

const summary = z
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

const instant = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "expected an instant such as 2026-11-24T09:00:00Z");

const list = createRoute({
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
      z.object({ leads: z.array(summary), next: z.string().nullable() }),
    ),
    400: answer("Bad query", failure),
  },
});

const show = createRoute({
  method: "get",
  path: "/api/leads/{id}",
  summary: "One lead whole",
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: answer(
      "The lead with its decision receipt, clock and timeline.",
      z.looseObject({
        id: z.string(),
        timeline: z.array(z.object({ at: z.string(), kind: z.string(), text: z.string() })),
      }),
    ),
    404: answer("Unknown", failure),
  },
});

const decide = createRoute({
  method: "post",
  path: "/api/decide",
  summary: "What the active agreement would make of a lead; nothing is stored",
  request: {
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.object({
            lead: z.record(z.string(), z.unknown()),
            at: instant.optional(),
            ticket: z.number().int().min(1).optional(),
            state: stateSchema.optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: answer(
      "Score, rule, owner, candidates and the steps of the first stage.",
      z.looseObject({ score: z.number(), owner: z.string().nullable() }),
    ),
    400: answer("Bad request", failure),
  },
});

export const leadRoutes = new OpenAPIHono({ defaultHook: refuseInvalid })
  .openapi(list, async (c) => {
    const { since, owner, stage, cursor, limit } = c.req.valid("query");
    const filter = {
      limit,
      until: new Date(time.now()).toISOString(),
      ...(owner !== undefined && { owner }),
      ...(stage && { stage }),
      ...(cursor && { cursor }),
      ...(since && { since: new Date(since).toISOString() }),
    };
    const { items, next } = await relay.store.leads(filter);
    return c.json({ leads: items, next }, 200);
  })
  .openapi(show, async (c) => {
    const { id } = c.req.valid("param");
    const [lead, events] = await Promise.all([relay.store.lead(id), relay.store.events(id)]);
    if (!lead) throw new BatonError("lead.unknown", `There is no lead ${id}.`, { status: 404 });
    const due = nextStep(lead);
    return c.json(
      { ...lead, dueAt: due === undefined ? null : new Date(due).toISOString(), timeline: timeline(lead, events) },
      200,
    );
  })
  .openapi(decide, async (c) => {
    const { at, ...run } = c.req.valid("json");
    return c.json(await dryRun(await relay.rulebooks.active(), { ...run, at: at ? Date.parse(at) : time.now() }), 200);
  });

/** What happened to a lead, oldest first, with its beginning. */
function timeline(lead: Lead, events: readonly LeadEvent[]): { at: string; kind: string; text: string }[] {
  const first = lead.owners[0];
  return [
    { at: lead.createdAt, kind: "received", text: `Received from ${lead.source}.` },
    {
      at: lead.decision.at,
      kind: "decided",
      text:
        first?.how === "routed"
          ? `Given to ${first.person}${lead.decision.rule === null ? "" : ` by rule “${lead.decision.rule}”`}.`
          : lead.test
            ? "A test: given to nobody."
            : "Nobody could take it.",
    },
    ...events,
  ];
}
