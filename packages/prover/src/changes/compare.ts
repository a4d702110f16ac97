import { and } from "../claims/listing.ts";
import { moves, type Reordering } from "./order.ts";

/** Says how a value became another; asked only when the two differ. */
export type Say<T> = (before: T, after: T) => string[];

/** Words for every key of a model's part: the compiler asks for all of them, so that no difference stays silent. */
export type Wording<T> = { [Key in keyof Required<T>]: Say<T[Key]> };

/** The differences of two values of one type, in the order of the wording. */
export const differing = <T extends object>(before: T, after: T, wording: Wording<T>): string[] =>
  differencesByKey(before, after, wording).map(({ words }) => words);

/** The differences with the key that each is of. */
export function differencesByKey<T extends object>(
  before: T,
  after: T,
  wording: Wording<T>,
): { key: keyof T; words: string }[] {
  return (Object.keys(wording) as (keyof T)[]).flatMap((key) =>
    same(before[key], after[key]) ? [] : wording[key](before[key], after[key]).map((words) => ({ key, words })),
  );
}

export interface NamedWords<T> {
  added: (name: string, entry: T) => string;
  removed: (name: string, entry: T) => string;
  changed: (name: string, before: T, after: T) => string[];
  /** For a list, whose order is part of the model: what the sentence `Enterprise now comes before Hot` is about. */
  moved?: (sentence: string) => string;
}

/**
 * The differences of two collections of named entries, in the order of the later one and then what is gone. What was given
 * another name and is otherwise equal is renamed; a bare value, such as a weight, is too little to know something again by.
 */
export function named<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  words: NamedWords<T>,
): string[] {
  const formerNames = renames(before, after);
  const renamed = new Map([...formerNames].map(([now, once]) => [once, now]));
  return [
    ...[...after].flatMap(([name, entry]) => {
      const formerName = formerNames.get(name);
      if (formerName !== undefined) return [`${formerName} is renamed to ${name}`];
      const old = before.get(name);
      if (old === undefined) return [words.added(name, entry)];
      return same(old, entry) ? [] : words.changed(name, old, entry);
    }),
    ...[...before].flatMap(([name, entry]) =>
      after.has(name) || renamed.has(name) ? [] : [words.removed(name, entry)],
    ),
    ...(words.moved
      ? moves(
          [...before.keys()].map((name) => renamed.get(name) ?? name),
          [...after.keys()],
        ).map((move) => words.moved!(moveInWords(move)))
      : []),
  ];
}

const moveInWords = ({ names, where }: Reordering): string =>
  names.length > 1 ? `${and(names)} now come ${where}, in this order` : `${names[0]} now comes ${where}`;

/** The former names of entries that are new by name only. */
function renames<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): Map<string, string> {
  const gone = new Map<string, string[]>();
  for (const [name, entry] of before) {
    if (after.has(name) || typeof entry !== "object") continue;
    const print = fingerprint(entry);
    gone.set(print, [...(gone.get(print) ?? []), name]);
  }
  const found = new Map<string, string>();
  for (const [name, entry] of after) {
    const formerName = before.has(name) ? undefined : gone.get(fingerprint(entry))?.shift();
    if (formerName !== undefined) found.set(name, formerName);
  }
  return found;
}

/** A record as a collection of entries. */
export const entries = <T>(record: Readonly<Record<string, T>>): Map<string, T> => new Map(Object.entries(record));

/** A list whose items carry their names, as a collection of entries. */
export const byName = <T extends { name: string }>(list: readonly T[]): Map<string, Omit<T, "name">> =>
  new Map(list.map(({ name, ...entry }) => [name, entry]));

/** Whether two parts of a model mean the same: an absent key is an undefined one, and the order of keys does not count. */
export const same = (a: unknown, b: unknown): boolean => fingerprint(a) === fingerprint(b);

const fingerprint = (value: unknown): string =>
  `${JSON.stringify(value, (_, part) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )}`;
