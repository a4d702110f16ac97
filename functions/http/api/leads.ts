import { dryRun } from "@baton/core/decide";
import { BatonError } from "@baton/core/error";
import { type Lead, type LeadEvent, nextStep } from "@baton/core/lead";
import { OpenAPIHono } from "@hono/zod-openapi";
import { relay, time } from "../../deps.ts";
import { decide, list, show } from "./lead-routes.ts";
import { refuseInvalid } from "./schemas.ts";

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
