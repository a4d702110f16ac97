import type { Agreement } from "@baton/core/agreement";
import { compile, type Test } from "@baton/core/condition";
import { fold } from "@baton/core/text";
import type { Circuit, Lit } from "./circuit.ts";
import { commonDivisor, sumOf, type Term } from "./sum.ts";
import type { Touching } from "./touches.ts";

/** An agreement's score as the solver sees it: a sum of rules that hold and of what touches may add. */
export interface Scoring {
  /** The truth of a test of `score` or `band`. */
  test(test: Test): Lit;
}

/** Scores are exact to this many decimals, as a power of ten. */
const DECIMALS = 1e6;

/** @param rules the truth of each score rule, in order */
export function scoring(
  circuit: Circuit,
  spec: Agreement["score"],
  rules: readonly Lit[],
  touching: Touching,
): Scoring {
  const points: Term[] = spec.rules.map((rule, n) => ({ lit: rules[n]!, weight: Math.round(rule.points * DECIMALS) }));
  const touched = spec.touches
    .flatMap((rule) => touching.terms(rule))
    .map(({ lit, weight }): Term => ({ lit, weight: (weight * DECIMALS) / 10 }));
  const terms = [...touched, ...points].sort(
    (a, b) => fineness(a) - fineness(b) || Math.abs(b.weight) - Math.abs(a.weight),
  );
  const unit = terms.reduce((found, { weight }) => commonDivisor(found, Math.abs(weight)), 0) || 1;
  const sum = sumOf(
    circuit,
    terms.map(({ lit, weight }) => ({ lit, weight: weight / unit })),
  );
  const known = new Map<number, Lit>();
  const reaches = (units: number): Lit => {
    // A sum that is too much to lay out may be anything; examples are tried, so that only an answer can be lost.
    const lit = known.get(units) ?? sum(units) ?? circuit.fresh();
    known.set(units, lit);
    return lit;
  };
  const atLeast = (bound: number): Lit => reaches(Math.ceil(placeOf(bound).from / unit));
  const moreThan = (bound: number): Lit => reaches(Math.ceil(placeOf(bound).beyond / unit));
  const is = (value: number): Lit => circuit.and([atLeast(value), -moreThan(value)]);

  const bands = spec.bands.map(({ name, from }, n) => {
    const above = n === 0 ? circuit.no : atLeast(spec.bands[n - 1]!.from);
    return { name, lit: circuit.and([atLeast(from), -above]) };
  });
  return {
    test(test) {
      if (test.field === "band") {
        const holds = compile(test);
        const named = bands.filter(({ name }) => holds({ band: fold(name) })).map(({ lit }) => lit);
        const none = -circuit.or(bands.map(({ lit }) => lit));
        return circuit.or(holds({}) ? [...named, none] : named);
      }
      switch (test.op) {
        case "exists":
          return test.value ? circuit.yes : circuit.no;
        case "eq":
          return is(test.value as number);
        case "ne":
          return -is(test.value as number);
        case "in":
          return circuit.or(test.value.map((value) => is(value as number)));
        case "notIn":
          return -circuit.or(test.value.map((value) => is(value as number)));
        case "gte":
          return atLeast(test.value);
        case "gt":
          return moreThan(test.value);
        case "lt":
          return -atLeast(test.value);
        case "lte":
          return -moreThan(test.value);
        default:
          return circuit.no;
      }
    },
  };
}

/** What sums that a term is left out of may be multiples of: people give points in fives and tens, and counts come in digits. */
const fineness = ({ weight }: Term): number => commonDivisor(10 ** 15, Math.abs(weight));

/** The least scores that are at least, and more than, a number, in the decimals that scores have; a number between two has none of its own. */
function placeOf(number: number): { from: number; beyond: number } {
  const nearest = Math.round(number * DECIMALS);
  const score = nearest / DECIMALS;
  if (score === number) return { from: nearest, beyond: nearest + 1 };
  const next = score < number ? nearest + 1 : nearest;
  return { from: next, beyond: next };
}
