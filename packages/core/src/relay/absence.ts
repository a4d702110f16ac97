import { restart } from "../clock/index.ts";
import type { Lead } from "../lead/index.ts";
import { awayUntil } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { apart } from "./apart.ts";
import { type Change, changeOf } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { reassign } from "./reassign.ts";
import { presentManager } from "./recipients.ts";
import { follow, type Relay } from "./relay.ts";
import { rulesOf } from "./rules-of.ts";

/** Leads that one sweep hands on at most: some ten seconds of its time. The rest is for the next ones. */
const MOST = 500;
const ATTEMPTS = 4;

/**
 * Hands on what people must not keep: leads that wait for a first answer of somebody who is on leave, from the first minute of
 * that day where they live, at work or not, like a lead that comes in at night; and all of somebody who has left. Costs one query
 * of an index for each person on leave.
 *
 * @param gone others who may have left, or whose team may have been emptied
 * @returns whether it got through all of them
 */
export async function handOn(relay: Relay, active: Rulebook, gone: readonly string[]): Promise<boolean> {
  const now = relay.time.now();
  const away = Object.keys(active.agreement.people).filter((id) => awayUntil(active, id, now) !== undefined);
  let looks = 0;
  let through = true;
  for (const person of new Set([...gone, ...away])) {
    const left = active.agreement.people[person] === undefined;
    for (const { id, stage } of await relay.store.openLeads(person)) {
      if (!left && stage === "disposition") continue;
      if (looks === MOST) return false;
      looks += 1;
      if (!(await apart(relay, id, () => passOn(relay, active, id)))) through = false;
    }
  }
  return through;
}

/** Why an open lead's owner must not keep it, in words; undefined when they may. */
function reasonToPass(active: Rulebook, lead: Lead, now: number): string | undefined {
  const { people, teams } = active.agreement;
  const last = lead.owners.at(-1);
  if (lead.owner === null || !last || lead.closed) return undefined;
  const person = people[lead.owner];
  if (!person) return `because ${lead.owner} has left`;
  // Who has been spoken to is better off with whom they know; who asked us to wait does not wait for the owner.
  if (lead.stage === "disposition" || Date.parse(lead.clock?.snoozedUntil ?? "") > now) return undefined;
  const { team } = lead.decision;
  const taken = last.how === "taken";
  if (!taken && !lead.held && team !== null && teams[team]?.members.length === 0)
    return `because ${team} has nobody any more`;
  const until = awayUntil(active, lead.owner, now);
  // Whoever takes a lead while on leave knows why.
  if (until === undefined || (taken && awayUntil(active, lead.owner, Date.parse(last.from)) !== undefined))
    return undefined;
  return `because ${person.name} is away until ${until}`;
}

/** Hands a lead on if its owner must not keep it; false when others were faster every time. */
async function passOn(relay: Relay, active: Rulebook, id: string): Promise<boolean> {
  const tickets: Record<string, number> = {};
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    const now = relay.time.now();
    const why = before && reasonToPass(active, before, now);
    if (!before || why === undefined) return true;
    const rulebook = await rulesOf(relay, before);
    const change = changeOf(before);
    const holder = presentManager(rulebook, before, now);
    const passed = await reassign(relay, rulebook, change, { now, tickets, holder, why });
    if (!passed) {
      // While everybody is on leave it may as well stay where it is.
      if (active.agreement.people[before.owner!]) return true;
      release(rulebook, change, now);
    }
    if ((await relay.store.update(change.lead, change)) === "done") {
      await follow(relay, change.lead, change.notices, change.events);
      return true;
    }
  }
  return false;
}

/** Nobody has the lead any more: it waits for somebody, and the top manager is told. */
function release(rulebook: Rulebook, change: Change, now: number): void {
  const { lead } = change;
  const at = new Date(now).toISOString();
  const from = lead.owner!;
  if (lead.counted) change.loads.push({ person: from, change: -1 });
  lead.counted = false;
  lead.owner = null;
  lead.held = false;
  lead.notices = lead.notices.filter(({ to }) => to !== from);
  lead.decision = {
    ...lead.decision,
    waited: { from: at, candidates: lead.owners.map(({ person }) => ({ person, excluded: "had this lead before" })) },
  };
  change.events.push({ at, kind: "reassigned", text: `Taken from ${from}, who has left; nobody else can take it.` });
  const { topManager } = rulebook;
  if (topManager === undefined) return;
  if (lead.clock) lead.clock = restart(rulebook, lead.clock, { holder: topManager, at: now });
  change.notices.push(addNotice(lead, { kind: "unowned", to: topManager }, now));
}
