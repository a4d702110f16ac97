import type { Agreement, AgreementCalendar, Rota } from "@baton/core/agreement";
import { clockText, WorkingTime, weeklyTime, windowText } from "@baton/core/calendar";
import { MOST_BYTES } from "@baton/core/delivery";
import { localDate } from "@baton/core/zone";

const DAY_MS = 86_400_000;
/** How far ahead dates are listed. */
const AHEAD_MS = 400 * DAY_MS;
/** Turns of a rota that are listed. */
const TURNS = 8;

/**
 * What was understood of an agreement: how long `d` and `w` are in each calendar, as they are averages; the dates that are not like
 * their weekday from an instant (epoch ms) on; and who is on call when.
 */
export function understood(file: string, agreement: Agreement, at: number): string {
  const { name, people, teams, sources, routing, calendars, rotas = {} } = agreement;
  const count = (many: object, what: string) => `${Object.keys(many).length} ${what}`;
  return [
    `${file}: ${name} checks: ${[count(people, "people"), count(teams, "teams"), count(sources, "sources"), count(routing, "routing rules")].join(", ")}.`,
    ...Object.entries(calendars).flatMap(([calendar, given]) => [
      `  calendar ${calendar}: ${lengths(given)}`,
      ...datesOf(given, at).map((line) => `    ${line}`),
    ]),
    ...Object.entries(rotas).flatMap(([rota, given]) => [
      `  rota ${rota} of ${given.of} (${given.hours.timezone}):`,
      ...turnsOf(given, at).map((line) => `    ${line}`),
    ]),
    `  sources: a delivery has at most ${MOST_BYTES.any / 1_048_576} MiB, a form with files ${MOST_BYTES.multipart / 1e6} MB`,
  ].join("\n");
}

function lengths(calendar: AgreementCalendar): string {
  const { weekMs, days } = weeklyTime(calendar);
  const hours = (ms: number) => `${Number((ms / 3_600_000).toFixed(2))} h`;
  return `1d = ${hours(weekMs / days)}, 1w = ${hours(weekMs)}`;
}

/** `closed on 2026-12-25, 2026-12-26` · `2026-12-24 closed from 13:00` · `2026-08-08 09:00-17:00`. */
function datesOf({ timezone, holidays, closures = [], dates = {} }: AgreementCalendar, at: number): string[] {
  const [from, to] = [localDate(timezone, at), localDate(timezone, at + AHEAD_MS)];
  const isNear = (date: string) => date >= from && date <= to;
  const closed = holidays.filter((date) => isNear(date) && !dates[date]);
  return [
    ...(closed.length > 0 ? [`closed on ${closed.join(", ")}`] : []),
    ...closures
      .filter(({ date }) => isNear(date) && !dates[date])
      .map((one) => `${one.date} closed from ${clockText(one.from)}${one.to < 1440 ? ` to ${clockText(one.to)}` : ""}`),
    ...Object.entries(dates)
      .filter(([date]) => isNear(date))
      .map(([date, windows]) => `${date} ${windows.length > 0 ? windows.map(windowText).join(", ") : "closed"}`),
  ];
}

/** The next turns, from the first hour to the last: `2026-11-28 10:00 to 2026-11-29 16:00 ana`. */
function turnsOf({ order, everyDays, from, hours }: Rota, at: number): string[] {
  const { timezone } = hours;
  const first = Date.parse(from);
  const now = Math.max(0, Math.floor((Date.parse(localDate(timezone, at)) - first) / (everyDays * DAY_MS)));
  return Array.from({ length: TURNS }, (_, n) => now + n).map((turn) => {
    const place = turn % order.length;
    const time = new WorkingTime({ ...hours, week: {} }, undefined, [
      { hours, from, everyDays, of: order.length, place },
    ]);
    const start = first + turn * everyDays * DAY_MS - DAY_MS;
    const all = [...time.intervals(start, start + (everyDays + 2) * DAY_MS)];
    const local = (instant: number) => `${localDate(timezone, instant)} ${clockOf(timezone, instant)}`;
    return all.length === 0
      ? `${localDate("UTC", start + DAY_MS)} nobody: no hours`
      : `${local(all[0]![0])} to ${local(all.at(-1)![1])} ${order[place]}`;
  });
}

const clockOf = (timeZone: string, instant: number): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(instant);
