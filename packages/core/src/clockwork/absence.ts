import { restart } from "../clock/index.ts";
import type { Handed } from "../facts/facts.ts";
import { release } from "../lead/assign.ts";
import { type Draft, notify } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { takingTurns } from "../lead/change/turns.ts";
import { type Lead, teamOf } from "../lead/lead.ts";
import { coverOf, presentManager } from "../lead/recipients.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { endWindow, startWindow, zoneOf } from "../lead/stages.ts";
import type { Relay } from "../ports/relay.ts";
import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import { apart } from "./apart.ts";
import { reassignLead } from "./reassign.ts";

/** Leads that one sweep hands on at most, some ten seconds of its time, and those that it looks at. The rest is for the next ones. */
const MOST = 500;
const MOST_LOOKS = 5_000;
const ATTEMPTS = 4;

/**
 * Hands on what people must not keep: leads that wait for a first answer of somebody who is on leave, from the first minute of
 * that day where they live, at work or not, like a lead that comes in at night; and all of somebody who has left. Costs a reading
 * of the open leads of each.
 *
 * @param people who is on leave, may have left, or whose team may have been emptied
 * @returns whether it got through all of them, and when one of what stayed has to be looked at again, epoch ms
 */
export async function reassignAbsent(
  relay: Relay,
  active: Rulebook,
  people: Iterable<string>,
): Promise<{ through: boolean; until: number }> {
  let [looks, handedOn] = [0, 0];
  let through = true;
  let until = Number.POSITIVE_INFINITY;
  for (const person of people) {
    const left = active.agreement.people[person] === undefined;
    for await (const { id, stage } of relay.store.openLeads(person)) {
      if (!left && stage === "disposition") continue;
      if (handedOn === MOST || looks === MOST_LOOKS) return { through: false, until };
      looks += 1;
      const passed = await apart(relay, id, () => passOn(relay, active, id));
      if (passed === undefined) through = false;
      else {
        if (passed.on) handedOn += 1;
        until = Math.min(until, passed.waitsUntil);
      }
    }
  }
  return { through, until };
}

/** Until when the lead of who asked us to wait does, epoch ms; -Infinity when nobody did. */
const waitsUntil = ({ clock }: Lead): number =>
  clock?.snoozedUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(clock.snoozedUntil);

/** Why an open lead's owner must not keep it; undefined when they may. */
function reasonToPass(active: Rulebook, lead: Lead, now: number): Handed | undefined {
  const { people, teams } = active.agreement;
  const last = lead.owners.at(-1);
  if (lead.owner === null || !last || lead.closed) return undefined;
  if (!people[lead.owner]) return { code: "left" };
  // Who has been spoken to is better off with whom they know; who asked us to wait does not wait for the owner.
  if (lead.stage === "disposition" || waitsUntil(lead) > now) return undefined;
  // Somebody covers for the owner.
  if (coverOf(lead) !== undefined) return undefined;
  const team = teamOf(lead);
  const taken = last.how === "taken";
  if (!taken && !lead.held && team !== null && teams[team]?.members.length === 0) return { code: "teamGone", team };
  const until = awayUntil(active, lead.owner, now);
  // Whoever takes a lead while on leave knows why.
  if (until === undefined || (taken && awayUntil(active, lead.owner, Date.parse(last.from)) !== undefined))
    return undefined;
  // Agreed for a day when they are back.
  const due = lead.request?.due;
  if (due !== undefined && localDate(active.zone(lead.owner), Date.parse(due) - 1) > until) return undefined;
  return { code: "away", until };
}

/** Hands a lead on if its owner must not keep it; answers whether, and when whoever asked us to wait has waited, if that is why not. */
async function passOn(relay: Relay, active: Rulebook, id: string): Promise<{ on: boolean; waitsUntil: number }> {
  const turns = takingTurns(relay);
  const edited = await edit(
    relay,
    id,
    async (draft) => {
      const { lead, now } = draft;
      const why = reasonToPass(active, lead, now);
      if (!why) return lead.closed || waitsUntil(lead) <= now ? undefined : waitsUntil(lead);
      const rulebook = await rulesOf(relay, lead);
      const holder = presentManager(rulebook, lead, now);
      const passed = await reassignLead(relay, rulebook, draft, { turns, holder, why });
      // While everybody is on leave it may as well stay where it is.
      if (!passed && !active.agreement.people[lead.owner!]) leaveUnowned(rulebook, draft);
      return undefined;
    },
    { attempts: ATTEMPTS },
  );
  await turns.summedUp();
  return { on: edited?.changed ?? false, waitsUntil: edited?.answer ?? Number.POSITIVE_INFINITY };
}

/** Whoever had the lead has left: it waits for somebody, and the top manager is told. */
function leaveUnowned(rulebook: Rulebook, draft: Draft): void {
  const { lead, now } = draft;
  const candidates = lead.owners.map(({ person }) => ({ person, excluded: { code: "had" as const } }));
  release(draft, { candidates, why: { code: "left" } });
  const { topManager } = rulebook;
  if (topManager === undefined) return;
  if (lead.clock) {
    endWindow(rulebook, draft, { at: now, result: "handed", by: null });
    startWindow(
      rulebook,
      draft,
      restart(rulebook, lead.clock, { holder: topManager, zone: zoneOf(rulebook, lead), at: now }),
    );
  }
  notify(draft, { kind: "unowned", to: topManager });
}
