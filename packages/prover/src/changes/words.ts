import { and } from "../claims/listing.ts";
import type { Say } from "./compare.ts";

export const quoted = (text: string): string => `"${text}"`;

/** The phrases as said of something: `hot: the contact window shrinks from 15m to 10m`. */
export const aboutWords = (name: string, phrases: readonly string[]): string[] =>
  phrases.map((phrase) => `${name}: ${phrase}`);

/** `a, b`, with what is not given left out. */
export const details = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(", ");

/** Words for a single value: `the manager is vera instead of sam`. What reads the same is not worth a word. */
export function value<T>(label: string, show: (value: T) => string = String): Say<T | undefined> {
  return (before, after) => {
    const from = before === undefined ? undefined : show(before);
    const to = after === undefined ? undefined : show(after);
    if (from === to) return [];
    if (from === undefined) return [`${label} is now ${to}`];
    if (to === undefined) return [`${label} is no longer given; it was ${from}`];
    return [`${label} is ${to} instead of ${from}`];
  };
}

interface ListWords {
  gained: (items: string) => string;
  lost: (items: string) => string;
  /** When only the order differs. */
  reordered: (items: string) => string;
}

/** Words for a list of items: what it gained and lost, else the order it is in now. */
export function listWords<T>(words: ListWords, show: (item: T) => string = String): Say<readonly T[] | undefined> {
  return (before = [], after = []) => {
    const [from, to] = [before.map(show), after.map(show)];
    const [gained, lost] = [withoutWords(to, from), withoutWords(from, to)];
    if (gained.length + lost.length === 0) return to.length > 0 ? [words.reordered(and(to))] : [];
    return [
      ...(gained.length > 0 ? [words.gained(and(gained))] : []),
      ...(lost.length > 0 ? [words.lost(and(lost))] : []),
    ];
  };
}

/** The items that are left when each of `others` has taken one of its kind away. */
export function withoutWords(items: readonly string[], others: readonly string[]): string[] {
  const count = new Map<string, number>();
  for (const other of others) count.set(other, (count.get(other) ?? 0) + 1);
  return items.filter((item) => {
    const left = count.get(item) ?? 0;
    count.set(item, left - 1);
    return left <= 0;
  });
}
