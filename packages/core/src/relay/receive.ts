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
import type { Means } from "../route/index.ts";
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

/** A lead before its decision: typed fields, and the reading of the store its decision will rest on. */
interface Draft extends LeadFields {
  test: boolean;
  known: Known;
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

/** One lead to be decided and committed. */
interface Task {
  id: string;
  /** The delivery as the commit leaves it. */
  delivery: Delivery;
  draft: Draft;
  /** Receipt as far as the clock is concerned, epoch ms. */
  clockFrom: number;
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
    const { lead, load } = await decided(relay, rulebook, task, {
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

async function decided(
  relay: Relay,
  rulebook: Rulebook,
  { id, delivery, draft: typed, clockFrom }: Task,
  means: Pick<Means, "ticket" | "loads">,
): Promise<{ lead: Lead; load?: LoadChange }> {
  const { agreement } = rulebook;
  const { known } = typed;
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
    const at = clockStart(policy.clockFrom, clockFrom, fields.submittedAt);
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
