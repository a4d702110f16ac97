import { type Clock, restart, resume, start } from "../clock/index.ts";
import { kindOf } from "../facts/codes.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { type Draft, note, notify } from "./change/draft.ts";
import { endsOf, movedBy } from "./due.ts";
import { coverOf, whoHears } from "./recipients.ts";
import { dropReminders, endWindow, startWindow, zoneOf } from "./stages.ts";

/**
 * Has somebody who is there hear that a lead's person asked again. A pause ends; whoever had an answer already, or was tried, waits for the
 * next one, which has a window of its own; while the owner is on leave that is who hears it.
 */
export function askedAgain(rulebook: Rulebook, draft: Draft): void {
  const { lead, now } = draft;
  endPause(rulebook, draft);
  const to = whoHears(rulebook, lead, now);
  // Whoever claims it reads all that was said.
  if (to === undefined || lead.stage === "offered") return;
  if (lead.owner !== null && lead.clock) awaitAnswer(rulebook, draft, lead.clock, to);
  notify(draft, { kind: "touched", to });
}

function endPause(rulebook: Rulebook, draft: Draft): void {
  const { lead, now } = draft;
  const { clock } = lead;
  if (clock?.snoozedUntil === undefined || Date.parse(clock.snoozedUntil) <= now) return;
  const before = endsOf(clock, lead.tally);
  lead.clock = resume(rulebook, clock, now);
  const moved = movedBy(before, lead.clock);
  const last = lead.responses.findLastIndex(({ action, undone }) => action === "snooze" && !undone);
  const until = new Date(now).toISOString();
  lead.responses = lead.responses.map((response, n) => (n === last ? { ...response, until } : response));
  note(draft, { is: "snooze.ended", moved });
}

function awaitAnswer(rulebook: Rulebook, draft: Draft, clock: Clock, holder: string): void {
  const { lead, now } = draft;
  const stages = rulebook.agreement.sla[clock.policy]?.stages ?? [];
  const at = stages.findIndex(({ name }) => name === clock.stage);
  const holding = { holder, zone: zoneOf(rulebook, lead), at: now, noReassign: lead.held ?? false };
  const isAnswered = clock.kind === "try" || kindOf(clock.stage) === "disposition";
  const stage = isAnswered ? stages.slice(0, at + 1).findLast(({ name }) => kindOf(name) === "contact") : undefined;
  if (stage) {
    endWindow(rulebook, draft, { at: now, result: "asked", by: null });
    dropReminders(lead);
    startWindow(
      rulebook,
      draft,
      start(rulebook, { policy: clock.policy, stage, kind: "answer", attempts: clock.attempts, ...holding }),
      holder,
    );
  } else if (!isAnswered && at >= 0 && holder !== (coverOf(lead) ?? lead.owner)) {
    endWindow(rulebook, draft, { at: now, result: "handed", by: null });
    startWindow(rulebook, draft, restart(rulebook, clock, holding), holder);
  }
}
