import type { Cadence, Stage, Step } from "../agreement/model.ts";
import type { Duration } from "../duration/index.ts";

/** Which of a stage's windows a clock runs: the stage's own, when absent; until the next try; or for an answer to who asked again. */
export type WindowKind = "try" | "answer";

/** A window as a stage says it, with steps that have a name of their own. */
export interface Span {
  within: Duration;
  steps: (Step & { id: string })[];
}

/** The cadence of a stage that names none: three tries, a working day apart. */
const CADENCE: Cadence = { count: 3, next: [{ elapsed: false, ms: 0, days: 1, weeks: 0 }] };

export const cadenceOf = ({ attempts = CADENCE }: Pick<Stage, "attempts">): Cadence => attempts;

/** When whoever has to try again is reminded, in percent of the time until then. */
const REMINDED_AT = 75;

/**
 * One of a stage's windows. That of a next try has a reminder of its own in place of what comes within the stage's, and then the same
 * ladder; the last duration of a cadence holds for all that follow, and for deciding after the last try.
 * @param attempts tries that were made in the stage
 */
export function spanOf(stage: Stage, kind: WindowKind | undefined, attempts = 0): Span {
  const steps = stage.steps.map((step, n) => ({ ...step, id: `${n}` }));
  if (kind === "answer") return { within: stage.nextResponse ?? stage.within, steps };
  if (kind !== "try") return { within: stage.within, steps };
  const { next } = cadenceOf(stage);
  return {
    within: next[Math.min(attempts, next.length) - 1]!,
    steps: [
      { id: "try", at: { percent: REMINDED_AT }, do: "remind" },
      ...steps.filter(({ at }) => !("percent" in at) || at.percent >= 100),
    ],
  };
}
