import { segments } from "../zone/index.ts";
import type { SourceDay } from "./model.ts";

const HOUR = 3_600_000;
const WEEK = 7 * 24;

/** How many hours before its last delivery tell what is usual of a source. */
const MEMORY = 4 * WEEK;
/** From so many hours of memory on every hour of the week is judged by itself; before, working days are alike, and so are weekends. */
const TWO_WEEKS = 2 * WEEK;
/** What a source must have shown to be judged at all. */
const LEAST = { days: 3, deliveries: 10 };
/** Reports a year that a source would cause by mere chance, if its deliveries came independently of each other. */
const FALSE_REPORTS_A_YEAR = 0.2;
/** How much more of a silence it must be than what happens now and then. */
const MORE_THAN_USUAL = 2;
/** Beyond so many hours a silence is judged no further. */
const LONGEST = 60 * 24;

/** What a source usually delivers, and how its present silence compares with that. */
export interface Silence {
  /** The last delivery, epoch ms. */
  since: number;
  /** Deliveries a day over the weeks before it. */
  perDay: number;
  /** Deliveries that would have been usual since. */
  missed: number;
  quiet: boolean;
}

/** When the last authentic delivery of these days came, epoch ms. */
export function lastDelivery(days: readonly SourceDay[]): number | undefined {
  // Processes write in any order, so what is written last need not be the latest; its hour has been counted all the same.
  const instants = days.flatMap(({ day, arrived, lastAt }) => [
    ...(lastAt === undefined ? [] : [Date.parse(lastAt)]),
    ...arrived.flatMap((count, hour) => (count > 0 ? [Date.parse(day) + hour * HOUR] : [])),
  ]);
  return instants.length > 0 ? Math.max(...instants) : undefined;
}

/**
 * Judges a source's silence against the four weeks before its last delivery; undefined for a source of which too little is known.
 *
 * Deliveries are taken for a Poisson process whose rate depends on the hour of the week, local to `zone`, so that a daylight
 * saving change does not shift what is usual. A silence then has the probability exp(−deliveries that would have been usual). That
 * sum must pass a limit which grows with the number of gaps that a year has to offer, and be more than the sum over the
 * second-longest silence remembered: what has happened twice within four weeks is not remarkable, while a single outage is no
 * measure for the next one.
 */
export function silenceOf(days: readonly SourceDay[], zone: string, now: number): Silence | undefined {
  const since = lastDelivery(days);
  if (since === undefined) return undefined;
  const counts = new Map<number, number>();
  for (const { day, arrived } of days) {
    const midnight = Date.parse(day) / HOUR;
    arrived.forEach((count, hour) => {
      if (count > 0) counts.set(midnight + hour, count);
    });
  }
  if (counts.size === 0) return undefined;
  const last = Math.floor(since / HOUR);
  const first = Math.max(last - MEMORY + 1, Math.min(...counts.keys()));
  const localHour = localHours(zone, first * HOUR, Math.min(now, since + LONGEST * HOUR) + HOUR);

  let total = 0;
  const localDays = new Set<number>();
  for (let hour = first; hour <= last; hour++) {
    const count = counts.get(hour) ?? 0;
    total += count;
    if (count > 0) localDays.add(Math.floor(localHour(hour) / 24));
  }
  if (total < LEAST.deliveries || localDays.size < LEAST.days) return undefined;

  const perDay = (total / (last - first + 1)) * 24;
  // Deliveries are judged by the hour, so there are no more gaps than hours.
  const limit = Math.log((Math.min(perDay, 24) * 365) / FALSE_REPORTS_A_YEAR);
  const cells = usual(counts, { first, last, localHour });
  const cell = (hour: number) => cells.get(cellOf(localHour(hour), last - first + 1));
  const weight = (hour: number) => Math.min(cell(hour)?.rate ?? 0, cell(hour)?.most ?? 0);

  const gaps: number[] = [];
  for (let hour = first, gap = 0; hour <= last; hour++) {
    if (!counts.has(hour)) gap += weight(hour);
    else {
      if (gap > 0) gaps.push(gap);
      gap = 0;
    }
  }
  const [, happened = 0] = gaps.sort((a, b) => b - a);

  let missed = 0;
  let silence = 0;
  for (let hour = last; hour <= Math.min(Math.floor(now / HOUR), last + LONGEST); hour++) {
    const share = (Math.min(now, (hour + 1) * HOUR) - Math.max(since, hour * HOUR)) / HOUR;
    missed += (cell(hour)?.rate ?? 0) * share;
    silence += weight(hour) * share;
  }
  return { since, perDay, missed, quiet: silence >= Math.max(limit, happened * MORE_THAN_USUAL) };
}

/**
 * By cell: deliveries an hour, and how remarkable an hour without any can be at most, as −ln of its probability. Deliveries come in
 * bursts, so that follows from how many of its hours had none, however many came in the others.
 */
function usual(
  counts: ReadonlyMap<number, number>,
  { first, last, localHour }: { first: number; last: number; localHour(hour: number): number },
): Map<number, { rate: number; most: number }> {
  const seen = new Map<number, { hours: number; empty: number; total: number }>();
  for (let hour = first; hour <= last; hour++) {
    const count = counts.get(hour) ?? 0;
    const cell = cellOf(localHour(hour), last - first + 1);
    const { hours, empty, total } = seen.get(cell) ?? { hours: 0, empty: 0, total: 0 };
    seen.set(cell, { hours: hours + 1, empty: empty + (count === 0 ? 1 : 0), total: total + count });
  }
  return new Map(
    [...seen].map(([cell, { hours, empty, total }]) => [
      cell,
      { rate: total / hours, most: -Math.log((empty + 0.5) / (hours + 1)) },
    ]),
  );
}

/** Hours that are taken to be alike. */
function cellOf(localHour: number, remembered: number): number {
  // The epoch was a Thursday; Monday is 0.
  const hourOfWeek = (localHour + 3 * 24) % WEEK;
  if (remembered >= TWO_WEEKS) return hourOfWeek;
  return (hourOfWeek % 24) + (hourOfWeek < 5 * 24 ? 0 : 24);
}

/** The wall clock's hours since the epoch, by hours of UTC since the epoch. */
function localHours(zone: string, start: number, end: number): (hour: number) => number {
  const stretches = segments(zone, start, end);
  return (hour) => {
    const { offset } = stretches.find((stretch) => hour * HOUR < stretch.end) ?? stretches.at(-1)!;
    return Math.floor(hour + offset / HOUR);
  };
}
