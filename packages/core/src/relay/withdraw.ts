import { deliveryId, type Withdrawal } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { Done, Task } from "./finish.ts";
import { changeOf } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { follow, type Relay } from "./relay.ts";
import { close } from "./stages.ts";

const ATTEMPTS = 8;

/** A person took a lead back: its clock ends, what it said of them is erased, and whoever has it is told not to contact them. */
export async function withdraw(relay: Relay, { found, delivery }: Task<Withdrawal>): Promise<Done> {
  const made = await relay.store.delivery(deliveryId(delivery.source, { id: found.of }));
  const [id] = made?.delivery.leads ?? [];
  if (id === undefined) return { outcome: "ignored", reason: "There is no lead to take back." };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    if (!before) return { outcome: "ignored", reason: "There is no lead to take back." };
    if (before.closed?.as === "withdrawn") return { outcome: "touch", lead: id };
    const now = relay.time.now();
    const change = changeOf(before);
    const { lead } = change;
    if (!lead.closed) close(change, now, "withdrawn");
    lead.stage = "closed";
    lead.closed = { at: new Date(now).toISOString(), as: "withdrawn" };
    lead.fields = {};
    lead.extra = {};
    lead.notices = [];
    delete lead.fetching;
    change.events.push({
      at: lead.closed.at,
      kind: "withdrawn",
      text: "They took it back. Please do not contact them.",
    });
    if (lead.owner !== null) change.notices.push(addNotice(lead, { kind: "withdrawn", to: lead.owner }, now));
    if ((await relay.store.update(lead, change)) === "done") {
      await follow(relay, lead, change.notices);
      return { outcome: "touch", lead: id };
    }
  }
  throw new BatonError("lead.busy", "A lead changed under every attempt to take it back.", { status: 503 });
}
