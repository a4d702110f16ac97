import type { Chance } from "./chance.ts";
import type { Plan } from "./plan.ts";
import { type Options, type Outcome, simulate } from "./simulate.ts";

/** Runs that looking for a shorter history may take. */
const MOST_RUNS = 500;

/**
 * The shortest history found in which a seed breaks the same promise: of what happened by chance ever smaller parts are left
 * out, as long as it still breaks (delta debugging; A. Zeller, R. Hildebrandt, "Simplifying and isolating failure-inducing
 * input", IEEE TSE 28, 2002).
 */
export async function shortest(seed: number, plan: (chance: Chance) => Plan, options: Options = {}): Promise<Outcome> {
  const first = await simulate(seed, plan, options);
  let needed = first.happened;
  let size = needed.length;
  for (let runs = 0; size >= 1 && runs < MOST_RUNS; ) {
    const before = needed.length;
    for (let from = 0; from < needed.length && runs < MOST_RUNS; runs++) {
      const only = new Set(needed.toSpliced(from, size));
      const tried = await simulate(seed, plan, { ...options, only });
      if (promise(tried) === promise(first)) needed = tried.happened;
      else from += size;
    }
    if (size > 1 || needed.length === before) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return simulate(seed, plan, { ...options, only: new Set(needed), traced: true });
}

const promise = ({ problems }: Outcome): string | undefined => problems[0]?.split(":")[0];

/** A failing seed as people read it. */
export function told(seed: number, { problems, history }: Outcome): string {
  return [`Seed ${seed}: ${problems[0]} The shortest history found:`, ...history].join("\n");
}
