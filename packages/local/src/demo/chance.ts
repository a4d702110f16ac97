import { createHash } from "node:crypto";

/** Something random between 0 and 1 that depends on a name alone: the same life each time, and one decision moves no other. */
export const chance = (name: string): number => createHash("sha256").update(name).digest().readUInt32BE() / 2 ** 32;

export const between = (name: string, from: number, to: number): number => from + chance(name) * (to - from);

export const pick = <T>(name: string, of: readonly T[]): T => of[Math.floor(chance(name) * of.length)]!;

/** Picks by weight. */
export function weighed<T extends string>(name: string, weights: Readonly<Record<T, number>>): T {
  const entries = Object.entries(weights) as [T, number][];
  let left = chance(name) * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [what, weight] of entries) {
    left -= weight;
    if (left < 0) return what;
  }
  return entries.at(-1)![0];
}
