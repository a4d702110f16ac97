import type { MailedMeeting } from "@baton/core/rounds";
import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";

/** A meeting as calendar programs take it (iCalendar, RFC 5545), or as they take it away; `stamp`: when that was said, epoch ms. */
export function meetingPart({ id, title, start, end, link, cancelled }: MailedMeeting, stamp: number) {
  const calendar = ical({
    prodId: { company: "Baton", product: "Reviews" },
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id,
    summary: title,
    start: new Date(start),
    end: new Date(end),
    stamp: new Date(stamp),
    url: link,
    sequence: cancelled ? 1 : 0,
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  return { method: cancelled ? "CANCEL" : "PUBLISH", filename: "review.ics", content: calendar.toString() };
}
