import type { Agreement } from "@baton/core/agreement";
import { type Condition, compile, conditionInWords, type Facts, type Test, testsOf } from "@baton/core/condition";
import { fold } from "@baton/core/text";
import type { Said } from "./passed-over.ts";
import { type Shown, typeOf } from "./shown.ts";
import { leverOf, type Value, valuesFor } from "./values.ts";

/** Values for fields, each with what it is for. */
export type Changes = ReadonlyMap<string, { to: Value; words: string }>;

/** One way for a condition to hold: fields that have to change, and tests of the score that have to come out by whatever means. */
export interface Way {
  fields: string[];
  score: Said[];
  /** The changes that go this way; laid out when asked for. */
  changes(): Changes[];
}

/** More changes than these explain nothing. */
export const MOST_CHANGES = 3;
/** So many alternatives of one condition are looked at, and so many combinations of values for each. */
const MOST_REPAIRS = 24;
const MOST_COMBINED = 12;

/** What ways are looked for from: a lead that does not meet the condition. */
export interface Start {
  agreement: Agreement;
  facts: Facts;
  shown: Shown;
}

/** Ways for a condition to hold, each by as few tests as do; `all` is false where there are more than were looked at. */
export function waysTo(condition: Condition, start: Start): { ways: Way[]; all: boolean } {
  const { repairs, all } = repairsOf(condition, start.facts);
  return { ways: repairs.map((repair) => wayOf(repair, condition, start)), all };
}

/** The alternatives to make a condition true: tests that all have to come out otherwise than they do. */
function repairsOf(condition: Condition, facts: Facts): { repairs: Said[][]; all: boolean } {
  let all = true;
  const few = (repairs: Said[][]) => {
    if (repairs.length > MOST_REPAIRS) all = false;
    return repairs.sort((a, b) => a.length - b.length).slice(0, MOST_REPAIRS);
  };
  const alternatives = (part: Condition, wanted: boolean): Said[][] => {
    if ("not" in part) return alternatives(part.not, !wanted);
    if ("all" in part || "any" in part) {
      const parts = "all" in part ? part.all : part.any;
      const each = parts.map((inner) => alternatives(inner, wanted));
      if ("all" in part === wanted)
        return each.reduce(
          (some, more) => few(some.flatMap((one) => more.map((other) => [...one, ...other])).filter(isSmall)),
          [[]],
        );
      return each.some((one) => one.some(({ length }) => length === 0)) ? [[]] : few(each.flat());
    }
    if (compile(part)(facts) === wanted) return [[]];
    return [[wanted ? part : { not: part }]];
  };
  return { repairs: alternatives(condition, true), all };
}

const testOf = (said: Said): Test => ("not" in said ? said.not : said);
const isScore = (field: string): boolean => field === "score" || field === "band";

const isSmall = (repair: Said[]): boolean =>
  new Set(repair.map((said) => leverOf(testOf(said).field)).filter((field) => !isScore(field))).size <= MOST_CHANGES;

function wayOf(repair: Said[], condition: Condition, start: Start): Way {
  const score = repair.filter((said) => isScore(testOf(said).field));
  const levers = Map.groupBy(
    repair.filter((said) => !isScore(testOf(said).field)),
    (said) => leverOf(testOf(said).field),
  );
  // What follows from an address or from the score is for the decision to say.
  const open = score.length > 0 || levers.has("email");
  return {
    fields: [...levers.keys()],
    score,
    changes: () => combinations(levers, condition, start, open).slice(0, MOST_COMBINED),
  };
}

/** Every combination of values for some fields; unless `open` those by which the condition really holds. */
function combinations(
  levers: Map<string, Said[]>,
  condition: Condition,
  { agreement, facts, shown }: Start,
  open: boolean,
): Changes[] {
  const isInstant = (field: string) => typeOf(field, agreement) === "instant";
  let combined: Changes[] = [new Map()];
  for (const [field, wanted] of levers) {
    const words = conditionInWords({ all: wanted }, isInstant);
    const turnable = testsOf(condition).filter((test) => leverOf(test.field) === field);
    const values = valuesFor(field, turnable, wanted, agreement, shown);
    combined = combined.flatMap((one) => values.map((to) => new Map([...one, [field, { to, words }]])));
  }
  if (open) return combined;
  const holds = compile(condition);
  return combined.filter((changes) => {
    const changed: Facts = Object.assign(Object.create(null), facts);
    for (const [field, { to }] of changes) changed[field] = factOf(to, isInstant(field));
    return holds(changed);
  });
}

function factOf(value: Value, isInstant: boolean): Facts[string] {
  if (value === null) return undefined;
  if (typeof value !== "string") return value;
  return isInstant ? Date.parse(value) : fold(value);
}
