import { type AgreementCalendar, withHolidays } from "@baton/core/agreement";
import { and } from "../../../claims/listing.ts";
import { withoutWords } from "../../words.ts";

/**
 * Words for the dates that an agreement itself names as holidays. A checked calendar holds the dates of its regions among them,
 * from around the day of publishing; those come and go without anybody changing them.
 */
export function holidayChanges(before: AgreementCalendar, after: AgreementCalendar): string[] {
  const gained = named(withoutWords(after.holidays, before.holidays), after);
  const lost = named(withoutWords(before.holidays, after.holidays), before);
  return [
    ...(gained.length > 0 ? [`${and(gained)} ${gained.length > 1 ? "are holidays" : "is a holiday"} now`] : []),
    ...(lost.length > 0
      ? [`${and(lost)} ${lost.length > 1 ? "are no longer holidays" : "is no longer a holiday"}`]
      : []),
  ];
}

/** The dates that are not those of the calendar's regions. */
function named(dates: readonly string[], calendar: AgreementCalendar): string[] {
  if (calendar.regions.length === 0) return [...dates];
  const ofRegionsOnly = { calendars: { only: { ...calendar, holidays: [] } } };
  const found = new Set<string>();
  let lastYear = Number.NEGATIVE_INFINITY;
  for (const year of dates.map((date) => Number(date.slice(0, 4))).sort((a, b) => a - b)) {
    if (year <= lastYear) continue;
    // Resolves to the third year after, whose last day may be the next year's holiday, observed early.
    const { calendars } = withHolidays(ofRegionsOnly, Date.UTC(year, 6));
    for (const date of calendars.only!.holidays) found.add(date);
    lastYear = year + 2;
  }
  return dates.filter((date) => !found.has(date));
}
