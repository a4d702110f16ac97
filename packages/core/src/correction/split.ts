import type { Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { leadIdOf, takeEnquiry } from "../intake/enquiry.ts";
import { mergeFields, rescore, rescored } from "../intake/merge.ts";
import { changeFields } from "../lead/decision.ts";
import { type Draft, note } from "../lead/draft.ts";
import { edit } from "../lead/edit.ts";
import type { Lead } from "../lead/lead.ts";
import { identify, whoIn } from "../person/identify.ts";
import { identities, phoneIdentity } from "../person/identities.ts";
import { type Person, type PersonWrite, seenAgain } from "../person/person.ts";
import type { Reception } from "../ports/relay.ts";
import { fold } from "../text/index.ts";
import { type Correction, leadOfSomebody, peopleNow, personBusy } from "./merge.ts";
import { type Request, requestsOf, waysIn } from "./requests.ts";

const ATTEMPTS = 8;

/**
 * Parts two people who were taken for one. Requests of a lead that are somebody else's become a lead of theirs, with a clock of its own
 * from now on, and the lead keeps what its other requests said; without any named, the lead as a whole is somebody else's than the
 * person's other leads. The ways to know somebody that only those requests gave go with them. What was one lead stays one.
 */
export async function splitPeople(
  reception: Reception,
  id: string,
  deliveries: readonly string[],
  { by, why }: Correction,
): Promise<{ lead: string; others: string[] }> {
  const lead = await leadOfSomebody(reception, id);
  const rulebook = await reception.rulebooks.active();
  const story = await requestsOf(reception, rulebook, lead);
  if (deliveries.length === 0) {
    await partLead(reception, lead, story, { by, why });
    return { lead: id, others: [] };
  }
  if (deliveries.includes(lead.delivery))
    throw refused("The request that the lead came with stays in it; split off the others.");
  const theirs = story.filter(({ delivery }) => deliveries.includes(delivery.id));
  const missing = deliveries.filter((one) => !theirs.some(({ delivery }) => delivery.id === one));
  if (missing.length > 0)
    throw refused(`There is no request ${missing.join(", ")} in the lead's story that can still be read.`);
  const kept = story.filter((request) => !theirs.includes(request));
  await partPeople(reception, lead, theirs, kept);
  const others = [...new Set(theirs.map(leadIdOf))];
  await edit(reception, id, async (draft) => {
    const parted = theirs.filter((request) => draft.lead.joined?.includes(leadIdOf(request)));
    if (parted.length === 0) return;
    draft.lead.joined = (draft.lead.joined ?? []).filter((one) => !others.includes(one));
    for (const request of parted) {
      const split = { is: "request.split", delivery: request.delivery.id, into: leadIdOf(request), by } as const;
      note(draft, split, { words: { why } });
    }
    await keepOnly(reception, draft, kept);
  });
  // Nobody could answer them while they were part of another one's story.
  const clockFrom = reception.time.now();
  const stays = waysIn(kept);
  for (const request of theirs) {
    const { email, ...who } = whoIn(request.typed.fields);
    // Whoever writes from somebody else's mailbox is not known by it.
    const isOwn = !identities({ email }).some((way) => stays.has(way));
    const meet = () => identify(reception, rulebook, request.typed, { ...who, ...(isOwn && { email }) });
    await takeEnquiry(reception, rulebook, { ...request, met: undefined, meet, clockFrom, again: true });
  }
  return { lead: id, others };
}

const refused = (message: string): BatonError => new BatonError("people.split", message, { status: 422 });

/** Gives those who made some requests the identities that only these gave; answers who they are. */
async function partPeople(
  reception: Reception,
  lead: { person: { id: string } },
  theirs: readonly Request[],
  kept: readonly Request[],
  more: Partial<Person> = {},
): Promise<Person> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [person] = await peopleNow(reception, [lead]);
    if (!person) throw new BatonError("person.unknown", "The person is not known any more.", { status: 409 });
    const write = await partOf(reception, person, theirs, kept, more);
    // They were parted before, and what follows from it is not done yet.
    if (!write) return person;
    if ((await reception.store.savePerson(write)) === "done") return write.person;
  }
  throw personBusy();
}

async function partOf(
  { store, time }: Reception,
  person: Person,
  theirs: readonly Request[],
  kept: readonly Request[],
  more: Partial<Person>,
): Promise<PersonWrite | undefined> {
  const stays = waysIn(kept);
  const own = [...waysIn(theirs)].filter((way) => !stays.has(way));
  const goes = own.filter((way) => person.identities.includes(way));
  if (goes.length < own.length) return undefined;
  if (goes.includes(person.id))
    throw refused("That is what the person was first known by. Split off the requests of the other one instead.");
  const who = Object.assign({}, ...theirs.map(({ typed }) => whoIn(typed.fields))) as Who;
  const at = new Date(time.now()).toISOString();
  const [id] = goes;
  if (id === undefined) {
    // All that they gave is the other one's too: they are told apart by name from now on.
    const known = await store.known({ identities: identities(who), accounts: [], loads: [] });
    const write = seenAgain({ who, identities: identities(who), known, person: undefined }, { at, known: true });
    return { ...write, person: { ...write.person, ...more } };
  }
  const { email: _email, name: _name, ...base } = person;
  const beside = Object.fromEntries(Object.entries(person.beside ?? {}).filter(([way]) => !goes.includes(way)));
  const phone = phoneIdentity(who.phone);
  if (phone !== undefined && stays.has(phone)) beside[phone] = [...(beside[phone] ?? []), id];
  const { owner: _owner, lead: _lead, beside: _beside, ...fresh } = base;
  const joined: Person = {
    ...fresh,
    id,
    revision: 1,
    identities: goes,
    known: true,
    touched: false,
    firstSeen: theirs[0]!.delivery.receivedAt,
    lastSeen: at,
    ...(who.email !== undefined && { email: true }),
    ...(typeof who.name === "string" && { name: fold(who.name) }),
    ...more,
  };
  const email = kept.some(({ typed }) => typed.fields.email !== undefined) || (person.email && !who.email);
  const left: Person = {
    ...base,
    revision: person.revision + 1,
    identities: person.identities.filter((way) => !goes.includes(way)),
    ...(email && { email: true }),
    ...(person.name !== undefined && { name: nameOf(kept) ?? person.name }),
    ...(Object.keys(beside).length > 0 && { beside }),
  };
  return {
    person: joined,
    seen: 0,
    join: goes.slice(1).map((identity) => ({ identity, seen: 0 })),
    takenFrom: { person: left, seen: person.revision },
  };
}

function nameOf(requests: readonly Request[]): string | undefined {
  const name = requests.map(({ typed }) => typed.fields.name).find((one) => typeof one === "string");
  return typeof name === "string" ? fold(name) : undefined;
}

/** Has a lead as a whole be of somebody else than the other leads of its person. */
async function partLead(
  reception: Reception,
  lead: Lead & { person: { id: string } },
  story: readonly Request[],
  { by, why }: Correction,
): Promise<void> {
  if (lead.previous === undefined)
    throw refused("The person has no other lead. Name the requests that are somebody else's.");
  const before = await reception.store.lead(lead.previous);
  const others = before ? await requestsOf(reception, await reception.rulebooks.active(), before) : [];
  const mine = await partPeople(reception, lead, story, others, {
    lead: lead.id,
    ...(lead.owner !== null && { owner: lead.owner }),
  });
  await edit(reception, lead.id, (draft) => {
    if (draft.lead.person?.id === mine.id) return;
    const { previous: _previous, ...rest } = draft.lead;
    draft.lead = { ...rest, person: { id: mine.id, known: false, identities: mine.identities } };
    note(draft, { is: "person.split", by }, { words: { why } });
  });
  const [former] = await peopleNow(reception, [lead]);
  if (former && former.id !== mine.id && former.lead === lead.id && before)
    await reception.store.savePerson({
      person: { ...former, revision: former.revision + 1, lead: before.id },
      seen: former.revision,
      join: [],
    });
}

/** Takes out of a lead what only the requests said that went: it is what its other ones said, in their order. */
async function keepOnly(reception: Reception, draft: Draft, kept: readonly Request[]): Promise<void> {
  const [own, ...rest] = kept;
  if (!own) return;
  const { lead, now } = draft;
  const rulebook = await reception.rulebooks.active();
  const { agreement } = rulebook;
  const said = rest.reduce((known, { typed }) => mergeFields(agreement, known, typed.fields).fields, own.typed.fields);
  const { campaign } = lead.fields;
  changeFields(lead, { ...said, ...(campaign !== undefined && { campaign }) });
  const met = await identify(reception, rulebook, { fields: lead.fields, extra: lead.extra });
  rescore(draft, await rescored(reception, rulebook, lead, met, now));
}
