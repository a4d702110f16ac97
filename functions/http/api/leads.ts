import { dryRun } from "@baton/core/decide";
import { BatonError } from "@baton/core/error";
import { type Lead, type LeadEvent, nextStep } from "@baton/core/lead";
import { touchesOf } from "@baton/core/notice";
import type { StoredTouch } from "@baton/core/person";
import { OpenAPIHono } from "@hono/zod-openapi";
import { relay, time } from "../../deps.ts";
import { decide } from "./decide-route.ts";
import { list, show } from "./lead-routes.ts";
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
      {
        ...lead,
        // Nothing was scored yet, which is not a score of 0.
        ...(lead.stage === "fetching" && { score: null }),
        dueAt: due === undefined ? null : new Date(due).toISOString(),
        timeline: timeline(lead, events, await touchesOf(relay.store, lead)),
      },
      200,
    );
  })
  .openapi(decide, async (c) => {
    const { at, ...run } = c.req.valid("json");
    return c.json(await dryRun(await relay.rulebooks.active(), { ...run, at: at ? Date.parse(at) : time.now() }), 200);
  });

interface Happened {
  at: string;
  kind: string;
  text: string;
}

/** What happened to a lead and what its person saw and did, oldest first. */
function timeline(lead: Lead, events: readonly LeadEvent[], touches: readonly StoredTouch[]): Happened[] {
  return [
    ...touches.toReversed().map(({ at, label }): Happened => ({ at, kind: "touch", text: label })),
    { at: lead.createdAt, kind: "received", text: `Received from ${lead.source}.` },
    // Details that came later were there before it was decided with them.
    ...events.filter(({ kind }) => kind === "fetched"),
    decided(lead),
    ...events.filter(({ kind }) => kind !== "fetched"),
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function decided({ stage, source, owners, decision, test }: Lead): Happened {
  const { at, rule } = decision;
  if (stage === "fetching") return { at, kind: "fetching", text: `Its details are being fetched from ${source}.` };
  const first = owners[0];
  if (first?.how === "routed")
    return { at, kind: "decided", text: `Given to ${first.person}${rule === null ? "" : ` by rule “${rule}”`}.` };
  return { at, kind: "decided", text: test ? "A test: given to nobody." : "Nobody could take it." };
}
