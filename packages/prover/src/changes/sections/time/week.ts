import { type Interval, type Week, type Weekday, weekdays, windowText } from "@baton/core/calendar";
import { and } from "../../../claims/listing.ts";
import type { Say } from "../../compare.ts";
import { details } from "../../words.ts";

/** `fri 09:00-15:00 becomes 09:00-13:00`. A day without windows is the same as one that is not mentioned. */
export const weekChanges: Say<Week> = (before, after) =>
  daysThatShare((day) => JSON.stringify([windows(before[day]), windows(after[day])])).flatMap(({ days, first }) => {
    const [from, to] = [windows(before[first]), windows(after[first])];
    if (from === to) return [];
    if (from === undefined) return [`${days} ${to} is new`];
    return [to === undefined ? `${days} ${from} is dropped` : `${days} ${from} becomes ${to}`];
  });

/** `mon-thu 09:00-12:30 and 13:30-18:00, fri 09:00-15:00`. */
export const weekInWords = (week: Week): string =>
  details(
    daysThatShare((day) => windows(week[day]) ?? "").map(({ days, first }) => {
      const shown = windows(week[first]);
      return shown && `${days} ${shown}`;
    }),
  );

const mondayFirst: readonly Weekday[] = [...weekdays.slice(1), weekdays[0]];

/** Weekdays in a row that have the same key: `mon-thu`, `fri`. */
function daysThatShare(key: (day: Weekday) => string): { days: string; first: Weekday }[] {
  const runs: [Weekday, ...Weekday[]][] = [];
  for (const day of mondayFirst) {
    const run = runs.at(-1);
    if (run && key(run[0]) === key(day)) run.push(day);
    else runs.push([day]);
  }
  return runs.map((run) => ({ days: run.length > 1 ? `${run[0]}-${run.at(-1)}` : run[0], first: run[0] }));
}

const windows = (day: Week[Weekday]): string | undefined => (day?.length ? windowsInWords(day) : undefined);

/** `09:00-12:30 and 13:30-18:00`. */
export const windowsInWords = (all: readonly Interval[]): string => and(all.map(windowText));
