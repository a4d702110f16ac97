import type { Who } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { LeadFields } from "../fields/normalise.ts";
import { whoIn } from "../person/identify.ts";
import { identities, phoneIdentity } from "../person/identities.ts";
import { type Person, type PersonWrite, recognise, seenAgain } from "../person/person.ts";
import type { Reception } from "../ports/relay.ts";
import { fold } from "../text/index.ts";
import { peopleNow, personBusy } from "./merge.ts";
import { type Request, waysIn } from "./requests.ts";

const ATTEMPTS = 8;

export const refused = (message: string): BatonError => new BatonError("people.split", message, { status: 422 });

/** What a person keeps when another one is parted from them: what they said, and the ways to know somebody in it. */
export interface Left {
  ways: ReadonlySet<string>;
  said: LeadFields["fields"];
}

export const waysOf = (requests: readonly Request[], said: LeadFields["fields"]): Set<string> =>
  new Set([...waysIn(requests), ...identities(whoIn(said))]);

/** Whoever writes from somebody else's mailbox is not known by it. */
export function besides({ email, ...who }: Who, stays: ReadonlySet<string>): Who {
  const isOwn = email !== undefined && !identities({ email }).some((way) => stays.has(way));
  return { ...who, ...(isOwn && { email }) };
}

/** Gives those who made some requests the identities that only these gave; answers who they are, if there is a way to tell. */
export async function partPeople(
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
  if ((await store.savePerson(made)) !== "done") throw personBusy();
  return made.person;
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
