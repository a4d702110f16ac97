import { type Interval, union, weekdays, without } from "@baton/core/calendar";
import { segments } from "@baton/core/zone";
import { and } from "./listing.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What there is of some hours on one date. */
interface Day {
  /** The date, as its midnight in UTC. */
  date: number;
  /** In ms after midnight on the wall clock; sorted and disjoint. */
  windows: Interval[];
}

/**
 * Hours out of those in which a clock runs, as people say them: the ordinary week on a zone's wall clock, and the dates on
 * which there are more than in that. Both lists are sorted and disjoint; neither may be empty.
 */
export function hoursInWords(hours: readonly Interval[], running: readonly Interval[], zone: string): string {
  const found = new Map(daysOf(hours, zone).map(({ date, windows }) => [date, windows]));
  const days = daysOf(running, zone).map(({ date }): Day => ({ date, windows: found.get(date) ?? [] }));
  const week = weekdays.map((_, weekday) => mostCommon(days.filter(({ date }) => weekdayOf(date) === weekday)));
  const isMore = ({ date, windows }: Day) => without(windows, week[weekdayOf(date)]!).length > 0;
  const more = datesInWords(days, isMore);

  const weekMs = week.flat().reduce((sum, [from, to]) => sum + to - from, 0);
  if (weekMs === 0) return `on ${more} (${zone})`;
  return `${weekInWords(week)} ${zone}, ${lengthInWords(weekMs)} in an ordinary week${more && `; also on ${more}`}`;
}

/** Cuts intervals at local midnights, in the order of the dates. */
function daysOf(intervals: readonly Interval[], zone: string): Day[] {
  const windows = new Map<number, Interval[]>();
  let next = 0;
  for (const { start, end, offset } of segments(zone, intervals[0]![0], intervals.at(-1)![1])) {
    while (intervals[next]![1] <= start) next++;
    for (let i = next; i < intervals.length && intervals[i]![0] < end; i++) {
      const from = Math.max(intervals[i]![0], start) + offset;
      const to = Math.min(intervals[i]![1], end) + offset;
      for (let date = Math.floor(from / DAY) * DAY; date < to; date += DAY) {
        const day = windows.get(date) ?? [];
        day.push([Math.max(from - date, 0), Math.min(to - date, DAY)]);
        windows.set(date, day);
      }
    }
  }
  // An hour that happens twice is one on the wall clock.
  return [...windows].map(([date, parts]) => ({ date, windows: union(parts) }));
}

function mostCommon(days: readonly Day[]): Interval[] {
  const alike = Map.groupBy(days, ({ windows }) => windowsInWords(windows));
  const [most] = [...alike.values()].sort((a, b) => b.length - a.length);
  return most ? most[0]!.windows : [];
}

/** `mon-thu 18:00-22:00, fri 15:00-22:00`. Weekdays without any hours are left out. */
function weekInWords(week: readonly Interval[][]): string {
  const fromMonday = weekdays.map((_, i) => (i + 1) % 7);
  const runs: { first: number; last: number; text: string }[] = [];
  for (const weekday of fromMonday) {
    const text = windowsInWords(week[weekday]!);
    const run = runs.at(-1);
    if (run?.text === text) run.last = weekday;
    else runs.push({ first: weekday, last: weekday, text });
  }
  return runs
    .filter(({ text }) => text !== "")
    .map(({ first, last, text }) => `${span(weekdays[first]!, weekdays[last]!, "-")} ${text}`)
    .join(", ");
}

const NAMED = 3;

/** The dates that are meant, the first of them by name; in a row when no other date of the list lies between. */
function datesInWords(days: readonly Day[], isMeant: (day: Day) => boolean): string {
  const runs: Day[][] = [];
  let inRow = false;
  for (const day of days) {
    const meant = isMeant(day);
    if (meant && inRow) runs.at(-1)!.push(day);
    else if (meant) runs.push([day]);
    inRow = meant;
  }
  const named = runs.slice(0, NAMED).map((run) => span(dateText(run[0]!.date), dateText(run.at(-1)!.date), " to "));
  const left = runs.slice(NAMED).flat().length;
  if (left > 0) named.push(left === 1 ? "1 more date" : `${left} more dates`);
  return and(named);
}

const weekdayOf = (date: number): number => new Date(date).getUTCDay();
const dateText = (date: number): string => new Date(date).toISOString().slice(0, 10);
const span = (first: string, last: string, to: string): string => (first === last ? first : `${first}${to}${last}`);
const windowsInWords = (windows: readonly Interval[]): string =>
  windows.map(([from, to]) => `${clockText(from)}-${clockText(to)}`).join(" and ");

function clockText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function lengthInWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  const parts = [`${Math.floor(minutes / 60)} h`, `${minutes % 60} min`];
  return parts.filter((part) => !part.startsWith("0 ")).join(" ");
}
