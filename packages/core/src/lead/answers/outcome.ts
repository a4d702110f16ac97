import { stageOf } from "../../clock/index.ts";
import { BatonError } from "../../error/index.ts";
import { type DealState, type OutcomeId, outcomeIds, outcomeNames } from "../../facts/codes.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { cutText } from "../../text/index.ts";
import { assign } from "../assign.ts";
import { type Draft, notify } from "../change/draft.ts";
import { takes, unlimited } from "../change/load.ts";
import { LONGEST_DEAL, noteDeal, type SaidOfDeal } from "../deals/deal.ts";
import { displayName, type Lead } from "../lead.ts";
import { pickFrom } from "../routing/pick.ts";
import { close, endWindow } from "../stages.ts";
import { type Answer, type AnswerKind, type Means, noteOf, record, withNote } from "./answer.ts";

export const outcomes = outcomeIds.map((id) => ({ id, name: outcomeNames[id] }));

/** Whether a lead was closed by what came of it, which may be something else later. */
const isSettled = ({ closed }: Lead): boolean => outcomeIds.some((id) => id === closed?.as);

/** What came of it: ends the lead, or has whoever sells take it over. Of one that it had ended, what came of the deal since. */
export const outcome: AnswerKind = {
  offered: (_, lead, { role }) => role === "owner" && (lead.stage === "disposition" || isSettled(lead)),

  async apply(rulebook, draft, answer, means) {
    const found = outcomes.find(({ id }) => id === answer.reason);
    const { say } = means.words;
    if (!found) throw new BatonError("response.outcome", say("refused.outcome"), { status: 422 });
    const said = await readDeal(rulebook, found.id, answer, say);
    const next = found.id === "opportunity" && !draft.lead.closed ? takesOver(rulebook, draft.lead) : undefined;
    record(rulebook, draft, answer, { reason: found.id });
    await noteDeal(means.relay, rulebook, draft, said);
    if (draft.lead.closed) return say("said.outcome", { outcome: found.id });
    if (next) return handOver(rulebook, draft, answer, next, means);
    close(rulebook, draft, {
      at: draft.now,
      result: found.id,
      by: answer.by,
      evidence: "claimed",
      ...withNote(answer),
    });
    return say("said.outcome", { outcome: found.id });
  },
};

const states = { opportunity: "open", won: "won", lost: "lost" } as const satisfies Record<OutcomeId, DealState>;

/** What somebody says of the deal. */
async function readDeal(
  { agreement }: Rulebook,
  outcome: OutcomeId,
  { by, lost, amount, currency, deal }: Answer,
  say: Means["words"]["say"],
): Promise<SaidOfDeal> {
  const state = states[outcome];
  const reasons = agreement.lostReasons ?? [];
  if (state === "lost" && reasons.length > 0 && !reasons.some(({ id }) => id === lost))
    throw new BatonError("response.lost", say("refused.lost"), { status: 422 });
  const worth = amount && (await import("../../money/index.ts")).readAmount(amount, currency);
  return {
    state,
    by,
    evidence: "claimed",
    via: "page",
    ...(deal && { deal: cutText(deal, LONGEST_DEAL) }),
    ...(worth && { amount: worth }),
    ...(state === "lost" && lost && { reason: lost }),
  };
}

/** Who takes over a lead that has become an opportunity; undefined where that is whoever has it. */
function takesOver(rulebook: Rulebook, { clock, owner }: Lead): { to: string; sla: string } | undefined {
  const next = clock && stageOf(rulebook, clock)?.handTo;
  if (!next || !rulebook.agreement.sla[next.sla]) return undefined;
  const those = rulebook.agreement.teams[next.to]?.members.map(({ person }) => person) ?? [next.to];
  return owner !== null && those.includes(owner) ? undefined : next;
}

const isMember = ({ agreement: { teams } }: Rulebook, team: string, person: string): boolean =>
  teams[team]!.members.some((member) => member.person === person);

/** Whoever can take it has it from now on, by a policy of its own; else who manages them. */
async function handOver(
  rulebook: Rulebook,
  draft: Draft,
  answer: Answer,
  { to: target, sla: policy }: { to: string; sla: string },
  { relay, turns, words: { say } }: Means,
): Promise<string> {
  const { lead, now } = draft;
  const { people, teams } = rulebook.agreement;
  endWindow(rulebook, draft, { at: now, result: "opportunity", by: answer.by, evidence: "claimed" });
  const window = rulebook.agreement.sla[policy]?.stages[0]?.within;
  const choice = await pickFrom(relay, rulebook, draft, { targets: [target], turns, window });
  const to = choice.owner ?? teams[target]?.manager ?? people[target]?.manager ?? rulebook.topManager;
  if (to === undefined || !people[to])
    throw new BatonError("response.handTo", `Nobody of ${target} can take the lead now. Please try again later.`, {
      status: 409,
    });
  const team = teams[target] ? target : Object.keys(teams).find((name) => isMember(rulebook, name, to));
  const held = choice.owner === null || team === undefined;
  if (team !== undefined) lead.team = team;
  assign(rulebook, draft, {
    to,
    how: "routed",
    why: { code: "opportunity" },
    loads: choice.owner === null ? unlimited(rulebook, lead, to) : takes(rulebook, choice, to, now),
    policy,
    afresh: true,
    note: noteOf(answer),
    ...(held && { held }),
  });
  if (to !== answer.by) notify(draft, { kind: "handover", to });
  return say("said.opportunity", { owner: people[to].name, name: displayName(lead) });
}
