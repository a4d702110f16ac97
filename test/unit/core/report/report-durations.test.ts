import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binOf, Durations, middleOf } from "../../../../packages/core/src/report/durations.ts";

const anyMs = fc.oneof(fc.nat(1_000), fc.nat(86_400_000), fc.maxSafeNat());
const of = (all: readonly number[]) => {
  const durations = new Durations();
  for (const ms of all) durations.add(ms);
  return durations;
};

describe("a bin", () => {
  test("has a middle within 0.4 % of all that is in it", () => {
    fc.assert(
      fc.property(anyMs, (ms) => {
        expect(Math.abs(middleOf(binOf(ms)) - ms)).toBeLessThanOrEqual(ms / 256);
      }),
    );
  });

  test("holds what is between its neighbours: none is empty, and they are in order", () => {
    for (let ms = 1; ms < 2 ** 46; ms = Math.floor(ms * 1.7) + 1)
      for (const beside of [ms - 1, ms, ms + 1]) expect(binOf(beside + 1) - binOf(beside)).toBeLessThanOrEqual(1);
    for (let bin = 0; bin < 4_000; bin++) expect(binOf(middleOf(bin))).toBe(bin);
  });
});

describe("durations", () => {
  test("are exact while they are few, and near when they are many", () => {
    fc.assert(
      fc.property(fc.array(anyMs, { minLength: 1, maxLength: 300 }), fc.nat(), (all, n) => {
        const rank = (n % all.length) + 1;
        const exact = all.toSorted((a, b) => a - b)[rank - 1]!;
        const found = of(all).at(rank);
        if (all.length <= 100) expect(found).toBe(exact);
        else expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 256);
      }),
    );
  });

  test("that are put together from parts are stored as if they had been added at once, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyMs, { maxLength: 150 }), { maxLength: 5 }), (parts) => {
        const whole = new Durations();
        for (const part of parts) whole.merge(Durations.of(JSON.parse(JSON.stringify(of(part)))));
        expect(JSON.stringify(whole)).toBe(JSON.stringify(of(parts.flat().reverse())));
      }),
    );
  });

  test("of a month of many leads take a few kilobytes", () => {
    const all = Array.from({ length: 100_000 }, (_, n) => (n * 7_919) % (48 * 3_600_000));
    expect(JSON.stringify(of(all)).length).toBeLessThan(20_000);
  });
});
