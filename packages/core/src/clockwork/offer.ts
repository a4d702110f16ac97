import type { Route } from "../agreement/model.ts";
import { assign } from "../lead/assign.ts";
import { type Draft, notify } from "../lead/change/draft.ts";
import { takes } from "../lead/change/load.ts";
import type { Turns } from "../lead/change/turns.ts";
import { chooseAgain, decideAgain, ruleAgain } from "../lead/routing/again.ts";
import { endWaiting, offeredTo, startOffer, startWaiting } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import { giveRequest } from "../requests/give.ts";
import { policyOf } from "../rules/judge.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/** What came of offering a lead: somebody has it, it was nobody's to give, or the rule that has nobody for it. */
export type Offered = "handed" | "left" | Route;

/**
 * Gives a lead that nobody has to whoever can take it now, by the active agreement's rule of the name that it was decided by, or if there
 * is none by the rule that takes it today; with a fresh clock of the stage it is in. One that has waited as long as its rule says, or
 * that nobody claimed, goes on to those who come next, or to its manager's attention.
 */
export async function offer(relay: Relay, active: Rulebook, draft: Draft, turns: Turns): Promise<Offered> {
  const { lead, now } = draft;
  // The list may be behind.
  if (lead.closed || lead.owner !== null || lead.stage === "fetching") return "left";
  const isOver = lead.waiting !== undefined && Date.parse(lead.waiting.until) <= now;
  if (lead.stage === "offered" && !isOver) return "left";
  if (lead.request) return (await giveRequest(relay, active, draft, turns)) ? "handed" : "left";
  const ruled = await ruleAgain(relay, active, lead, { now, keep: true });
  const { route } = ruled;
  const unclaimed = lead.offered ?? [];
  const { choice, until } = await chooseAgain(relay, active, draft, ruled, turns, unclaimed);
  const { owner: to } = choice;
  if (route && (to !== null || choice.offered !== undefined)) {
    decideAgain(active, draft, ruled, choice, unclaimed);
    if (to === null) {
      startOffer(active, draft, choice.offered!, offeredTo(choice));
      return "left";
    }
    const waitedMs = now - Date.parse(lead.decision.waited!.from);
    assign(active, draft, {
      to,
      how: "routed",
      loads: takes(active, choice, to, now),
      policy: policyOf(route)!,
      waitedMs,
    });
    notify(draft, { kind: "handover", to });
    return "handed";
  }
  if (isOver) {
    if (until === undefined) endWaiting(active, draft);
    else startWaiting(draft, until);
  }
  return route ?? "left";
}
