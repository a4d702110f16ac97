import { start } from "../clock/index.ts";
import type { Lead } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { Change } from "./hand-over.ts";

/** Ends the stage: the next one begins at `now`, or the lead closes. */
export function nextStage(rulebook: Rulebook, change: Change, now: number, as: string): void {
  const { lead } = change;
  const stages = lead.clock ? (rulebook.agreement.sla[lead.clock.policy]?.stages ?? []) : [];
  const next = stages[stages.findIndex(({ name }) => name === lead.stage) + 1];
  if (!lead.clock || !next) {
    close(change, now, as);
    return;
  }
  lead.stage = next.name;
  dropReminders(lead);
  lead.clock = start(rulebook, {
    policy: lead.clock.policy,
    stage: next,
    holder: lead.owner ?? rulebook.topManager,
    at: now,
    noReassign: lead.held ?? false,
  });
}

/** The person has been spoken to: whatever was to lead there is done. */
export function passContact(rulebook: Rulebook, change: Change, now: number): void {
  const { lead } = change;
  if (lead.stage === "accept") nextStage(rulebook, change, now, "contacted");
  if (!lead.closed && lead.stage !== "disposition") nextStage(rulebook, change, now, "contacted");
}

/** Ends the clock. A closed lead is no load, and notices that nobody needs any more are not sent. */
export function close(change: Change, now: number, as: string, reason?: string): void {
  const { lead } = change;
  if (lead.counted && lead.owner !== null) change.loads.push({ person: lead.owner, change: -1 });
  lead.counted = false;
  lead.stage = "closed";
  lead.closed = { at: new Date(now).toISOString(), as, ...(reason && { reason }) };
  delete lead.clock;
  dropReminders(lead);
}

/** A reminder of what has just been done would be wrong by the time it is read. */
function dropReminders(lead: Lead): void {
  lead.notices = lead.notices.filter(({ kind }) => kind !== "reminder");
}
