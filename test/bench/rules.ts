import type { Agreement } from "@baton/core/agreement";
import { type Condition, compile, type Facts, type Literal } from "@baton/core/condition";
import { compileAgreement } from "@baton/core/rulebook";
import { indexed } from "../../packages/core/src/rulebook/rule-index.ts";
import { checked, small } from "../helpers/agreements.ts";
import { median } from "./load.ts";
import { fixed, print, times } from "./table.ts";

/** Leads a second that find their rule, in one process on one core. */
interface RuleCost {
  name: string;
  rules: number;
  compileMs: number;
  perSecond: number;
  /** How many times as fast as each of the others; undefined where one is not installed. */
  beside: (number | undefined)[];
}

const SIZES = [10, 100, 1_000, 10_000];
const LEADS = 2_000;
/** One lead in so many meets no rule. */
const NOBODYS = 10;
/** How long each side runs before the other has its turn, in ms. */
const TURN_MS = 60;
const ROUNDS = 5;

interface Workload {
  name: string;
  rules: Rule[];
  leads: Facts[];
}
/** Three conditions that all have to hold. */
type Rule = { field: string; op: "eq" | "gte" | "lt"; value: Literal }[];

const word = (stem: string, n: number) => `${stem}-${n}`;

/**
 * Country, industry and a least size, the larger first: as agreements are written. Leads fall evenly on the rules; those that
 * meet none differ in one field.
 */
function territories(count: number): Workload {
  const steps = Math.max(2, Math.round(count / 1000));
  const industries = Math.ceil(Math.sqrt(count / steps / 2));
  const rules = Array.from({ length: count }, (_, n): Rule => {
    const pair = Math.floor(n / steps);
    return [
      { field: "country", op: "eq", value: word("country", Math.floor(pair / industries)) },
      { field: "industry", op: "eq", value: word("industry", pair % industries) },
      { field: "employees", op: "gte", value: (steps - (n % steps)) * 50 },
    ];
  });
  const leads = Array.from({ length: LEADS }, (_, n): Facts => {
    const rule = rules[spread(n, count)]!;
    const [country, industry, employees] = rule.map(({ value }) => value);
    return lead({
      country: n % NOBODYS === 0 && n % 3 === 0 ? "elsewhere" : country,
      industry: n % NOBODYS === 0 && n % 3 === 1 ? "another" : industry,
      employees: n % NOBODYS === 0 ? 10 : (employees as number) + (n % 50),
    });
  });
  return { name: "country, industry, employees", rules, leads };
}

/** No field that equals anything: ranges that overlap, which a table of values cannot tell apart. */
function ranges(count: number): Workload {
  const width = 40;
  const rules = Array.from({ length: count }, (_, n): Rule => {
    const from = spread(n, count) * 10;
    return [
      { field: "revenue", op: "gte", value: from },
      { field: "revenue", op: "lt", value: from + width },
      { field: "employees", op: "gte", value: (n % 4) * 50 },
    ];
  });
  const leads = Array.from({ length: LEADS }, (_, n): Facts => {
    const revenue = spread(n, count) * 10 + (n % 10);
    return lead({ revenue: n % NOBODYS === 0 ? -1 : revenue, employees: 10 + ((n * 37) % 200) });
  });
  return { name: "overlapping ranges", rules, leads };
}

/** Facts of a lead as an agreement sees them, with fields besides those that rules ask about. */
const lead = (facts: Facts): Facts =>
  Object.assign(Object.create(null) as Facts, {
    email: "nora@firm.example",
    "email.domain": "firm.example",
    company: "firm gmbh",
    receivedAt: 1_795_000_000_000,
    test: false,
    ...facts,
  });

/** Steps through `0 … count − 1` without an order that a processor could learn. */
const spread = (n: number, count: number): number => (n * 7_919 + Math.floor(n / count)) % count;

/** Prints what it costs to find the rule of a lead among ten and among ten thousand, beside what a user might take instead. */
export async function printRuleCosts(): Promise<void> {
  const base = checked(small());
  const costs: RuleCost[] = [];
  for (const size of SIZES) costs.push(await costOf(territories(size), base));
  costs.push(await costOf(ranges(SIZES.at(-1)!), base));
  const rows = costs.map(({ name, rules, compileMs, perSecond, beside }) => [
    `${fixed(rules)}, ${name}`,
    fixed(compileMs),
    fixed(perSecond),
    ...beside.map((ratio) => (ratio === undefined ? "not installed" : times(ratio))),
  ]);
  const others = ["plain closures", ...Object.keys(peers)].map((name) => `× ${name}`);
  print("The first rule that takes a lead", ["rules", "compile ms", "a second", ...others], rows, [
    "Rules of three conditions each. Leads fall evenly on the rules, one in ten on none. Plain closures: each rule compiled, asked in order.",
  ]);
}

async function costOf({ name, rules, leads }: Workload, base: Agreement): Promise<RuleCost> {
  const conditions = rules.map((all): Condition => ({ all: all as Condition[] }));
  const routing = conditions.map((when, n) => ({ ...base.routing[0]!, name: String(n), when }));
  const start = performance.now();
  const rulebook = compileAgreement({ ...base, routing }, 1, indexed);
  const compileMs = performance.now() - start;
  const closures = routing.map(({ name, when }) => ({ name, holds: compile(when) }));

  const ours: Decide = (facts) => rulebook.route(facts)?.name;
  const plain: Decide = (facts) => closures.find(({ holds }) => holds(facts))?.name;
  const sides = new Map<string, Decide>([
    ["baton", ours],
    ["plain", plain],
  ]);
  for (const [peer, load] of Object.entries(peers)) {
    const decide = await load(rules);
    if (decide) sides.set(peer, decide);
  }
  const expected = leads.map((facts) => plain(facts));
  for (const [side, decide] of sides) await agree(side, decide, leads, expected);

  for (const decide of sides.values()) await rate(decide, leads);
  const others = ["plain", ...Object.keys(peers)];
  const own: number[] = [];
  const ratios = new Map(others.filter((side) => sides.has(side)).map((side): [string, number[]] => [side, []]));
  for (let round = 0; round < ROUNDS; round++) {
    own.push(await rate(ours, leads));
    // Round by round, because what else the machine does changes over the run.
    for (const [side, found] of ratios) found.push(own.at(-1)! / (await rate(sides.get(side)!, leads)));
  }
  const beside = others.map((side) => (ratios.has(side) ? median(ratios.get(side)!) : undefined));
  return { name, rules: rules.length, compileMs, perSecond: median(own), beside };
}

/** The name of the first rule that takes a lead. */
type Decide = (facts: Facts) => string | undefined | Promise<string | undefined>;

/** What answers otherwise decides something else, and its speed says nothing. */
async function agree(side: string, decide: Decide, leads: Facts[], expected: unknown[]): Promise<void> {
  for (let n = 0; n < leads.length; n += leads.length / 40) {
    const found = await decide(leads[n]!);
    if (found !== expected[n])
      throw new Error(`${side} finds rule ${found} for ${JSON.stringify(leads[n])}, not ${expected[n]}.`);
  }
}

/** Decisions a second over one turn. Awaits only where there is something to wait for. */
async function rate(decide: Decide, leads: Facts[]): Promise<number> {
  const start = performance.now();
  let done = 0;
  for (let elapsed = 0; ; ) {
    // The clock costs as much as a decision, so that it is read every so often.
    const until = done + (elapsed === 0 ? 1 : Math.ceil((done / elapsed) * 5));
    for (; done < until; done++) {
      const answer = decide(leads[done % leads.length]!);
      if (answer instanceof Promise) await answer;
    }
    elapsed = performance.now() - start;
    if (elapsed >= TURN_MS) return (done / elapsed) * 1000;
  }
}

/** Packages a user might take instead, each as its documentation has it find the first rule. Undefined where one is not installed. */
const peers: Record<string, (rules: Rule[]) => Promise<Decide | undefined>> = {
  "json-rules-engine": jsonRulesEngine,
  "@gorules/zen-engine": zenEngine,
  "json-logic-js": jsonLogic,
};

/** The specifier is no literal, because the package need not be there. */
async function installed<T>(name: string): Promise<T | undefined> {
  try {
    const module = (await import(name)) as T & { default?: T };
    return module.default ?? module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

interface JsonRulesEngine {
  Engine: new (
    rules: unknown[],
    options: { allowUndefinedFacts: boolean },
  ) => {
    on(event: "success", handler: () => void): void;
    stop(): void;
    run(facts: Facts): Promise<{ events: { type: string }[] }>;
  };
}

async function jsonRulesEngine(rules: Rule[]): Promise<Decide | undefined> {
  const found = await installed<JsonRulesEngine>("json-rules-engine");
  if (!found) return undefined;
  const operators = { eq: "equal", gte: "greaterThanInclusive", lt: "lessThan" };
  const engine = new found.Engine(
    rules.map((tests, n) => ({
      conditions: { all: tests.map(({ field, op, value }) => ({ fact: field, operator: operators[op], value })) },
      event: { type: String(n) },
      priority: rules.length - n,
    })),
    { allowUndefinedFacts: true },
  );
  engine.on("success", () => engine.stop());
  return async (facts) => (await engine.run(facts)).events[0]?.type;
}

interface Zen {
  ZenEngine: new () => {
    createDecision(content: Buffer): { evaluate(context: Facts): Promise<{ result: { rule?: string } | null }> };
  };
}

async function zenEngine(rules: Rule[]): Promise<Decide | undefined> {
  const found = await installed<Zen>("@gorules/zen-engine");
  if (!found) return undefined;
  const inputs = [...new Set(rules.flatMap((tests) => tests.map(({ field }) => field)))];
  const operators = { eq: "==", gte: ">=", lt: "<" };
  // A cell is an expression over `$`, the column's own field.
  const cell = (tests: Rule) =>
    tests.map(({ op, value }) => `$ ${operators[op]} ${JSON.stringify(value)}`).join(" and ");
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
  const decision = new found.ZenEngine().createDecision(Buffer.from(JSON.stringify({ nodes, edges })));
  // Only what rules ask about goes over to the engine's own memory; the prototype that facts lack is what it reads objects by.
  return async (facts) =>
    (await decision.evaluate(Object.fromEntries(inputs.map((field) => [field, facts[field]])))).result?.rule;
}

interface JsonLogic {
  apply(logic: unknown, data: Facts): unknown;
}

async function jsonLogic(rules: Rule[]): Promise<Decide | undefined> {
  const found = await installed<JsonLogic>("json-logic-js");
  if (!found) return undefined;
  const operators = { eq: "===", gte: ">=", lt: "<" };
  const logic = {
    if: [
      ...rules.flatMap((tests, n) => [
        { and: tests.map(({ field, op, value }) => ({ [operators[op]]: [{ var: field }, value] })) },
        String(n),
      ]),
      null,
    ],
  };
  return (facts) => (found.apply(logic, facts) ?? undefined) as string | undefined;
}
