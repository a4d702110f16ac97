import { type Condition, compile, inWords, type Literal, literal, type Test } from "@baton/core/condition";
import type { Circuit, Lit } from "./circuit.ts";
import type { Leads } from "./leads.ts";

/**
 * Which of some truths are enough to make others impossible: none of them can be left out, unless there are more than `sifted`.
 * `truths` must be impossible together with `goal`.
 */
export function enough(circuit: Circuit, truths: readonly Lit[], goal: readonly Lit[], sifted = 60): Lit[] {
  if (circuit.ask(...goal, ...truths) !== "impossible") return [...truths];
  let kept = blamed(circuit, truths);
  if (kept.length > sifted) return kept;
  for (const lit of kept) {
    const fewer = kept.filter((other) => other !== lit);
    if (fewer.length < kept.length && circuit.ask(...goal, ...fewer) === "impossible") kept = blamed(circuit, fewer);
  }
  return kept;
}

function blamed(circuit: Circuit, truths: readonly Lit[]): Lit[] {
  const culprits = new Set(circuit.culprits());
  return truths.filter((lit) => culprits.has(lit));
}

/** A kind of lead: the answers to tests that all its leads share. */
export type Kind = { test: Test; holds: boolean }[];

/**
 * The kind that the solver's last example stands for: those of its answers that, with the touches it has, make `opposite` impossible.
 */
export function kindOf(circuit: Circuit, tests: Leads["tests"], touching: readonly Lit[], opposite: Lit): Kind {
  const asIs = (lit: Lit): Lit => (circuit.holds(lit) ? lit : -lit);
  const answers = tests.map(({ test, lit }) => ({ test, holds: circuit.holds(lit), lit: asIs(lit) }));
  const given = touching.map(asIs);
  const kept = new Set(enough(circuit, [...given, ...answers.map(({ lit }) => lit)], [opposite]));
  return answers.filter(({ lit }) => kept.has(lit)).map(({ test, holds }) => ({ test, holds }));
}

/** A kind as a person would say it, field by field. */
export function kindInWords(kind: Kind, isInstant: (field: string) => boolean): string {
  const fields = new Set(kind.map(({ test }) => test.field));
  return [...fields]
    .flatMap((field) => plainly(kind.filter(({ test }) => test.field === field)))
    .map((condition) => inWords(condition, isInstant))
    .join(" and ");
}

/** The answers to tests of one field as few conditions: one list of values where there is one, else one range and what is left. */
function plainly(kind: Kind): Condition[] {
  const { field } = kind[0]!.test;
  const conditions = kind.map(({ test, holds }): Condition => (holds ? test : { not: test }));
  const lists = kind.filter(({ test, holds }) => holds && (test.op === "eq" || test.op === "in"));
  if (lists.length > 0) {
    const values = lists.flatMap(({ test }) => [test.value].flat() as Literal[]);
    // What else is known of the field is known of its values.
    const left = [...new Set(values)].filter((value) =>
      conditions.every((condition) => compile(condition)({ [field]: literal(value) })),
    );
    return [left.length === 1 ? { field, op: "eq", value: left[0]! } : { field, op: "in", value: left }];
  }
  const bounds = kind.filter(({ test }) => test.op in opposites);
  if (!bounds.some(({ holds }) => holds)) return conditions;
  // There is a number, so it is on the other side of every bound that it fails.
  const sides = bounds.map(
    ({ test, holds }): Bound =>
      holds ? (test as Bound) : ({ ...test, op: opposites[test.op as Bound["op"]] } as Bound),
  );
  const tightest = (ops: Bound["op"][], better: (a: number, b: number) => boolean) =>
    sides
      .filter(({ op }) => ops.includes(op))
      .reduce<Bound[]>(([best], side) => [!best || better(side.value, best.value) ? side : best], []);
  return [
    ...tightest(["gte", "gt"], (a, b) => a > b),
    ...tightest(["lt", "lte"], (a, b) => a < b),
    ...conditions.filter((_, n) => !bounds.includes(kind[n]!)),
  ];
}

type Bound = Extract<Test, { op: "lt" | "lte" | "gt" | "gte" }>;

const opposites = { lt: "gte", lte: "gt", gt: "lte", gte: "lt" } as const;
