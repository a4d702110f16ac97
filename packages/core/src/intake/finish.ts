import type { Delivery, Found, Outcome } from "../delivery/index.ts";
import type { Identified } from "../person/identify.ts";
import { identities } from "../person/identities.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { takeEnquiry } from "./enquiry.ts";
import type { Task, TaskResult } from "./task.ts";

/** If a delivery holds several things, what became of it is the first of these that came of any. */
const weight: Outcome[] = ["lead", "test", "contact", "quarantined", "touch", "ignored"];

/**
 * Does everything a kept delivery says, in order, and answers it with what became of it, to be settled by then and not before:
 * until it is, it comes again, and doing it again, after a crash half-way, changes nothing that was done.
 */
export async function finish(
  relay: Relay,
  rulebook: Rulebook,
  {
    found,
    known,
    met,
    ...work
  }: Pick<Task, "delivery" | "clockFrom" | "again"> & {
    found: Found[];
    /** What is known to have come of other things in it. */
    known: TaskResult[];
    met: (Identified | undefined)[];
  },
): Promise<Delivery> {
  let delivery = known.reduce(after, { ...work.delivery, ...trackedAs(found) });
  if (found.length + known.length === 0) return { ...delivery, outcome: "ignored", reason: "There is nothing in it." };
  for (const [index, item] of found.entries())
    delivery = after(
      delivery,
      await perform(relay, rulebook, { ...work, delivery, found: item, index, met: met[index] }),
    );
  relay.log("info", "delivery read", { delivery: delivery.id, outcome: delivery.outcome, leads: delivery.leads });
  return delivery;
}

function trackedAs(found: readonly Found[]): Pick<Delivery, "trackedAs"> {
  const whose = found.flatMap((item) => ("who" in item ? item.who : item.kind === "booking" ? item.touch.who : []));
  const ids = new Set(
    whose.flatMap(({ userId, anonymousId }) =>
      identities({ ...(userId && { userId }), ...(anonymousId && { anonymousId }) }),
    ),
  );
  return ids.size === 0 ? {} : { trackedAs: [...ids] };
}

function after(delivery: Delivery, { outcome, lead, reason }: TaskResult): Delivery {
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

async function perform(relay: Relay, rulebook: Rulebook, task: Task): Promise<TaskResult> {
  const { found } = task;
  switch (found.kind) {
    case "lead":
      return takeEnquiry(relay, rulebook, { ...task, found });
    case "contact":
      return (await besides()).recordObserved(relay, rulebook, { ...task, found });
    case "touch":
      return (await besides()).recordTouch(relay, rulebook, { ...task, found });
    case "booking":
      return (await besides()).recordBooking(relay, rulebook, { ...task, found });
    case "withdrawal":
      return (await besides()).withdraw(relay, { ...task, found });
    case "ownership": {
      const { recordOwnership } = await besides();
      const problem = await recordOwnership(relay, rulebook, found);
      return problem === undefined ? { outcome: "touch" } : { outcome: "quarantined", reason: problem };
    }
    case "deal":
      return (await besides()).recordDeal(relay, rulebook, { ...task, found });
    case "customer":
      return (await besides()).recordCustomerEvent(relay, { ...task, found });
    case "made": {
      const { finderOf, recordMade } = await besides();
      if (found.asksElse && finderOf(rulebook.agreement, found) === undefined)
        return takeEnquiry(relay, rulebook, { ...task, found: { kind: "lead", fields: found.fields, key: found.key } });
      return recordMade(relay, rulebook, { ...task, found });
    }
    case "status":
      return (await besides()).recordStatus(relay, rulebook, { ...task, found });
    case "ignored":
      return { outcome: "ignored", reason: found.reason };
    case "reference":
      throw new Error("A reference is fetched before it is finished.");
  }
}
