/**
 * Randomness by name: a decision depends on the seed and what it is about, not on what was decided before. So one of them
 * can be left out, and all others stay as they were.
 */
export interface Chance {
  /** From 0 up to 1. */
  number(name: string): number;
  between(name: string, from: number, to: number): number;
  pick<T>(name: string, of: readonly T[]): T;
  /** Whether something happens that could as well not. It is remembered. */
  happens(name: string, probability: number): boolean;
  /** All that happened, in order. */
  readonly happened: readonly string[];
}

/** @param only what may happen at all, when not everything may */
export function chance(seed: number, only?: ReadonlySet<string>): Chance {
  const happened: string[] = [];
  const number = (name: string): number => {
    // FNV-1a, then the finalizer of MurmurHash3, so that names that differ in one digit have nothing in common.
    let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
    for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
  return {
    happened,
    number,
    between: (name, from, to) => from + number(name) * (to - from),
    pick: (name, of) => of[Math.floor(number(name) * of.length)]!,
    happens(name, probability) {
      if (probability <= 0 || number(name) >= probability || only?.has(name) === false) return false;
      happened.push(name);
      return true;
    },
  };
}
