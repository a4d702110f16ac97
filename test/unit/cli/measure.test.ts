import { expect, test } from "vitest";
import { duration } from "../../../packages/cli/src/commands/measure.ts";

test.each([
  [0, "0s"],
  [499, "0s"],
  [59_600, "1m"],
  [90_000, "1m 30s"],
  [3_600_000, "1h"],
  [3_605_000, "1h"],
  [3_900_000, "1h 5m"],
  [90_061_000, "1d 1h"],
])("%d ms are shown as %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
