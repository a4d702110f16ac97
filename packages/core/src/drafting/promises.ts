import type { Side } from "../facts/codes.ts";
import type { Answers, TargetId } from "./answers.ts";
import { funnelOf } from "./arithmetic.ts";

/** What one side promises the other, as the agreement writes it. */
export interface PromiseMade {
  name: string;
  measure: TargetId;
  per: "month" | "quarter";
  atLeast: number | string;
}

/** What most teams keep after some weeks, where the answers derive nothing. */
const usual = {
  "context-completeness": "90%",
  "contact-in-time": "90%",
  "disposition-in-time": "85%",
  "requests-in-time": "90%",
} as const;

/** The targets that follow of a goal; each may be overruled. */
export const suggestedTargets = (goal: Answers["goal"]): Record<TargetId, number | string> => ({
  "qualified-leads": funnelOf(goal).promised,
  "acceptance-rate": goal.accepted,
  ...usual,
});

/** What both sides promise: what follows of the goal, where the two do not say otherwise. */
export function promisesOf({ goal, requests }: Pick<Answers, "goal" | "requests">): Record<Side, PromiseMade[]> {
  const targets = { ...suggestedTargets(goal), ...goal.targets };
  const promise = (name: string, measure: TargetId): PromiseMade => ({
    name,
    measure,
    // Shares are seen to slip sooner than numbers are to miss a goal.
    per: measure === "qualified-leads" ? goal.per : "month",
    atLeast: targets[measure],
  });
  // A side is asked for something only by kinds that the other may ask.
  const answers = (asking: Side, name: string) =>
    requests.kinds.some(({ from }) => from === asking) ? [promise(name, "requests-in-time")] : [];
  return {
    marketing: [
      promise(`Qualified leads a ${goal.per}`, "qualified-leads"),
      promise("Accepted by sales", "acceptance-rate"),
      promise("Hand-overs complete", "context-completeness"),
      ...answers("sales", "What sales asks, answered in time"),
    ],
    sales: [
      promise("First answer in time", "contact-in-time"),
      promise("Outcome recorded in time", "disposition-in-time"),
      ...answers("marketing", "What marketing asks, answered in time"),
    ],
  };
}
