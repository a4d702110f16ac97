import type { Agreement } from "@baton/core/agreement";
import { type Condition, compile, type Facts, type Literal, type Predicate } from "@baton/core/condition";
import { compileAgreement } from "@baton/core/rules";
import { ZenDecisionContent, ZenEngine } from "@gorules/zen-engine";
import { Engine } from "json-rules-engine";
import { indexed } from "../../packages/core/src/rules/search/rule-index.ts";
import { checked, small } from "../helpers/agreements.ts";
import type { Rule } from "./rule-sets.ts";

/** The position of the first rule that takes a lead, as text. */
export type Decide = (facts: Facts) => string | undefined | Promise<string | undefined>;

/** What finds the first of many rules, as its documentation recommends. */
export interface RuleEngine {
  name: string;
  /** How many leads it is given at a time; 1 unless said. */
  inFlight?: number;
  /** Rules made ready once; undefined for rules it does not apply to. */
  build(rules: Rule[]): Decide | undefined;
}

const zen = "@gorules/zen-engine";

export const baton: RuleEngine = { name: "Baton", build: rulebook };
export const plainClosures: RuleEngine = { name: "plain closures", build: closures };
export const oneFieldIndex: RuleEngine = { name: "index on one field", build: mapOfOneField };
export const packages: RuleEngine[] = [
  { name: "json-rules-engine", build: jsonRulesEngine },
  { name: zen, build: zenDecisionTable },
  { name: `${zen}, 32 in flight`, inFlight: 32, build: zenDecisionTable },
];

const base: Agreement = checked(small());

function rulebook(rules: Rule[]): Decide {
  const routing = rules.map((all, n) => ({ ...base.routing[0]!, name: String(n), when: conditionOf(all) }));
  const { route } = compileAgreement({ ...base, routing }, 1, { search: indexed });
  return (facts) => route(facts)?.name;
}

/** Each rule compiled, asked in order. */
function closures(rules: Rule[]): Decide {
  const asked = rules.map(closureOf);
  return (facts) => asked.find(({ holds }) => holds(facts))?.name;
}

/** Rules by the value of the one equality field that has the most values, then asked in order. */
function mapOfOneField(rules: Rule[]): Decide | undefined {
  const valuesOf = new Map<string, Set<Literal>>();
  for (const { field, op, value } of rules.flat())
    if (op === "eq") valuesOf.set(field, (valuesOf.get(field) ?? new Set()).add(value));
  const [best] = [...valuesOf].sort(([, a], [, b]) => b.size - a.size);
  if (!best) return undefined;
  const [field] = best;
  const byValue = new Map<Literal | undefined, { name: string; holds: Predicate }[]>();
  for (const [n, rule] of rules.entries()) {
    const { value } = rule.find((test) => test.field === field)!;
    const rest = rule.filter((test) => test.field !== field);
    byValue.set(value, [...(byValue.get(value) ?? []), closureOf(rest, n)]);
  }
  return (facts) => byValue.get(facts[field] as Literal | undefined)?.find(({ holds }) => holds(facts))?.name;
}

const conditionOf = (all: Rule): Condition => ({ all: all as Condition[] });
const closureOf = (rule: Rule, n: number) => ({ name: String(n), holds: compile(conditionOf(rule)) });

/** Every rule of a priority of its own, stopped by the first that succeeds. */
function jsonRulesEngine(rules: Rule[]): Decide {
  const operators = { eq: "equal", gte: "greaterThanInclusive", lt: "lessThan" };
  const engine = new Engine(
    rules.map((tests, n) => ({
      conditions: { all: tests.map(({ field, op, value }) => ({ fact: field, operator: operators[op], value })) },
      event: { type: String(n) },
      priority: rules.length - n,
    })),
    { allowUndefinedFacts: true },
  );
  engine.on("success", () => engine.stop());
  const asked = onlyAsked(rules);
  return async (facts) => (await engine.run(asked(facts))).events[0]?.type;
}

/** A decision table of hit policy "first", one column for each field, compiled beforehand. */
function zenDecisionTable(rules: Rule[]): Decide {
  const inputs = fieldsOf(rules);
  const table = {
    hitPolicy: "first",
    inputs: inputs.map((field) => ({ id: field, name: field, field })),
    outputs: [{ id: "rule", name: "rule", field: "rule" }],
    rules: rules.map((tests, n) => ({
      _id: String(n),
      ...Object.fromEntries(inputs.map((field) => [field, cell(tests.filter((test) => test.field === field))])),
      rule: JSON.stringify(String(n)),
    })),
  };
  const nodes = [
    { id: "in", name: "in", type: "inputNode" },
    { id: "table", name: "table", type: "decisionTableNode", content: table },
    { id: "out", name: "out", type: "outputNode" },
  ];
  const edges = [
    { id: "1", type: "edge", sourceId: "in", targetId: "table" },
    { id: "2", type: "edge", sourceId: "table", targetId: "out" },
  ];
  const decision = new ZenEngine().createDecision(new ZenDecisionContent({ nodes, edges }));
  const asked = onlyAsked(rules);
  return async (facts) => ((await decision.evaluate(asked(facts))).result as { rule: string } | null)?.rule;
}

/** What a column's field has to be, in the table's own shorthand: `"DE"`, `>= 50` or `[50..90)`. */
function cell(tests: Rule): string {
  const [one, other] = tests;
  if (!one) return "";
  if (other) return `[${one.value}..${other.value})`;
  return { eq: "", gte: ">= ", lt: "< " }[one.op] + JSON.stringify(one.value);
}

const fieldsOf = (rules: Rule[]): string[] => [...new Set(rules.flat().map(({ field }) => field))];

/** Facts without what no rule asks about, which packages would copy all the same. */
function onlyAsked(rules: Rule[]): (facts: Facts) => Facts {
  const fields = fieldsOf(rules);
  return (facts) => Object.fromEntries(fields.map((field) => [field, facts[field]]));
}
