import type { Deal } from "../facts/deal.ts";
import type { ReadFact } from "../facts/facts.ts";
import { decidedFields } from "../lead/decision.ts";
import { nextStep } from "../lead/due.ts";
import type { Lead } from "../lead/lead.ts";
import { timeline } from "../lead/timeline.ts";
import { shownAmount } from "../money/money.ts";
import type { StoredTouch } from "../person/person.ts";
import { candidatesInWords } from "../rules/exclusion.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { WholeLead } from "./whole-lead-schema.ts";

/** A lead as the API tells it: with the facts and, in sentences, what happened to it and what its person saw and did. */
export function wholeLead(
  rulebook: Rulebook,
  lead: Lead,
  facts: readonly ReadFact[],
  touches: readonly StoredTouch[],
): WholeLead {
  const { tally, score, decision, noticeCount: _noticeCount, undo: _undo, subject: _subject, ...rest } = lead;
  const { waited, inputs, ...decided } = decision;
  const due = nextStep(lead);
  return {
    ...rest,
    // Nothing was scored yet, which is not a score of 0.
    score: lead.stage === "fetching" ? null : score,
    decision: {
      ...decided,
      ...(inputs && { inputs: { ...inputs, fields: decidedFields(lead) } }),
      candidates: candidatesInWords(decision.candidates),
      ...(waited && { waited: { ...waited, candidates: candidatesInWords(waited.candidates) } }),
    },
    ...(tally.deals && { deals: tally.deals.map(shownDeal) }),
    ...(tally.feedback && { feedback: tally.feedback }),
    windows: tally.windows,
    dueAt: due === undefined ? null : new Date(due).toISOString(),
    facts: facts.map(({ id, fact, words }) => ({ id, ...fact, ...(words && { words }) })),
    timeline: [
      ...touches.toReversed().map(({ at, label }) => ({ at, is: "touch", text: label })),
      ...timeline(rulebook, lead, facts, rulebook.agreement.timezone),
    ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

const shownDeal = ({ way: _way, before: _before, amount, ...deal }: Deal) => ({
  ...deal,
  ...(amount && { amount: shownAmount(amount) }),
});
