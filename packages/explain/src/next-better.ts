import type { Rulebook, Ruling } from "@baton/core/rules";
import { type Aim, aimsFor } from "./aims.ts";
import { attemptsAt } from "./attempts.ts";
import { type ScoreSteps, scoreSteps } from "./score-steps.ts";
import type { Shown } from "./shown.ts";
import { changed, type Judge, type Trials, trialsOf } from "./trials.ts";
import type { Value } from "./values.ts";
import { type Changes, MOST_CHANGES } from "./ways.ts";

/** A field, what it is now and what it would have to be; null where it is absent. */
export interface FieldChange {
  field: string;
  from: Value;
  to: Value;
  /** What the rules ask of it; `to` is one value that does. */
  words: string;
}

/**
 * The fewest changes, three at most, that lead to the next better outcome. For a lead that no rule takes, that is to be taken at
 * all. Else a rule takes it still, its score is not lower, and its band is higher (rather the next one than one above); where no
 * higher band can be reached, an earlier rule takes it. Of equally few changes those come first that a person can learn: fields not
 * given yet, then given ones; last what the world knows of the lead.
 *
 * Every answer has been decided. The values tried are those that rules name, or an example where any other would do: null says
 * that none of them helps, `beyond` that they were too many to try.
 */
export async function nextBetter(
  rulebook: Rulebook,
  given: { lead: Record<string, unknown>; touches: number; ruling: Ruling; shown: Shown },
  judge: Judge,
): Promise<{ lead: Record<string, unknown>; changes: FieldChange[] } | { beyond: string } | null> {
  const { agreement } = rulebook;
  const { score, routing } = agreement;
  const { lead, touches, ruling, shown } = given;
  const asked = score.rules.length + routing.length + touches * score.touches.length;
  const trials = trialsOf(lead, judge, asked);
  const start = { agreement, facts: ruling.facts, shown };
  let known: Promise<ScoreSteps> | undefined;
  const steps = () => (known ??= scoreSteps(start, ruling.score.total, trials));
  const ground = { bands: score.bands, ruling, shown, trials, steps };

  let all = true;
  for (const aim of aimsFor(rulebook, ruling, start)) {
    all &&= aim.all;
    for (let size = 1; size <= MOST_CHANGES; size++) {
      for await (const attempt of attemptsAt(aim, size, ground)) {
        if (!(await reaches(aim, attempt, trials))) continue;
        const fewest = await withoutNeedless(aim, attempt, trials);
        const changes = [...fewest].map(([field, change]) => ({ field, from: shown[field] ?? null, ...change }));
        return { lead: changed(lead, fewest), changes };
      }
    }
  }
  if (known) all &&= (await known).all;
  if (all && !trials.exhausted()) return null;
  return { beyond: `Nothing better was found in ${trials.count()} tries; there may be something.` };
}

async function reaches(aim: Aim, changes: Changes, trials: Trials): Promise<boolean> {
  const ruling = await trials.of(changes);
  return ruling !== undefined && aim.better(ruling);
}

/** Leaves out what is not needed: one change may do what two rules ask for. */
async function withoutNeedless(aim: Aim, changes: Changes, trials: Trials): Promise<Changes> {
  if (changes.size === 1) return changes;
  for (const field of changes.keys()) {
    const fewer = new Map([...changes].filter(([other]) => other !== field));
    if (await reaches(aim, fewer, trials)) return withoutNeedless(aim, fewer, trials);
  }
  return changes;
}
