import type { Route } from "../../agreement/model.ts";
import { sideOf } from "../../agreement/side.ts";
import type { Handed } from "../../facts/facts.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Choice } from "../../rules/choosing/choice.ts";
import { namedBy } from "../../rules/choosing/choose.ts";
import { policyOf } from "../../rules/judge.ts";
import { type KnownOwners, ownersIn } from "../../rules/known.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { everyTarget, namesIn } from "../../rules/targets.ts";
import { assign, holdWithoutClock, release } from "../assign.ts";
import { type Draft, notify } from "../change/draft.ts";
import { takes } from "../change/load.ts";
import type { Turns } from "../change/turns.ts";
import { ownersOf } from "../decision.ts";
import type { Lead } from "../lead.ts";
import { endWindow, leaveUnrouted, offeredTo, startOffer, startWaiting } from "../stages.ts";
import { chooseAgain, decideAgain, type RuledAgain, rescore, ruleAgain } from "./again.ts";

/** Whether more of a lead may make it another one's: nobody of sales has it, and the agreement does not say that it stays where it is. */
export const mayMove = ({ agreement }: Rulebook, { owner, closed, stage, test }: Lead): boolean =>
  agreement.reroute !== "never" &&
  !closed &&
  !test &&
  stage !== "fetching" &&
  (owner === null || sideOf(agreement, owner) === "marketing");

/**
 * Routes a lead again of which more is known than before, if that makes it one for sales: its score has reached `qualified`, or another
 * rule takes it. It then goes where it would go if it came in now, with a fresh clock, and both sides are told; where nobody can take
 * it, it waits for them as such a lead does. Answers whether it moved.
 * @param before its score as it was known before
 */
export async function reroute(
  relay: Relay,
  active: Rulebook,
  draft: Draft,
  turns: Turns,
  before: number,
): Promise<boolean> {
  const { lead, now } = draft;
  if (!mayMove(active, lead)) return false;
  const ruled = await ruleAgain(relay, active, lead, { now, keep: false });
  const { route } = ruled;
  const why = reasonToMove(active, lead, ruled, before);
  if (!route || !why) return false;
  const { choice, until } = await chooseAgain(relay, active, draft, ruled, turns);
  if (choice.owner !== null && sideOf(active.agreement, choice.owner) === "marketing") return false;
  // Those it is offered to already need not hear of it twice.
  if (lead.stage === "offered" && choice.offered !== undefined && choice.offered === lead.waiting?.team) return false;
  rescore(draft, ruled.score);
  moveTo(active, draft, { ruled, route, choice, until, why });
  return true;
}

/** Where a lead goes by a new decision. */
export interface Move {
  ruled: RuledAgain;
  route: Route;
  choice: Choice;
  /** How long it waits, where nobody can take it, epoch ms. */
  until: number | undefined;
  why?: Handed;
  by?: string;
}

/** Decides a lead anew, with a fresh clock: for whoever takes it, or for nobody, as if it came in now. Both are told. */
export function moveTo(active: Rulebook, draft: Draft, { ruled, route, choice, until, why, by }: Move): void {
  const { lead, now } = draft;
  const { owner: from } = lead;
  const { owner: to } = choice;
  decideAgain(active, draft, ruled, choice);
  const waited = lead.decision.waited && { waitedMs: now - Date.parse(lead.decision.waited.from) };
  delete lead.offered;
  if (to === null) {
    leaveToNobody(active, draft, { choice, until, ...(why && { why }), ...(by !== undefined && { by }) });
  } else {
    const loads = takes(active, choice, to, now);
    const also = { ...(why && { why }), ...(by !== undefined && { by }), ...waited };
    const policy = policyOf(route);
    if (policy === undefined) holdWithoutClock(active, draft, { to, how: "routed", loads, ...also });
    else {
      assign(active, draft, { to, how: "routed", loads, policy, afresh: true, ...also });
      notify(draft, { kind: "handover", to });
    }
  }
  if (from !== null && from !== to && from !== by) notify(draft, { kind: "reassigned-from", to: from, other: to });
}

function reasonToMove(active: Rulebook, lead: Lead, ruled: RuledAgain, before: number): Handed | undefined {
  const { score, route, tables, met } = ruled;
  if (!route || !reachesSales(active, route, { ...ownersOf(met), ...ownersIn(tables) })) return undefined;
  const { qualified } = active.agreement.score;
  if (qualified !== undefined && before < qualified && score.total >= qualified)
    return { code: "qualified", score: score.total };
  return route.name === lead.decision.rule ? undefined : { code: "rule", rule: route.name };
}

/** Whether somebody of sales may get the leads of a rule. */
function reachesSales(rulebook: Rulebook, route: Route, known: KnownOwners): boolean {
  const { teams } = rulebook.agreement;
  return namesIn(everyTarget(route)).some((target) => {
    const name = namedBy(rulebook, target, known);
    if (name === undefined) return false;
    const people = teams[name]?.members.map(({ person }) => person) ?? [name];
    return people.some((person) => sideOf(rulebook.agreement, person) === "sales");
  });
}

/** Nobody has it: it is offered, it waits for those who come first, or its window runs and the top manager is told. */
function leaveToNobody(
  rulebook: Rulebook,
  draft: Draft,
  { choice, until, ...how }: Pick<Move, "choice" | "until" | "why" | "by">,
): void {
  const { lead, now } = draft;
  endWindow(rulebook, draft, { at: now, result: "handed", by: null });
  delete lead.clock;
  delete lead.waiting;
  if (lead.owner !== null) release(draft, { candidates: lead.decision.candidates, ...how });
  if (choice.offered !== undefined) startOffer(rulebook, draft, choice.offered, offeredTo(choice));
  else if (until !== undefined) startWaiting(draft, until);
  else leaveUnrouted(rulebook, draft);
}
