import { withinOf } from "../clock/index.ts";
import type { Handed } from "../facts/facts.ts";
import { assign } from "../lead/assign.ts";
import { type Draft, notify } from "../lead/change/draft.ts";
import { takes, unlimited } from "../lead/change/load.ts";
import type { Turns } from "../lead/change/turns.ts";
import { seqsOf } from "../lead/decision.ts";
import { teamOf } from "../lead/lead.ts";
import { pickFrom } from "../lead/routing/pick.ts";
import type { Relay } from "../ports/relay.ts";
import type { Choice } from "../rules/choosing/choice.ts";
import type { Rulebook } from "../rules/rulebook.ts";

interface Passing {
  turns: Turns;
  /** A person or a team that is asked before the rule's team. */
  to?: string;
  /** Who holds it when nobody of the team is left. */
  holder: string | undefined;
  /** The step that does it. */
  step?: string;
  why: Handed;
  /** The window whose end it tells of. */
  window?: number;
}

/**
 * Picks again from whom the step names and the rule's team, without those who had the lead, and tells both; when nobody is left, `holder` holds it. False
 * when that changes nothing.
 */
export async function reassignLead(relay: Relay, rulebook: Rulebook, draft: Draft, passing: Passing): Promise<boolean> {
  const { lead, now } = draft;
  const { step, why, window } = passing;
  const choice = await pickAgain(relay, rulebook, draft, passing);
  const to = choice?.owner ?? passing.holder;
  const from = lead.owner;
  const goesOver = choice?.owner != null && choice.team !== null && choice.team !== teamOf(lead);
  if (to === undefined || to === from) return false;
  const held = choice?.owner == null;
  if (goesOver) lead.team = choice.team!;
  assign(rulebook, draft, {
    to,
    how: "reassigned",
    why,
    loads: held ? unlimited(rulebook, lead, to) : takes(rulebook, choice, to, now),
    ...(held && { held }),
    ...(window !== undefined && { window }),
    ...(choice && { candidates: choice.candidates, turns: seqsOf(choice.turns) }),
  });
  const of = step === undefined ? {} : { step };
  notify(draft, { kind: "reassigned-to", to, other: from, ...of });
  if (from !== null) notify(draft, { kind: "reassigned-from", to: from, other: to, ...of });
  return true;
}

async function pickAgain(
  relay: Relay,
  rulebook: Rulebook,
  draft: Draft,
  { turns, to }: Passing,
): Promise<Choice | undefined> {
  const { lead } = draft;
  const targets = [to, teamOf(lead)].filter((target) => target != null);
  if (targets.length === 0) return undefined;
  return pickFrom(relay, rulebook, draft, {
    targets,
    turns,
    excluded: lead.owners.map(({ person }) => person),
    rule: rulebook.agreement.routing.find(({ name }) => name === lead.decision.rule),
    window: lead.clock && withinOf(rulebook, lead.clock),
  });
}
