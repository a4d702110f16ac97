import { rotate } from "@baton/core/rules";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["ana", "ben", "chloé", "dan", "eve", "fay", "gus"];
const team = (...weights: number[]) => weights.map((weight, i) => ({ person: names[i]!, weight }));
const weights = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 100 }) },
  ),
  { minLength: 1, maxLength: 7 },
);
const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);

describe("P6 fair", () => {
  test("every rotation gives each member exactly their weight", () => {
    fc.assert(
      fc.property(weights, fc.nat(50), (given, rotation) => {
        const members = team(...given);
        const places = sum(given);
        const count = new Map<string, number>();
        for (let n = 1; n <= places; n++) {
          const person = rotate(members, rotation * places + n);
          count.set(person, (count.get(person) ?? 0) + 1);
        }
        expect(members.map(({ person }) => count.get(person))).toEqual(given);
      }),
      { numRuns: 300 },
    );
  });

  test("no window of consecutive tickets is two or more off anybody's weighted share", () => {
    fc.assert(
      fc.property(weights, fc.nat(1000), (given, from) => {
        const members = team(...given);
        const places = sum(given);
        const order = Array.from({ length: 2 * places }, (_, n) => rotate(members, from + n));
        for (const { person, weight } of members) {
          // A window's deviation is the difference of two prefixes' deviations, so the extremes bound them all.
          let ahead = 0;
          let most = 0;
          let least = 0;
          for (const chosen of order) {
            ahead += (chosen === person ? 1 : 0) - weight / places;
            most = Math.max(most, ahead);
            least = Math.min(least, ahead);
          }
          expect(most - least).toBeLessThan(2);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("a rotation", () => {
  test("spreads a heavy member instead of serving them in a row", () => {
    const order = Array.from({ length: 4 }, (_, n) => rotate(team(2, 1, 1), n + 1));
    expect(order.filter((person) => person === "ana")).toHaveLength(2);
    expect(order.join(" ")).not.toContain("ana ana");
  });

  test("goes on for ever, also before the first ticket and at large numbers", () => {
    const members = team(1, 2);
    expect(rotate(members, 3_000_000_001)).toBe(rotate(members, 1));
    expect(rotate(members, -2)).toBe(rotate(members, 1));
  });

  test("depends on members and weights only, so that processes which share a counter agree", () => {
    expect(rotate(team(3, 1), 7)).toBe(
      rotate(
        [
          { weight: 3, person: "ana" },
          { weight: 1, person: "ben" },
        ],
        7,
      ),
    );
  });

  test("weights with a common divisor are the same team", () => {
    for (let n = 1; n <= 12; n++) expect(rotate(team(20, 40), n)).toBe(rotate(team(1, 2), n));
  });

  test("one member gets every ticket, whatever the weight", () => {
    expect([1, 2, 3].map((n) => rotate(team(5), n))).toEqual(["ana", "ana", "ana"]);
  });
});
