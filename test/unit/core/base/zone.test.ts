import { knowOffsets, offsetAt, offsetsBetween, segments } from "@baton/core/zone";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wallMinutes } from "../../../helpers/minutes.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

describe("the stretches of a zone without a clock change", () => {
  test("cover what is asked for, change from one to the next, and say what the wall clock shows", () => {
    const year = { from: Date.parse("2026-01-01T00:00Z"), to: Date.parse("2027-01-01T00:00Z") };
    const anyMinute = fc.nat((year.to - year.from) / MINUTE - 1);
    fc.assert(
      fc.property(fc.constantFrom("Africa/Casablanca", "Asia/Kathmandu"), anyMinute, anyMinute, (zone, a, b) => {
        const wall = wallMinutes(zone, year);
        const [start, end] = [year.from + Math.min(a, b) * MINUTE, year.from + Math.max(a, b) * MINUTE + 1];
        const found = segments(zone, start, end);
        expect([found[0]!.start, found.at(-1)!.end]).toEqual([start, end]);
        for (const [n, { start, end, offset }] of found.entries()) {
          const before = found[n - 1];
          if (before) expect([before.end, before.offset === offset]).toEqual([start, false]);
          for (const at of [start, Math.floor((start + end) / 2), end - 1]) {
            const minute = Math.floor(at / MINUTE);
            expect(wall[minute - year.from / MINUTE]! - minute).toBe(offset / MINUTE);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test("end and begin at the millisecond of the change", () => {
    const change = Date.parse("2026-10-25T01:00Z");
    const hours = (...n: [number, number]) => n.map((hour) => hour * 60 * MINUTE);
    const found = segments("Europe/Berlin", change - 90 * DAY, change + 90 * DAY);
    expect(found.map(({ offset }) => offset)).toEqual(hours(2, 1));
    expect(found[1]!.start).toBe(change);
  });

  test("are none when nothing is asked for", () => {
    expect(segments("Europe/Berlin", 5 * DAY, 5 * DAY)).toEqual([]);
  });
});

describe("offsets that were computed before", () => {
  const zones = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
  ];
  const from = Date.parse("2025-01-01T00:00:00Z");
  const to = Date.parse("2030-01-01T00:00:00Z");
  /** As the runtime says, asked about another spelling, of which nothing is known here. */
  const asked = (zone: string, instant: number) => {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
      instant,
    );
    const [, sign, hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(parts.at(-1)!.value)!;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };

  test("are those of the runtime, within their years and beyond", () => {
    knowOffsets(Object.fromEntries(zones.map((zone) => [zone, offsetsBetween(zone, from, to)!])));
    const instant = fc.integer({ min: Date.parse("2022-01-01T00:00:00Z"), max: Date.parse("2033-01-01T00:00:00Z") });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, fc.integer({ min: 1, max: 400 }), (zone, start, days) => {
        expect(offsetAt(zone, start)).toBe(asked(zone, start));
        const found = segments(zone, start, start + days * 86_400_000);
        expect([found[0]!.start, found.at(-1)!.end]).toEqual([start, start + days * 86_400_000]);
        for (const [n, stretch] of found.entries()) {
          expect(asked(zone, stretch.start)).toBe(stretch.offset);
          expect(asked(zone, stretch.end - 1)).toBe(stretch.offset);
          if (n > 0) expect(stretch.start).toBe(found[n - 1]!.end);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("say when each change is, to the millisecond", () => {
    const { changes } = offsetsBetween("Europe/Berlin", from, to)!;
    expect(changes.slice(0, 4)).toEqual([
      [from, 60],
      [Date.parse("2025-03-30T01:00:00Z"), 120],
      [Date.parse("2025-10-26T01:00:00Z"), 60],
      [Date.parse("2026-03-29T01:00:00Z"), 120],
    ]);
  });
});

test("what was known of a time before is known still, when a later one is", () => {
  const zone = "Pacific/Marquesas";
  const between = (from: string, to: string) =>
    knowOffsets({
      [zone]: { from: Date.parse(from), to: Date.parse(to), changes: [[Date.parse(from), from < "2031" ? 60 : 120]] },
    });
  between("2030-01-01", "2031-06-01");
  between("2031-01-01", "2032-01-01");
  const hours = ["2030-03-01", "2031-03-01", "2031-12-31"].map((at) => offsetAt(zone, Date.parse(at)) / 3_600_000);
  expect(hours).toEqual([1, 2, 2]);
  // Where nothing lies between, the runtime is asked.
  between("2035-01-01", "2036-01-01");
  expect(offsetAt(zone, Date.parse("2030-03-01")) / 3_600_000).toBe(-9.5);
});
