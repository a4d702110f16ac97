import { type Calendar, weekdays } from "@baton/core/calendar";
import { compileAgreement, everyTarget, namesIn } from "@baton/core/rules";
import { dutyGaps, unattended } from "@baton/prover/claims/duty";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acme, checked, PUBLISHED, people, rulebookOf, small } from "../../helpers/agreements.ts";
import { byMinutes } from "../../helpers/minutes.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const zoned = (week: Record<string, string[]>, holidays: string[] = [], timezone = "Europe/Berlin") => ({
  timezone,
  week,
  holidays,
});
const support = zoned({ "mon-fri": ["09:00-22:00"] });
const office = zoned({ "mon-thu": ["09:00-18:00"], fri: ["09:00-15:00"] });
const policy = (calendar: string, within = "1h") => ({ calendar, stages: { contact: { within } } });

function gapsOf(parts: Record<string, unknown>, target = "sales", at = PUBLISHED) {
  const team = { ana: { calendar: "office" }, ben: { calendar: "office" }, sam: { manager: undefined } };
  const rulebook = rulebookOf(
    small({ calendars: { support, office }, people: people(team), sla: { fast: policy("support") }, ...parts }),
  );
  return dutyGaps(rulebook, [{ policy: "fast", target, routes: [0] }], { at });
}
const staff = (given: Record<string, Record<string, unknown>>) => ({
  people: people({ ana: { calendar: "office" }, ben: { calendar: "office" }, sam: { manager: undefined }, ...given }),
});

test("the example has those of Christmas, and of the one who is away longer; its clocks run in the owner's time", () => {
  const rulebook = rulebookOf(acme);
  const uses = rulebook.agreement.routing.flatMap((route, i) =>
    namesIn(everyTarget(route)).map((target) => ({ policy: route.sla, target, routes: [i] })),
  );
  const found = dutyGaps(rulebook, uses, { at: PUBLISHED }).map(({ message }) => message);
  const christmas = "from Wed 23 Dec 2026, 18:00 to Mon 28 Dec 2026, 09:00";
  const ofAna = found.filter((message) => message.startsWith("ana"));
  expect(ofAna).toEqual([expect.stringContaining("from Fri 18 Dec 2026, 18:00 to Thu 7 Jan 2027, 09:00")]);
  for (const message of found) if (!ofAna.includes(message)) expect(message).toContain(christmas);
});

test("hours in which the clock's calendar is open and the team's are not, as an ordinary week", () => {
  expect(gapsOf({})).toEqual([
    {
      path: ["sla", "fast", "calendar"],
      code: "duty.gap",
      severity: "warning",
      message:
        'nobody of "sales" works while the clock of "fast" runs: mon-thu 18:00-22:00, fri 15:00-22:00 Europe/Berlin, 23 h in an ordinary week',
      at: Date.parse("2026-11-02T18:00:00+01:00"),
      routes: [0],
    },
  ]);
});

test("begin at once when nobody works at the instant asked about", () => {
  const at = Date.parse("2026-11-02T21:30:00+01:00");
  expect(gapsOf({}, "sales", at)[0]!.at).toBe(at);
});

describe("there are none", () => {
  test("while one of the team works", () => {
    expect(gapsOf(staff({ ben: { calendar: "support" } }))).toEqual([]);
    // Without a calendar one always does.
    expect(gapsOf(staff({ ben: {} }))).toEqual([]);
  });

  test("when members take turns", () => {
    const late = zoned({ "mon-fri": ["15:00-22:00"] });
    const turns = staff({ ben: { calendar: "late" } });
    expect(gapsOf({ calendars: { support, office, late }, ...turns })).toEqual([]);
  });

  test("for targets that only a lead can name, or that stand for nobody", () => {
    for (const target of ["account.owner", "person.owner"]) expect(gapsOf({}, target)).toEqual([]);
    expect(gapsOf({ teams: { sales: { members: [] } } })).toEqual([]);
  });
});

describe("while a clock that runs in the owner's time stands still", () => {
  const owned = (parts: Record<string, unknown>, within = "15m") =>
    gapsOf({ sla: { fast: policy("owner", within) }, ...parts });
  const days = (...weeks: Record<string, string[]>[]) => ({
    calendars: { support, ...Object.fromEntries(weeks.map((week, n) => [["office", "other"][n], zoned(week)])) },
  });

  test("it is told from when to when nobody works, longer than a night and the window", () => {
    expect(owned(days({ "wed-fri": ["09:00-17:00"] }))).toEqual([
      {
        path: ["sla", "fast"],
        atKey: true,
        code: "duty.gap",
        severity: "warning",
        message:
          'nobody of "sales" works from Fri 6 Nov 2026, 17:00 to Wed 11 Nov 2026, 09:00 (Europe/Berlin), for 4 d 16 h: a lead that comes then waits so long, though "fast" gives it 15m',
        at: Date.parse("2026-11-06T17:00:00+01:00"),
        routes: [0],
      },
    ]);
  });

  test("a night like every other is none, nor a weekend for a window of days", () => {
    expect(owned(days({ "mon-sun": ["09:00-12:00", "13:00-17:00"] }), "2h")).toEqual([]);
    expect(owned(days({ "mon-fri": ["09:00-17:00"] }), "3d")).toEqual([]);
    expect(owned(days({ "mon-sun": ["22:00-06:00"] }))).toEqual([]);
  });

  test("somebody who works on the other days fills it, until they are on leave", () => {
    const weekend = days({ "mon-fri": ["09:00-17:00"] }, { "sat-sun": ["09:00-17:00"] });
    expect(owned({ ...weekend, ...staff({ ben: { calendar: "other" } }) })).toEqual([]);
    const away = [{ from: "2026-11-14", to: "2026-11-20" }];
    const [gap] = owned({ ...weekend, ...staff({ ben: { calendar: "other", away } }) });
    expect(gap).toMatchObject({ at: Date.parse("2026-11-13T17:00:00+01:00") });
    expect(gap!.message).toContain("to Mon 16 Nov 2026, 09:00");
  });
});

test("a stage in wall-clock time runs day and night, in whatever calendar", () => {
  for (const calendar of ["owner", "support"]) {
    const [gap] = gapsOf({ sla: { fast: policy(calendar, "elapsed 15m") } });
    expect(gap).toMatchObject({ path: ["sla", "fast"], atKey: true, at: PUBLISHED + 9 * 60 * MINUTE });
    expect(gap!.message).toContain(
      "mon-thu 00:00-09:00 and 18:00-24:00, fri 00:00-09:00 and 15:00-24:00, sat-sun 00:00-24:00 Europe/Berlin, 126 h in an",
    );
  }
});

test("a person and the manager are asked like a team of one", () => {
  expect(gapsOf({}, "ana")[0]!.message).toMatch(/^ana does not work while the clock of "fast" runs: mon-thu 18/);
  expect(gapsOf(staff({ sam: { manager: undefined, calendar: "office" } }), "manager")[0]!.message).toMatch(
    /^sam does not work/,
  );
  expect(gapsOf({}, "manager")).toEqual([]);
});

test("holidays of the team are dates on which there is more, and those of the clock are none", () => {
  const closed = zoned({ "mon-fri": ["09:00-22:00"] }, ["2026-12-24", "2026-12-31"]);
  const calendars = (holidays: string[]) => ({ calendars: { support: closed, office: { ...support, holidays } } });
  expect(gapsOf(calendars(["2026-12-24", "2026-12-31"]))).toEqual([]);
  expect(gapsOf(calendars(["2026-12-24", "2027-01-06"]))[0]!.message).toBe(
    'nobody of "sales" works while the clock of "fast" runs: on 2027-01-06 (Europe/Berlin)',
  );
});

test("leave in a row is one stretch, weekends and holidays of the clock within", () => {
  const leave = { calendar: "office", away: [{ from: "2026-12-21", to: "2027-01-06" }] };
  const [gap] = gapsOf(staff({ ana: leave, ben: leave }));
  expect(gap!.message).toMatch(/23 h in an ordinary week; also on 2026-12-21 to 2027-01-06$/);
});

test("more than three of such dates are counted", () => {
  const holidays = ["2026-12-01", "2026-12-08", "2026-12-10", "2026-12-15", "2026-12-16"];
  const calendars = { support, office: { ...support, holidays } };
  expect(gapsOf({ calendars })[0]!.message).toMatch(
    /runs: on 2026-12-01, 2026-12-08, 2026-12-10 and 2 more dates \(Europe\/Berlin\)$/,
  );
});

test("where clocks change on different days, the weeks between are dates on which there is more", () => {
  const berlin = zoned({ "mon-fri": ["15:00-18:00"] });
  const york = zoned({ "mon-fri": ["09:00-12:00"] }, [], "America/New_York");
  const found = gapsOf({ calendars: { support: berlin, office: york } });
  expect(found[0]!.message).toMatch(
    /runs: on 2027-03-15 to 2027-03-26 and 2027-11-01 to 2027-11-05 \(Europe\/Berlin\)$/,
  );
  expect(found[0]!.at).toBe(Date.parse("2027-03-15T17:00:00+01:00"));
});

// Clocks change in most of them; in the middle of one, one piece of a calendar ends and the next begins.
const spans = ["2026-10-23", "2026-12-11", "2027-03-12", "2027-03-26", "2027-04-02"].map((date) => ({
  from: Date.parse(`${date}T00:00:00Z`),
  to: Date.parse(`${date}T00:00:00Z`) + 4 * DAY,
}));
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
const base = checked(small());
const time = fc.integer({ min: 0, max: 95 }).map((n) => n * 15);
const window = fc.tuple(time, time).map(([from, to]): [number, number] => [from, to <= from ? to + 1440 : to]);
const holiday = fc
  .tuple(fc.constantFrom(...spans), fc.integer({ min: 0, max: 3 }))
  .map(([{ from }, n]) => new Date(from + n * DAY).toISOString().slice(0, 10));
const calendar: fc.Arbitrary<Calendar> = fc.record({
  timezone: fc.constantFrom(...zones),
  week: fc.dictionary(fc.constantFrom(...weekdays), fc.array(window, { minLength: 1, maxLength: 2 }), { minKeys: 3 }),
  holidays: fc.array(holiday, { maxLength: 2 }),
});
const member = fc.record({
  calendar: fc.option(fc.constantFrom("one", "two"), { nil: undefined, freq: 8 }),
  timezone: fc.constantFrom(...zones),
  away: fc.array(
    holiday.map((date) => ({ from: date, to: date })),
    { maxLength: 1 },
  ),
});

test("are the minutes in which the clock runs and nobody works, in all zones and when clocks change", () => {
  fc.assert(
    fc.property(
      fc.record({ clock: calendar, one: calendar, two: calendar }),
      fc.array(member, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...spans),
      (calendars, members, span) => {
        const staff = members.map((one, i) => [`p${i}`, { ...base.people.ana!, ...one }] as const);
        const agreement = {
          ...base,
          calendars: Object.fromEntries(Object.entries(calendars).map(([id, one]) => [id, { ...one, regions: [] }])),
          people: Object.fromEntries(staff),
        };
        const rulebook = compileAgreement(agreement, 1);
        const named = { ...base.sla.fast!, calendar: "clock" };

        const clock = byMinutes(calendars.clock, undefined, span);
        const always: Calendar = {
          timezone: "UTC",
          week: Object.fromEntries(weekdays.map((day) => [day, [[0, 1440]]])),
          holidays: [],
        };
        const workers = members.map((one) =>
          byMinutes(one.calendar ? calendars[one.calendar as "one" | "two"] : always, one, span),
        );
        const minutes: [number, number][] = [];
        for (let at = span.from; at < span.to; at += MINUTE) {
          if (!clock.works(at) || workers.some((worker) => worker.works(at))) continue;
          const last = minutes.at(-1);
          if (last?.[1] === at) last[1] = at + MINUTE;
          else minutes.push([at, at + MINUTE]);
        }
        expect(unattended(rulebook, named, Object.keys(agreement.people), [span.from, span.to])).toEqual(minutes);
      },
    ),
    { numRuns: 80 },
  );
}, 20_000);
