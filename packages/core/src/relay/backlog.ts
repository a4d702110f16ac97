import type { Route } from "../agreement/model.ts";
import { start } from "../clock/index.ts";
import { judge } from "../decide/index.ts";
import { humanMs } from "../duration/index.ts";
import type { Lead, LeadSummary } from "../lead/index.ts";
import { choose } from "../route/index.ts";
import type { Rulebook, Score } from "../rulebook/index.ts";
import { apart } from "./apart.ts";
import { ownersOf, receipt } from "./decision.ts";
import { type Change, changeOf } from "./hand-over.ts";
import { takes } from "./load.ts";
import { type Met, meet } from "./meet.ts";
import { addNotice } from "./notices.ts";
import { follow, type Relay } from "./relay.ts";
import { touchesOfPerson } from "./touches.ts";

/** Leads that one sweep looks at more closely: some ten seconds of its time. The rest is for the next ones. */
const MOST_LOOKS = 500;
/** How often a lead is decided again because it, or a load, changed meanwhile. */
const ATTEMPTS = 4;

/**
 * Leads that nobody has are decided again by the active agreement, the highest score first, then the oldest, and given to whoever
 * can take them now. Costs one query of an index where there are none; where nobody can take any, little more: a team that could
 * not take one lead of a rule takes no other.
 */
export async function handOut(relay: Relay, active: Rulebook): Promise<number> {
  const waiting = await relay.store.openLeads(null);
  const exhausted = new Set<string>();
  let looks = 0;
  let handed = 0;
  for (const { id, rule } of waiting.filter(({ stage }) => stage !== "fetching").sort(bestFirst)) {
    if (rule !== null && exhausted.has(rule)) continue;
    if (looks === MOST_LOOKS) break;
    looks += 1;
    const tried = (await apart(relay, id, () => tryAgain(relay, active, id))) ?? "left";
    if (tried === "handed") handed += 1;
    else if (tried !== "left" && !followsKnown(tried)) exhausted.add(tried.name);
  }
  return handed;
}

const bestFirst = (a: LeadSummary, b: LeadSummary): number =>
  (b.score ?? 0) - (a.score ?? 0) || (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);

const targetsOf = (route: Route): string[] => [route.to, ...(route.else === undefined ? [] : [route.else])];

/** Whether who can take a rule's leads depends on the lead. */
const followsKnown = (route: Route): boolean =>
  targetsOf(route).some((target) => target === "account.owner" || target === "person.owner");

/** Gives a lead that nobody has to somebody; answers the rule that has nobody for it, if that is so. */
async function tryAgain(relay: Relay, active: Rulebook, id: string): Promise<"handed" | "left" | Route> {
  const tickets: Record<string, number> = {};
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    // The list may be behind.
    if (!before || before.closed || before.owner !== null || before.stage === "fetching") return "left";
    const met = await meet(relay, active, before);
    const now = relay.time.now();
    const { route, score } = await rulingOn(relay, active, before, met, now);
    if (!route) return "left";
    const choice = await choose(active, targetsOf(route), {
      at: now,
      known: ownersOf(met),
      ticket: async (team) => (tickets[team] ??= await relay.store.ticket(team)),
      loads: async (people) =>
        people.every((person) => person in met.known.loads) ? met.known.loads : relay.store.loads(people),
    });
    if (choice.owner === null) return route;

    const change = changeOf(before);
    const { lead } = change;
    lead.score = score;
    lead.decision = { ...receipt(active, route, choice, now), waited: waitOf(before) };
    const load = takes(active, choice, choice.owner, now);
    if (load) change.loads.push(load);
    lead.counted = load !== undefined;
    give(active, change, choice.owner, route, now);
    if ((await relay.store.update(lead, change)) === "done") {
      await follow(relay, lead, change.notices, change.events);
      return "handed";
    }
  }
  return "left";
}

/** The active agreement's rule of the name that the lead was decided by; if there is none, the rule that takes the lead today. */
async function rulingOn(
  relay: Relay,
  active: Rulebook,
  lead: Lead,
  met: Met,
  now: number,
): Promise<{ route: Route | undefined; score: Score }> {
  const kept = active.agreement.routing.find(({ name }) => name === lead.decision.rule);
  if (kept) return { route: kept, score: lead.score };
  const touches = active.asksTouches ? await touchesOfPerson(relay.store, met.person) : [];
  const person = { known: lead.person?.known ?? false, ...(met.person?.owner && { owner: met.person.owner }) };
  const receivedAt = Date.parse(lead.createdAt);
  const { source, test } = lead;
  return judge(active, lead.fields, { source, test, receivedAt, person, account: met.known.account, touches }, now);
}

const waitOf = ({ decision }: Lead): NonNullable<Lead["decision"]["waited"]> =>
  decision.waited ?? { from: decision.at, candidates: decision.candidates };

/** Makes somebody the owner of a lead that nobody had, with a fresh clock of the stage it is in. */
function give(active: Rulebook, change: Change, owner: string, route: Route, now: number): void {
  const { lead } = change;
  const at = new Date(now).toISOString();
  const waited = humanMs(now - Date.parse(lead.decision.waited!.from));
  const name = active.agreement.people[owner]?.name ?? owner;
  lead.owner = owner;
  lead.owners = [...lead.owners, { person: owner, from: at, how: "routed" }];
  lead.held = false;
  change.newOwner = true;
  const { stages } = active.agreement.sla[route.sla]!;
  const stage = stages.find(({ name }) => name === lead.stage) ?? stages[0];
  if (stage) {
    lead.stage = stage.name;
    lead.clock = start(active, { policy: route.sla, stage, holder: owner, at: now });
  }
  change.events.push({ at, kind: "waited", text: `Waited ${waited} until ${name} could take it.` });
  change.notices.push(addNotice(lead, { kind: "handover", to: owner }, now));
}
