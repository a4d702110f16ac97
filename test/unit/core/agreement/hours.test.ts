import { parseAgreement } from "@baton/core/agreement";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, rulebookOf, small } from "../../../helpers/agreements.ts";

const HOUR = 3_600_000;
const office = { week: { "mon-fri": ["09:00-17:00"] } };
const instant = (text: string): number => Date.parse(text);

/** A small agreement whose calendar is called office. */
const withOffice = (calendar: object, parts: object = {}) =>
  small({ calendars: { office: { ...office, ...calendar } }, ...parts });
const timeOf = (calendar: object) => {
  const rulebook = rulebookOf(withOffice(calendar));
  return rulebook.clockTime({ ...rulebook.agreement.sla.fast!, calendar: "office" }, {});
};
const findings = (text: string) =>
  besideStages(parseAgreement(text, { at: PUBLISHED }).findings).map(({ code, message }) => `${code}: ${message}`);

describe("dates that are not like their weekday", () => {
  test("a half holiday closes from its hour on: Christmas Eve in Iceland", () => {
    const iceland = timeOf({ timezone: "Atlantic/Reykjavik", holidays: [{ region: "IS" }] });
    expect(iceland.due(instant("2026-12-24T12:30:00Z"), HOUR)).toBe(instant("2026-12-28T09:30:00Z"));
  });

  test("a Saturday may be like a Friday, and the Friday for it be closed: Hungary in August", () => {
    const hungary = timeOf({
      timezone: "Europe/Budapest",
      holidays: [{ region: "HU" }],
      dates: { "2026-08-08": "fri", "2026-08-21": [] },
    });
    expect(hungary.elapsed(instant("2026-08-08T00:00:00+02:00"), instant("2026-08-09T00:00:00+02:00"))).toBe(8 * HOUR);
    // Saint Stephen's is a Thursday.
    expect(hungary.due(instant("2026-08-19T17:00:00+02:00"), HOUR)).toBe(instant("2026-08-24T10:00:00+02:00"));
  });

  test("a date has windows of its own, and one that is like the week is no holiday", () => {
    const spain = timeOf({
      timezone: "Europe/Madrid",
      holidays: [{ region: "ES-MD" }],
      dates: { "2026-12-24": ["09:00-12:00"], "2026-10-12": "week" },
    });
    expect(spain.elapsed(instant("2026-12-24T00:00:00+01:00"), instant("2026-12-25T00:00:00+01:00"))).toBe(3 * HOUR);
    expect(spain.elapsed(instant("2026-10-12T00:00:00+02:00"), instant("2026-10-13T00:00:00+02:00"))).toBe(8 * HOUR);
  });

  test("weeks alternate by their number, also where a year ends, and a day is as long as half of both", () => {
    const alternating = rulebookOf(
      small({
        calendars: { office: { weeks: { odd: { mon: ["09:00-11:00"] }, even: { mon: ["13:00-17:00"] } } } },
      }),
    );
    const time = alternating.clockTime({ ...alternating.agreement.sla.fast!, calendar: "office" }, {});
    // Week 53 of 2026 is followed by week 1.
    expect([...time.intervals(instant("2026-12-28T00:00:00Z"), instant("2027-01-12T00:00:00Z"))]).toEqual(
      ["2026-12-28", "2027-01-04"]
        .map((day) => [instant(`${day}T09:00:00Z`), instant(`${day}T11:00:00Z`)])
        .concat([[instant("2027-01-11T13:00:00Z"), instant("2027-01-11T17:00:00Z")]]),
    );
    expect([time.dayMs, time.weekMs]).toEqual([3 * HOUR, 3 * HOUR]);
  });

  test.each([
    [
      { dates: { "2026-08-08": "week" } },
      "schema.value: no hours are given for sat: give those of 2026-08-08, or the weekday that it is like",
    ],
    [
      { dates: { "2026-08-08": "friday" } },
      'schema.value: expected windows, week or a weekday such as fri, found "friday"',
    ],
    [{ dates: { "8 August": [] } }, 'schema.value: expected a date such as 2026-12-24, found "8 August"'],
    [{ weeks: { odd: {}, even: {} } }, "schema.key: a calendar has either week or weeks, not both"],
    [{ week: undefined }, 'schema.required: "week" is missing'],
  ])("what cannot be meant is refused: %j", (calendar, message) => {
    expect(findings(withOffice(calendar))).toEqual([message]);
  });
});

describe("hours of leave", () => {
  const rulebook = rulebookOf(
    withOffice(
      {},
      {
        people: people({
          ana: { calendar: "office", away: [{ from: "2026-11-24", to: "2026-11-25", hours: ["13:00-17:00"] }] },
          ben: { calendar: "office" },
          sam: { manager: undefined },
        }),
      },
    ),
  );

  test("are taken out of the working time of each of the days", () => {
    const time = rulebook.workingTime("ana");
    expect(time.elapsed(instant("2026-11-23T00:00:00Z"), instant("2026-11-28T00:00:00Z"))).toBe(32 * HOUR);
    expect(time.due(instant("2026-11-24T12:30:00Z"), HOUR)).toBe(instant("2026-11-25T09:30:00Z"));
  });
});

describe("a rota", () => {
  const parts = (rota: object, more: object = {}) => ({
    people: people({
      ana: { calendar: "office" },
      ben: { calendar: "office" },
      cid: { calendar: "office", away: [{ from: "2026-12-12", to: "2026-12-12" }] },
      sam: { manager: undefined },
    }),
    teams: { sales: { members: ["ana", "ben", "cid"] } },
    rotas: { weekend: { of: "sales", every: "1w", from: "2026-11-23", hours: { sat: ["10:00-16:00"] }, ...rota } },
    ...more,
  });
  const saturdays = (id: string, rota: object = {}) => {
    const time = rulebookOf(withOffice({}, parts(rota))).workingTime(id);
    return ["2026-11-21", "2026-11-28", "2026-12-05", "2026-12-12", "2026-12-19"].filter((day) =>
      time.works(instant(`${day}T12:00:00Z`)),
    );
  };

  test("adds its hours to whoever's turn it is, from its first day on, and leave takes them out", () => {
    expect(saturdays("ana")).toEqual(["2026-11-28", "2026-12-19"]);
    expect(saturdays("ben")).toEqual(["2026-12-05"]);
    expect(saturdays("cid")).toEqual([]);
    expect(saturdays("ben", { order: ["ben", "ana"], every: "2w" })).toEqual(["2026-11-28", "2026-12-05"]);
  });

  test("makes somebody available in its hours only: besides these they work as ever", () => {
    const time = rulebookOf(withOffice({}, parts({}))).workingTime("ana");
    expect(time.works(instant("2026-11-28T16:00:00Z"))).toBe(false);
    expect(time.works(instant("2026-11-27T12:00:00Z"))).toBe(true);
    expect(time.dayMs).toBe(8 * HOUR);
  });

  test.each([
    [{ of: "sale" }, 'reference.unknown: unknown team "sale"; did you mean "sales"?'],
    [{ order: ["ana", "sam"] }, 'reference.unknown: unknown member of "sales" "sam"'],
    [{ every: "36h" }, "schema.value: a turn takes whole days, such as 1d or 1w"],
  ])("that cannot be meant is refused: %j", (rota, message) => {
    const found = findings(withOffice({}, parts(rota)));
    expect(found[0]).toBe(message);
  });

  test("of a team without members is refused", () => {
    const found = findings(withOffice({}, parts({}, { teams: { sales: { members: [] } } })));
    expect(found).toContain('schema.value: "sales" has no members who could take turns');
  });

  test("of somebody who is always at work would change nothing, and is refused", () => {
    const found = findings(
      withOffice(
        {},
        parts(
          {},
          {
            people: people({
              ana: {},
              ben: { calendar: "office" },
              cid: { calendar: "office" },
              sam: { manager: undefined },
            }),
          },
        ),
      ),
    );
    expect(found).toEqual(['schema.value: "ana" has no calendar and so is always at work: give them one']);
  });
});
