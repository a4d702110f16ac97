import { type Calendar, WorkingTime, weekdays, weeklyTime } from "@baton/core/calendar";
import { parseDuration } from "@baton/core/duration";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byMinutes, type Span, wallMinutes, weekByMinutes } from "../../../helpers/minutes.ts";

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

/** Clock changes: the zone, the wall clock just before with its offset, and the minutes it jumps by. */
const changes: [zone: string, before: string, jump: number][] = [
  ["Australia/Lord_Howe", "2026-04-05T02:00+11:00", -30],
  ["Australia/Lord_Howe", "2026-10-04T02:00+10:30", 30],
  ["America/Santiago", "2026-04-05T00:00-03:00", -60],
  ["America/Santiago", "2026-09-06T00:00-04:00", 60],
  ["Africa/Cairo", "2026-04-24T00:00+02:00", 60],
  ["Africa/Cairo", "2026-10-30T00:00+03:00", -60],
  ["Pacific/Chatham", "2026-04-05T03:45+13:45", -60],
  ["Pacific/Chatham", "2026-09-27T02:45+12:45", 60],
  ["Antarctica/Troll", "2026-03-29T01:00+00:00", 120],
  ["Antarctica/Troll", "2026-10-25T03:00+02:00", -120],
  ["Pacific/Apia", "2011-12-30T00:00-10:00", 1440],
  ["Pacific/Kwajalein", "1993-08-21T00:00-12:00", 1440],
  ["Africa/Casablanca", "2026-02-15T03:00+01:00", -60],
  ["Africa/Casablanca", "2026-03-22T02:00+00:00", 60],
  ["Asia/Gaza", "2026-03-28T02:00+02:00", 60],
  ["Asia/Gaza", "2026-10-24T02:00+03:00", -60],
  ["America/St_Johns", "1988-04-03T00:01-03:30", 120],
  ["America/St_Johns", "2010-11-07T00:01-02:30", -60],
  ["America/St_Johns", "2011-03-13T00:01-03:30", 60],
  ["America/St_Johns", "2026-11-01T02:00-02:30", -60],
  ["Asia/Kathmandu", "1986-01-01T00:00+05:30", 15],
  ["Asia/Kathmandu", "2026-05-01T00:00+05:45", 0],
  ["Asia/Pyongyang", "2015-08-15T00:00+09:00", -30],
  ["Asia/Pyongyang", "2018-05-04T23:30+08:30", 30],
  ["America/Caracas", "2016-05-01T02:30-04:30", 30],
  ["America/Nuuk", "2026-03-28T23:00-02:00", 60],
  ["America/Nuuk", "2026-10-25T00:00-01:00", -60],
  ["America/Havana", "2026-03-08T00:00-05:00", 60],
  ["America/Havana", "2026-11-01T01:00-04:00", -60],
  ["Asia/Tehran", "2022-03-22T00:00+03:30", 60],
  ["Asia/Tehran", "2022-09-22T00:00+04:30", -60],
  ["Europe/Berlin", "2026-03-29T02:00+01:00", 60],
  ["Europe/Berlin", "2026-10-25T03:00+02:00", -60],
  ["America/New_York", "2026-03-08T02:00-05:00", 60],
  ["America/New_York", "2026-11-01T02:00-04:00", -60],
];
const RUNS_EACH = 150;
const spanAround = (instant: number): Span => {
  const midnight = Math.floor(instant / DAY) * DAY;
  return { from: midnight - 3 * DAY, to: midnight + 6 * DAY };
};

const quarter = fc.integer({ min: 0, max: 95 }).map((n) => n * 15);
const minute = fc.oneof(quarter, fc.integer({ min: 0, max: 1439 }));
/** The end at or before the start runs past midnight. */
const window = fc.tuple(minute, fc.oneof(minute, fc.constant(1440))).map(past);
function past([from, to]: [number, number]): [number, number] {
  return [from, to <= from ? to + 1440 : to];
}
const anyWeek = (window: fc.Arbitrary<[number, number]>): fc.Arbitrary<Calendar["week"]> =>
  fc.oneof(
    fc.dictionary(fc.constantFrom(...weekdays), fc.array(window, { minLength: 1, maxLength: 3 }), { minKeys: 1 }),
    fc.array(window, { minLength: 1, maxLength: 2 }).map((windows) => everyDay(...windows)),
    fc.constantFrom(
      everyDay([0, 1440]),
      everyDay([1320, 1800]),
      everyDay([540, 750], [810, 1080]),
      everyDay([0, 30], [15, 90], [1380, 1470]),
    ),
  );
const anyDuration = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((n) => n * 15 * MINUTE),
  fc.integer({ min: 0, max: 60 * HOUR }),
  fc.integer({ min: 0, max: 2 * MINUTE }),
  fc.constantFrom(1, 1000, MINUTE, HOUR, 8 * HOUR, DAY),
);
/** The millisecond of a minute at which something starts. */
const anyMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 59_999 }));

const someHours = fc.oneof(
  fc.constant({}),
  fc.array(window, { minLength: 1, maxLength: 2 }).map((hours) => ({ hours })),
);
/** What a calendar may say besides its week: weeks that alternate, dates with windows of their own, half holidays. */
const besides = (date: fc.Arbitrary<string>) => ({
  weeks: fc.option(fc.record({ odd: anyWeek(window), even: anyWeek(window) }), { nil: undefined, freq: 4 }),
  dates: fc.dictionary(date, fc.array(window, { maxLength: 2 }), { maxKeys: 2 }),
  closures: fc.array(
    fc.record({ date, from: minute, to: fc.constantFrom(720, 1440) }).filter(({ from, to }) => from < to),
    { maxLength: 2 },
  ),
});

/** Calendars, leave, starts and durations that crowd around a clock change. */
function casesAround(timezone: string, before: string) {
  const change = Date.parse(before);
  const wall = Number(before.slice(11, 13)) * 60 + Number(before.slice(14, 16));
  const date = (days: number) => new Date(Date.parse(before.slice(0, 10)) + days * DAY).toISOString().slice(0, 10);
  const nearby = fc.integer({ min: -12, max: 12 }).map((n) => (wall + n * 15 + 1440) % 1440);
  return fc.record({
    calendar: fc.record({
      timezone: fc.constant(timezone),
      week: anyWeek(fc.oneof(window, fc.tuple(nearby, nearby).map(past), fc.tuple(nearby, minute).map(past))),
      holidays: fc.array(fc.integer({ min: -2, max: 2 }).map(date), { maxLength: 3 }),
      ...besides(fc.integer({ min: -2, max: 2 }).map(date)),
    }),
    leave: fc.option(
      fc.record({
        timezone: fc.constantFrom(timezone, "Asia/Kathmandu", "Pacific/Honolulu"),
        away: fc.array(
          fc
            .tuple(fc.integer({ min: -3, max: 3 }), fc.nat(2))
            .chain(([n, more]) => someHours.map((hours) => ({ from: date(n), to: date(n + more), ...hours }))),
          { maxLength: 2 },
        ),
      }),
      { nil: undefined },
    ),
    onCall: fc.array(
      fc
        .record({
          hours: anyWeek(window).map((week): Calendar => ({ timezone, week, holidays: [] })),
          from: fc.integer({ min: -9, max: 2 }).map(date),
          everyDays: fc.constantFrom(1, 2, 7),
          of: fc.integer({ min: 1, max: 3 }),
          turn: fc.nat(2),
        })
        .map(({ turn, ...one }) => ({ ...one, place: turn % one.of })),
      { maxLength: 1 },
    ),
    start: fc
      .tuple(fc.oneof(fc.integer({ min: -240, max: 240 }), fc.integer({ min: -2800, max: 5700 })), anyMs)
      .map(([minutes, ms]) => change + minutes * MINUTE + ms),
    duration: anyDuration,
    later: fc.oneof(fc.nat(2 * MINUTE), fc.nat(3 * DAY)),
    span: fc.constant(spanAround(change)),
  });
}
const cases = fc.constantFrom(...changes).chain(([zone, before]) => casesAround(zone, before));

/** Compares every answer; the duration is cut to what the reference's span has, so that there always is a due instant. */
function expectAgreement(
  fast: WorkingTime,
  slow: ReturnType<typeof byMinutes>,
  start: number,
  end: number,
  ms: number,
) {
  const duration = Math.min(ms, slow.elapsed(start, slow.span.to));
  const due = slow.due(start, duration);
  const opening = slow.nextOpening(start);
  expect({
    works: fast.works(start),
    onDuty: fast.onDuty(start),
    elapsed: fast.elapsed(start, end),
    due: fast.due(start, duration),
    onDutyWhenDue: fast.onDuty(due),
    nextOpening: opening === undefined ? opening : fast.nextOpening(start),
  }).toEqual({
    works: slow.works(start),
    onDuty: slow.onDuty(start),
    elapsed: slow.elapsed(start, end),
    due,
    onDutyWhenDue: slow.onDuty(due),
    nextOpening: opening,
  });
}

describe("working time equals the definition, minute by minute", () => {
  test.each(changes)("around the clock change of %s at %s", (timezone, before) => {
    fc.assert(
      fc.property(casesAround(timezone, before), ({ leave, onCall, start, duration, later, span, ...given }) => {
        const { weeks, ...rest } = given.calendar;
        const calendar: Calendar = { ...rest, ...(weeks && { weeks }) };
        const slow = byMinutes(calendar, leave, span, onCall);
        const fast = new WorkingTime(calendar, leave, onCall);
        expectAgreement(fast, slow, start, Math.min(span.to, start + later), duration);
      }),
      { numRuns: RUNS_EACH },
    );
  });

  test("the reference itself sees each change when it happened", () => {
    for (const [zone, before, jump] of changes) {
      const change = Date.parse(before);
      const [last, first] = wallMinutes(zone, { from: change - MINUTE, to: change + 14 * MINUTE });
      expect([zone, first! - last! - 1]).toEqual([zone, jump]);
      expect(last! + 1).toBe(Date.parse(`${before.slice(0, 16)}Z`) / MINUTE);
    }
  });

  test("over months, across the pieces in which intervals are laid out", () => {
    const span = { from: utc("2026-08-01T00:00:00"), to: utc("2026-10-20T00:00:00") };
    const days = (span.to - span.from) / DAY;
    const months = fc.record({
      timezone: fc.constantFrom("Australia/Lord_Howe", "America/Santiago", "Pacific/Chatham"),
      week: anyWeek(window),
      holidays: fc.array(
        fc.nat(days).map((n) => new Date(span.from + n * DAY).toISOString().slice(0, 10)),
        { maxLength: 30 },
      ),
    });
    const start = fc.tuple(fc.nat(days * 1440 - 1), anyMs).map(([minutes, ms]) => span.from + minutes * MINUTE + ms);
    fc.assert(
      fc.property(months, start, start, fc.nat(300 * HOUR), (calendar, start, end, duration) => {
        expectAgreement(new WorkingTime(calendar), byMinutes(calendar, undefined, span), start, end, duration);
      }),
      { numRuns: 100 },
    );
  });

  test("a week and a day are as long as their minutes counted one by one", () => {
    fc.assert(
      fc.property(anyWeek(window), fc.nat(400), (week, tenths) => {
        const { minutes, days } = weekByMinutes(week);
        const working = time({ week });
        expect(weeklyTime({ week })).toEqual({ weekMs: minutes * MINUTE, days });
        const worked = (tenths * minutes * MINUTE) / 10;
        expect(working.length(parseDuration(`${tenths / 10}w`)!)).toBe(worked);
        expect(working.length(parseDuration(`${tenths / 10}d`)!)).toBe(Math.ceil(worked / days));
      }),
      { numRuns: 300 },
    );
  });

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

  test("what is no instant or no duration is an error and not an endless search", () => {
    for (const [start, ms] of [
      [Number.NaN, 1],
      [0, Number.NaN],
      [0, Number.POSITIVE_INFINITY],
    ] as const)
      expect(() => time().due(start, ms)).toThrow(RangeError);
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
    expect(office.length(parseDuration("3d")!)).toBe(20 * HOUR);
    expect(office.length(parseDuration("1w")!)).toBe(20 * HOUR);
    expect(office.length(parseDuration("elapsed 1d")!)).toBe(DAY);
  });

  test("days and weeks ignore holidays and clock changes", () => {
    const berlin = time({ week: everyDay([0, 1440]), holidays: ["2026-10-25"] });
    expect([berlin.dayMs, berlin.weekMs]).toEqual([DAY, 7 * DAY]);
  });

  test("an overlap from Saturday night into Sunday counts once in the week", () => {
    expect(weeklyTime({ week: { sat: [[1320, 1800]], sun: [[0, 480]] } })).toEqual({ weekMs: 10 * HOUR, days: 2 });
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
