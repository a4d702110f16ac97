import { describe, expect, test } from "vitest";
import { parseInstant, simulatedClock } from "../../../packages/local/src/clock/clock.ts";
import { clockTarget } from "../../../packages/local/src/clock/clock-route.ts";

const start = Date.parse("2026-11-02T09:00:00Z");

function clockAt(speed: number) {
  const wall = { now: 5_000 };
  return { wall, clock: simulatedClock({ startAt: start, speed, wall: () => wall.now }) };
}

describe("the simulated clock", () => {
  test("runs `speed` times as fast as the real one, and delays shrink accordingly", () => {
    const { wall, clock } = clockAt(240);
    wall.now += 1_000;
    expect(clock.now()).toBe(start + 240_000);
    expect(clock.wallMs(240_000)).toBe(1_000);
  });

  test("stands still at speed 0, where only what is due already has a delay", () => {
    const { wall, clock } = clockAt(0);
    wall.now += 1_000;
    expect(clock.now()).toBe(start);
    expect([clock.wallMs(1), clock.wallMs(0), clock.wallMs(-5)]).toEqual([Number.POSITIVE_INFINITY, 0, 0]);
  });

  test("takes no real time while it is rushed, and ticks as before when it is released", () => {
    const { wall, clock } = clockAt(1);
    clock.hold({ rushed: true });
    wall.now += 1_000;
    clock.moveTo(start + 3_600_000);
    expect([clock.now(), clock.wallMs(86_400_000)]).toEqual([start + 3_600_000, 0]);
    clock.release();
    wall.now += 1_000;
    expect([clock.now(), clock.wallMs(60_000)]).toEqual([start + 3_601_000, 60_000]);
  });

  test("is the real time without settings", () => {
    expect(Math.abs(simulatedClock().now() - Date.now())).toBeLessThan(50);
  });

  test("takes fractions of a speed and answers whole milliseconds", () => {
    const { wall, clock } = clockAt(0.5);
    wall.now += 3;
    expect(clock.now()).toBe(start + 1);
  });

  test("moves forward, not backwards, and ticks on from there", () => {
    const { wall, clock } = clockAt(1);
    clock.moveTo(start + 60_000);
    clock.moveTo(start + 60_000);
    wall.now += 10;
    expect(clock.now()).toBe(start + 60_010);
    expect(() => clock.moveTo(start)).toThrow(expect.objectContaining({ code: "clock.backwards" }));
  });

  test("does not tick while held, and loses nothing but the time held", () => {
    const { wall, clock } = clockAt(2);
    wall.now += 10;
    clock.hold();
    wall.now += 1_000;
    expect(clock.now()).toBe(start + 20);
    clock.release();
    wall.now += 10;
    expect(clock.now()).toBe(start + 40);
  });
});

describe("the body of POST /local/clock", () => {
  const target = (body: unknown) => clockTarget(JSON.stringify(body), start);

  test.each([
    ["7m30s", 450_000],
    ["250ms", 250],
    ["1.5h", 5_400_000],
    ["2w3d", 17 * 86_400_000],
    ["0s", 0],
  ])("advances by %s", (advance, ms) => {
    expect(target({ advance })).toBe(start + ms);
  });

  test("names an instant in any time zone", () => {
    expect(target({ now: "2026-11-02T11:00:00+01:00" })).toBe(start + 3_600_000);
  });

  test.each([
    ["a word", { advance: "soon" }],
    ["a sign", { advance: "-5m" }],
    ["a number", { advance: 5 }],
    ["wall-clock notation", { advance: "elapsed 5m" }],
    ["more than there is", { advance: "9999999999w" }],
    ["a local time", { now: "2026-11-02T09:00" }],
    ["both", { now: "2026-11-02T09:00:00Z", advance: "1s" }],
    ["neither", {}],
    ["a list", []],
    ["null", null],
  ])("refuses %s", (_, body) => {
    expect(() => target(body)).toThrow(expect.objectContaining({ code: "clock.invalid" }));
  });

  test("refuses what is not JSON", () => {
    expect(() => clockTarget("advance=5m", start)).toThrow(expect.objectContaining({ code: "clock.invalid" }));
  });
});

test("an instant needs a time zone, unless it is a date", () => {
  expect(parseInstant("2026-11-02")).toBe(Date.parse("2026-11-02T00:00:00Z"));
  expect(parseInstant("2026-11-02T09:00:00.5Z")).toBe(start + 500);
  expect(parseInstant("2026-11-02T09:00:00")).toBeUndefined();
  expect(parseInstant("2026-13-02")).toBeUndefined();
});
