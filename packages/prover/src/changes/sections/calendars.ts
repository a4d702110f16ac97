import type { Agreement, AgreementCalendar } from "@baton/core/agreement";
import { and } from "../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, details, listWords, value } from "../words.ts";
import { holidayChanges } from "./holidays.ts";
import { weekChanges, weekInWords } from "./week.ts";

export const calendarChanges: Say<Agreement["calendars"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, { timezone, week, regions }) =>
      `${name} is a new calendar: ${details([weekInWords(week), timezone, regions.length > 0 && `with the holidays of ${and(regions)}`])}`,
    removed: (name, { timezone, week }) => `the calendar ${name} is removed: ${details([weekInWords(week), timezone])}`,
    changed: (name, from, to) => [
      ...aboutWords(name, differing(from, to, wording)),
      ...aboutWords(name, holidayChanges(from, to)),
    ],
  });

/** Holidays hold the dates of the regions too, so whether they changed takes both. */
const wording: Wording<Omit<AgreementCalendar, "holidays">> = {
  timezone: value("the time zone"),
  week: weekChanges,
  regions: listWords({
    gained: (regions) => `the holidays of ${regions} now count`,
    lost: (regions) => `the holidays of ${regions} no longer count`,
    reordered: (regions) => `the order of holiday regions is now ${regions}`,
  }),
};
