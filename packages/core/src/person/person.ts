import type { Who } from "../delivery/index.ts";
import { cutText, fold } from "../text/index.ts";
import { addressIdentity, phoneIdentity, sharerIdentity } from "./identities.ts";
import { mayBeOneName, sameName, spelling } from "./names.ts";

/** A person across deliveries: one story, whichever form or platform they came by. Instants are ISO 8601. */
export interface Person {
  /** The identity they were first seen under. */
  id: string;
  /** Counts changes; every change is conditional on it. */
  revision: number;
  /** Every identity they are known by, as digests; the first is `id`. */
  identities: string[];
  /** Whether they have asked to be contacted before, or were imported; somebody who was only seen is not known. */
  known: boolean;
  /** Who has, had or was given them. */
  owner?: string;
  /** Their latest lead, open or closed. */
  lead?: string;
  /** Whether there are touches to be read. */
  touched: boolean;
  firstSeen: string;
  lastSeen: string;
  /** Whether they gave an e-mail address, and under what name: tells those apart who share a telephone or a browser. */
  email?: boolean;
  name?: string;
  /** The domain of the company whose address they gave first; none of a mailbox provider. */
  company?: string;
  /** Ids of others who gave a telephone number that is theirs, by that identity. */
  beside?: Record<string, string[]>;
}

/** A change of a person; it fails when they are not as seen any more, or an identity has been taken. */
export interface PersonWrite {
  person: Person;
  /** The revision the change rests on; 0 for somebody new. */
  seen: number;
  /** Identities that become theirs: unclaimed ones (0), or those of somebody who turns out to be the same, at a revision. */
  join: { identity: string; seen: number }[];
  /** Who has their telephone number already, and is to know that they share it; with the revision that rests on. */
  sharedWith?: { person: Person; seen: number };
  /** Whose these identities were until now, with what is left of them. */
  takenFrom?: { person: Person; seen: number };
}

/** One thing a person saw or did, as kept in their timeline. */
export interface StoredTouch {
  /** Sorts by time; the same touch has the same id however often it arrives. */
  id: string;
  at: string;
  source: string;
  touch: string;
  label: string;
  facts: Record<string, string | number | boolean>;
}

/** How long touches are kept; they have long ceased to count by then. */
export const TOUCH_KEPT_MS = 400 * 86_400_000;

/** A person is known by no more ways than this; a tracking tool that gives a new id for every visit would else never end. */
const MOST_IDENTITIES = 20;
/** A number that more people give than this is no sign of any of them. */
const MOST_SHARING = 20;
const LONGEST_NAME = 200;

/** Who has some identities, as far as anybody has, and who else gave the same telephone number. */
export interface KnownPeople {
  people: Readonly<Record<string, Person>>;
  beside: Readonly<Record<string, readonly Person[]>>;
}

/** Somebody as one delivery shows them, and who was found to have the same identities. */
export interface Met {
  who: Who;
  /** The domain of the company whose address they gave. */
  company?: string | undefined;
  identities: readonly string[];
  known: KnownPeople;
  /** Who of those they are; undefined for somebody new. */
  person: Person | undefined;
}

/**
 * Who is meant: by e-mail address, which decides; then by telephone, then by a tracking id, unless address or name says that this is
 * somebody else. Where several may be meant, it is none of them.
 */
export function recognise(identities: readonly string[], known: KnownPeople, who: Who): Person | undefined {
  const { people } = known;
  const address = addressIdentity(who.email);
  if (address !== undefined && people[address]) return people[address];
  const phone = phoneIdentity(who.phone);
  const sharing = phone === undefined ? [] : whoHas(phone, known);
  const byPhone = meant(sharing, who);
  if (byPhone) return byPhone;
  return identities
    .filter((identity) => identity !== phone)
    .map((identity) => people[identity])
    .find((person) => person && noOtherAddress(person, who) && noOtherName(person, who));
}

const whoHas = (identity: string, { people, beside }: KnownPeople): Person[] => {
  const all = [people[identity], ...(beside[identity] ?? [])].filter((person) => person !== undefined);
  return all.filter(({ id }, n) => all.findIndex((one) => one.id === id) === n);
};

/** Which of those who share a telephone number is meant, if that is beyond doubt. */
function meant(sharing: readonly Person[], who: Who): Person | undefined {
  const name = nameOf(who);
  if (name === undefined) {
    const fits = sharing.filter((person) => noOtherAddress(person, who));
    const nameless = fits.filter((person) => person.name === undefined);
    if (nameless.length > 0) return nameless.length === 1 ? nameless[0] : undefined;
    return sharing.length === 1 ? fits[0] : undefined;
  }
  // Somebody with two addresses has the same name and telephone.
  const namesake = sharing.find((person) => person.name !== undefined && sameName(person.name, name));
  if (namesake) return namesake;
  const alike = sharing.filter((person) => noOtherAddress(person, who) && noOtherName(person, who));
  const [first, ...others] = alike.filter((person) => person.name !== undefined);
  if (first) return others.every((other) => sameName(other.name!, first.name!)) ? first : undefined;
  return sharing.length === 1 ? alike[0] : undefined;
}

/** Whether nothing known of a person's address speaks against it. */
const noOtherAddress = (person: Person, { email }: Who): boolean => email === undefined || !person.email;

/** Whether nothing known of a person's name speaks against it. */
function noOtherName(person: Person, who: Who): boolean {
  const name = nameOf(who);
  return name === undefined || person.name === undefined || mayBeOneName(person.name, name);
}

/** The id of whom a delivery shows: who was recognised, else the first identity that nobody has, else one of their own. */
function idOf({ who, identities, known, person }: Met, at: string): string {
  const free = identities.find((identity) => !known.people[identity]);
  const phone = phoneIdentity(who.phone);
  if (person) return person.id;
  if (free !== undefined || phone === undefined) return free ?? identities[0]!;
  const crowded = (known.beside[phone]?.length ?? 0) >= MOST_SHARING;
  return sharerIdentity(phone, nameOf(who), crowded ? at : known.people[phone]!.firstSeen);
}

/**
 * A person after they were seen (again): identities that nobody has become theirs, and so do those of somebody who was only seen so
 * far, never a lead, and gave neither an address nor another name. Where the telephone number is somebody else's, both share it.
 */
export function seenAgain(
  met: Met,
  change: Partial<Pick<Person, "known" | "owner" | "lead" | "touched">> & { at: string },
): PersonWrite {
  const { identities, known, who } = met;
  const { at, ...changes } = change;
  const base: Person = met.person ?? {
    id: idOf(met, at),
    revision: 0,
    identities: [],
    known: false,
    touched: false,
    firstSeen: at,
    lastSeen: at,
  };
  const join: PersonWrite["join"] = [];
  let { touched } = base;
  let sharedWith: PersonWrite["sharedWith"];
  const beside: Record<string, string[]> = { ...base.beside };
  const mine = new Set([...base.identities, base.id]);
  for (const identity of identities) {
    if (mine.has(identity)) continue;
    const other = known.people[identity];
    if (other && !isOnlySeen(other, who)) {
      sharedWith ??= shared(identity, base.id, met);
      continue;
    }
    const joined = other ? other.identities : [identity];
    if (mine.size + joined.length > MOST_IDENTITIES) continue;
    for (const one of joined) mine.add(one);
    join.push({ identity: other?.id ?? identity, seen: other?.revision ?? 0 });
    touched ||= other?.touched ?? false;
    Object.assign(beside, other?.beside);
  }
  const name = fuller(base.name, nameOf(who));
  const company = base.company ?? met.company;
  return {
    person: {
      ...base,
      ...changes,
      revision: base.revision + 1,
      identities: [...mine],
      touched: (changes.touched ?? false) || touched,
      firstSeen: base.firstSeen < at ? base.firstSeen : at,
      lastSeen: base.lastSeen > at ? base.lastSeen : at,
      ...((base.email || who.email !== undefined) && { email: true }),
      ...(name !== undefined && { name }),
      ...(company !== undefined && { company }),
      ...(Object.keys(beside).length > 0 && { beside }),
    },
    seen: base.revision,
    join,
    ...(sharedWith && { sharedWith }),
  };
}

/** Whether a write says more of who somebody is than was known. */
export const saysMore = ({ person, join, sharedWith }: PersonWrite, before: Person | undefined): boolean =>
  join.length > 0 ||
  sharedWith !== undefined ||
  person.name !== before?.name ||
  person.email !== before?.email ||
  person.company !== before?.company;

const isOnlySeen = (person: Person, who: Who): boolean =>
  !person.known && person.lead === undefined && !person.email && noOtherName(person, who);

/** That somebody has a telephone number beside whose it was first; nothing where it is known, or a namesake has it. */
function shared(identity: string, id: string, { who, known }: Met): PersonWrite["sharedWith"] {
  const holder = known.people[identity]!;
  const others = holder.beside?.[identity] ?? [];
  const name = nameOf(who) ?? "";
  if (identity !== phoneIdentity(who.phone) || others.includes(id) || others.length >= MOST_SHARING) return undefined;
  const isNamesake = (one: Person) =>
    sameName(one.name ?? "", name) && (name !== "" || (!one.email && who.email === undefined));
  if (whoHas(identity, known).some((one) => one.id !== id && isNamesake(one))) return undefined;
  const beside = { ...holder.beside, [identity]: [...others, id] };
  return { person: { ...holder, revision: holder.revision + 1, beside }, seen: holder.revision };
}

/** The name that says more; another one altogether, from a mailbox that several people use, changes nothing. */
function fuller(known: string | undefined, said: string | undefined): string | undefined {
  if (known === undefined || said === undefined) return known ?? said;
  return mayBeOneName(known, said) && spelling(said).length > spelling(known).length ? said : known;
}

/** A name that can be compared: there is a letter in it. */
const nameOf = ({ name }: Who): string | undefined =>
  typeof name === "string" && spelling(name) !== "" ? cutText(fold(name), LONGEST_NAME) : undefined;
