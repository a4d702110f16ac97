import { type Delivery, type HandRaise, keyedLeadId, leadId } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { dispatch, idsOf } from "../lead/change/dispatch.ts";
import type { Draft } from "../lead/change/draft.ts";
import { commit } from "../lead/change/edit.ts";
import { type Turns, takingTurns } from "../lead/change/turns.ts";
import { type Lead, sameEvidence } from "../lead/lead.ts";
import { type Identified, identify, readFields } from "../person/identify.ts";
import { seenAgain } from "../person/person.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import type { TakeTurn } from "../rules/choosing/choice.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { newLead } from "./new-lead.ts";
import type { Task, TaskResult } from "./task.ts";

/** How often a lead is decided again because somebody else took the place it was given. */
const ATTEMPTS = 12;
/** How many of a person's leads are looked through for what was begun before. */
const EARLIER = 10;

/** Makes the lead somebody asks for; or, while another one of theirs is open, adds it to that one's story. */
export async function takeEnquiry(relay: Relay, cached: Rulebook, task: Task<HandRaise>): Promise<TaskResult> {
  const { found } = task;
  const id = leadIdOf(task);
  const test = found.test ?? false;
  const turns = takingTurns(relay);
  let met = task.met;
  for (let attempt = 1; ; attempt++) {
    met ??= task.meet
      ? await task.meet()
      : await identify(relay, cached, await readFields(cached, task.delivery.source, found.fields));
    const { current } = met.known;
    relay.rulebooks.noticed(current);
    const rulebook = current.version === undefined ? cached : await relay.rulebooks.active();

    const listed = await existing(relay, task, id);
    if (listed && listed.stage !== "fetching" && listed.closed?.as !== "merged") return alreadyThere(relay, listed);
    const last = test ? undefined : await lastLead(relay, met, id);
    const told = last && (await toldIn(relay, last, task, id));
    if (told) return told;
    if (last && !last.closed) {
      if (found.key !== undefined) await (await import("./besides.ts")).mergeListed(relay, rulebook, id, last.id);
      const done = await addToStory(relay, rulebook, last, { ...task, met, turns }, id);
      await turns.summedUp();
      if (done.outcome !== "ignored") return done;
      // It closed meanwhile, so this is a lead of its own.
      met = undefined;
      continue;
    }

    const touches = await touchesOfPerson(relay.store, met.person);
    let { loads } = met.known;
    const draft = await newLead(
      relay,
      rulebook,
      { id, met, touches, test, listed, ...receiptOf(task, listed) },
      {
        turn: found.imported ? besideOthers(turns.takenFor(id)) : turns.takenFor(id),
        loads: async (people) => {
          const unread = people.filter((person) => !(person in loads));
          if (unread.length > 0) loads = { ...loads, ...(await relay.store.loads(unread)) };
          return loads;
        },
      },
    );
    const { lead } = draft;
    known(draft, met);
    const [result] = await Promise.all([commit(relay, draft), turns.summedUp()]);
    // Somebody else committed it, or we did, and did not hear of it.
    if (result === "conflict" && !listed) return alreadyThere(relay, (await relay.store.lead(id))!);
    if (result === "done") {
      relay.log("info", "lead decided", { ...idsOf(lead), version: rulebook.version, owned: lead.owner !== null });
      await queueWhatIsNext(relay, draft);
      return { outcome: test ? "test" : "lead", lead: id };
    }
    // The delivery is kept and due: the sweep decides it when the rush is over.
    if (attempt === ATTEMPTS)
      throw new BatonError("lead.busy", `Loads or people changed under every attempt to decide ${id}.`, {
        status: 503,
      });
    met = undefined;
  }
}

/** Turns of a rotation of its own, so that a list shifts nobody's turn for leads that come by themselves. */
const besideOthers =
  (take: TakeTurn): TakeTurn =>
  (rotation, among) =>
    take(`imported/${rotation}`, among);

export function leadIdOf({ found, delivery, index }: Pick<Task<HandRaise>, "found" | "delivery" | "index">): string {
  if (found.key === undefined) return leadId(delivery, index);
  return keyedLeadId(delivery.source, found.key, found.at ?? found.fields.submittedAt);
}

/** A booking may be the response that was waited for; everything else is news for the owner. */
async function addToStory(
  relay: Relay,
  rulebook: Rulebook,
  open: Lead,
  task: Task<HandRaise> & { met: Identified; turns: Turns },
  id: string,
): Promise<TaskResult> {
  const { contact } = task.found;
  if (contact) {
    const { recordObserved } = await import("./besides.ts");
    const done = await recordObserved(relay, rulebook, {
      ...task,
      found: { ...contact, kind: "contact", who: task.met.who },
    });
    if (done.outcome === "contact") return done;
  }
  const { mergeEnquiry } = await import("./besides.ts");
  return mergeEnquiry(relay, rulebook, open, task, id);
}

/** The last lead of a person, other than the one of this id: while it is open, somebody already races for it. */
async function lastLead(relay: Relay, { person }: Identified, id: string): Promise<Lead | undefined> {
  return person?.lead === undefined || person.lead === id ? undefined : relay.store.lead(person.lead);
}

/** What became of it, if it is part of another lead's story already. What was begun before may be part of an earlier one's. */
async function toldIn(relay: Relay, last: Lead, task: Task<HandRaise>, id: string): Promise<TaskResult | undefined> {
  const { found, delivery, again } = task;
  let lead: Lead | undefined = last;
  for (let back = 0; lead && back < EARLIER; back++) {
    if (lead.joined?.includes(id)) return { outcome: "touch", lead: lead.id };
    const shown = found.contact && { ...found.contact, source: delivery.source };
    if (shown && lead.responses.some(({ evidence }) => sameEvidence(evidence, shown)))
      return { outcome: "contact", lead: lead.id };
    lead = again && lead.previous !== undefined ? await relay.store.lead(lead.previous) : undefined;
  }
  return undefined;
}

/** What became of a lead that is there. Whoever made it may not have come to queue its notices. */
export async function alreadyThere(relay: Relay, lead: Lead): Promise<TaskResult> {
  await queueWhatIsNext(relay, {
    before: undefined,
    lead,
    notices: lead.notices.map(({ id }) => id),
    facts: [],
    loads: [],
  });
  return { outcome: lead.test ? "test" : "lead", lead: lead.id };
}

/** Until its notices are queued a delivery is not done: it comes again soon, which they would not. */
async function queueWhatIsNext(relay: Relay, draft: Parameters<typeof dispatch>[1]): Promise<void> {
  if (await dispatch(relay, draft)) return;
  throw new BatonError("queue.refused", `A queue refused what ${draft.lead.id} needs next.`, { status: 503 });
}

/** Receipt of the first delivery that named it: a later one that names it once more starts no other clock. */
function receiptOf({ delivery, clockFrom }: Task, listed: Lead | undefined): { delivery: Delivery; clockFrom: number } {
  if (listed === undefined || listed.createdAt >= delivery.receivedAt) return { delivery, clockFrom };
  const first = { ...delivery, receivedAt: listed.createdAt };
  // One that comes out of quarantine has a clock of its own.
  const received = clockFrom === Date.parse(delivery.receivedAt);
  return { delivery: first, clockFrom: received ? Date.parse(listed.createdAt) : clockFrom };
}

/** Has the person of a lead be known by it from now on. */
function known(draft: Draft, met: Identified): void {
  const { lead } = draft;
  if (lead.test || met.identities.length === 0) return;
  draft.person = seenAgain(met, {
    at: lead.createdAt,
    known: true,
    lead: lead.id,
    ...(lead.owner !== null && { owner: lead.owner }),
  });
}

/** The lead as it is already: only where somebody was at it before, or a provider names it by an id, can there be one. */
async function existing(relay: Relay, { found, again }: Task<HandRaise>, id: string): Promise<Lead | undefined> {
  return again || found.key !== undefined ? relay.store.lead(id) : undefined;
}
