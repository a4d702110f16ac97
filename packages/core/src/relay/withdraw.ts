import { deliveryId, type Withdrawal } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { Lead, Response } from "../lead/index.ts";
import type { Done, Task } from "./finish.ts";
import { type Change, changeOf } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { follow, type Relay } from "./relay.ts";
import { close } from "./stages.ts";

const ATTEMPTS = 8;

/**
 * A person took back what they gave: the leads it made end and what they said is erased. Where it is one of several requests in
 * a lead's story, that goes on, because it was asked for otherwise too. Whoever has it is told either way.
 */
export async function withdraw(relay: Relay, { found, delivery }: Task<Withdrawal>): Promise<Done> {
  const made = await relay.store.delivery(deliveryId(delivery.source, { id: found.of }));
  const ids = made?.delivery.leads ?? [];
  if (made?.delivery.outcome === "pending" && ids.length === 0)
    throw new BatonError("delivery.pending", "What is taken back is not done yet.", { status: 503 });
  if (ids.length === 0) return { outcome: "ignored", reason: "There is no lead to take back." };
  for (const id of ids) {
    const lead = await relay.store.lead(id);
    const own = lead?.delivery === made?.delivery.id && !askedOtherwise(lead);
    if (own && lead?.closed?.as !== "withdrawn") await relay.store.eraseEvents(id);
    await change(relay, id, (lead, now) => (own ? erased(lead, now) : told(lead, now, made!.delivery.id)));
  }
  return { outcome: "touch", lead: ids[0]! };
}

/** Whether the person made another request that became part of the same lead. */
const askedOtherwise = (lead: Lead | undefined): boolean =>
  (lead?.joined ?? []).length > 0 || (lead?.responses ?? []).some(({ evidence }) => evidence?.channel === "booking");

function erased(before: Lead, now: number): Change | undefined {
  if (before.closed?.as === "withdrawn") return undefined;
  const change = changeOf(before);
  const { lead } = change;
  const at = new Date(now).toISOString();
  if (!lead.closed) close(change, now, "withdrawn");
  lead.closed = { at, as: "withdrawn" };
  lead.fields = {};
  lead.extra = {};
  lead.responses = lead.responses.map(withoutWords);
  lead.notices = [];
  delete lead.fetching;
  change.events.push({ at, kind: "withdrawn", text: "They took it back. Please do not contact them." });
  tell(change, now);
  return change;
}

/** The reason of a snooze is in somebody's words; others are ids. */
function withoutWords({ note: _note, reason, ...response }: Response): Response {
  return reason === undefined || response.action === "snooze" ? response : { ...response, reason };
}

function told(before: Lead, now: number, request: string): Change | undefined {
  if (before.takenBack?.includes(request)) return undefined;
  const change = changeOf(before);
  change.lead.takenBack = [...(before.takenBack ?? []), request];
  const at = new Date(now).toISOString();
  change.events.push({ at, kind: "withdrawn", text: "They took back one of their requests." });
  tell(change, now);
  return change;
}

function tell(change: Change, now: number): void {
  const { owner } = change.lead;
  if (owner !== null) change.notices.push(addNotice(change.lead, { kind: "withdrawn", to: owner }, now));
}

/** Changes a lead unless, as after a crash, that has been done. */
async function change(relay: Relay, id: string, make: (lead: Lead, now: number) => Change | undefined): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    const next = before && make(before, relay.time.now());
    if (!next) return;
    if ((await relay.store.update(next.lead, next)) !== "done") continue;
    await follow(relay, next.lead, next.notices, next.events);
    return;
  }
  throw new BatonError("lead.busy", `Lead ${id} changed under every attempt to take it back.`, { status: 503 });
}
