import type { Agreement } from "@baton/core/agreement";
import type { Condition, Literal } from "@baton/core/condition";
import { calendarMs } from "@baton/core/duration";
import type { Circuit, Lit } from "./circuit.ts";
import type { Term } from "./sum.ts";

/** A touch as a dry run takes it. */
export interface Touch {
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
  /** Touches not after an instant (epoch ms) that are worth what the solver's last example says. */
  example(at: number): Touch[];
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
    example: (at) =>
      all().flatMap(({ rule, terms }) => {
        const gained = terms.reduce((sum, { lit, weight }) => sum + (circuit.holds(lit) ? weight : 0), 0);
        return gained === 0 ? [] : touchesWorth(rule, gained / 10, at);
      }),
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
  if (single === 0) return [];
  const most = Math.min(Math.abs(max ?? Number.POSITIVE_INFINITY), MOST_TOUCHES * single);
  if (!halfLife && max === undefined && Number.isInteger(single * 10))
    return anyNumberOf(circuit, MOST_TOUCHES, sign * single * 10);
  if (halfLife || most / single > MOST_STEPS) return anyNumberOf(circuit, tenths(most), sign);
  const steps: Term[] = [];
  for (let count = 1, before = 0; before < tenths(most); count++) {
    const worth = tenths(Math.min(most, count * single));
    if (worth === before) continue;
    const lit = circuit.fresh();
    const previous = steps.at(-1);
    if (previous) circuit.require(-lit, previous.lit);
    steps.push({ lit, weight: sign * (worth - before) });
    before = worth;
  }
  return steps;
}

/** Terms that add up to every multiple of a weight up to `most` times: bits, and what they leave of it. */
function anyNumberOf(circuit: Circuit, most: number, weight: number): Term[] {
  const terms: Term[] = [];
  let left = most;
  for (let bit = 1; left > 0; bit *= 2) {
    const count = Math.min(bit, left);
    terms.push({ lit: circuit.fresh(), weight: count * weight });
    left -= count;
  }
  return terms;
}

const tenths = (points: number): number => Math.round(points * 10 + 1e-9);

/** Touches that are worth so many points under a rule at an instant. */
function touchesWorth(rule: TouchRule, gained: number, at: number): Touch[] {
  const facts = meeting(rule.when);
  const whole = Math.floor(Math.abs(gained / rule.points) + 1e-9);
  const touch = (instant: number): Touch => ({
    touch: rule.touch,
    at: new Date(instant).toISOString(),
    ...(Object.keys(facts).length > 0 && { facts }),
  });
  const full = Array.from({ length: whole }, () => touch(at));
  const left = Math.abs(gained) - whole * Math.abs(rule.points);
  if (left < 0.05) return full;
  if (!rule.halfLife) return [...full, touch(at)];
  const halfLifeMs = calendarMs(rule.halfLife);
  return [...full, touch(Math.round(at - halfLifeMs * Math.log2(Math.abs(rule.points) / left)))];
}

/** Facts that meet a condition, as far as that is plain. */
function meeting(condition: Condition): Record<string, Literal> {
  if ("all" in condition) return Object.assign({}, ...condition.all.map(meeting));
  if ("any" in condition) return condition.any[0] ? meeting(condition.any[0]) : {};
  if ("not" in condition) return {};
  const { field } = condition;
  switch (condition.op) {
    case "in":
      return condition.value.length > 0 ? { [field]: condition.value[0]! } : {};
    case "ne":
    case "notIn":
      return { [field]: "other" };
    case "lt":
      return { [field]: condition.value - 1 };
    case "gt":
      return { [field]: condition.value + 1 };
    case "exists":
      return condition.value ? { [field]: "given" } : {};
    default:
      return { [field]: condition.value };
  }
}
