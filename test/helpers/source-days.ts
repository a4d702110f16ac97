import type { SourceDay } from "@baton/core/health";

const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** The days a store would keep of deliveries that were taken at these instants. */
export function sourceDays(instants: readonly number[]): SourceDay[] {
  const days = new Map<string, SourceDay>();
  for (const instant of [...instants].sort((a, b) => a - b)) {
    const lastAt = new Date(instant).toISOString();
    const day = lastAt.slice(0, 10);
    const found = days.get(day) ?? {
      day,
      taken: 0,
      quarantined: 0,
      refused: 0,
      stale: 0,
      tooLarge: 0,
      tests: 0,
      arrived: Array<number>(24).fill(0),
      failed: Array<number>(24).fill(0),
    };
    days.set(day, { ...found, taken: found.taken + 1, lastAt });
    found.arrived[new Date(instant).getUTCHours()]! += 1;
  }
  return [...days.values()];
}

/** Random numbers in [0, 1), always the same for a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Instants of a Poisson process in [from, to) whose rate, a day, depends on the instant and is at most `most`. */
export function arrivals(
  from: number,
  to: number,
  rate: { most: number; at(instant: number): number },
  seed: number,
): number[] {
  const next = random(seed);
  const found: number[] = [];
  for (let at = from; ; ) {
    at += (-Math.log(1 - next()) / rate.most) * DAY;
    if (at >= to) return found;
    if (next() < rate.at(at) / rate.most) found.push(Math.floor(at));
  }
}

/** Monday to Friday, 9 to 17 UTC. */
export const officeHours = (instant: number): boolean => {
  const at = new Date(instant);
  return at.getUTCDay() % 6 !== 0 && at.getUTCHours() >= 9 && at.getUTCHours() < 17;
};
