import type { Condition, Facts, Literal, Test } from "@baton/core/condition";
import { compileAgreement } from "@baton/core/rules";
import { describe, expect, test } from "vitest";
import { indexed } from "../../../../packages/core/src/rules/search/rule-index.ts";
import { checked, small } from "../../../helpers/agreements.ts";

const base = checked(small());

/** Which of these rules, by position, takes facts, and which of them give points. */
function decider(conditions: Condition[]) {
  const routing = conditions.map((when, n) => ({ ...base.routing[0]!, name: String(n), when }));
  const rules = conditions.map((when, n) => ({ name: String(n), when, points: 1 }));
  const rulebook = compileAgreement({ ...base, routing, score: { ...base.score, rules } }, 1, { search: indexed });
  return (facts: Facts) => ({
    first: rulebook.route(facts)?.name,
    all: rulebook.score(facts).reasons.map(({ name }) => name),
  });
}

const eq = (field: string, value: Literal): Test => ({ field, op: "eq", value });
const range = (field: string, low: number, high: number): Condition[] => [
  { field, op: "gte", value: low },
  { field, op: "lt", value: high },
];
const hundred = Array.from({ length: 100 }, (_, n) => n);

describe("among many rules", () => {
  test("the first written wins, whatever kind of condition it has", () => {
    const decide = decider([
      ...hundred.map((n) => eq("country", `c${n}`)),
      { not: eq("country", "c7") },
      eq("employees", 5),
      { all: [] },
      ...hundred.map((n) => eq("country", `d${n}`)),
    ]);
    expect(decide({ country: "c7", employees: 5 })).toEqual({ first: "7", all: ["7", "101", "102"] });
    expect(decide({ country: "d3", employees: 5 })).toEqual({ first: "100", all: ["100", "101", "102", "106"] });
    expect(decide({})).toEqual({ first: "100", all: ["100", "102"] });
  });

  test("a bound belongs to the range that includes it", () => {
    const decide = decider(hundred.map((n) => ({ all: range("employees", n * 10, n * 10 + 10) })));
    expect(decide({ employees: 50 })).toEqual({ first: "5", all: ["5"] });
    expect(decide({ employees: 49.999 })).toEqual({ first: "4", all: ["4"] });
    expect(decide({ employees: 1000 })).toEqual({ first: undefined, all: [] });
    expect(decide({ employees: Number.NaN })).toEqual({ first: undefined, all: [] });
    expect(decide({ employees: "50" })).toEqual({ first: undefined, all: [] });
  });

  test("ranges within each other all count, the first written first", () => {
    const decide = decider(hundred.map((n) => ({ all: range("employees", -n, n) })));
    expect(decide({ employees: 97 })).toEqual({ first: "98", all: ["98", "99"] });
    expect(decide({ employees: -97 }).first).toBe("97");
    expect(decide({ employees: 0 }).all).toHaveLength(99);
  });

  test("a rule with alternatives is found by each of them, whichever is written first", () => {
    const ways = (n: number): Condition[] => [
      { all: range("employees", n, n + 1) },
      { all: range("employees", -n, 1 - n) },
    ];
    const decide = decider(hundred.flatMap((n) => [{ any: ways(n + 1) }, { any: ways(n + 1).reverse() }]));
    expect(decide({ employees: 50.5 }).all).toEqual(["98", "99"]);
    expect(decide({ employees: -49.5 }).all).toEqual(["98", "99"]);
    expect(decide({ employees: 0 }).all).toEqual([]);
  });

  test("what no lead can meet is met by none", () => {
    const never: Condition[] = [
      { any: [] },
      { field: "country", op: "in", value: [] },
      { all: [eq("country", "a"), eq("country", "b")] },
      { all: range("employees", 5, 3) },
      { all: [eq("employees", 5), { field: "employees", op: "lt", value: 5 }] },
    ];
    const decide = decider(hundred.flatMap(() => never));
    for (const facts of [{}, { country: "a" }, { country: "b", employees: 4 }, { employees: 5 }])
      expect(decide(facts)).toEqual({ first: undefined, all: [] });
  });

  test("an absent field is a value of its own only to `exists: false`", () => {
    const absent: Test = { field: "title", op: "exists", value: false };
    const decide = decider([
      ...hundred.map((n): Condition => ({ all: [absent, eq("country", `c${n}`)] })),
      ...hundred.map((n): Condition => ({ all: [eq("title", "x"), eq("country", `c${n}`)] })),
    ]);
    expect(decide({ country: "c4" }).all).toEqual(["4"]);
    expect(decide({ country: "c4", title: "x" }).all).toEqual(["104"]);
    expect(decide({ country: "c4", title: "y" }).all).toEqual([]);
  });

  test("lists of thousands of values are found in, once each", () => {
    const list = Array.from({ length: 3000 }, (_, n) => `firm${n}.example`);
    const decide = decider(
      hundred.map((n): Condition => ({ all: [{ field: "email.domain", op: "in", value: list.slice(n) }] })),
    );
    expect(decide({ "email.domain": "firm2.example" })).toEqual({ first: "0", all: ["0", "1", "2"] });
    expect(decide({ "email.domain": "other.example" }).first).toBeUndefined();
  });
});
