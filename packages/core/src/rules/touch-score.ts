import type { ScoreSpec } from "../agreement/model.ts";
import { compile, type Facts, fieldsOf } from "../condition/condition.ts";
import { calendarMs } from "../duration/index.ts";
import type { StoredTouch } from "../person/person.ts";
import { fold } from "../text/index.ts";

type Reason = { name: string; points: number };

/** What the score looks at of a touch. */
export type ScoredTouch = Pick<StoredTouch, "at" | "touch" | "facts">;

/**
 * Compiles the touch rules of a score: what a person saw and did is worth points that halve with every half-life. One reason per
 * rule, rounded to a tenth; what rounds to nothing is no reason.
 */
export function touchScoring(rules: ScoreSpec["touches"]): {
  reasons(touches: readonly ScoredTouch[], at: number | undefined): Reason[];
  counted(touches: readonly ScoredTouch[]): ScoredTouch[];
} {
  const compiled = rules.map((rule) => ({
    name: rule.name,
    kind: fold(rule.touch),
    holds: compile(rule.when),
    points: rule.points,
    halfLifeMs: rule.halfLife && calendarMs(rule.halfLife),
    max: rule.max === undefined ? Number.POSITIVE_INFINITY : Math.abs(rule.max),
  }));
  const asked = [...new Set(rules.flatMap(({ when }) => fieldsOf(when)))];

  /** The rules that count a touch, by their place. */
  const rulesFor = (touch: ScoredTouch): number[] => {
    const kind = fold(touch.touch);
    const event = Object.hasOwn(touch.facts, "event") ? touch.facts.event : undefined;
    const eventKind = typeof event === "string" ? fold(event) : undefined;
    const named = compiled.filter((rule) => rule.kind === kind || rule.kind === eventKind);
    if (named.length === 0) return [];
    const facts = factsOf(touch, asked);
    return named.filter(({ holds }) => holds(facts)).map((rule) => compiled.indexOf(rule));
  };

  return {
    reasons(touches, at) {
      if (compiled.length === 0 || touches.length === 0) return [];
      const sums = compiled.map(() => 0);
      for (const touch of touches) {
        // A sender's clock may run ahead of ours; nothing is worth more than on the day.
        const age = at === undefined ? 0 : Math.max(0, at - Date.parse(touch.at));
        for (const i of rulesFor(touch)) sums[i] = sums[i]! + compiled[i]!.points * worth(age, compiled[i]!.halfLifeMs);
      }
      return compiled
        .map(({ name, max }, i) => ({ name, points: tenths(Math.min(max, Math.max(-max, sums[i]!))) }))
        .filter(({ points }) => points !== 0);
    },

    counted: (touches) =>
      touches
        .filter((touch) => rulesFor(touch).length > 0)
        .map(({ at, touch, facts }) => ({
          at,
          touch,
          facts: Object.fromEntries(Object.entries(facts).filter(([name]) => name === "event" || asked.includes(name))),
        })),
  };
}

/** The share of its points that a touch is still worth. */
function worth(ageMs: number, halfLifeMs: number | undefined): number {
  if (halfLifeMs === undefined || ageMs === 0) return 1;
  return 0.5 ** (ageMs / halfLifeMs);
}

/** Rounds half away from zero, so that taking points away is the mirror of giving them. */
const tenths = (points: number): number => (Math.sign(points) * Math.round(Math.abs(points) * 10 + 1e-9)) / 10;

/** The facts rules ask about, folded for comparison; without a prototype, or every touch would have a "constructor". */
function factsOf({ facts: given }: ScoredTouch, asked: readonly string[]): Facts {
  const facts: Facts = Object.create(null) as Facts;
  for (const name of asked) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value !== undefined) facts[name] = typeof value === "string" ? fold(value) : value;
  }
  return facts;
}
