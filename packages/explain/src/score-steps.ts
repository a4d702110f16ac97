import { compile } from "@baton/core/condition";
import type { Trials } from "./trials.ts";
import { type Changes, type Start, waysTo } from "./ways.ts";

/** Changes by which a score comes out otherwise, and by how much. */
interface Step {
  changes: Changes;
  gain: number;
}

/** What of the score's rules is tried, each alone; and how many of the weightiest two and three together. */
const MOST_STEPS = 500;
const MOST_IN_PAIRS = 100;
const MOST_IN_TRIPLES = 30;

/** Steps by the number of fields they change, one to three; `all` is false where there are more than were looked at. */
export interface ScoreSteps {
  bySize: Map<number, Step[]>;
  all: boolean;
}

/** What turning each rule of the score on or off, and several together, would make of the score `now`. */
export async function scoreSteps(start: Start, now: number, trials: Trials): Promise<ScoreSteps> {
  let all = true;
  const candidates = new Map<string, Changes>();
  const weighty = start.agreement.score.rules.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points));
  for (const { when } of weighty) {
    if (candidates.size >= MOST_STEPS) {
      all = false;
      break;
    }
    const found = waysTo(compile(when)(start.facts) ? { not: when } : when, start);
    all &&= found.all;
    for (const changes of found.ways.flatMap((way) => way.changes())) {
      const key = JSON.stringify([...changes].map(([field, { to }]) => [field, to]));
      if (!candidates.has(key)) candidates.set(key, changes);
    }
  }
  const singles: Step[] = [];
  for (const changes of candidates.values()) {
    const ruling = await trials.of(changes);
    if (ruling && ruling.score.total !== now) singles.push({ changes, gain: ruling.score.total - now });
  }
  all &&= singles.length <= MOST_IN_TRIPLES;
  const pairs = together(weightiest(singles, MOST_IN_PAIRS), 2);
  const triples = together(weightiest(singles, MOST_IN_TRIPLES), 3);
  return { bySize: Map.groupBy([...singles, ...pairs, ...triples], ({ changes }) => changes.size), all };
}

/** In the order they were in. */
function weightiest(steps: readonly Step[], most: number): Step[] {
  const kept = new Set(steps.toSorted((a, b) => Math.abs(b.gain) - Math.abs(a.gain)).slice(0, most));
  return steps.filter((step) => kept.has(step));
}

/** So many steps at once. Where they change the same field the last one counts. */
function together(steps: readonly Step[], count: number, from = 0): Step[] {
  if (count === 0) return [{ changes: new Map(), gain: 0 }];
  return steps.slice(from).flatMap((step, i) =>
    together(steps, count - 1, from + i + 1).map((more) => ({
      changes: new Map([...step.changes, ...more.changes]),
      gain: step.gain + more.gain,
    })),
  );
}
