import type { Agreement } from "../agreement/model.ts";
import { type WorkingTime, weekdayOf } from "../calendar/index.ts";
import type { Facts } from "../condition/condition.ts";
import { fold } from "../text/index.ts";
import { localDate, offsetAt } from "../zone/index.ts";

const HOUR_MS = 3_600_000;

/** What rules may ask of the instant of a receipt. */
export const receivedFields = ["received.hour", "received.weekday", "received.working"] as const;

/**
 * What rules may ask of the instant at which a lead was received: the hour and the weekday in the agreement's time zone, and the
 * calendars in whose working time it lies. Only what is asked is worked out.
 */
export function receivedFacts(
  { timezone, calendars }: Pick<Agreement, "timezone" | "calendars">,
  asked: ReadonlySet<string>,
  calendar: (name: string) => WorkingTime,
): (at: number) => Facts {
  const [hour, weekday, working] = receivedFields.map((field) => asked.has(field));
  return (at) => ({
    ...(hour && { "received.hour": Math.floor((at + offsetAt(timezone, at)) / HOUR_MS) % 24 }),
    ...(weekday && { "received.weekday": weekdayOf(localDate(timezone, at)) }),
    ...(working && { "received.working": worksIn(Object.keys(calendars), calendar, at) }),
  });
}

/** The calendars that have working time at an instant; none at all is no value. */
function worksIn(names: readonly string[], calendar: (name: string) => WorkingTime, at: number): string[] | undefined {
  const found = names.filter((name) => calendar(name).works(at)).map(fold);
  return found.length > 0 ? found : undefined;
}
