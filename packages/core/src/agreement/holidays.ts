import Holidays from "date-holidays";
import type { Calendar } from "../calendar/index.ts";
import { YEARS_AFTER, YEARS_BEFORE } from "../calendar/resolved.ts";
import { localDate } from "../zone/index.ts";
import type { Agreement } from "./model.ts";

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
  const known = new Map<string, Closed>();
  const closedIn = (region: string, year: number): Closed => {
    const key = `${region} ${year}`;
    const closed = known.get(key) ?? closedDates(region, year);
    known.set(key, closed);
    return closed;
  };
  const calendars = Object.entries(agreement.calendars).map(([name, { closures: _before, ...calendar }]) => {
    const year = Number(localDate(calendar.timezone, at).slice(0, 4));
    const regions = calendar.regions.map((region) => closedIn(region, year));
    const dates = new Set([...calendar.holidays, ...regions.flatMap(({ dates }) => dates)]);
    const closures = regions.flatMap(({ closures }) => closures).sort((a, b) => (a.date < b.date ? -1 : 1));
    return [name, { ...calendar, holidays: [...dates].sort(), ...(closures.length > 0 && { closures }) }] as const;
  });
  return { ...agreement, calendars: Object.fromEntries(calendars) };
}

/** Whole dates, and parts of dates. */
interface Closed {
  dates: string[];
  closures: NonNullable<Calendar["closures"]>;
}

/** The dates around a year on which a region is closed. */
function closedDates(region: string, year: number): Closed {
  const [country, ...rest] = region.split("-") as [string, ...string[]];
  const holidays = new Holidays(country, ...(rest as [string, string]));
  const years = Array.from({ length: YEARS_BEFORE + YEARS_AFTER + 1 }, (_, n) => year - YEARS_BEFORE + n);
  const found = years.flatMap((each) => holidays.getHolidays(each) ?? []).filter(({ type }) => type === "public");
  return { dates: found.flatMap(datesOf), closures: found.flatMap(closuresOf) };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The local dates that a holiday takes whole: most have one, some last for days. One that begins at sunset has the date of the day
 * after, and one that begins at another hour none.
 */
function datesOf({ date, start, end }: { date: string; start: Date; end: Date }): string[] {
  // The longest skip of clocks makes a day two hours shorter.
  const days = Math.floor((end.getTime() - start.getTime() + 2 * HOUR_MS) / DAY_MS);
  const first = Date.parse(date.slice(0, 10));
  return Array.from({ length: days }, (_, day) => new Date(first + day * DAY_MS).toISOString().slice(0, 10));
}

/** What a half holiday closes of its date, from the hour at which it begins: Christmas Eve in Iceland from 13:00 on. */
function closuresOf(holiday: { date: string; start: Date; end: Date }): Closed["closures"] {
  if (datesOf(holiday).length > 0) return [];
  const { date, start, end } = holiday;
  const from = Number(date.slice(11, 13)) * 60 + Number(date.slice(14, 16));
  const to = Math.min(1440, from + Math.round((end.getTime() - start.getTime()) / 60_000));
  return [{ date: date.slice(0, 10), from, to }];
}
