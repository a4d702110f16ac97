import type { WorkingTime } from "../../calendar/index.ts";
import type { Rulebook } from "../rulebook.ts";

/** The instant so many working days after another, both epoch ms. Throws `calendar.empty` where nobody ever works. */
export const afterDays = (time: WorkingTime, at: number, days: number): number =>
  time.due(at, time.length({ ms: 0, days, weeks: 0, elapsed: false }));

/** The same in somebody's own working time, leave taken out. */
export const inWorkingDays = (rulebook: Rulebook, person: string, at: number, days: number): number =>
  afterDays(rulebook.workingTime(person), at, days);
