import { type Calendar, WorkingTime, weekdays } from "@baton/core/calendar";
import { Temporal } from "temporal-polyfill";
import { median } from "./load.ts";
import { fixed, print, times } from "./table.ts";

/** Additions of working time a second, in one process on one core. */
interface AdditionCost {
  minutes: number;
  perSecond: number;
  besideTemporal: number;
  besideIntl: number;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const ADDED_MINUTES = [60, 2_400];
const STARTS = 2_000;
/** How long one side runs before the other has its turn, in ms. */
const TURN_MS = 100;
const ROUNDS = 7;
const BUILDS = 200;
const AIM = 100;

/** When `ms` of working time after `start` are over. */
type Add = (start: number, ms: number) => number;

const split: [number, number][] = [
  [9 * 60, 12.5 * 60],
  [13.5 * 60, 18 * 60],
];
const office: Calendar = {
  timezone: "Europe/Berlin",
  week: { mon: split, tue: split, wed: split, thu: split, fri: [[9 * 60, 15 * 60]] },
  holidays: [2026, 2027, 2028].flatMap((year) =>
    ["01-01", "03-08", "05-01", "10-03", "12-24", "12-25", "12-26", "12-31"].map((monthDay) => `${year}-${monthDay}`),
  ),
};
const firstStart = Date.parse("2026-01-01T00:00:00Z");
/** Two years of starts, without an order that a processor could learn. */
const starts = Array.from({ length: STARTS }, (_, n) => firstStart + Math.floor(((n * 7_919) % STARTS) * 0.365 * DAY));

/** Prints what an addition of working time costs beside what a user might write instead, and what the first one costs. */
export function printWorkingTimeCosts(): void {
  const rows = ADDED_MINUTES.map(costOf).map(({ minutes, perSecond, besideTemporal, besideIntl }) => [
    `${fixed(minutes)} working minutes`,
    fixed(perSecond),
    times(besideTemporal),
    atLeast(besideIntl, AIM),
  ]);
  print("Additions of working time", ["", "a second", "× temporal-polyfill", "× Intl"], rows, [
    "Two years of starts in an office with a lunch break and holidays; all agree on each. The others walk from date to date, and are right",
    "while no window begins or ends in an hour that clocks skip or repeat. Temporal: one midnight a date. Intl: one formatter, asked at each edge.",
  ]);
  print(
    "The first addition of a calendar",
    ["", "µs"],
    [
      ["in a zone not met before", fixed(firstCost(zonesNotMet()))],
      ["in a zone met before", fixed(firstCost(Array<string>(BUILDS).fill(office.timezone)))],
    ],
    ["Lays out the 64 days around the start; medians."],
  );
}

function costOf(minutes: number): AdditionCost {
  const ms = minutes * MINUTE;
  const working = new WorkingTime(office);
  const ours: Add = (start, ms) => working.due(start, ms);
  const others = [temporalWalk(office), intlWalk(office)];
  for (const start of starts) {
    const expected = ours(start, ms);
    for (const add of others)
      if (add(start, ms) !== expected)
        throw new Error(`${minutes} working minutes after ${new Date(start).toISOString()}: ${add.name} disagrees.`);
  }
  for (const add of [ours, ...others]) rate(add, ms);
  const rates: number[] = [];
  const ratios: number[][] = others.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    // Round by round, because what else the machine does changes over the run.
    const own = rate(ours, ms);
    rates.push(own);
    for (const [n, add] of others.entries()) ratios[n]!.push(own / rate(add, ms));
  }
  const [besideTemporal, besideIntl] = ratios.map(median);
  return { minutes, perSecond: median(rates), besideTemporal: besideTemporal!, besideIntl: besideIntl! };
}

/** How often in a second. */
function rate(add: Add, ms: number): number {
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < TURN_MS) {
    for (let n = 0; n < 16; n++) add(starts[(done + n) % STARTS]!, ms);
    done += 16;
  }
  return (done / (performance.now() - start)) * 1000;
}

/** Microseconds from a calendar to its first due instant, one new calendar for each zone. */
function firstCost(zones: string[]): number {
  return median(
    zones.map((timezone, n) => {
      const start = performance.now();
      new WorkingTime({ ...office, timezone }).due(starts[n]!, 60 * MINUTE);
      return (performance.now() - start) * 1000;
    }),
  );
}

const zonesNotMet = (): string[] =>
  Intl.supportedValuesOf("timeZone")
    .filter((zone) => zone !== office.timezone)
    .slice(0, BUILDS);

/** From date to date; only on one that clocks make longer or shorter is each edge of a window asked for. */
function temporalWalk({ timezone, week, holidays }: Calendar): Add {
  const closed = new Set(holidays);
  return function temporal(start, ms) {
    let left = ms;
    let date = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timezone).toPlainDate();
    let midnight: number | undefined;
    for (;;) {
      const next = date.add({ days: 1 });
      const windows = closed.has(date.toString()) ? undefined : week[weekdays[date.dayOfWeek % 7]!];
      let nextMidnight: number | undefined;
      if (windows) {
        midnight ??= date.toZonedDateTime(timezone).epochMilliseconds;
        nextMidnight = next.toZonedDateTime(timezone).epochMilliseconds;
        for (const [from, to] of windows) {
          const isPlain = nextMidnight - midnight === DAY;
          const opens = Math.max(start, isPlain ? midnight + from * MINUTE : edge(date, from, timezone));
          const worked = (isPlain ? midnight + to * MINUTE : edge(date, to, timezone)) - opens;
          if (worked >= left) return opens + left;
          if (worked > 0) left -= worked;
        }
      }
      date = next;
      midnight = nextMidnight;
    }
  };
}

function edge(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const plainTime = { hour: Math.floor(minute / 60), minute: minute % 60 };
  return date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds;
}

/** From date to date in UTC arithmetic; the formatter says what the zone's offset is at each edge of a window. */
function intlWalk({ timezone, week, holidays }: Calendar): Add {
  const closed = new Set(holidays);
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "medium" });
  const offsetAt = (instant: number) =>
    Date.parse(`${format.format(instant).replace(" ", "T")}Z`) - Math.floor(instant / 1000) * 1000;
  return function intl(start, ms) {
    let left = ms;
    let offset = offsetAt(start);
    const instantOf = (wall: number) => {
      // The offset of the edge before, mostly; a clock change in between needs one correction.
      offset = offsetAt(wall - offset);
      return wall - offset;
    };
    for (let date = Math.floor((start + offset) / DAY) * DAY; ; date += DAY) {
      const day = new Date(date);
      const windows = week[weekdays[day.getUTCDay()]!];
      if (!windows || closed.has(day.toISOString().slice(0, 10))) continue;
      for (const [from, to] of windows) {
        const opens = Math.max(start, instantOf(date + from * MINUTE));
        const worked = instantOf(date + to * MINUTE) - opens;
        if (worked >= left) return opens + left;
        if (worked > 0) left -= worked;
      }
    }
  };
}

/** A number beside what it should reach. */
const atLeast = (ratio: number, target: number): string =>
  `${times(ratio)} ${ratio >= target ? "≥" : "<"} ${times(target)}`;
