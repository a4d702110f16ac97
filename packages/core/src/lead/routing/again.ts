import type { Route } from "../../agreement/model.ts";
import type { LeadContext } from "../../fields/facts.ts";
import { type Identified, identify } from "../../person/identify.ts";
import { touchesOfPerson } from "../../person/touches.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Choice } from "../../rules/choosing/choice.ts";
import { choose, hostOf } from "../../rules/choosing/choose.ts";
import { firstWindow, judge, type Ruling } from "../../rules/judge.ts";
import { ownersIn } from "../../rules/known.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { reachOf } from "../../rules/targets.ts";
import { type Draft, note } from "../change/draft.ts";
import { countedBy } from "../change/load.ts";
import type { Turns } from "../change/turns.ts";
import { noteDecision, ownersOf, receipt } from "../decision.ts";
import type { Inputs, Lead } from "../lead.ts";

/** What the active rules say of a lead today, with all that this rests on. */
export interface RuledAgain extends Pick<Ruling, "score" | "sort" | "route" | "tables"> {
  met: Identified;
  known: LeadContext;
  /** What an earlier decision said, where that holds. */
  kept: Inputs["kept"];
}

/** What the active rules say of a lead that is there. `keep`: the rule it was decided by holds, with its score, while there is one of that name. */
export async function ruleAgain(
  relay: Relay,
  active: Rulebook,
  lead: Lead,
  { now, keep }: { now: number; keep: boolean },
): Promise<RuledAgain> {
  const met = await identify(relay, active, lead);
  const touches = active.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const person = { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const { source, test, score } = lead;
  const receivedAt = Date.parse(lead.createdAt);
  const known = { source, test, receivedAt, person, account: met.known.account, touches };
  const ruling = await judge(active, lead.fields, known, now);
  const route = keep ? active.agreement.routing.find(({ name }) => name === lead.decision.rule) : undefined;
  if (!route) return { ...ruling, met, known, kept: undefined };
  const kept = { rule: route.name, score: score.total, band: score.band };
  return { score, sort: ruling.sort, route, tables: ruling.tables, met, known, kept };
}

/** Finds who can take a lead by what the rules say, or claim it, but for teams that did not; `until`: how long it waits for them first, where nobody can, epoch ms. */
export async function chooseAgain(
  relay: Relay,
  active: Rulebook,
  { lead, now }: Draft,
  { met, known, route, tables, kept }: RuledAgain,
  turns: Turns,
  unclaimed: readonly string[] = [],
): Promise<{ choice: Choice; until: number | undefined }> {
  const { targets, until } = route ? reachOf(route, known.receivedAt, now) : { targets: [], until: undefined };
  const choice = await choose(active, targets, {
    at: now,
    known: { ...ownersOf(met), ...ownersIn(tables) },
    fields: lead.fields,
    rule: route,
    host: kept ? undefined : hostOf(active.agreement, lead.source, lead.fields),
    window: firstWindow(active, route),
    turn: turns.takenFor(`${lead.id}.${lead.revision}`),
    counted: countedBy(lead),
    claims: { over: unclaimed, last: until === undefined },
    loads: async (counted) =>
      counted.every((one) => one in met.known.loads) ? met.known.loads : relay.store.loads(counted),
  });
  return { choice, until };
}

/** A score that is another one by now. */
export function rescore(draft: Draft, score: Lead["score"]): void {
  const { lead } = draft;
  if (score.total === lead.score.total) return;
  note(draft, { is: "lead.rescored", from: lead.score.total, to: score.total, band: score.band });
  lead.score = score;
}

/** Writes the decision anew. Since when nobody had the lead stays in it, where that was so. */
export function decideAgain(
  active: Rulebook,
  draft: Draft,
  { known, score, sort, route, tables, kept }: RuledAgain,
  choice: Choice,
  unclaimed: readonly string[] = [],
): Route | undefined {
  const { lead, now } = draft;
  const { decision } = lead;
  const counted = countedBy(lead);
  const waited = lead.owner === null && (decision.waited ?? { from: decision.at, candidates: decision.candidates });
  lead.score = score;
  delete lead.team;
  lead.decision = {
    ...receipt(active, { known, score, sort, route, tables, choice, unclaimed, counted, ...(kept && { kept }) }, now),
    ...(waited && { waited }),
  };
  noteDecision(active, draft);
  return route;
}
