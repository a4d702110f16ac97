import type { Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { LeadFields } from "../fields/normalise.ts";
import { leadIdOf, takeEnquiry } from "../intake/enquiry.ts";
import { mergeFields, rescore, rescored } from "../intake/merge.ts";
import { changeFields } from "../lead/decision.ts";
import { type Draft, note } from "../lead/draft.ts";
import { edit } from "../lead/edit.ts";
import type { Lead } from "../lead/lead.ts";
import { identify, whoIn } from "../person/identify.ts";
import { identities, phoneIdentity } from "../person/identities.ts";
import { type Person, type PersonWrite, recognise, seenAgain } from "../person/person.ts";
import type { Reception } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
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
  const here = story.filter(({ gone }) => !gone);
  if (deliveries.length === 0) {
    await partLead(reception, lead, here, { by, why });
    return { lead: id, others: [] };
  }
  if (deliveries.includes(lead.delivery))
    throw refused("The request that the lead came with stays in it; split off the others.");
  const theirs = story.filter(({ delivery }) => deliveries.includes(delivery.id));
  const missing = deliveries.filter((one) => !theirs.some(({ delivery }) => delivery.id === one));
  if (missing.length > 0)
    throw refused(`There is no request ${missing.join(", ")} in the lead's story that can still be read.`);
  const kept = here.filter((request) => !theirs.includes(request));
  const said = remains(rulebook, lead, kept, theirs);
  const left = { ways: waysOf(kept, said), said };
  await partPeople(reception, lead, theirs, left);
  const others = [...new Set(theirs.map(leadIdOf))];
  await edit(reception, id, async (draft) => {
    const parted = theirs.filter((request) => draft.lead.joined?.includes(leadIdOf(request)));
    if (parted.length === 0) return;
    draft.lead.joined = (draft.lead.joined ?? []).filter((one) => !others.includes(one));
    for (const request of parted) {
      const split = { is: "request.split", delivery: request.delivery.id, into: leadIdOf(request), by } as const;
      note(draft, split, { words: { why } });
    }
    await keepOnly(reception, draft, remains(rulebook, draft.lead, kept, theirs));
  });
  // Nobody could answer them while they were part of another one's story.
  const clockFrom = reception.time.now();
  for (const request of theirs) {
    const who = besides(whoIn(request.typed.fields), left.ways);
    const meet = () => identify(reception, rulebook, request.typed, who);
    await takeEnquiry(reception, rulebook, { ...request, met: undefined, meet, clockFrom, again: true });
  }
  return { lead: id, others };
}

const refused = (message: string): BatonError => new BatonError("people.split", message, { status: 422 });

/** What a person keeps when another one is parted from them: what they said, and the ways to know somebody in it. */
interface Left {
  ways: ReadonlySet<string>;
  said: LeadFields["fields"];
}

const waysOf = (requests: readonly Request[], said: LeadFields["fields"]): Set<string> =>
  new Set([...waysIn(requests), ...identities(whoIn(said))]);

/** Whoever writes from somebody else's mailbox is not known by it. */
function besides({ email, ...who }: Who, stays: ReadonlySet<string>): Who {
  const isOwn = email !== undefined && !identities({ email }).some((way) => stays.has(way));
  return { ...who, ...(isOwn && { email }) };
}

/** Gives those who made some requests the identities that only these gave; answers who they are, if there is a way to tell. */
async function partPeople(
  reception: Reception,
  lead: { person: { id: string } },
  theirs: readonly Request[],
  left: Left,
  more: Partial<Person> = {},
): Promise<Person | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [person] = await peopleNow(reception, [lead]);
    if (!person) throw new BatonError("person.unknown", "The person is not known any more.", { status: 409 });
    const own = [...waysIn(theirs)].filter((way) => !left.ways.has(way));
    const goes = own.filter((way) => person.identities.includes(way));
    if (goes.length === 0) return partedBefore(reception, person, theirs, left, more);
    const write = partOf(reception, person, theirs, goes, left, more);
    if ((await reception.store.savePerson(write)) === "done") return write.person;
  }
  throw personBusy();
}

const whoOf = (requests: readonly Request[]): Who =>
  Object.assign({}, ...requests.map(({ typed }) => whoIn(typed.fields))) as Who;

/** Who made some requests that give no way of the person's: whom they were recognised as before, else somebody who shares a telephone. */
async function partedBefore(
  { store, time }: Reception,
  person: Person,
  theirs: readonly Request[],
  left: Left,
  more: Partial<Person>,
): Promise<Person | undefined> {
  const who = besides(whoOf(theirs), left.ways);
  const ways = identities(who);
  const known = await store.known({ identities: ways, accounts: [], loads: [] });
  const found = recognise(ways, known, who);
  if (found && found.id !== person.id) return found;
  if (ways.every((way) => known.people[way]) && phoneIdentity(who.phone) === undefined) return undefined;
  const at = new Date(time.now()).toISOString();
  const write = seenAgain({ who, identities: ways, known, person: undefined }, { at, known: true });
  const { people } = await store.known({ identities: [write.person.id], accounts: [], loads: [] });
  const there = people[write.person.id];
  if (there) return there;
  const made = { ...write, person: { ...write.person, ...more } };
  return (await store.savePerson(made)) === "done" ? made.person : undefined;
}

function partOf(
  { time }: Reception,
  person: Person,
  theirs: readonly Request[],
  goes: readonly string[],
  { ways, said }: Left,
  more: Partial<Person>,
): PersonWrite {
  if (goes.includes(person.id))
    throw refused("That is what the person was first known by. Split off the requests of the other one instead.");
  const who = whoOf(theirs);
  const [id] = goes as [string, ...string[]];
  const at = new Date(time.now()).toISOString();
  const { email: _email, name: _name, ...base } = person;
  const beside = Object.fromEntries(Object.entries(person.beside ?? {}).filter(([way]) => !goes.includes(way)));
  const phone = phoneIdentity(who.phone);
  if (phone !== undefined && ways.has(phone)) beside[phone] = [...(beside[phone] ?? []), id];
  const { owner: _owner, lead: _lead, beside: _beside, ...fresh } = base;
  const joined: Person = {
    ...fresh,
    id,
    revision: 1,
    identities: [...goes],
    known: true,
    touched: false,
    firstSeen: theirs[0]!.delivery.receivedAt,
    lastSeen: at,
    ...(who.email !== undefined && { email: true }),
    ...(typeof who.name === "string" && { name: fold(who.name) }),
    ...more,
  };
  const email = said.email !== undefined || (person.email && !who.email);
  const name = typeof said.name === "string" ? fold(said.name) : person.name;
  return {
    person: joined,
    seen: 0,
    join: goes.slice(1).map((identity) => ({ identity, seen: 0 })),
    takenFrom: {
      person: {
        ...base,
        revision: person.revision + 1,
        identities: person.identities.filter((way) => !goes.includes(way)),
        ...(email && { email: true }),
        ...(person.name !== undefined && name !== undefined && { name }),
        ...(Object.keys(beside).length > 0 && { beside }),
      },
      seen: person.revision,
    },
  };
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
  const said = before?.fields ?? {};
  const mine = await partPeople(
    reception,
    lead,
    story,
    {
      ways: waysOf(
        others.filter(({ gone }) => !gone),
        said,
      ),
      said,
    },
    {
      lead: lead.id,
      ...(lead.owner !== null && { owner: lead.owner }),
    },
  );
  if (!mine) throw refused("Nothing that can still be read of the lead says by what its person would be known.");
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

/** What a lead is without some requests: what its other ones said, in their order. */
function remains(
  { agreement }: Rulebook,
  lead: Lead,
  kept: readonly Request[],
  theirs: readonly Request[],
): LeadFields["fields"] {
  const [own, ...rest] = kept;
  const { campaign } = lead.fields;
  if (own && leadIdOf(own) === lead.id) {
    const said = rest.reduce(
      (known, { typed }) => mergeFields(agreement, known, typed.fields).fields,
      own.typed.fields,
    );
    return { ...said, ...(campaign !== undefined && { campaign }) };
  }
  // What it came with cannot be read any more: what only the others said goes. Who somebody is they did not change.
  const says = (requests: readonly Request[], name: string, value: unknown) =>
    requests.some(({ typed }) => JSON.stringify(typed.fields[name]) === JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(lead.fields).filter(
      ([name, value]) => firstSaid.has(name) || says(kept, name, value) || !says(theirs, name, value),
    ),
  );
}

/** Fields that a later request does not change. */
const firstSaid = new Set(["email", "name", "firstName", "lastName", "campaign"]);

/** Has a lead be what some fields say. */
async function keepOnly(reception: Reception, draft: Draft, said: LeadFields["fields"]): Promise<void> {
  const { lead, now } = draft;
  const rulebook = await reception.rulebooks.active();
  changeFields(lead, said);
  const met = await identify(reception, rulebook, { fields: lead.fields, extra: lead.extra });
  rescore(draft, await rescored(reception, rulebook, lead, met, now));
}
