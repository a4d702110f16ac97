import { type Delivery, type Found, keyedLeadId, type Outcome, type Reference } from "../delivery/index.ts";
import { begin, type Draft } from "../lead/change/draft.ts";
import { commit } from "../lead/change/edit.ts";
import { readFields } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import { keptBy, noteReceipt } from "./new-lead.ts";

/** Lists the leads that a delivery only names, and sends it to the intake queue, where the provider is asked for them. */
export async function announce(relay: Relay, delivery: Delivery, found: Found[]): Promise<Outcome> {
  const references = found.filter((item) => item.kind === "reference");
  const listed = await listReference(relay, delivery, references);
  if (listed.leads.length > 0) await relay.store.settleDelivery(listed);
  await relay.queues
    .intake([{ message: { delivery: delivery.id } }])
    .catch(() => relay.log("warn", "queue refused a delivery; the sweep will follow up", { delivery: delivery.id }));
  return "pending";
}

/** Lists the leads among some references, each once; answers the delivery, still pending, with all of them. */
export async function listReference(relay: Relay, delivery: Delivery, references: Reference[]): Promise<Delivery> {
  let listed: Delivery = { ...delivery, outcome: "pending" };
  for (const reference of references) {
    if (!reference.lead) continue;
    const draft = await awaited(relay, delivery, reference);
    listed = { ...listed, leads: [...new Set([...listed.leads, draft.lead.id])] };
    // It may be there already.
    await commit(relay, draft);
  }
  return listed;
}

/** A lead of which nothing but its id is known. Nobody owns it, no clock runs; the delivery is what falls due. */
async function awaited(relay: Relay, delivery: Delivery, reference: Reference): Promise<Draft> {
  const now = relay.time.now();
  const { version, agreement } = await relay.rulebooks.active();
  const typed = await readFields({ agreement }, delivery.source, reference.fields ?? {});
  const lead = {
    id: leadOf(delivery, reference),
    source: delivery.source,
    provider: delivery.provider,
    delivery: delivery.id,
    test: false,
    ...typed,
    createdAt: delivery.receivedAt,
    score: { total: 0, band: null, reasons: [] },
    decision: { ...undecided, version, at: new Date(now).toISOString() },
    owner: null,
    owners: [],
    stage: "fetching",
    responses: [],
    notices: [],
    noticeCount: 0,
    counted: false,
    ...keptBy(agreement),
  };
  const draft = begin(undefined, lead, now);
  noteReceipt(draft, agreement, []);
  return draft;
}

const undecided = {
  score: 0,
  band: null,
  qualified: null,
  rule: null,
  to: null,
  policy: null,
  team: null,
  candidates: [],
  turns: {},
};

/** The lead a reference is listed as. */
export const leadOf = (delivery: Delivery, { id, at }: Reference): string => keyedLeadId(delivery.source, id, at);
