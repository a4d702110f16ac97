import { type Condition, type Literal, literal, type Test } from "./condition.ts";

/** What a field must be: one of `keys`, where `undefined` is an absent field, or a number from `low` to `high`, both included. */
export type Need = { keys: ReadonlySet<Literal | undefined> } | { low: number; high: number };

/**
 * What each field must be for a condition to hold, for an index to rule it out by. Facts that meet all needs need not meet the
 * condition; facts that miss one do not.
 */
export function needsOf(condition: Condition): Map<string, Need> {
  if ("all" in condition) return condition.all.map(needsOf).reduce(both, new Map());
  if ("any" in condition) return condition.any.length === 0 ? new Map() : condition.any.map(needsOf).reduce(either);
  if ("not" in condition) return new Map();
  const need = needOf(condition);
  return new Map(need && [[condition.field, need]]);
}

function needOf(test: Test): Need | undefined {
  switch (test.op) {
    case "eq":
      return { keys: new Set([literal(test.value)]) };
    case "in":
      return { keys: new Set(test.value.map(literal)) };
    case "exists":
      return test.value ? undefined : { keys: new Set([undefined]) };
    // Bounds that are excluded count as included: an index may answer too much, never too little.
    case "lt":
    case "lte":
      return { low: Number.NEGATIVE_INFINITY, high: test.value };
    case "gt":
    case "gte":
      return { low: test.value, high: Number.POSITIVE_INFINITY };
    default:
      return undefined;
  }
}

function both(some: Map<string, Need>, more: Map<string, Need>): Map<string, Need> {
  const needs = new Map(some);
  for (const [field, need] of more) {
    const other = needs.get(field);
    needs.set(field, other ? meet(other, need) : need);
  }
  return needs;
}

function either(some: Map<string, Need>, more: Map<string, Need>): Map<string, Need> {
  const needs = new Map<string, Need>();
  for (const [field, need] of more) {
    const other = some.get(field);
    const joined = other && join(other, need);
    if (joined) needs.set(field, joined);
  }
  return needs;
}

function meet(a: Need, b: Need): Need {
  if ("keys" in a) return { keys: new Set([...a.keys].filter((key) => admits(b, key))) };
  if ("keys" in b) return meet(b, a);
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  return low <= high ? { low, high } : { keys: new Set() };
}

function join(a: Need, b: Need): Need | undefined {
  if ("keys" in a) return "keys" in b ? { keys: new Set([...a.keys, ...b.keys]) } : undefined;
  return "keys" in b ? undefined : { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function admits(need: Need, key: Literal | undefined): boolean {
  if ("keys" in need) return need.keys.has(key);
  return typeof key === "number" && key >= need.low && key <= need.high;
}
