import type { Rulebook } from "../rulebook.ts";

/** The instant (epoch ms) by which somebody has worked for so many of their days since another. Throws `calendar.empty` for whoever never works. */
export function afterWorkingDays(rulebook: Rulebook, person: string, since: number, days: number): number {
  const time = rulebook.workingTime(person);
  return time.due(since, time.length({ ms: 0, days, weeks: 0, elapsed: false }));
}
