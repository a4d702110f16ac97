import type { Route } from "../agreement/model.ts";
import { assign } from "../lead/assign.ts";
import { type Draft, notify } from "../lead/change/draft.ts";
import { takes } from "../lead/change/load.ts";
import type { Turns } from "../lead/change/turns.ts";
import { noteDecision, ownersOf, receipt } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { endWaiting, startWaiting } from "../lead/stages.ts";
import { type Identified, identify } from "../person/identify.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import { type Choice, choose } from "../rules/choose.ts";
import { firstWindow, judge } from "../rules/judge.ts";
import { ownersIn } from "../rules/known.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { reachOf } from "../rules/targets.ts";

/** What came of offering a lead: somebody has it, it was nobody's to give, or the rule that has nobody for it. */
export type Offered = "handed" | "left" | Route;

/**
 * Gives a lead that nobody has to whoever can take it now by the active agreement. One that has waited as long as its rule says goes on
 * to those who come next, or to its manager's attention.
 */
export async function offer(relay: Relay, active: Rulebook, draft: Draft, turns: Turns): Promise<Offered> {
  const { lead, now } = draft;
  // The list may be behind.
  if (lead.closed || lead.owner !== null || lead.stage === "fetching") return "left";
  const met = await identify(relay, active, lead);
  const ruling = await rulingOn(relay, active, lead, met, now);
  const { route, known } = ruling;
  const { targets, until } = route ? reachOf(route, known.receivedAt, now) : { targets: [], until: undefined };
  const choice = await choose(active, targets, {
    at: now,
    known: { ...ownersOf(met), ...ownersIn(ruling.tables) },
    fields: lead.fields,
    rule: route,
    window: firstWindow(active, route),
    turn: turns.takenFor(`${lead.id}.${lead.revision}`),
    loads: async (counted) =>
      counted.every((one) => one in met.known.loads) ? met.known.loads : relay.store.loads(counted),
  });
  if (choice.owner !== null) {
    decideAgain(active, draft, ruling, choice, choice.owner);
    return "handed";
  }
  if (lead.waiting && Date.parse(lead.waiting.until) <= now) {
    if (until === undefined) endWaiting(active, draft);
    else startWaiting(draft, until);
  }
  return route ?? "left";
}

/** The active agreement's rule of the name that the lead was decided by; if there is none, the rule that takes the lead today. */
async function rulingOn(relay: Relay, active: Rulebook, lead: Lead, met: Identified, now: number) {
  const touches = active.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const person = { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const receivedAt = Date.parse(lead.createdAt);
  const { source, test } = lead;
  const known = { source, test, receivedAt, person, account: met.known.account, touches };
  const kept = active.agreement.routing.find(({ name }) => name === lead.decision.rule);
  const ruling = await judge(active, lead.fields, known, now);
  if (!kept) return { ...ruling, known, kept: undefined };
  const { score } = lead;
  return {
    score,
    route: kept,
    tables: ruling.tables,
    known,
    kept: { rule: kept.name, score: score.total, band: score.band },
  };
}

/** Gives the lead to whom a new decision names, with a fresh clock of the stage it is in. */
function decideAgain(
  active: Rulebook,
  draft: Draft,
  { score, route, tables, known, kept }: Awaited<ReturnType<typeof rulingOn>>,
  choice: Choice,
  to: string,
): void {
  const { lead, now } = draft;
  const waited = lead.decision.waited ?? { from: lead.decision.at, candidates: lead.decision.candidates };
  lead.score = score;
  lead.decision = {
    ...receipt(active, { known, score, route, tables, choice, ...(kept && { kept }) }, now),
    waited,
  };
  noteDecision(draft);
  assign(active, draft, {
    to,
    how: "routed",
    loads: takes(active, choice, to, now),
    policy: route!.sla,
    waitedMs: now - Date.parse(waited.from),
  });
  notify(draft, { kind: "handover", to });
}
