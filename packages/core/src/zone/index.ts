import type { Language } from "@baton/words";

/** IANA time zones over the runtime's own database: offsets, their changes, and wall-clock text. */

/** A stretch of time in which a zone's offset from UTC does not change. `offset` = local − UTC in ms. */
export interface Segment {
  start: number;
  end: number;
  offset: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

/** Whether the runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    wallFormat(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * A zone's offsets from an instant to another (epoch ms): from when on each holds, and minutes of local − UTC. What is known of a
 * zone so need not be asked of the runtime, whose time zones take a cold start some 30 ms to load.
 */
export interface KnownOffsets {
  from: number;
  to: number;
  changes: [start: number, minutes: number][];
}

const known = new Map<string, KnownOffsets>();

/** Has offsets be known to this process; of a zone those that reach furthest. */
export function knowOffsets(offsets: Readonly<Record<string, KnownOffsets>>): void {
  for (const [zone, one] of Object.entries(offsets)) {
    const before = known.get(zone);
    if (one.to > (before?.to ?? 0)) known.set(zone, before ? after(before, one) : one);
  }
}

/** What was known of the time before is known still. */
function after(before: KnownOffsets, next: KnownOffsets): KnownOffsets {
  if (next.from <= before.from || next.from > before.to) return next;
  return {
    ...next,
    from: before.from,
    changes: [...before.changes.filter(([start]) => start < next.from), ...next.changes],
  };
}

/** The offsets of a zone in [from, to), as the runtime has them; undefined when some are no whole minutes, as long ago. */
export function offsetsBetween(zone: string, from: number, to: number): KnownOffsets | undefined {
  const changes = lookUp(zone, from, to).map(({ start, offset }): [number, number] => [start, offset / 60_000]);
  return changes.every(([, minutes]) => Number.isInteger(minutes)) ? { from, to, changes } : undefined;
}

/** Local minus UTC at an instant, in ms. */
export function offsetAt(zone: string, instant: number): number {
  if (zone === "UTC") return 0;
  const table = known.get(zone);
  if (table && instant >= table.from && instant < table.to)
    return table.changes.findLast(([start]) => start <= instant)![1] * 60_000;
  return askedOffset(zone, instant);
}

function askedOffset(zone: string, instant: number): number {
  const text = wallFormat(zone).format(instant);
  const [month, day, year, hour, minute, second] = text.match(/\d+/g)!.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

const DAY = 86_400_000;
/** Offsets are looked up for this long at a time, once per zone: the lookups are most of what laying out a calendar costs. */
const BLOCK = 64 * DAY;
const blocks = new Map<string, Segment[]>();

/** The constant-offset stretches that cover [start, end), in order. None touches another of the same offset. */
export function segments(zone: string, start: number, end: number): Segment[] {
  const found: Segment[] = [];
  for (let index = Math.floor(start / BLOCK); index * BLOCK < end; index++) {
    for (const stretch of block(zone, index)) {
      const from = Math.max(start, stretch.start);
      const to = Math.min(end, stretch.end);
      if (from >= to) continue;
      const last = found.at(-1);
      if (last?.offset === stretch.offset) last.end = to;
      else found.push({ start: from, end: to, offset: stretch.offset });
    }
  }
  return found;
}

function block(zone: string, index: number): readonly Segment[] {
  const key = `${zone} ${index}`;
  let found = blocks.get(key);
  if (!found) {
    found = stretches(zone, index * BLOCK, (index + 1) * BLOCK);
    blocks.set(key, found);
  }
  return found;
}

function stretches(zone: string, start: number, end: number): Segment[] {
  const table = known.get(zone);
  if (zone === "UTC") return [{ start, end, offset: 0 }];
  if (!table || start < table.from || end > table.to) return lookUp(zone, start, end);
  return table.changes.flatMap(([from, minutes], n): Segment[] => {
    const within = { start: Math.max(start, from), end: Math.min(end, table.changes[n + 1]?.[0] ?? table.to) };
    return within.start < within.end ? [{ ...within, offset: minutes * 60_000 }] : [];
  });
}

/** Looks at the offset once a day, as no zone has two changes within one, and finds changes to the millisecond by bisection. */
function lookUp(zone: string, start: number, end: number): Segment[] {
  const found: Segment[] = [];
  let from = start;
  let offset = askedOffset(zone, start);
  for (let probe = start; probe < end; ) {
    const next = Math.min(probe + DAY, end);
    const nextOffset = askedOffset(zone, next);
    if (nextOffset !== offset) {
      let low = probe;
      let high = next;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (askedOffset(zone, middle) === offset) low = middle;
        else high = middle;
      }
      found.push({ start: from, end: high, offset });
      from = high;
      offset = askedOffset(zone, high);
      probe = high;
    } else probe = next;
  }
  if (from < end) found.push({ start: from, end, offset });
  return found;
}

/** The UTC stretches of [start, end) whose local wall clock lies in [wallStart, wallEnd), both as if the wall clock were UTC. */
export function wallRange(stretches: readonly Segment[], wallStart: number, wallEnd: number): [number, number][] {
  const found: [number, number][] = [];
  for (const { start, end, offset } of stretches) {
    const from = Math.max(start, wallStart - offset);
    const to = Math.min(end, wallEnd - offset);
    if (from < to) found.push([from, to]);
  }
  return found;
}

/** Local date `YYYY-MM-DD` at an instant. */
export function localDate(zone: string, instant: number): string {
  return new Date(instant + offsetAt(zone, instant)).toISOString().slice(0, 10);
}

/** "Tue 24 Nov 2026", of a date such as `2026-11-24`; "Di., 24. Nov. 2026" in German. */
export const formatDate = (date: string, language: Language = "en"): string =>
  language === "en"
    ? formatInstant("UTC", Date.parse(date), { withZone: false }).split(",")[0]!
    : spokenFormat("UTC", language, "day").format(Date.parse(date));

/** The day of an instant (epoch ms) where somebody is: "Tue 24 Nov 2026". */
export const formatDay = (zone: string, instant: number, language: Language = "en"): string =>
  formatDate(localDate(zone, instant), language);

/** "10:15" */
export const formatTime = (zone: string, instant: number): string =>
  formatInstant(zone, instant, { withZone: false }).slice(-5);

const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const spokenFormats = new Map<string, Intl.DateTimeFormat>();

function spokenFormat(zone: string, language: Language, what: "day" | "instant"): Intl.DateTimeFormat {
  const key = `${language} ${what} ${zone}`;
  const format =
    spokenFormats.get(key) ??
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
      timeZone: zone,
      ...day,
      ...(what === "instant" && time),
    });
  spokenFormats.set(key, format);
  return format;
}

/** "Tue 24 Nov 2026, 10:15 (Europe/Berlin)"; "Di., 24. Nov. 2026, 10:15 (Europe/Berlin)" in German. */
export function formatInstant(
  zone: string,
  instant: number,
  { withZone = true, language = "en" }: { withZone?: boolean; language?: Language } = {},
): string {
  const format = spokenFormat(zone, language, "instant");
  const text = language === "en" ? withoutCommas(format, instant) : format.format(instant);
  return withZone ? `${text} (${zone})` : text;
}

/** "Tue 24 Nov 2026, 10:15", for whose English a comma after the weekday is no habit. */
function withoutCommas(format: Intl.DateTimeFormat, instant: number): string {
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${part.weekday} ${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute}`;
}

/** When a local date begins, epoch ms; where its midnight is skipped, a moment that is of it. */
export function dayStart(zone: string, date: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`);
  return wall - offsetAt(zone, wall - offsetAt(zone, wall));
}

/** The instant, epoch ms, at which wall clocks of a zone show `2026-11-24T09:00`; undefined for what is no time of this century. */
export function instantOfWall(zone: string, wall: string): number | undefined {
  const guess = /^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(wall) ? Date.parse(`${wall}Z`) : Number.NaN;
  if (Number.isNaN(guess)) return undefined;
  // The clocks may change in between.
  return guess - offsetAt(zone, guess - offsetAt(zone, guess));
}
