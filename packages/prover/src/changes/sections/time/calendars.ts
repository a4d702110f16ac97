import type { Agreement, AgreementCalendar } from "@baton/core/agreement";
import { and } from "../../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../../compare.ts";
import { aboutWords, details, listWords, value } from "../../words.ts";
import { holidayChanges } from "./holidays.ts";
import { weekChanges, weekInWords, windowsInWords } from "./week.ts";

export const calendarChanges: Say<Agreement["calendars"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, calendar) => `${name} is a new calendar: ${calendarInWords(calendar)}`,
    removed: (name, { regions: _regions, ...calendar }) =>
      `the calendar ${name} is removed: ${calendarInWords({ ...calendar, regions: [] })}`,
    changed: (name, from, to) => [
      ...aboutWords(name, differing(from, to, wording)),
      ...aboutWords(name, holidayChanges(from, to)),
    ],
  });

const calendarInWords = ({ week, weeks, timezone, regions }: AgreementCalendar): string =>
  details([
    weeks ? weeksInWords(weeks) : weekInWords(week),
    timezone,
    regions.length > 0 && `with the holidays of ${and(regions)}`,
  ]);

const weeksInWords = ({ odd, even }: NonNullable<AgreementCalendar["weeks"]>): string =>
  `in odd weeks ${weekInWords(odd)}, in even ones ${weekInWords(even)}`;

const datesOf = ({ dates = {} }: Pick<AgreementCalendar, "dates">): string[] =>
  Object.entries(dates).map(([day, windows]) =>
    windows.length > 0 ? `${day} has the hours ${windowsInWords(windows)}` : `nobody works on ${day}`,
  );

/** Holidays and closures hold the dates of the regions too, so whether they changed takes both. */
const wording: Wording<Omit<AgreementCalendar, "holidays" | "closures">> = {
  timezone: value("the time zone"),
  week: weekChanges,
  weeks: (from, to) => [
    ...(to ? [`the weeks are now ${weeksInWords(to)}`] : []),
    ...(from && !to ? [`weeks no longer alternate; they were ${weeksInWords(from)}`] : []),
  ],
  dates: (from, to) =>
    listWords<string>({
      gained: (dates) => `now ${dates}`,
      lost: (dates) => `no longer is it that ${dates}`,
      reordered: (dates) => `the order of dates is now ${dates}`,
    })(datesOf({ ...(from && { dates: from }) }), datesOf({ ...(to && { dates: to }) })),
  regions: listWords({
    gained: (regions) => `the holidays of ${regions} now count`,
    lost: (regions) => `the holidays of ${regions} no longer count`,
    reordered: (regions) => `the order of holiday regions is now ${regions}`,
  }),
};
