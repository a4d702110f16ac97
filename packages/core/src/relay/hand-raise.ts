import { type Delivery, type HandRaise, keyedLeadId, leadId } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { normalise } from "../fields/index.ts";
import type { Lead } from "../lead/index.ts";
import { seenAgain } from "../person/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { LoadChange } from "../store/index.ts";
import type { Done, Task } from "./finish.ts";
import { type Met, meet } from "./meet.ts";
import { newLead } from "./new-lead.ts";
import { follow, type Relay } from "./relay.ts";
import { touchesOfPerson } from "./touches.ts";

/** How often a lead is decided again because somebody else took the place it was given. */
const ATTEMPTS = 12;

/** Makes the lead somebody asks for; or, while another one of theirs is open, adds it to that one's story. */
export async function handRaise(relay: Relay, cached: Rulebook, task: Task<HandRaise>): Promise<Done> {
  const { found } = task;
  const id = leadIdOf(task);
  const test = found.test ?? false;
  const tickets: Record<string, number> = {};
  let met = task.met;
  for (let attempt = 1; ; attempt++) {
    met ??= await meet(relay, cached, await normalise(found.fields, cached.agreement.fields));
    relay.rulebooks.noticed(met.known.activeVersion);
    const rulebook =
      met.known.activeVersion === undefined || met.known.activeVersion === cached.version
        ? cached
        : await relay.rulebooks.version(met.known.activeVersion);

    const open = test ? undefined : await openLead(relay, met, id);
    if (open) {
      // Before what settles the delivery: after a crash in between, the delivery comes again.
      if (found.key !== undefined) await (await import("./besides.ts")).leave(relay, id, open.id);
      const done = await addToStory(relay, rulebook, open, { ...task, met }, id);
      if (done.outcome !== "ignored") return done;
      // It closed meanwhile, so this is a lead of its own.
      met = undefined;
      continue;
    }

    const listed = await placeholder(relay, task, id);
    if (listed && listed.stage !== "fetching" && listed.closed?.as !== "joined")
      return { outcome: listed.test ? "test" : "lead", lead: id };
    const touches = rulebook.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
    let { loads } = met.known;
    const { lead, load } = await newLead(
      relay,
      rulebook,
      { id, met, touches, test, noticeCount: listed?.noticeCount ?? 0, ...receiptOf(task, listed) },
      {
        // Taken once and reused, so that a retry shifts nobody's turn.
        ticket: async (team) => (tickets[team] ??= await relay.store.ticket(team)),
        loads: async (people) => {
          const unread = people.filter((person) => !(person in loads));
          if (unread.length > 0) loads = { ...loads, ...(await relay.store.loads(unread)) };
          return loads;
        },
      },
    );
    const result = await commit(relay, lead, { ...task, met, listed, load });
    if (result === "exists") return { outcome: test ? "test" : "lead", lead: id };
    if (result === "done") {
      await follow(
        relay,
        lead,
        lead.notices.map(({ id }) => id),
      );
      return { outcome: test ? "test" : "lead", lead: id, settled: true };
    }
    // The delivery is kept and due: the sweep decides it when the rush is over.
    if (attempt === ATTEMPTS)
      throw new BatonError("lead.busy", `Loads or people changed under every attempt to decide ${id}.`, {
        status: 503,
      });
    met = undefined;
  }
}

export function leadIdOf({ found, delivery, index }: Pick<Task<HandRaise>, "found" | "delivery" | "index">): string {
  if (found.key === undefined) return leadId(delivery, index);
  return keyedLeadId(delivery.source, found.key, found.at ?? found.fields.submittedAt);
}

/** A booking may be the response that was waited for; everything else is news for the owner. */
async function addToStory(
  relay: Relay,
  rulebook: Rulebook,
  open: Lead,
  task: Task<HandRaise> & { met: Met },
  id: string,
): Promise<Done> {
  const { contact } = task.found;
  if (contact) {
    const { observe } = await import("./besides.ts");
    const done = await observe(relay, rulebook, {
      ...task,
      found: { ...contact, kind: "contact", who: task.met.who },
    });
    if (done.outcome === "contact") return done;
  }
  const { joinLead } = await import("./besides.ts");
  return joinLead(relay, rulebook, open, task, id);
}

/** The lead that somebody already races for, other than the one of this id. */
async function openLead(relay: Relay, { person }: Met, id: string): Promise<Lead | undefined> {
  if (person?.lead === undefined || person.lead === id) return undefined;
  const lead = await relay.store.lead(person.lead);
  return lead && !lead.closed ? lead : undefined;
}

/** Receipt of the first delivery that named it: a later one that names it once more starts no other clock. */
function receiptOf({ delivery, clockFrom }: Task, listed: Lead | undefined): { delivery: Delivery; clockFrom: number } {
  if (listed === undefined || listed.createdAt >= delivery.receivedAt) return { delivery, clockFrom };
  const first = { ...delivery, receivedAt: listed.createdAt };
  // One that comes out of quarantine has a clock of its own.
  const received = clockFrom === Date.parse(delivery.receivedAt);
  return { delivery: first, clockFrom: received ? Date.parse(listed.createdAt) : clockFrom };
}

/** First commit of a lead, or the one that gives it its details when it was listed before they were known. */
async function commit(
  relay: Relay,
  lead: Lead,
  {
    met,
    listed,
    load,
    ...task
  }: Task<HandRaise> & { met: Met; listed: Lead | undefined; load: LoadChange | undefined },
): Promise<"done" | "exists" | "load" | "person"> {
  const delivery = task.settled(lead.test ? "test" : "lead", lead.id);
  const person =
    lead.test || met.identities.length === 0
      ? undefined
      : seenAgain(met.identities, met.known.people, met.who, met.person, {
          at: lead.createdAt,
          known: true,
          lead: lead.id,
          ...(lead.owner !== null && { owner: lead.owner }),
        });
  if (!listed) return relay.store.commit(lead, { delivery, ...(load && { load }), ...(person && { person }) });
  lead.revision = listed.revision + 1;
  const at = new Date(relay.time.now()).toISOString();
  const result = await relay.store.update(lead, {
    events: [{ at, kind: "fetched", text: `Details read from ${lead.provider}.` }],
    ...(load && { loads: [load] }),
    ...(person && { person }),
    delivery,
  });
  // Somebody else changed it: read again, it may have its details by now.
  return result === "conflict" ? "person" : result;
}

/** Only what a provider names by an id can have been listed before its details were there. */
async function placeholder(relay: Relay, { found }: Task<HandRaise>, id: string): Promise<Lead | undefined> {
  return found.key === undefined ? undefined : relay.store.lead(id);
}
