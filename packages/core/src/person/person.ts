import type { Who } from "../delivery/index.ts";
import { fold } from "../text/index.ts";

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
}

/** A change of a person; it fails when they are not as seen any more, or an identity has been taken. */
export interface PersonWrite {
  person: Person;
  /** The revision the change rests on; 0 for somebody new. */
  seen: number;
  /** Identities that become theirs: unclaimed ones (0), or those of somebody who turns out to be the same, at a revision. */
  join: { identity: string; seen: number }[];
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

/**
 * Who is meant by some identities, the surest first: by e-mail, then by phone, then by a tracking id. Somebody with another address
 * is somebody else, though they share a telephone or a browser, unless telephone and name are the same.
 */
export function recognise(
  identities: readonly string[],
  people: Readonly<Record<string, Person>>,
  who: Who,
): Person | undefined {
  const byAddress = who.email === undefined ? undefined : people[identities[0]!];
  if (byAddress) return byAddress;
  const byPhone = who.phone === undefined ? undefined : people[identities[who.email === undefined ? 0 : 1]!];
  if (byPhone && (mayBe(byPhone, who) || sameName(byPhone, who))) return byPhone;
  return identities.map((identity) => people[identity]).find((person) => person && mayBe(person, who));
}

/** Whether nothing known of a person's address speaks against it. */
const mayBe = (person: Person, { email }: Who): boolean => email === undefined || !person.email;

function sameName(person: Person, who: Who): boolean {
  const name = nameOf(who);
  return name !== undefined && name === person.name;
}

/**
 * A person after they were seen (again) under some identities: those nobody has become theirs, and so do those of somebody who
 * was only seen so far, never a lead, and gave no address of their own.
 */
export function seenAgain(
  identities: readonly string[],
  people: Readonly<Record<string, Person>>,
  who: Who,
  found: Person | undefined,
  change: Partial<Pick<Person, "known" | "owner" | "lead" | "touched">> & { at: string },
): PersonWrite {
  const { at, ...changes } = change;
  const base: Person = found ?? {
    id: identities[0]!,
    revision: 0,
    identities: [],
    known: false,
    touched: false,
    firstSeen: at,
    lastSeen: at,
  };
  const join: PersonWrite["join"] = [];
  let touched = base.touched;
  const mine = new Set([...base.identities, base.id]);
  for (const identity of identities) {
    const other = people[identity];
    if (mine.has(identity) || other?.known || other?.lead !== undefined || other?.email) continue;
    const joined = other ? other.identities : [identity];
    if (mine.size + joined.length > MOST_IDENTITIES) continue;
    for (const one of joined) mine.add(one);
    join.push({ identity: other?.id ?? identity, seen: other?.revision ?? 0 });
    touched ||= other?.touched ?? false;
  }
  const name = nameOf(who) ?? base.name;
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
    },
    seen: base.revision,
    join,
  };
}

const nameOf = ({ name }: Who): string | undefined =>
  typeof name === "string" && name !== "" ? fold(name).slice(0, 200) : undefined;
