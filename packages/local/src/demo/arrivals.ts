import { dayStart, localDate } from "@baton/core/zone";
import { between } from "./chance.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** So long before the end the last ones ask, whatever the hour, so that some clocks run. */
const LAST_MINUTES = [170, 95, 41, 22, 8, 3];

const weekday = (zone: string, at: number): number => new Date(`${localDate(zone, at)}T12:00:00Z`).getUTCDay();
export const isSunday = (zone: string, at: number): boolean => weekday(zone, at) === 0;

/** How many people ask in an hour of a day, beside those who do in one of a working day. */
function busy(zone: string, at: number): number {
  const hour = (at - dayStart(zone, localDate(zone, at))) / HOUR;
  const day = weekday(zone, at);
  if (hour < 7 || hour >= 22) return 0.04;
  if (day === 0 || day === 6) return 0.12;
  return hour < 19 ? 1 : 0.4;
}

/** When people ask, epoch ms, the first first: as busy as the hours are, so that they are the same people whatever days these are. */
export function arrivals(of: { zone: string; start: number; end: number; people: number }): number[] {
  const { zone, start, end } = of;
  const early = Math.max(0, of.people - LAST_MINUTES.length);
  const hours: { at: number; from: number; until: number }[] = [];
  let total = 0;
  for (let at = start; at < end; at += HOUR) {
    const from = total;
    total += busy(zone, at);
    hours.push({ at, from, until: total });
  }
  const found = Array.from({ length: early }, (_, n) => {
    const place = (between(`${n} asks`, n, n + 1) / early) * total;
    const { at, from, until } = hours.find((hour) => hour.until >= place)!;
    return Math.floor(at + ((place - from) / (until - from)) * HOUR);
  });
  return [...found, ...LAST_MINUTES.map((minutes) => end - minutes * MINUTE)];
}
