import { BatonError } from "@baton/core/error";
import { operatorOf } from "@baton/core/health";
import { type Answer, handOnAll, isRequest, readFacts, respond, rulesOf } from "@baton/core/lead";
import { touchesOfLead } from "@baton/core/person";
import { leadFilter, listed, wholeLead } from "@baton/core/views";
import { dryRun } from "@baton/explain";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { ApiMeans } from "../means.ts";
import { refuseInvalid } from "../schemas.ts";
import { decideLead } from "./decide-route.ts";
import { addLead, assignLead, assignLeads, getLead, listLeads, reopenLead } from "./lead-routes.ts";

export const leadRoutes = ({ relay }: ApiMeans) =>
  new OpenAPIHono({ defaultHook: refuseInvalid })
    .openapi(listLeads, async (c) => {
      const { since, cursor, limit, ...query } = c.req.valid("query");
      const now = relay.time.now();
      const { agreement } = await relay.rulebooks.active();
      const { items, next } = await relay.store.leads({
        limit,
        until: new Date(now).toISOString(),
        ...leadFilter(agreement, query, now),
        ...(cursor && { cursor }),
        ...(since && { since: new Date(since).toISOString() }),
      });
      return c.json({ leads: items.map((lead) => listed(lead, now)), next }, 200);
    })
    .openapi(addLead, async (c) => {
      const { addSelfSourced } = await import("@baton/core/outcome");
      const { id, owner, stage } = await addSelfSourced(relay, c.req.valid("json"));
      return c.json({ id, owner, stage }, 201);
    })
    .openapi(getLead, async (c) => {
      const { id } = c.req.valid("param");
      const { limit, cursor } = c.req.valid("query");
      const before = cursor === undefined ? undefined : placeOf(cursor);
      const [lead, entries] = await Promise.all([
        relay.store.lead(id),
        relay.store.facts(id, { limit, ...(before !== undefined && { before }) }),
      ]);
      if (!lead || isRequest(id)) throw new BatonError("lead.unknown", `There is no lead ${id}.`, { status: 404 });
      const rulebook = await rulesOf(relay, lead);
      // What their person saw and did came before most of it, so it stands on the latest page.
      const touches = before === undefined ? await touchesOfLead(relay.store, lead) : [];
      const first = entries[0]?.revision ?? 1;
      return c.json(
        { ...wholeLead(rulebook, lead, readFacts(id, entries), touches), next: first > 1 ? String(first) : null },
        200,
      );
    })
    .openapi(assignLeads, async (c) => {
      const { by, ...given } = c.req.valid("json");
      return c.json(await handOnAll(relay, { ...given, by: await whoSays(relay, by) }), 200);
    })
    .openapi(assignLead, async (c) => {
      const { by, why: note, ...given } = c.req.valid("json");
      const { id } = c.req.valid("param");
      return c.json(
        await changeBy(relay, id, { action: "reassign", by: await whoSays(relay, by), note, ...given }),
        200,
      );
    })
    .openapi(reopenLead, async (c) => {
      const { by, why: note } = c.req.valid("json");
      const { id } = c.req.valid("param");
      return c.json(await changeBy(relay, id, { action: "reopen", by: await whoSays(relay, by), note }), 200);
    })
    .openapi(decideLead, async (c) => {
      const { at, ...run } = c.req.valid("json");
      return c.json(
        await dryRun(await relay.rulebooks.active(), { ...run, at: at ? Date.parse(at) : relay.time.now() }),
        200,
      );
    });

const whoSays = async ({ rulebooks }: ApiMeans["relay"], by: string | undefined): Promise<string> =>
  by ?? operatorOf(await rulebooks.active()) ?? "the operator";

/** Changes a lead by what somebody says, and answers what it is then. */
async function changeBy(relay: ApiMeans["relay"], lead: string, answer: Answer) {
  const { lead: changed, said } = await respond(relay, lead, { ...answer, operator: true });
  if (changed.closed) throw new BatonError("lead.closed", said, { status: 409 });
  const { id, owner, stage } = changed;
  return { id, owner, stage, said };
}

/** Facts are paged by the revision they came with. */
function placeOf(cursor: string): number {
  if (!/^[1-9]\d{0,5}$/.test(cursor))
    throw new BatonError("cursor.invalid", "The cursor is not one that this lead answered.");
  return Number(cursor);
}
