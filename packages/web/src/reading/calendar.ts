import type { Due } from "@baton/core/board";
import type { Campaign } from "@baton/core/campaigns";
import { addDays } from "@baton/core/report";
import type { Pack } from "@baton/core/review";
import ical, { ICalCalendarMethod } from "ical-generator";

/** How often a calendar program should ask again, in seconds. */
const AGAIN_S = 6 * 3_600;
const DUE_AGAIN_S = 900;

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

/** How long before a window ends its event begins: what is due is to be done by its end. */
const EVENT_MS = 15 * 60_000;

/** When what somebody has is due, each with where it is answered: `origin` is the board's, such as https://baton.example.com. */
export function dueCalendarOf(
  name: string,
  due: readonly Due[],
  { origin, now }: { origin: string; now: number },
): string {
  const calendar = ical({
    name: `Due of ${name}`,
    prodId: { company: "Baton", product: "Due" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: DUE_AGAIN_S,
  });
  for (const { id, name: summary, at } of due)
    calendar.createEvent({
      id: `due-${id}@baton`,
      summary: `Due: ${summary}`,
      start: new Date(at - EVENT_MS),
      end: new Date(at),
      stamp: new Date(now),
      url: `${origin}/leads/${id}`,
    });
  return calendar.toString();
}

/** A meeting of both sides, as the mail of its pack has it too: whoever takes both has it once. */
export function meetingCalendarOf(
  pack: Pack,
  { title, day, url, now }: { title: string; day: string; url: string; now: number },
): string {
  const calendar = ical({ prodId: { company: "Baton", product: "Reviews" }, method: ICalCalendarMethod.PUBLISH });
  const start = Date.parse(pack.at);
  calendar.createEvent({
    id: `review-${day}@baton`,
    summary: title,
    start: new Date(start),
    end: new Date(start + pack.minutes * 60_000),
    stamp: new Date(now),
    url,
  });
  return calendar.toString();
}
