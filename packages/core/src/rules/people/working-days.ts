import type { Rulebook } from "../rulebook.ts";

/** The instant so many of somebody's working days after another, both epoch ms. */
export function inWorkingDays(rulebook: Rulebook, person: string, at: number, days: number): number {
  const time = rulebook.workingTime(person);
  return time.due(at, time.length({ ms: 0, days, weeks: 0, elapsed: false }));
}
