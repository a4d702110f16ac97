/** `2026-11-24`, `2026-11-24T09:00`, `2026-11-24 09:00:00.123 +01:00`; without a zone it is UTC. */
const ISO =
  /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d\d(?::?\d\d)?)?)?$/i;
/** RFC 5322: `Tue, 24 Nov 2026 09:00:00 +0100`. */
const MAIL = /^(?:[a-z]{3}, )?(\d{1,2}) ([a-z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ([+-]\d{4}|GMT|UTC|UT|Z)$/i;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** Day, month and year in some order: `24.11.2026`, `11/24/2026 9:05 PM`. */
const LOCAL = /^(\d{1,4})([./-]) ?(\d{1,2})\2 ?(\d{1,4})\.?(?:,? +(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])\.?m\.?)?)?$/i;

/**
 * An instant as ISO 8601 in UTC. ISO 8601 and RFC 5322 are read anywhere; other dates in the order of a locale (BCP 47), if the source
 * has one: `07/12/2026` is July in one country and December in another.
 */
export function readInstant(text: string, locale?: string): { value: string } | { reason: string } {
  const iso = ISO.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return made([year, month, day, hour, minute, second], Number(`0.${fraction ?? 0}`) * 1000, offset(zone));
  }
  const mail = MAIL.exec(text);
  if (mail) {
    const [, day, month, year, hour, minute, second, zone] = mail;
    return made([year, `${MONTHS.indexOf(month!.toLowerCase()) + 1}`, day, hour, minute, second], 0, offset(zone));
  }
  const local = LOCAL.exec(text);
  if (!local) return { reason: "not an instant" };
  if (locale === undefined)
    return { reason: `unclear: ${text} names day and month in an order that the source's locale would say` };
  const { calendar } = new Intl.DateTimeFormat(locale).resolvedOptions();
  if (calendar !== "gregory")
    return { reason: `unclear: ${text} may be of the ${calendar} calendar or of the Gregorian` };
  const [, first, , second, third, hour, minute, seconds, half] = local;
  const named = new Map(orderOf(locale).map((part, n) => [part, [first, second, third][n]]));
  // `2026/12/07` begins with the year wherever it is written.
  if (first!.length === 4)
    for (const [n, part] of ["year", "month", "day"].entries()) named.set(part, [first, second, third][n]);
  if (named.get("year")?.length !== 4) return { reason: "not an instant" };
  return made([named.get("year"), named.get("month"), named.get("day"), hourOf(hour, half), minute, seconds], 0, 0);
}

/** The order of day, month and year in a locale. */
const orderOf = (locale: string): string[] =>
  new Intl.DateTimeFormat(locale)
    .formatToParts(0)
    .map(({ type }) => type)
    .filter((type) => type !== "literal");

function hourOf(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  return String((Number(hour) % 12) + (half.toLowerCase() === "p" ? 12 : 0));
}

/** Minutes a zone is ahead of UTC. */
function offset(zone: string | undefined): number {
  const [, sign, hours = 0, minutes = 0] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function made(parts: (string | undefined)[], ms: number, ahead: number): { value: string } | { reason: string } {
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(2000, month - 1, day, hour, minute, second, ms));
  // A year below 100 would be one of the last century.
  date.setUTCFullYear(year, month - 1, day);
  // The 30th of February would be a day in March, and 24:00 is the next day's midnight.
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists ? valid(date.getTime() - ahead * 60_000) : { reason: "not an instant: there is no such day or time" };
}

const valid = (at: number): { value: string } | { reason: string } =>
  // Such as there is a `Date` for.
  !(Math.abs(at) <= 8.64e15) ? { reason: "not an instant" } : { value: new Date(at).toISOString() };
