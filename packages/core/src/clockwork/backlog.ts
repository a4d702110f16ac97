import type { Route } from "../agreement/model.ts";
import { assign } from "../lead/assign.ts";
import { noteDecision, ownersOf, receipt } from "../lead/decision.ts";
import { type Draft, notify } from "../lead/draft.ts";
import { edit } from "../lead/edit.ts";
import type { Lead, LeadSummary } from "../lead/lead.ts";
import { takes } from "../lead/load.ts";
import { takingTurns } from "../lead/turns.ts";
import { inPages } from "../pages/index.ts";
import { type Identified, identify } from "../person/identify.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import { type Choice, choose } from "../rules/choose.ts";
import { firstWindow, judge } from "../rules/judge.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { apart } from "./apart.ts";
import { byTurns } from "./turns.ts";

/** Leads that nobody has are read by so many, the oldest first; the best of these come first. */
const TOGETHER = 5_000;
/** And so many by one sweep, where nobody can take those that it has read. */
const MOST_READ = 50_000;
/** Leads that one sweep looks at more closely: some ten seconds of its time. The rest is for the next ones. */
const MOST_LOOKS = 500;
/** So many of these are for what is looked at in turn. */
const IN_TURN = 100;
/** How often a lead is decided again because it, or a load, changed meanwhile. */
const ATTEMPTS = 4;

/**
 * Leads that nobody has are decided again by the active agreement, of the oldest thousands the highest score first, and given to whoever
 * can take them now. A team that could not take one lead of a rule takes no other; what no rule took, or whose rule goes by who
 * knows the lead, is looked at in turn with what looks are left. Costs a reading of the index where there are none, and reads little more than
 * it hands out, until nobody can take what it reads.
 */
export async function assignBacklog(relay: Relay, active: Rulebook): Promise<number> {
  const exhausted = new Set<string>();
  let looks = 0;
  let handed = 0;
  const look = async ({ id }: LeadSummary): Promise<void> => {
    looks += 1;
    const tried = (await apart(relay, id, () => tryAgain(relay, active, id))) ?? "left";
    if (tried === "handed") handed += 1;
    else if (tried !== "left" && !followsKnown(tried)) exhausted.add(tried.name);
  };
  const telling = new Set(active.agreement.routing.filter((route) => !followsKnown(route)).map(({ name }) => name));
  const others: LeadSummary[] = [];
  for await (const waiting of inPages(oldest(relay.store.openLeads(null)), TOGETHER)) {
    for (const lead of waiting.sort(bestFirst)) {
      if (lead.rule === null || !telling.has(lead.rule)) others.push(lead);
      else if (looks < MOST_LOOKS - IN_TURN && !exhausted.has(lead.rule)) await look(lead);
    }
    if (looks === MOST_LOOKS - IN_TURN) break;
  }
  const inTurn = byTurns(others, relay.time.now(), IN_TURN).slice(0, MOST_LOOKS - looks);
  for (const lead of inTurn.sort(bestFirst)) await look(lead);
  return handed;
}

/** As many of them as a sweep may read, without those that are being fetched. */
async function* oldest(leads: AsyncIterable<LeadSummary>): AsyncGenerator<LeadSummary> {
  let read = 0;
  for await (const lead of leads) {
    if (lead.stage !== "fetching") yield lead;
    read += 1;
    if (read === MOST_READ) return;
  }
}

const bestFirst = (a: LeadSummary, b: LeadSummary): number =>
  (b.score ?? 0) - (a.score ?? 0) || (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);

const targetsOf = (route: Route): string[] => [route.to, ...(route.else === undefined ? [] : [route.else])];

/** Whether who can take a rule's leads depends on the lead. */
const followsKnown = (route: Route): boolean =>
  targetsOf(route).some((target) => target === "account.owner" || target === "person.owner");

/** Gives a lead that nobody has to somebody; answers the rule that has nobody for it, if that is so. */
async function tryAgain(relay: Relay, active: Rulebook, id: string): Promise<"handed" | "left" | Route> {
  const turns = takingTurns(relay);
  const edited = await edit(
    relay,
    id,
    async (draft) => {
      const { lead, now } = draft;
      // The list may be behind.
      if (lead.closed || lead.owner !== null || lead.stage === "fetching") return "left";
      const met = await identify(relay, active, lead);
      const ruling = await rulingOn(relay, active, lead, met, now);
      const { route } = ruling;
      if (!route) return "left";
      const choice = await choose(active, targetsOf(route), {
        at: now,
        known: ownersOf(met),
        window: firstWindow(active, route),
        turn: turns.takenFor(`${id}.${lead.revision}`),
        loads: async (people) =>
          people.every((person) => person in met.known.loads) ? met.known.loads : relay.store.loads(people),
      });
      if (choice.owner === null) return route;
      decideAgain(active, draft, ruling, choice, choice.owner);
      return "handed";
    },
    { attempts: ATTEMPTS },
  );
  await turns.summedUp();
  return edited?.answer ?? "left";
}

/** The active agreement's rule of the name that the lead was decided by; if there is none, the rule that takes the lead today. */
async function rulingOn(relay: Relay, active: Rulebook, lead: Lead, met: Identified, now: number) {
  const touches = active.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const person = { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const receivedAt = Date.parse(lead.createdAt);
  const { source, test } = lead;
  const known = { source, test, receivedAt, person, account: met.known.account, touches };
  const kept = active.agreement.routing.find(({ name }) => name === lead.decision.rule);
  if (!kept) return { ...(await judge(active, lead.fields, known, now)), known, kept: undefined };
  const { score } = lead;
  return { score, route: kept, known, kept: { rule: kept.name, score: score.total, band: score.band } };
}

/** Gives the lead to whom a new decision names, with a fresh clock of the stage it is in. */
function decideAgain(
  active: Rulebook,
  draft: Draft,
  { score, route, known, kept }: Awaited<ReturnType<typeof rulingOn>>,
  choice: Choice,
  to: string,
): void {
  const { lead, now } = draft;
  const waited = lead.decision.waited ?? { from: lead.decision.at, candidates: lead.decision.candidates };
  lead.score = score;
  lead.decision = {
    ...receipt(active, { known, score, route, choice, ...(kept && { kept }) }, now),
    waited,
  };
  noteDecision(draft);
  assign(active, draft, {
    to,
    how: "routed",
    load: takes(active, choice, to, now),
    policy: route!.sla,
    waitedMs: now - Date.parse(waited.from),
  });
  notify(draft, { kind: "handover", to });
}
