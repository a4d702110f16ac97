import { format, humanMs, parseDuration, toMs } from "@baton/core/duration";
import { describe, expect, test } from "vitest";

const lengths = { dayMs: 8 * 3_600_000, weekMs: 40 * 3_600_000 };
const ms = (text: string) => toMs(parseDuration(text)!, lengths);

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["15m", 900_000],
    ["4h", 14_400_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["1d", 28_800_000],
    ["2w", 288_000_000],
    ["1.5h", 5_400_000],
    ["1.1h", 3_960_000],
    ["2.3m", 138_000],
    ["0m", 0],
    ["elapsed 24h", 86_400_000],
    ["elapsed 1d", 86_400_000],
    ["elapsed 1w", 604_800_000],
  ])("%s lasts %d ms", (text, expected) => {
    expect(ms(text)).toBe(expected);
  });

  test.each(["", "15", "m", "-5m", "+5m", "5 m", "5min", "1h 30m", "elapsed", "elapsed5m", "1e3s", "٥m", "15M"])(
    "%j is no duration",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  test("what does not come out even is rounded up, never early", () => {
    expect(toMs(parseDuration("1d")!, { dayMs: 1000 / 3, weekMs: 1000 })).toBe(334);
    expect(toMs(parseDuration("3d")!, { dayMs: 1000 / 3, weekMs: 1000 })).toBe(1000);
    expect(toMs(parseDuration("7d")!, { dayMs: 100 / 7, weekMs: 100 })).toBe(100);
  });

  test.each(["2w", "3d", "1h30m", "elapsed 1d", "90s", "0s", "250ms"])(
    "%s is written so that it reads back",
    (text) => {
      expect(parseDuration(format(parseDuration(text)!))).toEqual(parseDuration(text));
    },
  );

  test.each([
    [1000, "1 second"],
    [59_000, "59 seconds"],
    [60_000, "1 minute"],
    [900_000, "15 minutes"],
    [5_400_000, "1 h 30 min"],
    [3_600_000, "1 hour"],
    [172_800_000, "2 days"],
    [180_000_000, "2 d 2 h"],
  ])("%d ms reads as %s", (length, text) => {
    expect(humanMs(length)).toBe(text);
  });
});
