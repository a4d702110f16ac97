import type { Calendar, Leave, OnCall } from "@baton/core/calendar";

const MINUTE = 60_000;
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Instants a reference knows about: whole minutes, quarters of an hour apart. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Working time by its definition, minute by minute and slowly: an instant is working iff its local wall clock lies in a
 * window of its local date, or in the after-midnight tail of the previous date's. Offsets and windows change at whole
 * minutes only, so a minute is working as a whole or not at all. Shares no code with what it is compared to.
 */
export function byMinutes(calendar: Calendar, leave: Leave | undefined, span: Span, onCall: readonly OnCall[] = []) {
  const working = workingMinutes(calendar, leave, span, onCall);

  /** Adds up working time from `start`; stops at `end`, or when `enough` is reached, and answers the instant and the sum. */
  const walk = (start: number, end: number, enough: number): { at: number; sum: number } => {
    let sum = 0;
    let i = Math.floor((start - span.from) / MINUTE);
    for (let at = start; at < end; i++) {
      const next = Math.min(end, span.from + (i + 1) * MINUTE);
      if (working[i]) {
        if (sum + (next - at) >= enough) return { at: at + (enough - sum), sum: enough };
        sum += next - at;
      }
      at = next;
    }
    return { at: end, sum };
  };
  const works = (instant: number): boolean => working[Math.floor((instant - span.from) / MINUTE)] === 1;

  return {
    span,
    works,
    onDuty: (instant: number): boolean => works(instant) || works(instant - 1),
    elapsed: (from: number, to: number): number => walk(from, to, Number.POSITIVE_INFINITY).sum,
    due(start: number, ms: number): number {
      if (ms === 0) return start;
      const { at, sum } = walk(start, span.to, ms);
      if (sum < ms) throw new Error("The reference's span ends before the duration has been worked.");
      return at;
    },
    /** Undefined when the span ends before. */
    nextOpening(start: number): number | undefined {
      if (works(start)) return start;
      const i = working.indexOf(1, Math.floor((start - span.from) / MINUTE));
      return i < 0 ? undefined : span.from + i * MINUTE;
    },
  };
}

/** Working minutes of a week on a circle of 7 × 1,440, and on how many weekdays a window opens. */
export function weekByMinutes(week: Calendar["week"]): { minutes: number; days: number } {
  const open = new Uint8Array(7 * 1440);
  for (const [n, day] of weekdays.entries())
    for (const [from, to] of week[day] ?? [])
      for (let minute = from; minute < to; minute++) open[(n * 1440 + minute) % open.length] = 1;
  return { minutes: open.filter(Boolean).length, days: weekdays.filter((day) => week[day]?.length).length };
}

/** One for each minute of the span that is working, else zero. */
function workingMinutes(
  calendar: Calendar,
  leave: Leave | undefined,
  span: Span,
  onCall: readonly OnCall[],
): Uint8Array {
  const working = new Uint8Array(wallMinutes(calendar.timezone, span).length);
  const add = ({ timezone }: Calendar, windowsOn: (date: Date) => readonly [number, number][]) => {
    const wall = wallMinutes(timezone, span);
    const open = diary(wall, windowsOn);
    for (let i = 0; i < wall.length; i++) if (open.marks[wall[i]! - open.from]) working[i] = 1;
  };
  add(calendar, (date) => windowsOf(calendar, date));
  for (const { hours, from, everyDays, of, place } of onCall)
    add(hours, (date) => {
      const days = (date.getTime() - Date.parse(from)) / 86_400_000;
      if (days < 0) return [];
      const turns = Array.from({ length: of }, (_, n) => n === place).flatMap((own) => Array(everyDays).fill(own));
      return turns[days % turns.length] ? windowsOf(hours, date) : [];
    });
  if (!leave) return working;

  const home = wallMinutes(leave.timezone, span);
  const away = diary(home, (date) => {
    const day = date.toISOString().slice(0, 10);
    return leave.away.flatMap(({ from, to, hours }) => (from <= day && day <= to ? (hours ?? [[0, 1440]]) : []));
  });
  for (let i = 0; i < home.length; i++) if (away.marks[home[i]! - away.from]) working[i] = 0;
  return working;
}

/** A date's windows: its own, else those of its weekday without what is closed, minute by minute. */
function windowsOf({ week, weeks, holidays, closures = [], dates = {} }: Calendar, date: Date): [number, number][] {
  const day = date.toISOString().slice(0, 10);
  if (dates[day]) return dates[day];
  if (holidays.includes(day)) return [];
  const all = weeks ? weeks[isoWeek(date) % 2 ? "odd" : "even"] : week;
  const closed = (minute: number) =>
    closures.some((one) => one.date === day && one.from <= minute && (minute < one.to || one.to === 1440));
  const minutes = (all[weekdays[date.getUTCDay()]!] ?? []).flatMap(([from, to]) =>
    Array.from({ length: to - from }, (_, n) => from + n),
  );
  return minutes.filter((minute) => !closed(minute)).map((minute) => [minute, minute + 1]);
}

/** The number of a date's week, by counting from the one that holds the fourth of January. */
function isoWeek(date: Date): number {
  for (const year of [date.getUTCFullYear() + 1, date.getUTCFullYear(), date.getUTCFullYear() - 1]) {
    const fourth = new Date(Date.UTC(year, 0, 4));
    const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
    if (date.getTime() >= monday) return Math.floor((date.getTime() - monday) / (7 * 86_400_000)) + 1;
  }
  return 0;
}

/**
 * Minutes of a wall clock that never jumps, from the date before a span's first to the one after its last, marked where a
 * window of their date lies. What a window marks past midnight is its tail on the next date.
 */
function diary(wall: Int32Array, windowsOn: (date: Date) => readonly [number, number][]) {
  const from = (Math.floor(wall[0]! / 1440) - 1) * 1440;
  const to = (Math.floor(wall.at(-1)! / 1440) + 2) * 1440;
  const marks = new Uint8Array(to - from);
  for (let midnight = 0; midnight < marks.length; midnight += 1440)
    for (const [opens, closes] of windowsOn(new Date((from + midnight) * MINUTE)))
      marks.fill(1, midnight + opens, midnight + closes);
  return { from, marks };
}

const walls = new Map<string, Int32Array>();

/**
 * The wall clock of each minute of a span, in minutes since 1970 as if it were UTC, read from the runtime's formatter: at every
 * quarter of an hour, and at every minute of a quarter in which it changes.
 */
export function wallMinutes(zone: string, { from, to }: Span): Int32Array {
  const key = `${zone} ${from} ${to}`;
  let wall = walls.get(key);
  if (!wall) {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    const read = (instant: number) => Date.parse(`${format.format(instant).replace(" ", "T")}Z`) / MINUTE;
    wall = new Int32Array((to - from) / MINUTE);
    for (let quarter = 0, first = read(from); quarter < wall.length; quarter += 15) {
      const next = read(from + (quarter + 15) * MINUTE);
      for (let i = 0; i < 15; i++) {
        wall[quarter + i] = next - first === 15 ? first + i : read(from + (quarter + i) * MINUTE);
      }
      first = next;
    }
    walls.set(key, wall);
  }
  return wall;
}
