import { describe, expect, test } from "vitest";
import { again, oneSeed, seedsOf } from "../../helpers/random/seeds.ts";

describe("seeds of random tests", () => {
  const options = { first: 1, slices: 4 };

  test("are another slice each day, and all of them within as many days as there are slices", () => {
    const days = ["2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01"].map((day) => seedsOf(10, options, day));
    expect(days.map((day) => day.length).sort()).toEqual([1, 3, 3, 3]);
    expect(days.flat().sort((a, b) => a - b)).toEqual(seedsOf(10, options, "all"));
    expect(seedsOf(10, options, "2026-12-02")).toEqual(days[0]);
  });

  test("are exactly those that somebody names, one by one or from one to another", () => {
    expect(seedsOf(10, options, "12,13")).toEqual([12, 13]);
    expect(seedsOf(10, options, "3-5, 900")).toEqual([3, 4, 5, 900]);
  });

  test.each(["", "some", "5-3", "-1", "1.5", "2026-11"])("are refused when they are %j", (seeds) => {
    expect(() => seedsOf(10, options, seeds)).toThrow("expected all, a day like 2026-11-26, or seeds like");
  });

  test("are one for fast-check: another each day, the first of those that are named", () => {
    expect(oneSeed("2026-11-27")).toBe(oneSeed("2026-11-26") + 1);
    expect(oneSeed("77,78")).toBe(77);
  });

  test("come with the command that tries one again", () => {
    expect(again(417, "test/unit/core/promises/simulation.test.ts")).toBe(
      "Again: SEEDS=417 npm test -- test/unit/core/promises/simulation.test.ts",
    );
  });
});
