import { type ClockStep, due, mark, windowMs } from "../clock/index.ts";
import type { StepOf } from "../facts/facts.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import { type Draft, note, notify, retryNotices } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { type Turns, takingTurns } from "../lead/change/turns.ts";
import { dueAt, nextPlanned } from "../lead/due.ts";
import { type Lead, teamOf } from "../lead/lead.ts";
import { escalationRecipients, holderOf, whoHears } from "../lead/recipients.ts";
import { settleRejection } from "../lead/rejection.ts";
import { toldBy } from "../lead/responses.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { noteBreaches } from "../lead/stages.ts";
import type { CheckMessage, LeadCheck } from "../ports/queues.ts";
import type { Relay } from "../ports/relay.ts";
import { beginRound } from "../rounds/plan.ts";
import { modeOf } from "../rules/rollout.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { advanceProposal } from "../signing/sign.ts";
import { reassignAbsent } from "./absence.ts";
import { assignWaiting } from "./backlog.ts";
import { burstsOf } from "./burst.ts";
import { offer } from "./offer.ts";
import { reassignLead } from "./reassign.ts";
import { recycle } from "./recycle.ts";
import { staleCheck } from "./stale-check.ts";

/** Does what a message of the checks asks for. */
export async function check(relay: Relay, message: CheckMessage): Promise<void> {
  if ("freed" in message) await assignWaiting(relay, await relay.rulebooks.active(), message.freed);
  else if ("away" in message) {
    relay.rulebooks.noticed(await relay.store.current());
    await reassignAbsent(relay, await relay.rulebooks.active(), [message.away]);
  } else if ("proposal" in message) await advanceProposal(relay);
  else if ("round" in message) await beginRound(relay, message);
  else await advance(relay, message);
}

/**
 * Brings a lead up to now: fires what is due, once, and queues what comes next. A duplicate, early or late call changes
 * nothing, because every change is conditional on the lead's revision.
 */
export async function advance(relay: Relay, message: LeadCheck): Promise<void> {
  const turns = takingTurns(relay);
  const advanced = await edit(relay, message.lead, (draft) => bringUpToNow(relay, draft, turns));
  await turns.summedUp();
  if (!advanced) return;
  if (advanced.changed) for (const at of advanced.answer) relay.measure("ClockLateness", relay.time.now() - at);
  else await early(relay, message, advanced.thing);
}

/** A message that comes before its instant is sent again for the rest of the time; one for an instant that moved is dropped. */
async function early(relay: Relay, message: LeadCheck, lead: Lead): Promise<void> {
  const next = nextPlanned(lead);
  if (next === undefined || Date.parse(message.dueAt) !== next || next <= relay.time.now()) return;
  const delay = delaySeconds(relay.time, next);
  if (delay !== undefined) await relay.queues.checks([{ message, delaySeconds: Math.max(1, delay) }]);
}

/** Does what is due; answers the instants it was due at. */
async function bringUpToNow(relay: Relay, draft: Draft, turns: Turns): Promise<number[]> {
  const { lead, now } = draft;
  const next = dueAt(lead);
  if (next === undefined || next > now) return [];
  retryNotices(draft);
  const planned = nextPlanned(lead);
  if (planned === undefined || planned > now) return [];

  if (lead.closed) {
    settleRejection(draft);
    if (lead.recycle && Date.parse(lead.recycle.at) <= now)
      await recycle(relay, await relay.rulebooks.active(), draft, turns);
    return [planned];
  }
  if (lead.waiting) {
    await offer(relay, await relay.rulebooks.active(), draft, turns);
    return [planned];
  }
  const rulebook = await rulesOf(relay, lead);
  const breaches = noteBreaches(rulebook, draft, now, await burstsOf(relay, rulebook, lead, now));
  const done = lead.clock && due(lead.clock, now);
  if (!lead.clock || !done) {
    if (breaches.length === 0) staleCheck(rulebook, draft);
    return breaches;
  }
  lead.clock = mark(lead.clock, done, now);
  if (done.skip.length > 0)
    note(draft, { is: "step.skipped", steps: done.skip.map(what), overtakenBy: done.fire.map(what) });
  // Whom a reassignment of the same moment makes the owner has missed nothing yet: what is said is about the one before.
  const inTurn = done.fire.toSorted((a, b) => Number(a.do === "reassign") - Number(b.do === "reassign"));
  const mode = modeOf((await relay.rulebooks.active()).agreement, teamOf(lead), draft.now);
  const withheld = mode === "full" ? [] : inTurn.filter((step) => mode === "observe" || step.do !== "remind");
  if (withheld.length > 0) note(draft, { is: "step.withheld", steps: withheld.map(what) });
  for (const step of inTurn) if (!withheld.includes(step)) await fire(relay, rulebook, draft, step, turns);
  return [...new Set([...breaches, ...done.fire.map(({ at }) => Date.parse(at))])];
}

async function fire(relay: Relay, rulebook: Rulebook, draft: Draft, step: ClockStep, turns: Turns): Promise<void> {
  const { lead, now } = draft;
  switch (step.do) {
    case "remind": {
      const to = whoHears(rulebook, lead, now);
      // It is marked all the same.
      if (to === undefined) return note(draft, { is: "step.skipped", steps: [what(step)], overtakenBy: [] });
      note(draft, { is: "lead.reminded", to, step: step.id });
      return notify(draft, { kind: "reminder", to, step: step.id });
    }
    case "escalate": {
      const to = escalationRecipients(rulebook, lead, step.to ?? "manager", now);
      const of = toldBy(lead, step);
      note(draft, { is: "lead.escalated", to, step: step.id, about: lead.owner, ...of });
      // Who has it now: by the time the mail is written it may be somebody else.
      for (const one of to) notify(draft, { kind: "escalation", to: one, step: step.id, other: lead.owner, ...of });
      return;
    }
    case "reassign": {
      const passed = await reassignLead(relay, rulebook, draft, {
        turns,
        holder: holderOf(rulebook, lead, now),
        step: step.id,
        ...(step.to !== undefined && { to: step.to }),
        why: { code: "unanswered", withinMs: windowMs(rulebook, lead.clock!) },
        ...toldBy(lead, step),
      });
      if (!passed) note(draft, { is: "step.skipped", steps: [what(step)], overtakenBy: [] });
    }
  }
}

const what = (step: ClockStep): StepOf => ({ do: step.do, at: step.at });
