import { type Duration, toMs } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import { segments, wallRange } from "../zone/index.ts";
import { type Interval, union, without } from "./intervals.ts";

export { type Interval, union, without } from "./intervals.ts";

/**
 * Working time as a set of instants: an instant is working time iff its local wall clock lies in a window of its local date,
 * or in the after-midnight tail of the date before. Everything else follows from that, so daylight saving needs no cases.
 */

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

/** Windows per weekday in minutes after local midnight, `[start, end)`; an end past 1440 runs into the next date. */
export type Week = Partial<Record<Weekday, Interval[]>>;

/** A calendar as the agreement states it, after parsing. Plain data. */
export interface Calendar {
  /** IANA zone whose wall clock the windows are read on. */
  timezone: string;
  week: Week;
  /** What counts instead of `week`, by the number of the week in ISO 8601. */
  weeks?: Record<"odd" | "even", Week>;
  /** Local dates (`YYYY-MM-DD`) whose windows do not open. */
  holidays: string[];
  /** Parts of local dates, in minutes after midnight, that are cut out of their windows: half holidays. */
  closures?: { date: string; from: number; to: number }[];
  /** Windows of single dates, whatever else says of them. */
  dates?: Record<string, Interval[]>;
}

/** Local dates, both inclusive, that are taken out of a person's calendar, in the person's own zone: whole, or only some hours of each. */
export interface Leave {
  timezone: string;
  away: { from: string; to: string; hours?: Interval[] }[];
}

/** Hours that somebody works besides their calendar on the days of their turn, leave taken out. */
export interface OnCall {
  hours: Calendar;
  /** The local date of the first turn, `YYYY-MM-DD`. */
  from: string;
  /** How many days a turn has. */
  everyDays: number;
  /** Of how many people it is, and whose turn this is, from 0. */
  of: number;
  place: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Intervals are laid out this many days at a time, when first asked for. */
const CHUNK = 64 * DAY;
/** A calendar without a working instant for this long is empty. */
const HORIZON = 400 * DAY;

interface Chunk {
  /** Start and end instants, alternating, sorted and disjoint. */
  starts: Float64Array;
  ends: Float64Array;
  /** Working time before interval i, within the chunk; one longer than `starts`. */
  before: Float64Array;
}

export class WorkingTime {
  /** Average working day: weekly time ÷ weekdays that have a window. Ignores holidays and DST. */
  readonly dayMs: number;
  /** Working time in an ordinary week. */
  readonly weekMs: number;
  readonly #calendar: Calendar;
  readonly #windows: WindowsOn;
  readonly #leave: Leave | undefined;
  readonly #onCall: { timezone: string; windows: WindowsOn }[];
  readonly #chunks = new Map<number, Chunk>();

  constructor(calendar: Calendar, leave?: Leave, onCall: readonly OnCall[] = []) {
    this.#calendar = calendar;
    this.#windows = windowsOn(calendar);
    this.#leave = leave?.away.length ? leave : undefined;
    this.#onCall = onCall.map((turn) => ({ timezone: turn.hours.timezone, windows: windowsInTurn(turn) }));
    const { weekMs, days } = weeklyTime(calendar);
    this.weekMs = weekMs;
    this.dayMs = days ? weekMs / days : 0;
  }

  /** Milliseconds of a duration in this calendar's days and weeks. */
  length(duration: Duration): number {
    return toMs(duration, this);
  }

  /** Whether the instant is working time. */
  works(instant: number): boolean {
    const chunk = this.#chunk(Math.floor(instant / CHUNK));
    const i = lastAtOrBefore(chunk.starts, instant);
    return i >= 0 && instant < chunk.ends[i]!;
  }

  /** On duty: working now, or the very last moment was. So a clock that ends at closing time finds somebody. */
  onDuty(instant: number): boolean {
    return this.works(instant) || this.works(instant - 1);
  }

  /** Working time in [from, to), in ms. */
  elapsed(from: number, to: number): number {
    if (to <= from) return 0;
    const first = Math.floor(from / CHUNK);
    const last = Math.floor(to / CHUNK);
    let sum = -this.#workedInChunk(first, from) + this.#workedInChunk(last, to);
    for (let index = first; index < last; index++) sum += total(this.#chunk(index));
    return sum;
  }

  /**
   * The earliest instant t ≥ start with `ms` of working time in [start, t). A duration that ends exactly at closing time is due then.
   * Leave that takes all of 400 days away is not counted. Throws `calendar.empty` when no working time is found for as long.
   */
  due(start: number, ms: number): number {
    if (ms <= 0) return start;
    // No end would ever be found from there.
    if (!Number.isFinite(start) || !Number.isFinite(ms)) throw new RangeError(`No instant is ${ms} ms after ${start}.`);
    let index = Math.floor(start / CHUNK);
    let wanted = ms + this.#workedInChunk(index, start);
    let idleSince = start;
    for (;;) {
      const chunk = this.#chunk(index);
      const worked = total(chunk);
      if (wanted <= worked) {
        const i = lastBefore(chunk.before, wanted);
        return chunk.starts[i]! + (wanted - chunk.before[i]!);
      }
      wanted -= worked;
      index += 1;
      if (worked > 0) idleSince = index * CHUNK;
      if (index * CHUNK - idleSince > HORIZON) {
        // Leave may be as long as it likes, and every clock still ends.
        if (this.#leave) return new WorkingTime(this.#calendar).due(start, ms);
        throw new BatonError("calendar.empty", "The calendar has no working time in the next 400 days.");
      }
    }
  }

  /** The first working instant at or after `instant`. */
  nextOpening(instant: number): number {
    return this.works(instant) ? instant : this.due(instant, 1) - 1;
  }

  /** Whether there is any working time in the 400 days after `instant`. */
  isEmptyFrom(instant: number): boolean {
    return this.elapsed(instant, instant + HORIZON) === 0;
  }

  /** The stretches of working time in [from, to), in order. None touches the next. */
  *intervals(from: number, to: number): Generator<Interval> {
    let open: Interval | undefined;
    for (let index = Math.floor(from / CHUNK); index * CHUNK < to; index++) {
      const { starts, ends } = this.#chunk(index);
      for (let i = 0; i < starts.length; i++) {
        const start = Math.max(starts[i]!, from);
        const end = Math.min(ends[i]!, to);
        if (start >= end) continue;
        // What runs on from one chunk into the next is one stretch.
        if (open && open[1] === start) open[1] = end;
        else {
          if (open) yield open;
          open = [start, end];
        }
      }
    }
    if (open) yield open;
  }

  #workedInChunk(index: number, until: number): number {
    const chunk = this.#chunk(index);
    const i = lastAtOrBefore(chunk.starts, until);
    return i < 0 ? 0 : chunk.before[i]! + Math.min(until, chunk.ends[i]!) - chunk.starts[i]!;
  }

  #chunk(index: number): Chunk {
    let chunk = this.#chunks.get(index);
    if (!chunk) {
      chunk = this.#layOut(index * CHUNK, (index + 1) * CHUNK);
      this.#chunks.set(index, chunk);
    }
    return chunk;
  }

  #layOut(start: number, end: number): Chunk {
    let intervals = windowsIn(this.#calendar.timezone, this.#windows, start, end);
    if (this.#onCall.length > 0)
      intervals = union([
        ...intervals,
        ...this.#onCall.flatMap(({ timezone, windows }) => windowsIn(timezone, windows, start, end)),
      ]);
    if (this.#leave) intervals = without(intervals, leaveIn(this.#leave, start, end));
    const chunk: Chunk = {
      starts: new Float64Array(intervals.length),
      ends: new Float64Array(intervals.length),
      before: new Float64Array(intervals.length + 1),
    };
    intervals.forEach(([from, to], i) => {
      chunk.starts[i] = from;
      chunk.ends[i] = to;
      chunk.before[i + 1] = chunk.before[i]! + (to - from);
    });
    return chunk;
  }
}

/** Working time of an ordinary week and the number of weekdays that have a window; of two weeks that alternate half of both. */
export function weeklyTime({ week, weeks }: Pick<Calendar, "week" | "weeks">): { weekMs: number; days: number } {
  if (!weeks) return timeOf(week);
  const [odd, even] = [timeOf(weeks.odd), timeOf(weeks.even)];
  return { weekMs: (odd.weekMs + even.weekMs) / 2, days: (odd.days + even.days) / 2 };
}

function timeOf(week: Week): { weekMs: number; days: number } {
  const WEEK = 7 * DAY;
  const days = weekdays.filter((day) => week[day]?.length);
  // Laid on a circle, so that an overlap from Saturday night into Sunday counts once too.
  const raw = days.flatMap((day) =>
    week[day]!.flatMap(([from, to]): [number, number][] => {
      const start = weekdays.indexOf(day) * DAY + from * MINUTE;
      const stop = start + (to - from) * MINUTE;
      return stop <= WEEK
        ? [[start, stop]]
        : [
            [start, WEEK],
            [0, stop - WEEK],
          ];
    }),
  );
  return { weekMs: union(raw).reduce((sum, [from, to]) => sum + to - from, 0), days: days.length };
}

/** The windows of a local date, given as its midnight in UTC. */
type WindowsOn = (date: number) => readonly Interval[];

function windowsOn({ week, weeks, holidays, closures = [], dates = {} }: Calendar): WindowsOn {
  const closed = new Set(holidays);
  const cut = Map.groupBy(closures, ({ date }) => date);
  return (date) => {
    const day = isoDate(date);
    const own = dates[day];
    if (own) return own;
    if (closed.has(day)) return [];
    const windows = weekOn({ week, ...(weeks && { weeks }) }, day)[weekdayOf(day)] ?? [];
    const parts = cut.get(day);
    if (!parts) return windows;
    return without(
      union(windows),
      // What is closed to the end of the day stays closed in the tail of its windows.
      union(parts.map(({ from, to }): Interval => [from, to < DAY / MINUTE ? to : LATEST])),
    );
  };
}

function windowsInTurn({ hours, from, everyDays, of, place }: OnCall): WindowsOn {
  const first = Date.parse(from);
  const windows = windowsOn(hours);
  return (date) => {
    const turn = Math.floor((date - first) / (everyDays * DAY));
    return turn >= 0 && turn % of === place ? windows(date) : [];
  };
}

/** The weekday of a date, `YYYY-MM-DD`. */
export const weekdayOf = (day: string): Weekday => weekdays[new Date(day).getUTCDay()]!;

/** The week that counts on a date, `YYYY-MM-DD`. */
export const weekOn = ({ week, weeks }: Pick<Calendar, "week" | "weeks">, day: string): Week =>
  weeks ? weeks[isOddWeek(Date.parse(day)) ? "odd" : "even"] : week;

/** No window of a date ends later, in minutes after its midnight. */
const LATEST = (2 * DAY) / MINUTE;

/** `22:00-06:00`: a window as the wall clock shows it. */
export const windowText = ([from, to]: Interval): string => `${clockText(from)}-${clockText(to)}`;

/** 24:00 ends a day, and what is later is on the next. */
export function clockText(minutes: number): string {
  const shown = minutes > 1440 ? minutes - 1440 : minutes;
  return [Math.floor(shown / 60), shown % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** A date, given as its midnight in UTC, as `YYYY-MM-DD`. */
export const isoDate = (date: number): string => new Date(date).toISOString().slice(0, 10);

/** Whether the week of a date has an odd number in ISO 8601: it is that of its Thursday, counted from the year's first. */
function isOddWeek(date: number): boolean {
  const thursday = date + (4 - (new Date(date).getUTCDay() || 7)) * DAY;
  const firstOfYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1);
  return Math.floor((thursday - firstOfYear) / (7 * DAY)) % 2 === 0;
}

function windowsIn(timezone: string, windowsOn: WindowsOn, start: number, end: number): Interval[] {
  const found: Interval[] = [];
  for (const stretch of segments(timezone, start, end)) {
    const firstDate = Math.floor((stretch.start + stretch.offset) / DAY) * DAY - DAY;
    for (let date = firstDate; date < stretch.end + stretch.offset; date += DAY)
      for (const [from, to] of windowsOn(date))
        found.push(...wallRange([stretch], date + from * MINUTE, date + to * MINUTE));
  }
  return union(found);
}

function leaveIn({ timezone, away }: Leave, start: number, end: number): Interval[] {
  const days = away.filter(({ hours }) => !hours);
  const hours = away.flatMap((one) => (one.hours ? [{ ...one, hours: one.hours }] : []));
  const stretches = segments(timezone, start, end);
  const off = windowsIn(
    timezone,
    (date) => hours.flatMap((one) => (one.from <= isoDate(date) && isoDate(date) <= one.to ? one.hours : [])),
    start,
    end,
  );
  const whole = days.flatMap(({ from, to }) => wallRange(stretches, Date.parse(from), Date.parse(to) + DAY));
  return union([...whole, ...(hours.length > 0 ? off : [])]);
}

const total = (chunk: Chunk): number => chunk.before[chunk.before.length - 1]!;

/** Index of the last value ≤ x, or -1. */
function lastAtOrBefore(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Index of the last value < x, or -1. */
function lastBefore(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
