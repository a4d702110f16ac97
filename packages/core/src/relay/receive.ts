import type { Agreement } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import { clockStart, decide } from "../decide/index.ts";
import {
  type Delivery,
  type DeliveryKey,
  deliveryId,
  type Given,
  leadEntropy,
  personId,
  type Reading,
} from "../delivery/index.ts";
import { emailDomain, type LeadFields, normalise } from "../fields/index.ts";
import { sortableId } from "../ids/index.ts";
import type { Lead } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Known, LoadChange } from "../store/index.ts";
import { takes } from "./load.ts";
import { addNotice } from "./notices.ts";
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
  const drafts = await Promise.all(reading.leads.map((given) => draft(relay, rulebook, given)));
  const [{ existing }] = await Promise.all([keep, ...drafts.map(({ known }) => known)]);
  if (existing) return { delivery: delivery.id, outcome: "duplicate" };
  return { delivery: delivery.id, outcome: await finish(relay, rulebook, delivery, drafts) };
}

/** Makes the leads of a delivery that was kept but not finished, or that is replayed from quarantine. */
export async function complete(relay: Relay, delivery: Delivery, reading: Reading): Promise<Delivery["outcome"]> {
  const rulebook = await relay.rulebooks.active();
  if ("unreadable" in reading) {
    await relay.store.settleDelivery({ ...delivery, outcome: "quarantined", reason: reading.unreadable });
    return "quarantined";
  }
  return finish(
    relay,
    rulebook,
    delivery,
    await Promise.all(reading.leads.map((given) => draft(relay, rulebook, given))),
  );
}

/** A lead before its decision: typed fields, and the reading of the store its decision will rest on, under way. */
interface Draft extends LeadFields {
  test: boolean;
  known: Promise<Known>;
}

async function draft(relay: Relay, rulebook: Rulebook, given: Given): Promise<Draft> {
  const typed = await normalise(given.fields, rulebook.agreement.fields);
  const known = relay.store.known({
    person: personId(typed.fields),
    account: emailDomain(typed.fields.email),
    loads: rulebook.counted.size <= LOADS_AHEAD ? [...rulebook.counted] : [],
  });
  // Awaited later, beside the raw put; a rejection in between must not count as unhandled.
  known.catch(() => {});
  return { ...typed, test: given.test ?? false, known };
}

async function finish(
  relay: Relay,
  rulebook: Rulebook,
  delivery: Delivery,
  drafts: Draft[],
): Promise<Delivery["outcome"]> {
  const leads = drafts.map((_, i) => sortableId("lead", Date.parse(delivery.receivedAt), leadEntropy(delivery.id, i)));
  const outcome = drafts.every(({ test }) => test) ? "test" : "lead";
  for (const [i, one] of drafts.entries()) {
    const last = i === drafts.length - 1;
    await commit(relay, rulebook, { ...delivery, leads, outcome: last ? outcome : "pending" }, leads[i]!, one);
  }
  return outcome;
}

async function commit(relay: Relay, cached: Rulebook, delivery: Delivery, id: string, typed: Draft): Promise<void> {
  const known = await typed.known;
  relay.rulebooks.noticed(known.activeVersion);
  const rulebook =
    known.activeVersion === undefined || known.activeVersion === cached.version
      ? cached
      : await relay.rulebooks.version(known.activeVersion);
  let loads = known.loads;
  const tickets: Record<string, number> = {};

  for (let attempt = 1; ; attempt++) {
    const { lead, load } = await decided(relay, rulebook, delivery, id, typed, known, {
      // Taken once and reused, so that a retry shifts nobody's turn.
      ticket: async (team) => (tickets[team] ??= await relay.store.ticket(team)),
      loads: async (people) => {
        const unread = people.filter((person) => !(person in loads));
        if (unread.length > 0) loads = { ...loads, ...(await relay.store.loads(unread)) };
        return loads;
      },
    });
    const result = await relay.store.commit(lead, { delivery, ...(load && { load }) });
    if (result === "done")
      return follow(
        relay,
        lead,
        lead.notices.map((notice) => notice.id),
      );
    if (result === "exists") return;
    if (attempt === ATTEMPTS) {
      // The delivery is kept and due: the sweep decides it when the rush is over.
      relay.log("warn", "loads kept changing; left to the sweep", { lead: id });
      return;
    }
    loads = {};
  }
}

async function decided(
  relay: Relay,
  rulebook: Rulebook,
  delivery: Delivery,
  id: string,
  typed: Draft,
  known: Known,
  means: { ticket(team: string): Promise<number>; loads(people: string[]): Promise<Known["loads"]> },
): Promise<{ lead: Lead; load?: LoadChange }> {
  const { agreement } = rulebook;
  const now = relay.time.now();
  const receivedAt = Date.parse(delivery.receivedAt);
  const source = agreement.sources[delivery.source];
  const fields =
    source?.campaign && typed.fields.campaign === undefined
      ? { ...typed.fields, campaign: source.campaign }
      : typed.fields;
  const owners = {
    ...(known.person.owner && { "person.owner": known.person.owner }),
    ...(known.account.owner && { "account.owner": known.account.owner }),
  };
  const { score, route, choice } = await decide(
    rulebook,
    fields,
    { source: delivery.source, test: typed.test, receivedAt, person: known.person, account: known.account },
    typed.test
      ? { at: now, ticket: async () => 1, loads: async () => ({}), known: owners }
      : { at: now, known: owners, ...means },
  );
  const person = personId(fields);
  const lead: Lead = {
    id,
    revision: 1,
    source: delivery.source,
    provider: delivery.provider,
    delivery: delivery.id,
    test: typed.test,
    fields,
    extra: typed.extra,
    ...(person && { person: { id: person, known: known.person.known } }),
    createdAt: delivery.receivedAt,
    score,
    decision: {
      version: rulebook.version,
      at: new Date(now).toISOString(),
      rule: route?.name ?? null,
      to: route?.to ?? null,
      policy: route?.sla ?? null,
      team: choice.team ?? teamOf(agreement, route),
      candidates: choice.candidates,
      tickets: choice.tickets,
    },
    owner: choice.owner,
    owners: choice.owner ? [{ person: choice.owner, from: new Date(now).toISOString(), how: "routed" }] : [],
    stage: "unrouted",
    responses: [],
    notices: [],
    noticeCount: 0,
    counted: false,
  };
  if (typed.test) {
    return {
      lead: {
        ...lead,
        owner: null,
        owners: [],
        stage: "closed",
        closed: { at: lead.createdAt, as: "test" },
        decision: { ...lead.decision, tickets: {} },
      },
    };
  }

  const policy = route && agreement.sla[route.sla];
  const stage = policy?.stages[0];
  if (route && policy && stage) {
    lead.stage = stage.name;
    const at = clockStart(policy.clockFrom, receivedAt, fields.submittedAt);
    lead.clock = start(rulebook, { policy: route.sla, stage, holder: choice.owner ?? rulebook.topManager, at });
  }
  if (choice.owner !== null) addNotice(lead, { kind: "handover", to: choice.owner }, now);
  else if (rulebook.topManager) addNotice(lead, { kind: "unowned", to: rulebook.topManager }, now);
  const load = choice.owner === null ? undefined : takes(rulebook, choice, choice.owner, now);
  return { lead: { ...lead, counted: load !== undefined }, ...(load && { load }) };
}

/** The team a lead belongs to though nobody was picked: the rule's team, else the one named by `else`. */
function teamOf(agreement: Agreement, route: Agreement["routing"][number] | undefined): string | null {
  return [route?.to, route?.else].find((name) => name !== undefined && agreement.teams[name]) ?? null;
}
