import { fold } from "../text/index.ts";

/** Conditions of the agreement language, normalised to a tree of tests. Plain data, so that rules can be proven, indexed and compared. */
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | Test;

export type Test = { field: string } & (
  | { op: "eq" | "ne"; value: Literal }
  | { op: "in" | "notIn"; value: Literal[] }
  | { op: "lt" | "lte" | "gt" | "gte"; value: number }
  | { op: "contains" | "startsWith" | "endsWith"; value: string }
  | { op: "exists"; value: boolean }
);

/** Instants are epoch milliseconds by the time they are a literal. */
export type Literal = string | number | boolean;

/**
 * What conditions are asked about: folded strings, numbers, booleans and instants by field name; an absent field has no key. Of a
 * list of answers a test holds if it holds for one of them.
 */
export type Facts = Record<string, Literal | readonly string[] | undefined>;

export type Predicate = (facts: Facts) => boolean;

/** Compiles a condition to a closure. An operator on an absent field is false, except `exists: false`. */
export function compile(condition: Condition): Predicate {
  if ("all" in condition) {
    return chain(condition.all.map(compile), true, (part, rest) => (facts) => part(facts) && rest(facts));
  }
  if ("any" in condition) {
    return chain(condition.any.map(compile), false, (part, rest) => (facts) => part(facts) || rest(facts));
  }
  if ("not" in condition) {
    const part = compile(condition.not);
    return (facts) => !part(facts);
  }
  return compileTest(condition);
}

/** Links of two, in halves so that a long list is no deep stack; iterating over the parts would take several times as long. */
function chain(parts: Predicate[], empty: boolean, link: (part: Predicate, rest: Predicate) => Predicate): Predicate {
  if (parts.length === 0) return () => empty;
  if (parts.length === 1) return parts[0]!;
  const half = parts.length >> 1;
  return link(chain(parts.slice(0, half), empty, link), chain(parts.slice(half), empty, link));
}

function compileTest(test: Test): Predicate {
  const { field } = test;
  if (test.op === "exists")
    return test.value ? (facts) => facts[field] !== undefined : (facts) => facts[field] === undefined;
  const holds = holding(test);
  return (facts) => {
    const fact = facts[field];
    return typeof fact === "object" ? fact.some(holds) : fact !== undefined && holds(fact);
  };
}

/** A test of one value. */
function holding(test: Exclude<Test, { op: "exists" }>): (fact: Literal) => boolean {
  switch (test.op) {
    case "eq": {
      const value = literal(test.value);
      return (fact) => fact === value;
    }
    case "ne": {
      const value = literal(test.value);
      return (fact) => fact !== value;
    }
    case "in": {
      const values = new Set(test.value.map(literal));
      return (fact) => values.has(fact);
    }
    case "notIn": {
      const values = new Set(test.value.map(literal));
      return (fact) => !values.has(fact);
    }
    case "lt":
      return (fact) => number(fact) < test.value;
    case "lte":
      return (fact) => number(fact) <= test.value;
    case "gt":
      return (fact) => number(fact) > test.value;
    case "gte":
      return (fact) => number(fact) >= test.value;
    case "contains":
    case "startsWith":
    case "endsWith": {
      const value = fold(test.value);
      const method = test.op === "contains" ? "includes" : test.op;
      return (fact) => typeof fact === "string" && fact[method](value);
    }
  }
}

/** A value as facts have it. */
export const literal = (value: Literal): Literal =>
  typeof value !== "string" || folded.test(value) ? value : fold(value);
/** ASCII without capitals and spaces, which folding leaves as it is; agreements may list thousands of domains. */
const folded = /^[!-@[-~]*$/;
/** NaN compares false with everything. */
const number = (fact: Literal): number => (typeof fact === "number" ? fact : Number.NaN);

/** The tests that a condition is made of. */
export function testsOf(condition: Condition): Test[] {
  if ("all" in condition) return condition.all.flatMap(testsOf);
  if ("any" in condition) return condition.any.flatMap(testsOf);
  if ("not" in condition) return testsOf(condition.not);
  return [condition];
}

/** The fields a condition asks about. */
export const fieldsOf = (condition: Condition): string[] => testsOf(condition).map(({ field }) => field);

/** The conditions that all have to hold for one to hold. */
export const partsOf = (condition: Condition): Condition[] =>
  "all" in condition ? condition.all.flatMap(partsOf) : [condition];
