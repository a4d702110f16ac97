import { LEAD_OWNER } from "../agreement/model.ts";
import { assign } from "../lead/assign.ts";
import { type Draft, notify } from "../lead/change/draft.ts";
import type { Turns } from "../lead/change/turns.ts";
import { seqsOf } from "../lead/decision.ts";
import { pickFrom } from "../lead/routing/pick.ts";
import { endWaiting, offeredTo, startOffer } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { ACTION } from "./action.ts";

/**
 * Gives a request that nobody has to whoever of those it is for can answer now, with a window of their own, or offers it to their team.
 * Takes nobody's turn for leads. False where nobody has it then.
 */
export async function giveRequest(
  relay: Pick<Relay, "store">,
  rulebook: Rulebook,
  draft: Draft,
  turns: Turns,
): Promise<boolean> {
  const { lead } = draft;
  const { request, decision, offered = [] } = lead;
  if (request!.kind === ACTION && rulebook.agreement.people[decision.to!]) {
    // Both sides agreed on who does it, and by which day: neither leave nor load takes it from them.
    assign(rulebook, draft, { to: decision.to!, how: "routed", loads: [], policy: ACTION });
    notify(draft, { kind: "handover", to: decision.to! });
    return true;
  }
  // As it is agreed today, where such requests still are.
  const kind = rulebook.agreement.requests?.find(({ id }) => id === request!.kind);
  const { policy, to } = kind ? { policy: kind.sla, to: kind.to } : { policy: decision.policy!, to: decision.to! };
  if (!rulebook.agreement.sla[policy]) return false;
  const choice = await pickFrom(relay, rulebook, draft, {
    targets: await targetsOf(relay, draft, to),
    turns,
    excluded: [request!.by],
    window: rulebook.agreement.sla[policy]?.stages[0]?.within,
    claims: { over: offered, last: true },
  });
  const { owner, team, candidates } = choice;
  const { version } = rulebook;
  lead.decision = { ...decision, version, policy, to, team: team ?? decision.team, candidates, turns: choice.turns };
  if (choice.offered !== undefined) startOffer(rulebook, draft, choice.offered, offeredTo(choice));
  else if (owner !== null) {
    const found = { candidates, turns: seqsOf(choice.turns) };
    assign(rulebook, draft, { to: owner, how: "routed", loads: [], policy, ...found });
    notify(draft, { kind: "handover", to: owner });
    return true;
  } else if (lead.waiting) endWaiting(rulebook, draft);
  return false;
}

/** Who is to answer: the person or the team, or whoever has the lead that it is about by now. */
async function targetsOf({ store }: Pick<Relay, "store">, { lead: { request } }: Draft, to: string): Promise<string[]> {
  if (to !== LEAD_OWNER) return [to];
  const owner = request!.lead === undefined ? undefined : (await store.lead(request!.lead))?.owner;
  return owner == null ? [] : [owner];
}
