import type { Route } from "../agreement/model.ts";
import { edit } from "../lead/change/edit.ts";
import { takingTurns } from "../lead/change/turns.ts";
import type { LeadSummary } from "../lead/summary.ts";
import { inPages } from "../pages/index.ts";
import type { Relay } from "../ports/relay.ts";
import { isOwnerTarget } from "../rules/known.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { worthOf } from "../rules/sorting.ts";
import { everyTarget, mayWait, namesIn, reachOf } from "../rules/targets.ts";
import { apart } from "./apart.ts";
import { type Offered, offer } from "./offer.ts";
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
 * Leads that nobody has are decided again by the active agreement, of the oldest thousands the most valuable first and then the highest score, and given to whoever
 * can take them now. A team that could not take one lead of a rule takes no other; what no rule took, or whose rule goes by who
 * knows the lead, is looked at in turn with what looks are left. Costs a reading of the index where there are none, and reads little more than
 * it hands out, until nobody can take what it reads.
 *
 * @param isMeant which of them; all, when absent
 */
export async function assignBacklog(
  relay: Relay,
  active: Rulebook,
  isMeant: (lead: LeadSummary) => boolean = () => true,
): Promise<number> {
  const exhausted = new Set<string>();
  let looks = 0;
  let handed = 0;
  const look = async (lead: LeadSummary): Promise<void> => {
    looks += 1;
    const tried = (await apart(relay, lead.id, () => tryAgain(relay, active, lead.id))) ?? "left";
    if (tried === "handed") handed += 1;
    else if (tried !== "left" && !followsKnown(tried)) exhausted.add(reachedBy(tried, lead, relay.time.now()));
  };
  const telling = new Map(
    active.agreement.routing.flatMap((route) => (followsKnown(route) ? [] : [[route.name, route]])),
  );
  const others: LeadSummary[] = [];
  for await (const waiting of inPages(oldest(relay.store.openLeads(null)), TOGETHER)) {
    for (const lead of waiting.filter(isMeant).sort(bestFirst(active))) {
      const route = lead.rule === null ? undefined : telling.get(lead.rule);
      if (!route) others.push(lead);
      else if (looks < MOST_LOOKS - IN_TURN && !exhausted.has(reachedBy(route, lead, relay.time.now())))
        await look(lead);
    }
    if (looks === MOST_LOOKS - IN_TURN) break;
  }
  const inTurn = byTurns(others, relay.time.now(), IN_TURN).slice(0, MOST_LOOKS - looks);
  for (const lead of inTurn.sort(bestFirst(active))) await look(lead);
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

const bestFirst =
  ({ agreement }: Rulebook) =>
  (a: LeadSummary, b: LeadSummary): number =>
    worthOf(agreement, b.segment) - worthOf(agreement, a.segment) ||
    (b.score ?? 0) - (a.score ?? 0) ||
    (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0);

/** Whom a rule's lead can go to by now, as a name: leads that have waited longer may go to more. */
const reachedBy = (route: Route, { createdAt }: LeadSummary, now: number): string =>
  JSON.stringify([route.name, reachOf(route, Date.parse(createdAt), now).targets.length]);

/** Whether who can take a rule's leads depends on the lead. */
const followsKnown = (route: Route): boolean => namesIn(everyTarget(route)).some(isOwnerTarget);

/** Gives a lead that nobody has to somebody; answers the rule that has nobody for it, if that is so. */
async function tryAgain(relay: Relay, active: Rulebook, id: string): Promise<Offered> {
  const turns = takingTurns(relay);
  const edited = await edit(relay, id, (draft) => offer(relay, active, draft, turns), { attempts: ATTEMPTS });
  await turns.summedUp();
  return edited?.answer ?? "left";
}

/** Gives leads that wait to somebody, or to a team, that has room for one more, the best first. */
export async function assignWaiting(relay: Relay, active: Rulebook, freed: string): Promise<void> {
  const meant = new Set(
    active.agreement.routing.filter((route) => mayWait(route) && isFor(active, route, freed)).map(({ name }) => name),
  );
  if (meant.size === 0) return;
  await assignBacklog(relay, active, ({ stage, rule }) => stage === "waiting" && rule !== null && meant.has(rule));
}

/** Whether a rule's leads may go to somebody, or to a team; whoever something else names may be anybody. */
function isFor({ agreement: { teams } }: Rulebook, route: Route, name: string): boolean {
  return (
    followsKnown(route) ||
    namesIn(everyTarget(route)).some(
      (target) => target === name || teams[target]?.members.some(({ person }) => person === name),
    )
  );
}
