import { type Condition, compile, conditionInWords, type Literal, literal, type Test } from "@baton/core/condition";
import type { Circuit, Lit } from "./circuit.ts";
import type { Asked } from "./leads.ts";

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

/** A kind of lead: what all its leads share. */
export interface Kind {
  /** Answers to tests. */
  answers: { test: Test; holds: boolean }[];
  /** Whether it matters what their people saw and did before: that it is worth something, or that it is worth nothing. */
  touched?: "something" | "nothing";
}

/**
 * The kind that the solver's last example stands for: those of its answers that, with the touches it has, make `opposite` impossible.
 */
export function kindOfLeads(circuit: Circuit, tests: readonly Asked[], touching: readonly Lit[], opposite: Lit): Kind {
  const asIs = (lit: Lit): Lit => (circuit.holds(lit) ? lit : -lit);
  const answers = tests.map(({ test, lit }) => ({ test, holds: circuit.holds(lit), lit: asIs(lit) }));
  const given = touching.map(asIs);
  const touched = touching.some((lit) => circuit.holds(lit)) ? "something" : "nothing";
  const kept = new Set(enough(circuit, [...given, ...answers.map(({ lit }) => lit)], [opposite]));
  return {
    answers: answers.filter(({ lit }) => kept.has(lit)).map(({ test, holds }) => ({ test, holds })),
    ...(given.some((lit) => kept.has(lit)) && { touched }),
  };
}

/** A kind as a person would say it, field by field; undefined when it is every lead. */
export function kindInWords({ answers, touched }: Kind, isInstant: (field: string) => boolean): string | undefined {
  const fields = new Set(answers.map(({ test }) => test.field));
  const known = [...fields]
    .flatMap((field) => plainly(answers.filter(({ test }) => test.field === field)))
    .map((condition) => conditionInWords(condition, isInstant));
  if (touched === "something") known.push("touches are worth as much as those of the example");
  if (touched === "nothing") known.push("no touch is worth anything");
  return known.length === 0 ? undefined : known.join(" and ");
}

/** The answers to tests of one field as few conditions: one list of values where there is one, else one range and what is left. */
function plainly(kind: Answered[]): Condition[] {
  const { field } = kind[0]!.test;
  const conditions = kind.map(({ test, holds }): Condition => (holds ? test : { not: test }));
  const isPossible = (value?: Literal) =>
    conditions.every((condition) => compile(condition)(value === undefined ? {} : { [field]: literal(value) }));
  const lists = kind.filter(({ test, holds }) => holds && (test.op === "eq" || test.op === "in"));
  if (lists.length > 0) {
    const values = lists.flatMap(({ test }) => [test.value].flat() as Literal[]);
    // What else is known of the field is known of its values.
    const left = [...new Set(values)].filter(isPossible);
    return [left.length === 1 ? { field, op: "eq", value: left[0]! } : { field, op: "in", value: left }];
  }
  // Absent or one of some values, of which none is possible.
  const exceptions = kind.filter(({ test, holds }) => !holds && (test.op === "ne" || test.op === "notIn"));
  const excepted = exceptions.flatMap(({ test }) => [test.value].flat() as Literal[]);
  if (exceptions.length > 0 && isPossible() && !excepted.some(isPossible))
    return [{ field, op: "exists", value: false }];
  // Every lead has a score.
  if (field !== "score" && !kind.some(saysGiven)) return conditions;
  // There is a value, so it is on the other side of every bound that it fails, and another one than those that it is not.
  const sides = kind.flatMap(({ test, holds }): Bound[] =>
    test.op in opposites
      ? [holds ? (test as Bound) : ({ ...test, op: opposites[test.op as Bound["op"]] } as Bound)]
      : [],
  );
  const tightest = (ops: Bound["op"][], better: (a: number, b: number) => boolean) =>
    sides
      .filter(({ op }) => ops.includes(op))
      .reduce<Bound[]>(([best], side) => [!best || better(side.value, best.value) ? side : best], []);
  const range = [...tightest(["gte", "gt"], (a, b) => a > b), ...tightest(["lt", "lte"], (a, b) => a < b)];
  const others = kind.filter(({ test }) => !(test.op in opposites) && test.op !== "exists").map(withoutNegation);
  const rest: Condition[] = [...range, ...others];
  return rest.some((condition) => "field" in condition) ? rest : [{ field, op: "exists", value: true }, ...rest];
}

type Answered = Kind["answers"][number];

/** Whether only a field with a value answers like this. */
const saysGiven = ({ test, holds }: Answered): boolean => holds !== (test.op === "exists" && !test.value);

/** The same of a field with a value. */
function withoutNegation({ test, holds }: Answered): Condition {
  if (holds) return test;
  if (test.op === "eq") return { ...test, op: "ne" };
  return test.op === "in" ? { ...test, op: "notIn" } : { not: test };
}

type Bound = Extract<Test, { op: "lt" | "lte" | "gt" | "gte" }>;

const opposites = { lt: "gte", lte: "gt", gt: "lte", gte: "lt" } as const;
