import { DAY_MS } from "../duration/index.ts";

/** Dates such as `2026-11-24`, wherever that is. */

const instantOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instantOf(text)) && dayOf(instantOf(text)) === text;

/** The day so many days later; before it, when negative. */
export const addDays = (day: string, days: number): string => dayOf(instantOf(day) + days * DAY_MS);

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => addDays(day, -((new Date(day).getUTCDay() + 6) % 7));

/** The calendar month so many months later, before it when negative: `2026-12` and 1 give `2027-01`. */
export const addMonths = (month: string, months: number): string => {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year!, number! - 1 + months)).toISOString().slice(0, 7);
};

/** Days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const found: string[] = [];
  for (let at = instantOf(from); at <= instantOf(to); at += DAY_MS) found.push(dayOf(at));
  return found;
}

/** How many days there are from one to another, both included. */
export const countDays = (from: string, to: string): number =>
  Math.round((instantOf(to) - instantOf(from)) / DAY_MS) + 1;
