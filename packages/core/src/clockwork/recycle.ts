import { start } from "../clock/index.ts";
import { BatonError } from "../error/index.ts";
import { type Draft, note, notify } from "../lead/change/draft.ts";
import { countAgain } from "../lead/change/load.ts";
import { openAgain } from "../lead/change/open-again.ts";
import type { Turns } from "../lead/change/turns.ts";
import { presentManager } from "../lead/recipients.ts";
import { chooseAgain, ruleAgain } from "../lead/routing/again.ts";
import { moveTo } from "../lead/routing/reroute.ts";
import { startWindow, zoneOf } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/**
 * The time for which a lead was parked is over: it is open again with a fresh clock, with whoever parked it, or wherever the rules send
 * it. One that has come back as often as is agreed is put before a manager instead, and of somebody who has asked anew nothing is
 * opened twice.
 */
export async function recycle(relay: Relay, rulebook: Rulebook, draft: Draft, turns: Turns): Promise<void> {
  const { lead, now } = draft;
  const { recycle: parked, closed } = lead;
  if (!parked || !closed) return;
  delete lead.recycle;
  draft.tidied = true;
  const { times, to = "owner" } = rulebook.agreement.recycling ?? {};
  if (times !== undefined && (lead.tally.recycled ?? 0) >= times) {
    const manager = presentManager(rulebook, lead, now);
    if (manager !== undefined) notify(draft, { kind: "parked", to: manager, other: lead.owner });
    return;
  }
  try {
    await openAgain(relay, rulebook, draft);
  } catch (error) {
    // They have asked anew, and that lead is open: it has their whole story.
    if (!(error instanceof BatonError) || error.code !== "lead.open") throw error;
    return;
  }
  delete lead.closed;
  delete lead.undo;
  lead.stage = "unrouted";
  note(draft, { is: "lead.recycled", reason: parked.reason, parkedAt: closed.at, by: parked.by });
  const { owner } = lead;
  const isThere = owner !== null && rulebook.agreement.people[owner] && awayUntil(rulebook, owner, now) === undefined;
  const policy = lead.decision.policy;
  const stage = rulebook.agreement.sla[policy ?? ""]?.stages[0];
  if (to === "owner" && owner !== null && isThere && policy !== null && stage) {
    countAgain(rulebook, draft);
    startWindow(
      rulebook,
      draft,
      start(rulebook, { policy, stage, holder: owner, zone: zoneOf(rulebook, lead), at: now }),
    );
    notify(draft, { kind: "recycled", to: owner });
    return;
  }
  const ruled = await ruleAgain(relay, rulebook, lead, { now, keep: false });
  const { route } = ruled;
  if (!route) return;
  const { choice, until } = await chooseAgain(relay, rulebook, draft, ruled, turns);
  moveTo(rulebook, draft, { ruled, route, choice, until, why: { code: "recycled" } });
}
