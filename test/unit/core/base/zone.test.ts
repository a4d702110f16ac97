import { segments } from "@baton/core/zone";
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
