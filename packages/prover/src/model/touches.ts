import type { Agreement } from "@baton/core/agreement";
import type { Literal } from "@baton/core/condition";
import { calendarMs } from "@baton/core/duration";
import { fold } from "@baton/core/text";
import { LAST_INSTANT, NoExample } from "../fields/field.ts";
import type { Circuit, Lit } from "./circuit.ts";
import type { Term } from "./sum.ts";
import { touchFacts } from "./touch-facts.ts";

/** A touch as a dry run takes it. */
export interface TouchModel {
  touch: string;
  at: string;
  facts?: Record<string, Literal>;
}

/** What people saw and did before, as far as it is worth points; agreements with the same rule share it. */
export interface Touching {
  /** What touches of a rule may add to a score, in tenths of a point. */
  terms(rule: TouchRule): Term[];
  /** All truths that add something. */
  lits(): Lit[];
  /**
   * Touches not after an instant (epoch ms) that are worth what the solver's last example says, unless they count under several
   * rules at once. Throws `NoExample`.
   */
  example(at: number): TouchModel[];
}

type TouchRule = Agreement["score"]["touches"][number];

export function touching(circuit: Circuit): Touching {
  const known = new Map<string, { rule: TouchRule; terms: Term[] }>();
  const all = () => [...known.values()];
  return {
    terms(rule) {
      const key = JSON.stringify({ ...rule, name: "" });
      const found = known.get(key) ?? { rule, terms: contribution(circuit, rule) };
      known.set(key, found);
      return found.terms;
    },
    lits: () => all().flatMap(({ terms }) => terms.map(({ lit }) => lit)),
    example(at) {
      const touches = all().flatMap(({ rule, terms }) => {
        const gained = terms.reduce((sum, { lit, weight }) => sum + (circuit.holds(lit) ? weight : 0), 0);
        if (gained === 0) return [];
        const others = all().filter((other) => other.rule !== rule && fold(other.rule.touch) === fold(rule.touch));
        const facts = touchFacts(
          rule.when,
          others.map((other) => other.rule.when),
        );
        if (!facts) throw new NoExample();
        return instantsWorth(rule, gained / 10, at).map(
          (instant): TouchModel => ({
            touch: rule.touch,
            at: new Date(instant).toISOString(),
            ...(Object.keys(facts).length > 0 && { facts }),
          }),
        );
      });
      if (touches.length > MOST_TOUCHES) throw new NoExample();
      return touches;
    },
  };
}

/** As many touches as a dry run takes. */
const MOST_TOUCHES = 1000;
/** With a limit that more touches than these reach, any number of tenths below it may be tried. */
const MOST_STEPS = 100;

/**
 * What touches of a rule may add, as it is rounded: with a half-life any number of tenths up to the most, since what is left of a
 * touch depends on its age; without, so many times its points, up to the limit.
 */
function contribution(circuit: Circuit, { points, max, halfLife }: TouchRule): Term[] {
  const [sign, single] = [Math.sign(points), Math.abs(points)];
  const most = Math.min(Math.abs(max ?? Number.POSITIVE_INFINITY), MOST_TOUCHES * single);
  if (most === 0) return [];
  if (halfLife) return anyNumberOf(circuit, tenths(most), sign);
  const count = Math.ceil(most / single - 1e-9);
  if (count <= MOST_STEPS) return steps(circuit, count, (n) => sign * tenths(Math.min(most, n * single)));
  // Whole tenths add up without being rounded.
  if (Math.abs(single * 10 - tenths(single)) > 1e-9) return anyNumberOf(circuit, tenths(most), sign);
  const full = Math.floor(most / single + 1e-9);
  const terms = anyNumberOf(circuit, full, sign * tenths(single));
  const left = tenths(most) - full * tenths(single);
  if (left > 0) {
    const last = circuit.fresh();
    for (const { lit } of terms) circuit.require(-last, lit);
    terms.push({ lit: last, weight: sign * left });
  }
  return terms;
}

/** Terms each of which comes after the one before, so that the first n of them add up to `worth(n)`. */
function steps(circuit: Circuit, count: number, worth: (n: number) => number): Term[] {
  const terms: Term[] = [];
  for (let n = 1; n <= count; n++) {
    const weight = worth(n) - worth(n - 1);
    if (weight === 0) continue;
    const lit = circuit.fresh();
    const previous = terms.at(-1);
    if (previous) circuit.require(-lit, previous.lit);
    terms.push({ lit, weight });
  }
  return terms;
}

/**
 * Terms that add up to every multiple of a weight up to `most` times. They are decimal digits: people give points and bounds in
 * round numbers, so that few sums are left once the last digits are settled.
 */
function anyNumberOf(circuit: Circuit, most: number, weight: number): Term[] {
  const terms: Term[] = [];
  let left = most;
  for (let digit = 1; left > 0; digit *= 10) {
    for (const part of [1, 2, 2, 4]) {
      if (left === 0) break;
      const count = Math.min(part * digit, left);
      terms.push({ lit: circuit.fresh(), weight: count * weight });
      left -= count;
    }
  }
  return terms;
}

const tenths = (points: number): number => Math.round(points * 10 + 1e-9);

/** When there have to be touches of a rule for them to be worth so many points at an instant. */
function instantsWorth({ points, max, halfLife }: TouchRule, gained: number, at: number): number[] {
  const [single, wanted] = [Math.abs(points), Math.abs(gained)];
  if (!halfLife) {
    const count = Math.max(1, Math.ceil((wanted - 0.05) / single - 1e-9));
    if (tenths(Math.min(Math.abs(max ?? count * single), count * single)) !== tenths(wanted)) throw new NoExample();
    return Array.from({ length: count }, () => at);
  }
  const whole = Math.floor(wanted / single + 1e-9);
  const full = Array.from({ length: whole }, () => at);
  const left = wanted - whole * single;
  // Less than half a tenth is rounded away.
  if (left < 0.05) return full;
  const instant = Math.round(at - calendarMs(halfLife) * Math.log2(single / left));
  if (Math.abs(instant) > LAST_INSTANT) throw new NoExample();
  return [...full, instant];
}
