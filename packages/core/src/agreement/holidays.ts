import Holidays from "date-holidays";
import { localDate } from "../zone/index.ts";
import type { Agreement } from "./model.ts";

/** Dates are kept from a year before publishing, for clocks that started earlier, to 36 months after it. */
export const YEARS_BEFORE = 1;
export const YEARS_AFTER = 3;

const library = new Holidays();

/** Whether the holiday library knows a region such as `DE` or `DE-BE`. */
export function isRegion(region: string): boolean {
  const [country, state, part] = region.split("-");
  if (!country || !library.getCountries()[country]) return false;
  if (state && !library.getStates(country)?.[state]) return false;
  return !part || Boolean(library.getRegions(country, state!)?.[part]);
}

/** The agreement with its holiday regions turned into dates around an instant, so that nothing at run time needs the library. */
export function withHolidays<A extends Pick<Agreement, "calendars">>(agreement: A, at: number): A {
  const known = new Map<string, string[]>();
  const closedIn = (region: string, year: number): string[] => {
    const key = `${region} ${year}`;
    const dates = known.get(key) ?? closedDates(region, year);
    known.set(key, dates);
    return dates;
  };
  const calendars = Object.entries(agreement.calendars).map(([name, calendar]) => {
    const year = Number(localDate(calendar.timezone, at).slice(0, 4));
    const dates = new Set([...calendar.holidays, ...calendar.regions.flatMap((region) => closedIn(region, year))]);
    return [name, { ...calendar, holidays: [...dates].sort() }] as const;
  });
  return { ...agreement, calendars: Object.fromEntries(calendars) };
}

/** The dates around a year on which a region is closed. */
function closedDates(region: string, year: number): string[] {
  const [country, ...rest] = region.split("-") as [string, ...string[]];
  const holidays = new Holidays(country, ...(rest as [string, string]));
  const years = Array.from({ length: YEARS_BEFORE + YEARS_AFTER + 1 }, (_, n) => year - YEARS_BEFORE + n);
  return years
    .flatMap((each) => holidays.getHolidays(each) ?? [])
    .filter(({ type }) => type === "public")
    .flatMap(datesOf);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The local dates that a holiday takes whole: most have one, some last for days, and an afternoon has none, as working time
 * closes whole dates only. One that begins at sunset has the date of the day after.
 */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  // The longest skip of clocks makes a day two hours shorter.
  const days = Math.floor((end.getTime() - start.getTime() + 2 * HOUR_MS) / DAY_MS);
  const first = Date.parse(date.slice(0, 10));
  return Array.from({ length: days }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}
