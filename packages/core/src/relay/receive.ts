import {
  type Delivery,
  type DeliveryKey,
  deliveryId,
  type Given,
  leadEntropy,
  personId,
  type Reading,
} from "../delivery/index.ts";
import { emailDomain, normalise, prepareLists } from "../fields/index.ts";
import { sortableId } from "../ids/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { type Draft, newLead, type Task } from "./new-lead.ts";
import { follow, type Relay } from "./relay.ts";

const DAY_MS = 86_400_000;
/** Raw deliveries can be read again for this long. */
const KEPT_DAYS = 90;
/** Without an id of its own, a delivery is the same as one with the same bytes for this long. */
const SAME_CONTENT_MS = DAY_MS;
/** When the sweep finishes a delivery whose process died. */
const UNFINISHED_MS = 60_000;
/** At most this many people's loads are read ahead with the rest; an agreement that counts more reads them after routing. */
const LOADS_AHEAD = 40;
/** How often a lead is decided again because somebody else took the place it was given. */
const ATTEMPTS = 12;

export interface Arrival {
  source: string;
  contentType: string;
  body: Uint8Array;
  key: DeliveryKey;
  reading: Reading;
}

/** Takes in one authentic delivery: keeps it raw, then makes its leads. Resolves only when it is stored. */
export async function receive(
  relay: Relay,
  rulebook: Rulebook,
  arrival: Arrival,
): Promise<{ delivery: string; outcome: Delivery["outcome"] | "duplicate" }> {
  const now = relay.time.now();
  const { reading } = arrival;
  const delivery: Delivery = {
    id: deliveryId(arrival.source, arrival.key),
    source: arrival.source,
    provider: rulebook.agreement.sources[arrival.source]!.provider,
    contentType: arrival.contentType.slice(0, 200),
    receivedAt: new Date(now).toISOString(),
    bytes: arrival.body.byteLength,
    outcome: "unreadable" in reading ? "quarantined" : "pending",
    leads: [],
    ...("unreadable" in reading && { reason: reading.unreadable }),
  };
  const keep = relay.store.keepDelivery(delivery, arrival.body, {
    expiresAt: now + KEPT_DAYS * DAY_MS,
    ...("content" in arrival.key && { notBefore: now - SAME_CONTENT_MS }),
    ...(delivery.outcome === "pending" && { retryAt: now + UNFINISHED_MS }),
  });
  if ("unreadable" in reading) {
    const { existing } = await keep;
    return { delivery: delivery.id, outcome: existing ? "duplicate" : "quarantined" };
  }
  prepareLists(rulebook.asked);
  const [{ existing }, drafts] = await Promise.all([keep, draftAll(relay, rulebook, reading.leads)]);
  if (existing) return { delivery: delivery.id, outcome: "duplicate" };
  return { delivery: delivery.id, outcome: await finish(relay, rulebook, delivery, drafts, now) };
}

/** Makes the leads of a delivery that was kept but not finished, or that is replayed from quarantine. */
export async function complete(relay: Relay, delivery: Delivery, reading: Reading): Promise<Delivery["outcome"]> {
  const rulebook = await relay.rulebooks.active();
  if ("unreadable" in reading) {
    await relay.store.settleDelivery({ ...delivery, outcome: "quarantined", reason: reading.unreadable });
    return "quarantined";
  }
  // Nobody could answer a lead while it lay in quarantine: its clock starts when it comes out.
  const clockFrom = delivery.outcome === "quarantined" ? relay.time.now() : Date.parse(delivery.receivedAt);
  return finish(relay, rulebook, delivery, await draftAll(relay, rulebook, reading.leads), clockFrom);
}

function draftAll(relay: Relay, rulebook: Rulebook, leads: Given[]): Promise<Draft[]> {
  return Promise.all(
    leads.map(async (given): Promise<Draft> => {
      const typed = await normalise(given.fields, rulebook.agreement.fields);
      const known = await relay.store.known({
        person: personId(typed.fields),
        account: emailDomain(typed.fields.email),
        loads: rulebook.counted.size <= LOADS_AHEAD ? [...rulebook.counted] : [],
      });
      return { ...typed, test: given.test ?? false, known };
    }),
  );
}

async function finish(
  relay: Relay,
  rulebook: Rulebook,
  delivery: Delivery,
  drafts: Draft[],
  clockFrom: number,
): Promise<Delivery["outcome"]> {
  const leads = drafts.map((_, i) => sortableId("lead", Date.parse(delivery.receivedAt), leadEntropy(delivery.id, i)));
  const outcome = drafts.every(({ test }) => test) ? "test" : "lead";
  for (const [i, draft] of drafts.entries()) {
    const last = i === drafts.length - 1;
    const settled: Delivery = { ...delivery, leads, outcome: last ? outcome : "pending" };
    await commit(relay, rulebook, { id: leads[i]!, delivery: settled, draft, clockFrom });
  }
  return outcome;
}

async function commit(relay: Relay, cached: Rulebook, task: Task): Promise<void> {
  const { known } = task.draft;
  relay.rulebooks.noticed(known.activeVersion);
  const rulebook =
    known.activeVersion === undefined || known.activeVersion === cached.version
      ? cached
      : await relay.rulebooks.version(known.activeVersion);
  let loads = known.loads;
  const tickets: Record<string, number> = {};

  for (let attempt = 1; ; attempt++) {
    const { lead, load } = await newLead(relay, rulebook, task, {
      // Taken once and reused, so that a retry shifts nobody's turn.
      ticket: async (team) => (tickets[team] ??= await relay.store.ticket(team)),
      loads: async (people) => {
        const unread = people.filter((person) => !(person in loads));
        if (unread.length > 0) loads = { ...loads, ...(await relay.store.loads(unread)) };
        return loads;
      },
    });
    const result = await relay.store.commit(lead, { delivery: task.delivery, ...(load && { load }) });
    if (result === "done")
      await follow(
        relay,
        lead,
        lead.notices.map(({ id }) => id),
      );
    if (result !== "load") return;
    if (attempt === ATTEMPTS) {
      // The delivery is kept and due: the sweep decides it when the rush is over.
      relay.log("warn", "loads kept changing; left to the sweep", { lead: task.id });
      return;
    }
    loads = {};
  }
}
