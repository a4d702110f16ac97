import { type Duration, toMs } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import { type Segment, segments, wallRange } from "../zone/index.ts";
import { type Interval, union, without } from "./intervals.ts";

export { type Interval, union, without } from "./intervals.ts";

/**
 * Working time as a set of instants: an instant is working time iff its local wall clock lies in a window of its local date,
 * or in the after-midnight tail of the date before. Everything else follows from that, so daylight saving needs no cases.
 */

export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

/** A calendar as the agreement states it, after parsing. Plain data. */
export interface Calendar {
  /** IANA zone whose wall clock the windows are read on. */
  timezone: string;
  /** Windows per weekday in minutes after local midnight, `[start, end)`; an end past 1440 runs into the next date. */
  week: Partial<Record<Weekday, [number, number][]>>;
  /** Local dates (`YYYY-MM-DD`) whose windows do not open. */
  holidays: string[];
}

/** Local dates, both inclusive, that are taken out of a person's calendar, in the person's own zone. */
export interface Leave {
  timezone: string;
  away: { from: string; to: string }[];
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
  readonly #holidays: ReadonlySet<string>;
  readonly #leave: Leave | undefined;
  readonly #chunks = new Map<number, Chunk>();

  constructor(calendar: Calendar, leave?: Leave) {
    this.#calendar = calendar;
    this.#holidays = new Set(calendar.holidays);
    this.#leave = leave?.away.length ? leave : undefined;
    const { weekMs, days } = weeklyTime(calendar.week);
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
    const stretches = segments(this.#calendar.timezone, start, end);
    let intervals = windowsIn(this.#calendar, this.#holidays, stretches);
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

/** Working time of an ordinary week and the number of weekdays that have a window. */
export function weeklyTime(week: Calendar["week"]): { weekMs: number; days: number } {
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

function windowsIn(calendar: Calendar, holidays: ReadonlySet<string>, stretches: Segment[]): Interval[] {
  const found: Interval[] = [];
  for (const stretch of stretches) {
    const firstDate = Math.floor((stretch.start + stretch.offset) / DAY) * DAY - DAY;
    for (let date = firstDate; date < stretch.end + stretch.offset; date += DAY) {
      const windows = calendar.week[weekdays[new Date(date).getUTCDay()]!];
      if (!windows?.length || holidays.has(new Date(date).toISOString().slice(0, 10))) continue;
      for (const [from, to] of windows) found.push(...wallRange([stretch], date + from * MINUTE, date + to * MINUTE));
    }
  }
  return union(found);
}

function leaveIn(leave: Leave, start: number, end: number): Interval[] {
  const stretches = segments(leave.timezone, start, end);
  return union(leave.away.flatMap(({ from, to }) => wallRange(stretches, Date.parse(from), Date.parse(to) + DAY)));
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
