import { type Calendar, type Leave, weekdays } from "@baton/core/calendar";

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * Working time by its definition, minute by minute and slowly: an instant is working iff its local wall clock lies in a
 * window of its local date, or in the after-midnight tail of the previous date's. Offsets and windows change at whole
 * minutes only, so a minute is working as a whole or not at all.
 */
export function byMinutes(calendar: Calendar, leave: Leave | undefined, span: { from: number; to: number }) {
  const zone = wallOf(calendar.timezone, span);
  const home = leave && wallOf(leave.timezone, span);
  const holidays = new Set(calendar.holidays);

  const windowsOf = remembered((date) =>
    holidays.has(dateOf(date)) ? [] : (calendar.week[weekdays[new Date(date).getUTCDay()]!] ?? []),
  );
  const away = remembered((date) =>
    Boolean(leave?.away.some(({ from, to }) => from <= dateOf(date) && dateOf(date) <= to)),
  );

  const working = (instant: number): boolean => {
    const i = Math.floor((instant - span.from) / MINUTE);
    const wall = zone[i]!;
    const date = Math.floor(wall / DAY) * DAY;
    const minute = (wall - date) / MINUTE;
    if (home && away(Math.floor(home[i]! / DAY) * DAY)) return false;
    return (
      windowsOf(date).some(([from, to]) => from <= minute && minute < to) ||
      windowsOf(date - DAY).some(([from, to]) => from <= minute + 1440 && minute + 1440 < to)
    );
  };
  /** Adds up working time from `start`; stops at `end`, or when `enough` is reached, and answers the instant and the sum. */
  const walk = (start: number, end: number, enough: number): { at: number; sum: number } => {
    let sum = 0;
    for (let at = start; at < end; ) {
      const next = Math.min(end, (Math.floor(at / MINUTE) + 1) * MINUTE);
      if (working(at)) {
        if (sum + (next - at) >= enough) return { at: at + (enough - sum), sum: enough };
        sum += next - at;
      }
      at = next;
    }
    return { at: end, sum };
  };

  return {
    works: working,
    elapsed: (from: number, to: number) => walk(from, to, Number.POSITIVE_INFINITY).sum,
    /** Undefined when the span ends before. */
    due(start: number, ms: number): number | undefined {
      if (ms === 0) return start;
      const { at, sum } = walk(start, span.to, ms);
      return sum === ms ? at : undefined;
    },
  };
}

const dateOf = (date: number): string => new Date(date).toISOString().slice(0, 10);

function remembered<T>(work: (date: number) => T): (date: number) => T {
  const known = new Map<number, T>();
  return (date) => {
    if (!known.has(date)) known.set(date, work(date));
    return known.get(date)!;
  };
}

const walls = new Map<string, Float64Array>();

/**
 * The wall clock of each minute of a span, as if it were UTC, read from the runtime's formatter: at every quarter of an
 * hour, and at every minute of a quarter in which it changes.
 */
function wallOf(zone: string, { from, to }: { from: number; to: number }): Float64Array {
  const key = `${zone} ${from} ${to}`;
  let wall = walls.get(key);
  if (!wall) {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
    const read = (instant: number) => Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
    wall = new Float64Array((to - from) / MINUTE);
    for (let quarter = 0; quarter < wall.length; quarter += 15) {
      const [first, next] = [read(from + quarter * MINUTE), read(from + (quarter + 15) * MINUTE)];
      const steady = next - first === 15 * MINUTE;
      for (let i = 0; i < 15; i++) {
        wall[quarter + i] = steady ? first + i * MINUTE : read(from + (quarter + i) * MINUTE);
      }
    }
    walls.set(key, wall);
  }
  return wall;
}
