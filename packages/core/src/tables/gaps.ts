import type { TableKey } from "../agreement/model.ts";
import type { Literal } from "../condition/condition.ts";
import { inWords, type Span } from "./cells.ts";
import { type Branch, compare, type Next, taking } from "./look-up.ts";

/** Leads that no row takes, by what is said of each column: `country de`, `employees 250 or more`. */
export type Gap = string[];

/** What values a field can have: those listed, or numbers within bounds; anything where neither is said. `given`: every lead has one. */
export type Domain = (field: string) => { values?: readonly Literal[]; min?: number; max?: number; given?: boolean };

/** More are not listed. */
const MOST_GAPS = 1_000;
/** Branches that are looked at, once for each value, before the rest is left: a second of work. */
const MOST_WORK = 500_000;

/**
 * The leads that no row of a table takes: values that are missing where all are known, those between, before and after spans of numbers
 * or of digits, and as one whatever else there may be. `complete` says whether everything was looked at.
 */
export function gapsOf(by: readonly TableKey[], root: Branch, domain: Domain): { gaps: Gap[]; complete: boolean } {
  let work = 0;
  let complete = true;
  /** What is left by rows that agree so far, of which several may take a lead. */
  const left = (nexts: readonly Next[], column: number): Gap[] => {
    const branches = nexts.filter((next) => typeof next !== "number");
    if (nexts.length === 0) return [[]];
    if (branches.length === 0) return [];
    work += branches.length;
    if (work > MOST_WORK) {
      complete = false;
      return [];
    }
    const any = branches.flatMap((branch) => branch.any ?? []);
    const beyond = left(any, column + 1);
    // What rows of any value take, those of this value and of any take as well.
    if (beyond.length === 0) return [];
    const { field } = by[column]!;
    const spans = branches.flatMap((branch) => branch.spans.spans);
    const values = new Set(branches.flatMap((branch) => [...branch.keys.keys()]));
    // Rows that agree in this column to take anything leave the same whatever it is.
    if (values.size === 0 && spans.length === 0) return beyond;
    const under = (words: string, value: Literal): Gap[] => {
      // Every value asks every branch.
      work += branches.length;
      const nexts = [...branches.flatMap((branch) => [...taking(branch, value)]), ...any];
      return left(nexts, column + 1).map((gap) => [words, ...gap]);
    };
    const possible = domain(field);
    const cases = possible.values
      ? possible.values.map((value) => ({ words: `${value}`, value }))
      : [...[...values].map((value) => ({ words: `${value}`, value })), ...stretches(spans, possible)];
    const rest = possible.values || areNumbers(spans) ? `no ${field}` : `another ${field}, or none`;
    const within: Gap[] = [];
    for (const { words, value } of cases) {
      within.push(...under(`${field} ${words}`, value));
      if (within.length > MOST_GAPS || work > MOST_WORK) complete = false;
      if (!complete) break;
    }
    return [...within, ...(possible.given ? [] : beyond.map((gap) => [rest, ...gap]))];
  };
  return { gaps: left([root], 0), complete };
}

const areNumbers = (spans: readonly Span[]): boolean => spans.length > 0 && spans.every((span) => !("length" in span));

/** How many digits texts begin with, where all do with equally many. */
function digitsOf(spans: readonly Span[]): number | undefined {
  const [first] = spans;
  if (!first || !("length" in first)) return undefined;
  const digits = new RegExp(`^\\d{${first.length}}$`);
  return spans.every((span) => "length" in span && digits.test(span.from) && digits.test(span.end.slice(0, -1)))
    ? first.length
    : undefined;
}

/** Stretches of values that the same spans hold, in order, each with a value in it: also those that none holds. */
function stretches(
  spans: readonly Span[],
  { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: { min?: number; max?: number },
): { words: string; value: Literal }[] {
  if (areNumbers(spans)) {
    const bounds = sorted([min, ...spans.flatMap(({ from, end }) => [from as number, end as number])]);
    return bounds.flatMap((from, n) => {
      const end = bounds[n + 1] ?? Number.POSITIVE_INFINITY;
      if (from < min || from > max || from === end) return [];
      const value = from !== Number.NEGATIVE_INFINITY ? from : end === Number.POSITIVE_INFINITY ? 0 : end - 1;
      return [{ words: inWords({ from, end }), value }];
    });
  }
  const length = digitsOf(spans);
  // What lies between texts cannot be listed: only what spans hold is gone into.
  if (length === undefined)
    return sorted(spans.map(({ from }) => from)).map((from) => ({ words: `${from}`, value: from }));
  const least = "0".repeat(length);
  const bounds = sorted([least, ...spans.flatMap((span) => [span.from as string, following(span.end as string)])]);
  return bounds.flatMap((from, n) => {
    const to = n + 1 < bounds.length ? preceding(bounds[n + 1] as string) : "9".repeat(length);
    return (from as string).length > length ? [] : [{ words: from === to ? `${from}` : `${from}-${to}`, value: from }];
  });
}

const sorted = <T extends number | string>(values: readonly T[]): T[] => [...new Set(values)].sort(compare);

/** The digits after a span's end; one more of them after the last ones. */
const following = (end: string): string => {
  const last = end.slice(0, -1);
  return String(Number(last) + 1).padStart(last.length, "0");
};
const preceding = (digits: string): string => String(Number(digits) - 1).padStart(digits.length, "0");
