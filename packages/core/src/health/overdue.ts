import type { Relay } from "../ports/relay.ts";
import { CLOCKS } from "./model.ts";
import type { Watching } from "./watch.ts";

const MINUTE = 60_000;
/** Two sweeps have come by since: no queue's latency explains it. */
const OVERDUE_MS = 10 * MINUTE;
/** The first look may be at the end of an outage; what the next one finds again is told. */
const CONFIRM_MS = 4 * MINUTE;
/** What goes on is told once a day: one lead that fails by itself must not hide for ever that all others do too. */
const TELL_AGAIN_MS = 24 * 60 * MINUTE;
/** So many entries are looked at, which are one page of the index. */
const MOST = 1_000;

type Counts = {
  leads: number;
  deliveries: number;
  /** Days of reports. */
  days: number;
};

interface Overdue extends Counts {
  /** What waits longest, of those looked at. */
  first?: { id: string; at: number };
}

/**
 * Looks whether what is due gets done, without the queues and the sweep by which it gets done, and has the operator told once
 * while it does not. A report that gets lost is queued again by the next run; one that is queued twice is sent once.
 */
export async function watchClocks(relay: Watching & Pick<Relay, "measure">): Promise<Counts> {
  const now = relay.time.now();
  const { first, ...counts } = await overdue(relay, now);
  relay.measure("Overdue", counts.leads + counts.deliveries + counts.days);

  const today = new Date(now).toISOString().slice(0, 10);
  const [open] = (await relay.store.sourceHealth(CLOCKS, today)).incidents;
  if (!first) {
    if (open && (await relay.store.closeIncident(CLOCKS, "overdue", open.openedAt)))
      relay.log("info", "clocks run again");
  } else if (!open) {
    const openedAt = new Date(now).toISOString();
    const since = new Date(first.at).toISOString();
    const message = `What was due more than ten minutes ago is not done for ${words(counts)}; ${first.id} waits longest.`;
    await relay.store.openIncident(CLOCKS, { kind: "overdue", openedAt, since, message });
    relay.log("warn", "clocks stand still", counts);
  } else if (open.toldAt === undefined) {
    if (now - Date.parse(open.openedAt) >= CONFIRM_MS)
      await relay.queues.notices([{ message: { incident: "overdue" } }]);
  } else if (now - Date.parse(open.toldAt) >= TELL_AGAIN_MS)
    await relay.store.closeIncident(CLOCKS, "overdue", open.openedAt);
  return counts;
}

async function overdue({ store, time }: Pick<Relay, "store" | "time">, now: number): Promise<Overdue> {
  const found: Overdue = { leads: 0, deliveries: 0, days: 0 };
  const names = { lead: "leads", delivery: "deliveries", day: "days", round: "days", proposal: "days" } as const;
  let looked = 0;
  for await (const { kind, id, at } of store.due(now - OVERDUE_MS)) {
    looked += 1;
    // Late by real time as well: where time runs faster, queues do not.
    if (time.wallMs(now - at) >= OVERDUE_MS) {
      found[names[kind]] += 1;
      if (!found.first || at < found.first.at) found.first = { id, at };
    }
    if (looked === MOST) break;
  }
  return found;
}

/** "at least 998 leads and 2 deliveries" */
function words({ leads, deliveries, days }: Counts): string {
  const counted = [
    count(leads, "lead", "leads"),
    count(deliveries, "delivery", "deliveries"),
    count(days, "day of the reports", "days of the reports"),
  ]
    .filter((words) => words !== undefined)
    .join(" and ");
  return leads + deliveries + days === MOST ? `at least ${counted}` : counted;
}

const count = (number: number, one: string, several: string): string | undefined =>
  number === 0 ? undefined : `${number} ${number === 1 ? one : several}`;
