import { type Condition, compile, type Facts, type Literal, literal, type Test, testsOf } from "@baton/core/condition";

/** Combinations of facts that are tried at most. */
const MOST_TRIALS = 20_000;

/**
 * Facts of a touch that meet a condition and as few of the others as possible; undefined when none were found among the values
 * that conditions name and their neighbours. A site may send whatever it likes, so a fact has no type.
 */
export function touchFacts(condition: Condition, others: readonly Condition[]): Record<string, Literal> | undefined {
  const tests = new Map<string, Test[]>();
  for (const test of [condition, ...others].flatMap(testsOf))
    tests.set(test.field, [...(tests.get(test.field) ?? []), test]);
  const [holds, ...rest] = [condition, ...others].map(compile);

  let best: { facts: Record<string, Literal>; besides: number } | undefined;
  let trials = 0;
  for (const facts of combinations([...tests].map(([field, own]) => [field, valuesFor(own)]))) {
    if (++trials > MOST_TRIALS) break;
    const seen: Facts = Object.create(null) as Facts;
    for (const [field, value] of Object.entries(facts)) seen[field] = literal(value);
    if (!holds!(seen)) continue;
    const besides = rest.filter((other) => other(seen)).length;
    if (!best || besides < best.besides) best = { facts, besides };
    if (besides === 0) break;
  }
  return best?.facts;
}

type Choices = [field: string, values: (Literal | undefined)[]];

/** Every choice of one value per field, those that say least first. */
function* combinations([first, ...others]: Choices[]): Generator<Record<string, Literal>> {
  if (!first) {
    yield {};
    return;
  }
  const [field, values] = first;
  for (const rest of combinations(others))
    for (const value of values) yield value === undefined ? rest : { [field]: value, ...rest };
}

/** Values that tests of one field tell apart: none, those they name, what lies beside and between them, and another one. */
function valuesFor(tests: readonly Test[]): (Literal | undefined)[] {
  const named = tests.flatMap((test) => (test.op === "exists" ? [] : [test.value].flat())) as Literal[];
  const numbers = [...new Set(named.filter((value) => typeof value === "number"))].sort((a, b) => a - b);
  const beside = numbers.flatMap((value, n) => [value - 1, value + 1, (value + (numbers[n + 1] ?? value)) / 2]);
  const parts = (op: Test["op"]) => tests.filter((test) => test.op === op).map(({ value }) => value as string);
  const inside = parts("contains").join(" ");
  const whole = [...parts("startsWith"), ""].flatMap((start) =>
    [...parts("endsWith"), ""].flatMap((end) => [`${start}${end}`, `${start} ${inside} ${end}`.trim()]),
  );
  return [undefined, ...new Set([...named, ...beside, ...whole.filter(Boolean), "something"])];
}
