import type { Route } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import { type FieldValue, factsOf, type Known } from "../fields/index.ts";
import type { Lead } from "../lead/index.ts";
import { escalationRecipients } from "../relay/recipients.ts";
import { type Choice, choose, type Means } from "../route/index.ts";
import type { Rulebook, Score } from "../rulebook/index.ts";
import { fold } from "../text/index.ts";

/** What an agreement makes of one lead at one instant. */
export interface Verdict {
  score: Score;
  route: Route | undefined;
  choice: Choice;
}

/** Scores, routes and finds the owner. Besides `means`, which takes tickets and reads loads, it depends on its arguments alone. */
export async function decide(
  rulebook: Rulebook,
  fields: Record<string, FieldValue>,
  known: Known,
  means: Means,
): Promise<Verdict> {
  const facts = await factsOf(fields, known, rulebook.asked, rulebook.agreement.fields);
  const score = rulebook.score(facts, known.touches, means.at);
  facts.score = score.total;
  if (score.band !== null) facts.band = fold(score.band);
  const route = rulebook.route(facts);
  const targets = route ? [route.to, ...(route.else === undefined ? [] : [route.else])] : [];
  return { score, route, choice: await choose(rulebook, targets, means) };
}

/** Where a policy's clock starts for a lead: at receipt, or when the person acted, which is never after receipt and at most 1 h before it. */
export function clockStart(
  clockFrom: "received" | "submitted",
  receivedAt: number,
  submittedAt: FieldValue | undefined,
): number {
  if (clockFrom === "received" || typeof submittedAt !== "string") return receivedAt;
  return Math.max(receivedAt - 3_600_000, Math.min(receivedAt, Date.parse(submittedAt)));
}

/** A verdict as the CLI and the API print it: with the steps of the first stage and whom they would reach. */
export function explain(rulebook: Rulebook, verdict: Verdict, at: number) {
  const { score, route, choice } = verdict;
  const policy = route && rulebook.agreement.sla[route.sla];
  const stage = policy?.stages[0];
  const clock =
    route && stage && start(rulebook, { policy: route.sla, stage, holder: choice.owner ?? rulebook.topManager, at });
  const lead = { owner: choice.owner, decision: { team: choice.team } } as Lead;
  return {
    score: score.total,
    band: score.band,
    reasons: score.reasons,
    rule: route?.name ?? null,
    owner: choice.owner,
    candidates: choice.candidates,
    sla: route?.sla ?? null,
    steps: (clock?.steps ?? []).map((step) => ({
      stage: clock!.stage,
      do: step.do,
      ...(step.do === "escalate" && {
        to: escalationRecipients(rulebook, lead, step.to!, Date.parse(step.at)).join(", "),
      }),
      at: step.at,
    })),
  };
}

export { type DryRun, dryRun } from "./dry-run.ts";
export { type State, stateSchema } from "./state.ts";
