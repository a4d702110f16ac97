import { parseAgreement } from "@baton/core/agreement";
import { describe, expect, test } from "vitest";
import { PUBLISHED, small } from "../../../helpers/agreements.ts";

/** The dates that a calendar with a region is closed on. */
function closed(region: string, at = PUBLISHED): string[] {
  const week = { "mon-sun": ["09:00-17:00"] };
  const calendars = { always: { week }, office: { week }, here: { week, holidays: [{ region }] } };
  const parsed = parseAgreement(small({ calendars }), { at });
  return parsed.ok ? parsed.agreement.calendars.here!.holidays : expect.fail(JSON.stringify(parsed.findings));
}
const closedIn = (year: number, region: string): string[] =>
  closed(region).filter((date) => date.startsWith(String(year)));
const dates = (year: number, ...monthDays: string[]): string[] => monthDays.map((monthDay) => `${year}-${monthDay}`);

describe("the public holidays of a region", () => {
  test.each<[region: string, year: number, dates: string]>([
    // Feiertage are not moved; 24 and 31 December are none.
    ["DE-BE", 2026, "01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26"],
    ["DE-BY-KATH", 2026, "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 08-15 10-03 11-01 12-25 12-26"],
    // Berlin alone has 17 June in 2028, once.
    ["DE-BE", 2028, "01-01 03-08 04-14 04-17 05-01 05-25 06-05 06-17 10-03 12-25 12-26"],
    // A Sunday's holiday moves to Monday: 1 November and 6 December.
    ["ES-MD", 2026, "01-01 01-06 04-02 04-03 05-01 05-02 08-15 10-12 11-01 11-02 12-06 12-07 12-08 12-25"],
    // Equinoxes, a Sunday's substitute after two more holidays, and a day between two holidays.
    [
      "JP",
      2026,
      "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23",
    ],
    // The Hebrew calendar; a holiday that begins at sunset closes the day after.
    ["IL", 2026, "04-02 04-08 04-22 05-22 09-12 09-13 09-21 09-26 10-03"],
  ])("of %s in %d", (region, year, monthDays) => {
    expect(closedIn(year, region)).toEqual(dates(year, ...monthDays.split(" ")));
  });

  test("are those of the part of the country, not of another", () => {
    expect(closedIn(2026, "GB-SCT")).toEqual(
      expect.arrayContaining(dates(2026, "01-02", "08-03", "11-30", "12-25", "12-28")),
    );
    for (const english of dates(2026, "04-06", "08-31")) {
      expect(closedIn(2026, "GB-ENG")).toContain(english);
      expect(closedIn(2026, "GB-SCT")).not.toContain(english);
    }
    for (const californian of dates(2026, "03-31", "11-27")) {
      expect(closedIn(2026, "US-CA")).toContain(californian);
      expect(closedIn(2026, "US")).not.toContain(californian);
    }
    expect(closedIn(2026, "US")).toContain("2026-10-12");
    expect(closedIn(2026, "US-CA")).not.toContain("2026-10-12");
  });

  test("close the day they are moved to, in the year before too", () => {
    expect(closedIn(2026, "US-CA")).toContain("2026-07-03");
    expect(closedIn(2027, "US")).toEqual(expect.arrayContaining(dates(2027, "06-18", "07-05", "12-24", "12-31")));
    expect(closedIn(2027, "GB-SCT")).toEqual(expect.arrayContaining(dates(2027, "01-04", "12-27", "12-28")));
  });

  test("that last for days close each of them", () => {
    expect(closedIn(2026, "SA")).toEqual(
      dates(2026, "02-22", "03-19", "03-20", "03-21", "03-22", "05-26", "05-27", "05-28", "05-29", "09-23"),
    );
    // Clocks change on the first day of the feast.
    expect(closedIn(2025, "BA")).toEqual(expect.arrayContaining(dates(2025, "03-30", "03-31", "04-01")));
    expect(closedIn(2025, "BA")).not.toContain("2025-04-02");
  });

  test("that take an afternoon or an evening close no date", () => {
    expect(closedIn(2026, "AU-SA")).not.toContain("2026-12-24");
    expect(closedIn(2026, "CH-SO")).not.toContain("2026-05-01");
    expect(closedIn(2026, "CH-ZH")).toContain("2026-05-01");
    // Three days and an afternoon.
    expect(closedIn(2026, "TR")).toEqual(expect.arrayContaining(dates(2026, "03-20", "03-21", "03-22")));
    expect(closedIn(2026, "TR")).not.toContain("2026-03-23");
  });

  test("are known for the 36 months after publishing, and since the year before", () => {
    const known = closed("DE-BE", Date.parse("2026-12-31T12:00:00Z"));
    expect(known).toEqual(expect.arrayContaining(["2025-05-08", "2029-10-03", "2029-12-25", "2029-12-26"]));
  });
});
