import type { Literal, Test } from "@baton/core/condition";
import type { Circuit, Lit } from "../model/circuit.ts";
import type { Field } from "./field.ts";

export interface NumberOptions {
  present?: Lit;
  /** Both included. */
  min: number;
  max: number;
  /** The only values there are. */
  values?: readonly number[];
  /** Whether there is nothing between whole numbers, as with instants. */
  whole?: boolean;
}

/** A field with a number or an instant: where it lies among the bounds that tests name. */
export function number(circuit: Circuit, tests: readonly Test[], options: NumberOptions): Field {
  const { present = circuit.fresh(), min, max, values, whole = false } = options;
  const bounds = [...new Set([...tests.flatMap(boundsOf), ...(values ?? []), min, max])]
    .filter((bound) => bound >= min && bound <= max)
    .sort((a, b) => a - b);
  /** At `n`: from that bound on, and beyond it. */
  const from = bounds.map(() => circuit.fresh());
  const beyond = bounds.map(() => circuit.fresh());
  bounds.forEach((bound, n) => {
    circuit.require(-from[n]!, present);
    circuit.require(-beyond[n]!, from[n]!);
    if (n === 0) return;
    circuit.require(-from[n]!, beyond[n - 1]!);
    if (between(bounds[n - 1]!, bound, whole) === undefined) circuit.require(-beyond[n - 1]!, from[n]!);
  });
  // With a least value above the greatest one there are no bounds, and no number at all.
  circuit.require(-present, ...from.slice(0, 1));
  for (const lit of beyond.slice(-1)) circuit.require(-lit);
  // A limit that nobody named is like the numbers beside it, which are plainer.
  const named = new Set([...tests.flatMap(boundsOf), ...(values ?? [])]);
  if (bounds.length > 1 && !named.has(min) && between(min, bounds[1]!, whole) !== undefined)
    circuit.require(-from[0]!, beyond[0]!);
  const at = (n: number): Lit => circuit.and([from[n]!, -beyond[n]!]);
  if (values)
    circuit.require(
      -present,
      ...values
        .map((value) => bounds.indexOf(value))
        .filter((n) => n >= 0)
        .map(at),
    );

  const place = new Map(bounds.map((bound, n) => [bound, n]));
  const is = (value: Literal): Lit => {
    const n = place.get(value as number);
    return n === undefined ? circuit.no : at(n);
  };
  /** At least, or more than, a bound. */
  const reaches = (bound: number, side: Lit[]): Lit => {
    if (bound < min) return present;
    return bound > max ? circuit.no : side[place.get(bound)!]!;
  };
  return {
    present,
    test(test) {
      switch (test.op) {
        case "exists":
          return test.value ? present : -present;
        case "eq":
          return is(test.value);
        case "in":
          return circuit.or(test.value.map(is));
        case "ne":
          return circuit.and([present, -is(test.value)]);
        case "notIn":
          return circuit.and([present, -circuit.or(test.value.map(is))]);
        case "gte":
          return reaches(test.value, from);
        case "gt":
          return reaches(test.value, beyond);
        case "lt":
          return circuit.and([present, -reaches(test.value, from)]);
        case "lte":
          return circuit.and([present, -reaches(test.value, beyond)]);
        default:
          return circuit.no;
      }
    },
    async value() {
      if (!circuit.holds(present)) return undefined;
      const n = from.findLastIndex((lit) => circuit.holds(lit));
      return circuit.holds(beyond[n]!) ? between(bounds[n]!, bounds[n + 1]!, whole) : bounds[n];
    },
  };
}

function boundsOf(test: Test): number[] {
  switch (test.op) {
    case "eq":
    case "ne":
    case "lt":
    case "lte":
    case "gt":
    case "gte":
      return [test.value as number];
    case "in":
    case "notIn":
      return test.value as number[];
    default:
      return [];
  }
}

/** A number between two others, the plainest there is: 0, a whole one, or one in the middle. */
function between(low: number, high: number, whole: boolean): number | undefined {
  if (low < 0 && high > 0) return 0;
  const next = Math.floor(low) + 1;
  const last = Math.ceil(high) - 1;
  if (next > low && next <= last) return Math.abs(low) <= Math.abs(high) ? next : last;
  if (whole) return undefined;
  for (let digits = 1; digits <= 15; digits++) {
    const middle = Number((low + (high - low) / 2).toFixed(digits));
    if (middle > low && middle < high) return middle;
  }
  const middle = low + (high - low) / 2;
  return middle > low && middle < high ? middle : undefined;
}
