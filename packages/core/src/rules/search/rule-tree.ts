import {
  type Condition,
  compile,
  type Literal,
  type Predicate,
  partsOf,
  type Test,
} from "../../condition/condition.ts";
import { type Need, needsOf } from "../../condition/needs.ts";

/** A condition on its way down the tree. */
interface Rule {
  order: number;
  /** Conditions that all have to hold. */
  parts: Condition[];
  needs: Map<string, Need>;
}

/** What is left to ask of a rule. */
interface Question {
  order: number;
  holds: Predicate;
}

/** Rules are to be asked here or are below one of the branches. */
export interface Node {
  rules: Question[];
  /** Those with the earliest rule first. */
  branches: Branch[];
  /** The earliest rule here and below. */
  first: number;
}

/**
 * Rules that need something of a field, told apart by it: by value; by where a number lies among `bounds`, every one of which is
 * a place of its own; or by the side of `pivot` that a number has to be on.
 */
export type Branch = { field: string; first: number } & (
  | { kind: "keys"; values: Map<Literal | undefined, Node> }
  | { kind: "range"; bounds: Float64Array; places: (Node | undefined)[] }
  | { kind: "side"; pivot: number; below: Node | undefined; across: Node | undefined; above: Node | undefined }
);

/** What a path down the tree has settled: fields by value (`keys`) or by their bounds (`range`). */
type Settled = readonly { field: string; kind: "keys" | "range" }[];

interface Planting {
  /** Whether only the first rule that holds is wanted, so that none is after one that certainly does. */
  onlyFirst: boolean;
  /** How many more copies of rules may be kept. */
  copies: number;
}

/** Rules that are as quickly asked one by one as told apart. */
const FEW = 8;
/** The same further down, where a rule is one that the processor has not at hand. */
const FEWER = 4;
/** How many rules a branch has to spare on average to be worth looking at. */
const WORTH = 1;
/** Into how many places of a range a rule may be copied on average. */
const PLACES = 12;
/** How often a rule may be kept for its lists of values: all rules together, or each when there are very many. */
const LISTED = { all: 100_000, each: 64 };

/**
 * A tree over what conditions need of the fields: at each node rules part by the field that rules out most of the others, and
 * what a field's value has settled is not asked again.
 */
export function tree(conditions: Condition[], onlyFirst: boolean): Node {
  const isLarge = conditions.length > FEW;
  const listed = Math.max(LISTED.each, LISTED.all / conditions.length);
  const rules = conditions.map(
    (condition, order): Rule => ({
      order,
      parts: partsOf(condition),
      needs: isLarge ? affordable(needsOf(condition), listed) : new Map(),
    }),
  );
  return plant(rules, [], { onlyFirst, copies: 1_000 + PLACES * rules.length });
}

/** Needs without the longest lists, so that a rule is not kept more than `listed` times for them. */
function affordable(needs: Map<string, Need>, listed: number): Map<string, Need> {
  const size = (need: Need) => ("keys" in need ? need.keys.size : 1);
  let kept = 1;
  const shortFirst = [...needs].sort(([, a], [, b]) => size(a) - size(b));
  return new Map(
    shortFirst.filter(([, need]) => {
      if (kept * size(need) > listed) return false;
      kept *= size(need);
      return true;
    }),
  );
}

/** What still has to be asked of a rule. */
const openParts = ({ parts }: Rule, settled: Settled): Condition[] =>
  parts.filter(
    (part) => !("field" in part && settled.some(({ field, kind }) => field === part.field && settles(part) === kind)),
  );

/** By what of its field a test is settled. */
function settles({ op, value }: Test): "keys" | "range" | undefined {
  if (op === "eq" || op === "in" || (op === "exists" && value === false)) return "keys";
  return isBound(op) ? "range" : undefined;
}

const isBound = (op: Test["op"]): boolean => op === "lt" || op === "lte" || op === "gt" || op === "gte";

/** `rules` in their order. */
function plant(given: Rule[], settled: Settled, planting: Planting): Node {
  const certain = planting.onlyFirst ? given.findIndex((rule) => openParts(rule, settled).length === 0) : -1;
  const rules = certain === -1 ? given : given.slice(0, certain + 1);
  if (rules.length <= FEWER) return { rules: asked(rules, settled), branches: [], first: rules[0]?.order ?? 0 };
  const branches: Branch[] = [];
  const taken = new Set<Rule>();
  // Ranked once: what tells all rules apart best is near enough to what does so with those that better splits leave over.
  for (const split of splitsOf(rules, settled, planting)) {
    const free = taken.size === 0 ? split.rules : split.rules.filter((rule) => !taken.has(rule));
    const isWhole = free.length === split.rules.length && (split.kind !== "range" || split.copies <= planting.copies);
    const own = isWhole ? split : splitBy(split.field, split.kind === "keys" ? "keys" : "range", free, planting);
    if (!own) continue;
    branches.push(branchOf(own, settled, planting));
    for (const rule of free) taken.add(rule);
  }
  branches.sort((a, b) => a.first - b.first);
  const left = rules.filter((rule) => !taken.has(rule));
  return { rules: asked(left, settled), branches, first: rules[0]!.order };
}

const asked = (rules: Rule[], settled: Settled): Question[] =>
  rules.map((rule) => ({ order: rule.order, holds: compile({ all: openParts(rule, settled) }) }));

/** The first and the last place a rule takes, bounds that it excludes among them. */
interface Span {
  from: number;
  to: number;
}

/** Rules that need something of `field`, in parts; `spared` is how many of them looking at the field saves on average. */
type Split = { field: string; rules: Rule[]; spared: number } & (
  | { kind: "keys"; parts: Map<Literal | undefined, Rule[]> }
  | { kind: "range"; bounds: Float64Array; spans: Span[]; copies: number }
  | { kind: "side"; pivot: number; below: Rule[]; across: Rule[]; above: Rule[] }
);

/** The ways to part rules that are worth it, the best first. */
function splitsOf(rules: Rule[], settled: Settled, planting: Planting): Split[] {
  const groups = new Map<string, { field: string; kind: "keys" | "range"; rules: Rule[] }>();
  for (const rule of rules) {
    for (const [field, need] of rule.needs) {
      const kind = "keys" in need ? "keys" : "range";
      if (settled.some((one) => one.field === field && one.kind === kind)) continue;
      const group = groups.get(kind + field);
      if (group) group.rules.push(rule);
      else groups.set(kind + field, { field, kind, rules: [rule] });
    }
  }
  return [...groups.values()]
    .flatMap(({ field, kind, rules }) => splitBy(field, kind, rules, planting) ?? [])
    .sort((a, b) => b.spared - a.spared);
}

function splitBy(field: string, kind: "keys" | "range", rules: Rule[], planting: Planting): Split | undefined {
  if (kind === "keys") return splitByValue(field, rules);
  return splitByPlace(field, rules, planting) ?? splitByPivot(field, rules);
}

function splitByValue(field: string, rules: Rule[]): Split | undefined {
  const parts = new Map<Literal | undefined, Rule[]>();
  for (const rule of rules) {
    for (const key of (rule.needs.get(field) as { keys: ReadonlySet<Literal | undefined> }).keys) {
      const part = parts.get(key);
      if (part) part.push(rule);
      else parts.set(key, [rule]);
    }
  }
  let sum = 0;
  let squares = 0;
  for (const { length } of parts.values()) {
    sum += length;
    squares += length * length;
  }
  // As though leads had each value as often as rules ask for it. Without any value no lead meets these rules.
  const spared = rules.length - (sum === 0 ? 0 : squares / sum);
  return spared < WORTH ? undefined : { kind: "keys", field, rules, spared, parts };
}

const range = (rule: Rule, field: string) => rule.needs.get(field) as { low: number; high: number };

const boundsOf = (field: string, rules: Rule[]): Float64Array =>
  Float64Array.from(
    rules.flatMap((rule) => [range(rule, field).low, range(rule, field).high].filter(Number.isFinite)),
  ).sort();

/** Each rule in every place it takes, if those are not too many. */
function splitByPlace(field: string, rules: Rule[], { copies: most }: Planting): Split | undefined {
  const bounds = boundsOf(field, rules).filter((bound, n, all) => bound !== all[n - 1]);
  const spans = rules.map((rule): Span => {
    const { low, high } = range(rule, field);
    return { from: placeOf(low, bounds), to: placeOf(high, bounds) };
  });
  const copies = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const spared = rules.length - (copies + rules.length) / (2 * bounds.length + 1);
  if (copies > most || copies > PLACES * rules.length || spared < WORTH) return undefined;
  return { kind: "range", field, rules, spared, bounds, spans, copies };
}

function placesOf({ field, rules, bounds, spans }: Split & { kind: "range" }): Rule[][] {
  const places: Rule[][] = Array.from({ length: 2 * bounds.length + 1 }, () => []);
  for (const [n, rule] of rules.entries()) {
    const tests = rule.parts.filter((part) => "field" in part && part.field === field && isBound(part.op));
    const holds = compile({ all: tests });
    const { from, to } = spans[n]!;
    for (let place = from; place <= to; place++)
      if (holds({ [field]: within(place, bounds) })) places[place]!.push(rule);
  }
  return places;
}

/** A number in a place. */
function within(place: number, bounds: Float64Array): number {
  const n = place >> 1;
  if (place % 2 === 1) return bounds[n]!;
  if (n === 0) return Number.NEGATIVE_INFINITY;
  return n === bounds.length ? Number.POSITIVE_INFINITY : bounds[n - 1]! / 2 + bounds[n]! / 2;
}

function splitByPivot(field: string, rules: Rule[]): Split | undefined {
  const bounds = boundsOf(field, rules);
  let best: Split | undefined;
  // Quartiles besides the median: ranges that lie within each other all contain the median.
  for (const quarter of [2, 1, 3]) {
    const pivot = bounds[(bounds.length * quarter) >> 2];
    if (pivot === undefined) continue;
    const below = rules.filter((rule) => range(rule, field).high < pivot);
    const above = rules.filter((rule) => range(rule, field).low > pivot);
    const spared = (below.length + above.length) / 2;
    // A share of all, or the tree would be as deep as there are rules.
    if (spared < Math.max(WORTH, rules.length / 8) || spared <= (best?.spared ?? 0)) continue;
    const across = rules.filter((rule) => range(rule, field).low <= pivot && range(rule, field).high >= pivot);
    best = { kind: "side", field, rules, spared, pivot, below, across, above };
  }
  return best;
}

function branchOf(split: Split, settled: Settled, planting: Planting): Branch {
  const { field, kind } = split;
  const first = split.rules[0]!.order;
  const side = (part: Rule[], settled: Settled) => (part.length === 0 ? undefined : plant(part, settled, planting));
  if (kind === "side") {
    const [below, across, above] = [split.below, split.across, split.above].map((part) => side(part, settled));
    return { kind, field, first, pivot: split.pivot, below, across, above };
  }
  const deeper = [...settled, { field, kind }];
  if (kind === "keys")
    return {
      kind,
      field,
      first,
      values: new Map([...split.parts].map(([key, part]) => [key, plant(part, deeper, planting)])),
    };
  planting.copies -= split.copies;
  return { kind, field, first, bounds: split.bounds, places: placesOf(split).map((part) => side(part, deeper)) };
}

/** Places count from below the first bound (0), the first bound (1), between the first two (2) and so on. */
export function placeOf(fact: number, bounds: Float64Array): number {
  let from = 0;
  let to = bounds.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (bounds[middle]! < fact) from = middle + 1;
    else to = middle;
  }
  return bounds[from] === fact ? 2 * from + 1 : 2 * from;
}
