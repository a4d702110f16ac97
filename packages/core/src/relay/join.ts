import type { HandRaise } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { type FieldValue, factsOf } from "../fields/index.ts";
import type { Lead } from "../lead/index.ts";
import { seenAgain } from "../person/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { fold } from "../text/index.ts";
import type { Done, Task } from "./finish.ts";
import { changeOf } from "./hand-over.ts";
import { type Met, meet } from "./meet.ts";
import { addNotice } from "./notices.ts";
import { managerOf } from "./recipients.ts";
import { follow, type Relay } from "./relay.ts";
import { rulesOf } from "./rules-of.ts";
import { close } from "./stages.ts";
import { touchesOfPerson } from "./touches.ts";

/** Hand-raises a lead remembers, so that one that is read twice is told once. */
const REMEMBERED = 50;
const ATTEMPTS = 30;
/** Of what is said anew, the timeline has so much; the delivery has all. */
const LONGEST_NEWS = 800;

/**
 * Adds a second hand-raise of a person to the lead that is open: its owner is told, what was missing is filled in, the score is
 * reckoned anew, and no second race starts. `ignored`: the lead is not open any more.
 *
 * @param id the lead it would have been: the same in whichever delivery, and at whichever place in it, it comes
 */
export async function joinLead(
  relay: Relay,
  active: Rulebook,
  read: Lead,
  task: Task<HandRaise> & { met: Met },
  id: string,
): Promise<Done> {
  const { delivery } = task;
  let { met } = task;
  let before: Lead | undefined = read;
  for (let attempt = 0; before && !before.closed; attempt++) {
    if (attempt === ATTEMPTS)
      throw new BatonError("lead.busy", `Lead ${read.id} changed under every attempt to join it.`, { status: 503 });
    if (before.joined?.includes(id)) return { outcome: "touch", lead: before.id };
    const rulebook = before.clock ? await rulesOf(relay, before) : active;
    const now = relay.time.now();
    const at = new Date(now).toISOString();
    const change = changeOf(before);
    const { lead } = change;
    lead.joined = [...(lead.joined ?? []), id].slice(-REMEMBERED);
    const news = merge(rulebook, lead, met);
    change.events.push({ at, kind: "touched", text: told(rulebook, { delivery, met }, news) });
    if (lead.stage !== "fetching") {
      const score = await rescored(relay, rulebook, lead, met);
      if (score.total !== lead.score.total) {
        change.events.push({ at, kind: "rescored", text: `Score ${lead.score.total} → ${score.total}.` });
        lead.score = score;
      }
      const to = lead.owner ?? managerOf(rulebook, lead);
      if (to !== undefined) change.notices.push(addNotice(lead, { kind: "touched", to }, now));
    }
    const write = seenAgain(met.identities, met.known.people, met.who, met.person, { at: delivery.receivedAt });
    const result = await relay.store.update(lead, {
      ...change,
      ...(write.join.length > 0 && { person: write }),
    });
    if (result === "done") {
      await follow(relay, lead, change.notices, change.events);
      return { outcome: "touch", lead: lead.id };
    }
    // An identity that nobody keeps would make the next hand-raise under it somebody else's.
    if (result === "person") met = await meet(relay, rulebook, met.typed);
    before = await relay.store.lead(read.id);
  }
  return { outcome: "ignored" };
}

/** Fields of the person themselves; those about how they came tell the reader nothing new. */
const telling = new Set(["name", "firstName", "lastName", "email", "phone", "company", "title", "country", "message"]);

/**
 * Fills in what the lead did not have, and answers what is worth telling. Rules' own fields take the latest answer, the person's
 * address stays the first.
 */
function merge(rulebook: Rulebook, lead: Lead, { typed }: Met): [string, FieldValue][] {
  const declared = (name: string) => Object.hasOwn(rulebook.agreement.fields, name);
  const news = Object.entries(typed.fields).filter(
    ([name, value]) => name !== "submittedAt" && !same(lead.fields[name], value),
  );
  const taken = news.filter(([name]) => !(name in lead.fields) || declared(name));
  lead.fields = { ...lead.fields, ...Object.fromEntries(taken) };
  return news.filter(([name]) => telling.has(name) || declared(name));
}

const same = (before: FieldValue | undefined, now: FieldValue): boolean =>
  typeof before === "string" && typeof now === "string" ? fold(before) === fold(now) : before === now;

function told(
  rulebook: Rulebook,
  { delivery, met }: Pick<Task, "delivery"> & { met: Met },
  news: [string, FieldValue][],
): string {
  const campaign = met.typed.fields.campaign ?? rulebook.agreement.sources[delivery.source]?.campaign;
  const said = news.map(([name, value]) => `${name}: ${String(value)}`).join(", ");
  const where = `Asked again through ${delivery.source}${campaign === undefined ? "" : ` (${String(campaign)})`}`;
  return said === "" ? `${where}.` : `${where}, saying ${said.slice(0, LONGEST_NEWS)}.`;
}

/** The score by what is known now. Rule and owner stay: they were decided when the lead came in. */
export async function rescored(relay: Relay, rulebook: Rulebook, lead: Lead, met: Met): Promise<Lead["score"]> {
  const touches = rulebook.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const facts = await factsOf(
    lead.fields,
    {
      source: lead.source,
      test: lead.test,
      receivedAt: Date.parse(lead.createdAt),
      person: { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) },
      account: met.known.account,
    },
    rulebook.asked,
    rulebook.agreement.fields,
  );
  return rulebook.score(facts, touches, relay.time.now());
}

/** A lead that was listed while its details were fetched, and turns out to belong to another one's story, ends there. */
export async function leave(relay: Relay, id: string, joined: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    const elsewhere = before?.closed?.as === "joined" && before.closed.reason !== joined;
    if (!before || (before.stage !== "fetching" && !elsewhere)) return;
    const now = relay.time.now();
    const change = changeOf(before);
    close(change, now, "joined", joined);
    delete change.lead.fetching;
    change.events.push({ at: new Date(now).toISOString(), kind: "joined", text: `The same person as in ${joined}.` });
    if ((await relay.store.update(change.lead, change)) === "done") return;
  }
  throw new BatonError("lead.busy", `Lead ${id} changed under every attempt to end it.`, { status: 503 });
}
