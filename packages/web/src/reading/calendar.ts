import type { Campaign } from "@baton/core/campaigns";
import { addDays } from "@baton/core/report";
import ical, { ICalCalendarMethod } from "ical-generator";

/** How often a calendar program should ask again, in seconds. */
const AGAIN_S = 6 * 3_600;

/** Campaigns that say when they start as a calendar (iCalendar, RFC 5545) of whole days. */
export function calendarOf(name: string, campaigns: readonly Campaign[]): string {
  const calendar = ical({
    name: `Campaigns of ${name}`,
    prodId: { company: "Baton", product: "Campaigns" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: AGAIN_S,
  });
  for (const { id, name: summary, starts, ends, promise, audience, changedAt } of campaigns) {
    if (starts === undefined) continue;
    const description = [promise && `Promises: ${promise}`, audience && `For: ${audience}`].filter(Boolean).join("\n");
    calendar.createEvent({
      id: `campaign-${id}@baton`,
      summary,
      allDay: true,
      start: new Date(starts),
      end: new Date(addDays(ends ?? starts, 1)),
      stamp: new Date(changedAt),
      ...(description !== "" && { description }),
    });
  }
  return calendar.toString();
}
