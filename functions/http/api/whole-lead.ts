import { type Lead, nextStep, type ReadFact, timeline } from "@baton/core/lead";
import type { StoredTouch } from "@baton/core/person";
import type { Rulebook } from "@baton/core/rules";
import { candidatesInWords } from "@baton/core/rules";

/** A lead as the API tells it: with the facts and, in sentences, what happened to it and what its person saw and did. */
export function wholeLead(rulebook: Rulebook, lead: Lead, facts: readonly ReadFact[], touches: readonly StoredTouch[]) {
  const { tally, score, decision, noticeCount: _noticeCount, ...rest } = lead;
  const { waited, ...decided } = decision;
  const due = nextStep(lead);
  return {
    ...rest,
    // Nothing was scored yet, which is not a score of 0.
    score: lead.stage === "fetching" ? null : score,
    decision: {
      ...decided,
      candidates: candidatesInWords(decision.candidates),
      ...(waited && { waited: { ...waited, candidates: candidatesInWords(waited.candidates) } }),
    },
    windows: tally.windows,
    dueAt: due === undefined ? null : new Date(due).toISOString(),
    facts: facts.map(({ id, fact, words }) => ({ id, ...fact, ...(words && { words }) })),
    timeline: [
      ...touches.toReversed().map(({ at, label }) => ({ at, is: "touch", text: label })),
      ...timeline(rulebook, lead, facts, rulebook.agreement.timezone),
    ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}
