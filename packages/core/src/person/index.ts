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
  /** Whether an e-mail address is known, and under what name: tells colleagues apart who share a telephone. */
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

/**
 * Who is meant by some identities, the surest first: by e-mail, then by phone, then by a tracking id. A telephone shared by two
 * people with different addresses and different names does not make them one.
 */
export function recognise(
  identities: readonly string[],
  people: Readonly<Record<string, Person>>,
  who: Who,
): Person | undefined {
  const [first, ...others] = identities.map((identity) => people[identity]);
  if (first) return first;
  const name = nameOf(who);
  return others.find((person) => {
    if (!person) return false;
    const another = who.email !== undefined && person.email && name !== undefined && person.name !== undefined;
    return !(another && name !== person.name);
  });
}

/**
 * A person after they were seen (again) under some identities: those nobody has become theirs, and so do those of somebody who
 * was only seen so far, never a lead.
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
  const names = new Set([...base.identities, base.id]);
  for (const identity of identities) {
    if (names.has(identity)) continue;
    const other = people[identity];
    if (other && (other.known || other.lead !== undefined)) continue;
    const joined = other ? other.identities : [identity];
    for (const one of joined) names.add(one);
    join.push({ identity: other?.id ?? identity, seen: other?.revision ?? 0 });
    touched ||= other?.touched ?? false;
  }
  const name = nameOf(who) ?? base.name;
  return {
    person: {
      ...base,
      ...changes,
      revision: base.revision + 1,
      identities: [...names],
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
