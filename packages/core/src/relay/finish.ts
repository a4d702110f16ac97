import type { Delivery, Found, Outcome } from "../delivery/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { handRaise } from "./hand-raise.ts";
import type { Met } from "./meet.ts";
import type { Relay } from "./relay.ts";

/** One thing found in a delivery, and how to record what became of it. */
export interface Task<T extends Found = Found> {
  delivery: Delivery;
  found: T;
  /** Its place in the delivery. */
  index: number;
  /** What the store knew of the person when the delivery arrived. */
  met: Met | undefined;
  /** Receipt as far as clocks are concerned, epoch ms. */
  clockFrom: number;
  /**
   * The delivery as it is once this is done, to be committed together with what it changes. It stays pending while there is more
   * in it.
   */
  settled(outcome: Outcome, lead?: string): Delivery;
}

/** What became of one thing found. `settled`: the delivery was committed with it. */
export interface Done {
  outcome: Outcome;
  lead?: string;
  reason?: string;
  settled?: boolean;
}

/** If a delivery holds several things, what became of it is the first of these that came of any. */
const weight: Outcome[] = ["lead", "test", "contact", "quarantined", "touch", "ignored"];

/** Does everything a kept delivery says, in order. Doing it again, after a crash half-way, changes nothing that was done. */
export async function finish(
  relay: Relay,
  rulebook: Rulebook,
  work: {
    delivery: Delivery;
    found: Found[];
    met: (Met | undefined)[];
    clockFrom: number;
    /** More of it is still to come: it stays pending. */
    unfinished?: boolean;
  },
): Promise<Outcome> {
  const { found } = work;
  // What the provider has to be asked for takes longer than it waits for an answer.
  if (found.some(({ kind }) => kind === "reference")) return (await besides()).announce(relay, work.delivery, found);
  let delivery = work.delivery;
  let settled = false;
  for (const [index, item] of found.entries()) {
    const last = index === found.length - 1 && !work.unfinished;
    const record = (outcome: Outcome, lead?: string): Delivery => ({
      ...after(delivery, { outcome, ...(lead !== undefined && { lead }) }),
      ...(!last && { outcome: "pending" }),
    });
    const before = delivery;
    const done = await perform(relay, rulebook, {
      delivery: before,
      found: item,
      index,
      met: work.met[index],
      clockFrom: work.clockFrom,
      settled: record,
    });
    delivery = after(before, done);
    settled = last && done.settled === true;
  }
  if (work.unfinished) return "pending";
  if (found.length === 0) delivery = { ...delivery, outcome: "ignored", reason: "There is nothing in it." };
  if (!settled) await relay.store.settleDelivery(delivery);
  return delivery.outcome;
}

function after(delivery: Delivery, { outcome, lead, reason }: Done): Delivery {
  const before = delivery.outcome === "pending" ? undefined : delivery.outcome;
  const weightier = before === undefined || weight.indexOf(outcome) < weight.indexOf(before);
  const { reason: _reason, ...rest } = delivery;
  return {
    ...(weightier ? rest : delivery),
    outcome: weightier ? outcome : before,
    leads: lead === undefined || delivery.leads.includes(lead) ? delivery.leads : [...delivery.leads, lead],
    ...(weightier && reason !== undefined && { reason }),
  };
}

const besides = () => import("./besides.ts");

async function perform(relay: Relay, rulebook: Rulebook, task: Task): Promise<Done> {
  const { found } = task;
  switch (found.kind) {
    case "lead":
      return handRaise(relay, rulebook, { ...task, found });
    case "contact":
      return (await besides()).observe(relay, rulebook, { ...task, found });
    case "touch":
      return (await besides()).recordTouch(relay, { ...task, found });
    case "withdrawal":
      return (await besides()).withdraw(relay, { ...task, found });
    case "ownership": {
      const { recordOwnership } = await besides();
      const problem = await recordOwnership(relay, rulebook, found);
      return problem === undefined ? { outcome: "touch" } : { outcome: "quarantined", reason: problem };
    }
    case "ignored":
      return { outcome: "ignored", reason: found.reason };
    case "reference":
      throw new Error("A reference is fetched before it is finished.");
  }
}
