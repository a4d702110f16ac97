import { type Calendar, WorkingTime, weekdays, weeklyTime } from "@baton/core/calendar";
import { parse } from "@baton/core/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byMinutes } from "../../helpers/minutes.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const utc = (text: string): number => Date.parse(`${text}Z`);
const everyDay = (...windows: [number, number][]): Calendar["week"] =>
  Object.fromEntries(weekdays.map((day) => [day, windows]));
const calendar = (changes: Partial<Calendar> = {}): Calendar => ({
  timezone: "Europe/Berlin",
  week: { mon: [[540, 1020]], tue: [[540, 1020]], wed: [[540, 1020]], thu: [[540, 1020]], fri: [[540, 1020]] },
  holidays: [],
  ...changes,
});
const time = (changes: Partial<Calendar> = {}) => new WorkingTime(calendar(changes));

/** Where and when clocks change, and a zone where they never do. */
const places: [zone: string, around: string][] = [
  ["Australia/Lord_Howe", "2026-04-04"],
  ["Australia/Lord_Howe", "2026-10-03"],
  ["America/Santiago", "2026-04-05"],
  ["America/Santiago", "2026-09-06"],
  ["Africa/Cairo", "2026-04-24"],
  ["Africa/Cairo", "2026-10-30"],
  ["Pacific/Chatham", "2026-04-05"],
  ["Pacific/Chatham", "2026-09-27"],
  ["Antarctica/Troll", "2026-03-29"],
  ["Antarctica/Troll", "2026-10-25"],
  ["Pacific/Apia", "2011-12-30"],
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Africa/Casablanca", "2026-02-15"],
  ["Asia/Kathmandu", "2026-05-01"],
];
const BEFORE = 3 * DAY;
const AFTER = 5 * DAY;

const quarter = fc.integer({ min: 0, max: 95 }).map((n) => n * 15);
const window = fc
  .tuple(fc.oneof(quarter, fc.integer({ min: 0, max: 1439 })), fc.oneof(quarter, fc.integer({ min: 0, max: 1440 })))
  .map(([from, to]): [number, number] => [from, to <= from ? to + 1440 : to]);
const week: fc.Arbitrary<Calendar["week"]> = fc.oneof(
  fc.dictionary(fc.constantFrom(...weekdays), fc.array(window, { minLength: 1, maxLength: 3 }), { minKeys: 1 }),
  fc.array(window, { minLength: 1, maxLength: 2 }).map((windows) => everyDay(...windows)),
  fc.constantFrom(
    everyDay([0, 1440]),
    everyDay([1320, 1800]),
    everyDay([120, 180]),
    everyDay([540, 750], [810, 1080]),
    everyDay([0, 30], [15, 90], [1380, 1470]),
  ),
);

const cases = fc
  .record({
    place: fc.constantFrom(...places),
    week,
    /** Days from the change on which windows do not open, and on which the person is away. */
    holidays: fc.array(fc.integer({ min: -3, max: 4 }), { maxLength: 3 }),
    leave: fc.option(fc.record({ elsewhere: fc.boolean(), from: fc.integer({ min: -3, max: 3 }), days: fc.nat(2) }), {
      freq: 3,
    }),
    startMinute: fc.oneof(fc.integer({ min: -720, max: 720 }), fc.integer({ min: -4000, max: 5000 })),
    ms: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 59_999 })),
    duration: fc.oneof(
      fc.integer({ min: 0, max: 300 }).map((n) => n * 15 * MINUTE),
      fc.integer({ min: 0, max: 60 * HOUR }),
      fc.constantFrom(1, 1000, MINUTE, HOUR, 8 * HOUR, DAY),
    ),
  })
  .map(({ place: [timezone, around], ...rest }) => {
    const change = utc(`${around}T00:00:00`);
    const date = (days: number) => new Date(change + days * DAY).toISOString().slice(0, 10);
    const { leave } = rest;
    return {
      calendar: { timezone, week: rest.week, holidays: rest.holidays.map(date) },
      leave: leave
        ? {
            timezone: leave.elsewhere ? "Asia/Kathmandu" : timezone,
            away: [{ from: date(leave.from), to: date(leave.from + leave.days) }],
          }
        : undefined,
      start: change + rest.startMinute * MINUTE + rest.ms,
      duration: rest.duration,
      span: { from: change - BEFORE, to: change + AFTER },
    };
  });

describe("working time equals the definition, minute by minute, around clock changes", () => {
  test("due, elapsed and works agree with brute force on 1,500 random calendars and starts", () => {
    fc.assert(
      fc.property(cases, fc.nat(5000), ({ calendar, leave, start, duration, span }, later) => {
        const fast = new WorkingTime(calendar, leave);
        const slow = byMinutes(calendar, leave, span);
        expect(fast.works(start)).toBe(slow.works(start));
        const end = Math.min(span.to, start + later * MINUTE + 1);
        expect(fast.elapsed(start, end)).toBe(slow.elapsed(start, end));
        const due = slow.due(start, duration);
        if (due !== undefined) expect(fast.due(start, duration)).toBe(due);
      }),
      { numRuns: 1500 },
    );
  }, 30_000);

  test("due is the earliest instant by which the duration has been worked", () => {
    fc.assert(
      fc.property(cases, ({ calendar, leave, start, duration, span }) => {
        const working = new WorkingTime(calendar, leave);
        if (duration === 0 || working.elapsed(start, span.to) < duration) return;
        const due = working.due(start, duration);
        expect(working.elapsed(start, due)).toBe(duration);
        expect(working.elapsed(start, due - 1)).toBe(duration - 1);
        expect(working.onDuty(due)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("elapsed time adds up across any instant in between", () => {
    fc.assert(
      fc.property(cases, fc.nat(400 * 24), fc.nat(400 * 24), ({ calendar, start }, a, b) => {
        const working = new WorkingTime(calendar);
        const middle = start + a * HOUR;
        const end = middle + b * HOUR;
        expect(working.elapsed(start, middle) + working.elapsed(middle, end)).toBe(working.elapsed(start, end));
      }),
      { numRuns: 50 },
    );
  });
});

describe("days that are not 24 hours long", () => {
  const sunday = { week: { sun: [[0, 1440]] as [number, number][] } };
  test.each([
    ["Europe/Berlin", "2026-10-25", 25],
    ["Europe/Berlin", "2026-03-29", 23],
    ["America/New_York", "2026-11-01", 25],
    ["America/New_York", "2026-03-08", 23],
    ["Australia/Lord_Howe", "2026-04-05", 24.5],
    ["Australia/Lord_Howe", "2026-10-04", 23.5],
    ["Antarctica/Troll", "2026-10-25", 26],
    ["Antarctica/Troll", "2026-03-29", 22],
    ["America/Santiago", "2026-09-06", 23],
    ["Asia/Kathmandu", "2026-10-25", 24],
  ])("a 00:00–24:00 Sunday in %s on %s is %d hours long", (timezone, day, hours) => {
    const noon = utc(`${day}T12:00:00`);
    expect(time({ timezone, ...sunday }).elapsed(noon - 2 * DAY, noon + 2 * DAY)).toBe(hours * HOUR);
  });

  test("an hour that happens twice counts twice", () => {
    const twice = time({ week: { sun: [[120, 180]] } });
    expect(twice.elapsed(utc("2026-10-24T00:00:00"), utc("2026-10-27T00:00:00"))).toBe(2 * HOUR);
    expect(twice.due(utc("2026-10-24T00:00:00"), 90 * MINUTE)).toBe(utc("2026-10-25T01:30:00"));
  });

  test("a window inside a skipped hour is empty", () => {
    const skipped = time({ week: { sun: [[120, 180]] } });
    expect(skipped.elapsed(utc("2026-03-28T00:00:00"), utc("2026-03-31T00:00:00"))).toBe(0);
    expect(skipped.due(utc("2026-03-28T00:00:00"), HOUR)).toBe(utc("2026-04-05T01:00:00"));
  });

  test("the date that Samoa skipped has no working time", () => {
    const samoa = time({ timezone: "Pacific/Apia", week: { fri: [[0, 1440]] } });
    expect(samoa.elapsed(utc("2011-12-29T00:00:00"), utc("2012-01-02T00:00:00"))).toBe(0);
  });

  test("where midnight does not exist, a night shift runs through the change", () => {
    const night = time({ timezone: "America/Santiago", week: { sat: [[1320, 1800]] } });
    expect(night.elapsed(utc("2026-09-05T12:00:00"), utc("2026-09-07T12:00:00"))).toBe(7 * HOUR);
  });
});

describe("windows", () => {
  test("a clock that ends exactly at closing time is due at closing time, not at the next opening", () => {
    const office = time({
      week: {
        mon: [
          [540, 750],
          [810, 1080],
        ],
      },
    });
    const monday = (clock: string) => utc(`2026-11-02T${clock}:00`);
    expect(office.due(monday("08:00"), 3.5 * HOUR)).toBe(monday("11:30"));
    expect(office.due(monday("08:00"), 3.5 * HOUR + 1)).toBe(monday("12:30") + 1);
    expect(office.due(monday("08:00"), 8 * HOUR)).toBe(monday("17:00"));
  });

  test("nothing to wait for is due at once, even outside of working time", () => {
    expect(time().due(utc("2026-11-01T03:00:00.123"), 0)).toBe(utc("2026-11-01T03:00:00.123"));
  });

  test("milliseconds are kept", () => {
    expect(time().due(utc("2026-11-02T09:00:00.123"), 450_001)).toBe(utc("2026-11-02T09:07:30.124"));
    expect(time().elapsed(utc("2026-11-02T07:59:59.999"), utc("2026-11-02T08:00:00.002"))).toBe(2);
  });

  test("windows that overlap count once", () => {
    const overlapping = time({
      week: {
        mon: [
          [540, 720],
          [660, 780],
        ],
        sun: [[1380, 2040]],
      },
    });
    expect(overlapping.elapsed(utc("2026-11-01T00:00:00"), utc("2026-11-03T00:00:00"))).toBe(HOUR + 13 * HOUR);
  });

  test("a holiday closes the windows that start on it, and leaves the night before to its end", () => {
    const nights = time({ timezone: "UTC", week: everyDay([1320, 1800]), holidays: ["2026-11-03"] });
    expect(nights.works(utc("2026-11-03T05:59:59.999"))).toBe(true);
    expect(nights.works(utc("2026-11-03T22:00:00"))).toBe(false);
    expect(nights.works(utc("2026-11-04T05:00:00"))).toBe(false);
    expect(nights.works(utc("2026-11-04T22:00:00"))).toBe(true);
  });

  test("a week is its windows, a day the average of the weekdays that have one", () => {
    const office = time({ week: { mon: [[540, 1020]], tue: [[540, 1020]], fri: [[540, 780]] } });
    expect(office.weekMs).toBe(20 * HOUR);
    expect(office.dayMs).toBe((20 * HOUR) / 3);
    expect(office.length(parse("3d")!)).toBe(20 * HOUR);
    expect(office.length(parse("1w")!)).toBe(20 * HOUR);
    expect(office.length(parse("elapsed 1d")!)).toBe(DAY);
  });

  test("days and weeks ignore holidays and clock changes", () => {
    const berlin = time({ week: everyDay([0, 1440]), holidays: ["2026-10-25"] });
    expect([berlin.dayMs, berlin.weekMs]).toEqual([DAY, 7 * DAY]);
  });

  test("an overlap from Saturday night into Sunday counts once in the week", () => {
    expect(weeklyTime({ sat: [[1320, 1800]], sun: [[0, 480]] })).toEqual({ weekMs: 10 * HOUR, days: 2 });
  });
});

describe("on duty", () => {
  const office = time({ timezone: "UTC" });
  test("the last instant of a window still finds somebody; the one after does not", () => {
    expect(office.onDuty(utc("2026-11-02T17:00:00"))).toBe(true);
    expect(office.onDuty(utc("2026-11-02T17:00:00.001"))).toBe(false);
    expect(office.onDuty(utc("2026-11-02T09:00:00"))).toBe(true);
    expect(office.onDuty(utc("2026-11-02T08:59:59.999"))).toBe(false);
  });

  test("the next opening is now while it is working time, else when a window opens", () => {
    expect(office.nextOpening(utc("2026-11-02T10:00:00"))).toBe(utc("2026-11-02T10:00:00"));
    expect(office.nextOpening(utc("2026-11-06T17:00:00"))).toBe(utc("2026-11-09T09:00:00"));
  });
});

describe("leave", () => {
  test("takes whole local dates of the person's zone out of a calendar of another zone, both ends included", () => {
    const calendar: Calendar = { timezone: "UTC", week: everyDay([0, 1440]), holidays: [] };
    const working = new WorkingTime(calendar, {
      timezone: "Asia/Kathmandu",
      away: [{ from: "2026-11-03", to: "2026-11-04" }],
    });
    expect(working.works(utc("2026-11-02T18:14:59.999"))).toBe(true);
    expect(working.works(utc("2026-11-02T18:15:00"))).toBe(false);
    expect(working.works(utc("2026-11-04T18:14:59.999"))).toBe(false);
    expect(working.works(utc("2026-11-04T18:15:00"))).toBe(true);
  });

  test("closes the rest of a night shift at midnight, unlike a holiday", () => {
    const nights: Calendar = { timezone: "UTC", week: everyDay([1320, 1800]), holidays: [] };
    const working = new WorkingTime(nights, { timezone: "UTC", away: [{ from: "2026-11-03", to: "2026-11-03" }] });
    expect(working.works(utc("2026-11-02T23:59:59.999"))).toBe(true);
    expect(working.works(utc("2026-11-03T00:00:00"))).toBe(false);
    expect(working.works(utc("2026-11-04T00:00:00"))).toBe(true);
  });

  test("that takes everything for more than 400 days leaves a clock that still ends", () => {
    const gone = new WorkingTime(calendar(), { timezone: "UTC", away: [{ from: "2026-11-03", to: "2099-12-31" }] });
    expect(gone.works(utc("2026-11-03T10:00:00"))).toBe(false);
    expect(gone.due(utc("2026-11-02T08:00:00"), 8 * HOUR)).toBe(utc("2026-11-02T16:00:00"));
    expect(gone.due(utc("2026-11-02T08:00:00"), 9 * HOUR)).toBe(utc("2026-11-03T09:00:00"));
  });

  test("does not change how long the person's day is", () => {
    const away = new WorkingTime(calendar(), { timezone: "UTC", away: [{ from: "2026-11-02", to: "2026-11-30" }] });
    expect(away.dayMs).toBe(8 * HOUR);
  });
});

describe("a calendar without working time", () => {
  test("is an error and not an endless loop", () => {
    const never = time({ week: {} });
    expect(() => never.due(utc("2026-11-02T00:00:00"), 1)).toThrow(expect.objectContaining({ code: "calendar.empty" }));
    expect(never.isEmptyFrom(utc("2026-11-02T00:00:00"))).toBe(true);
    expect(never.dayMs).toBe(0);
  });

  test("is an error when holidays close it for 400 days and more", () => {
    const start = utc("2026-11-02T00:00:00");
    const closed = Array.from({ length: 600 }, (_, i) => new Date(start + i * DAY).toISOString().slice(0, 10));
    expect(() => time({ holidays: closed }).due(start, 1)).toThrow("no working time");
    expect(time({ holidays: closed.slice(0, 390) }).due(start, 1)).toBeGreaterThan(start + 389 * DAY);
  });
});
