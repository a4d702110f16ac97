import { type ClockStep, due, mark, windowMs } from "../clock/index.ts";
import { humanMs } from "../duration/index.ts";
import { BatonError } from "../error/index.ts";
import { dueAt, type Lead, type LeadEvent, type Notice, nextPlanned } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import type { CheckMessage } from "../store/index.ts";
import { breached } from "./breach.ts";
import { type Change, changeOf } from "./hand-over.ts";
import { addNotice, retryNotices } from "./notices.ts";
import { reassign } from "./reassign.ts";
import { escalationRecipients, holderOf, reminded } from "./recipients.ts";
import { delaySeconds, follow, type Relay } from "./relay.ts";
import { review } from "./review.ts";
import { rulesOf } from "./rules-of.ts";

const ATTEMPTS = 8;

/**
 * Brings a lead up to now: fires what is due, once, and queues what comes next. A duplicate, early or late call changes
 * nothing, because every change is conditional on the lead's revision.
 */
export async function advance(relay: Relay, message: CheckMessage): Promise<void> {
  const tickets: Record<string, number> = {};
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const lead = await relay.store.lead(message.lead);
    const next = lead && dueAt(lead);
    if (!lead || next === undefined) return;
    const now = relay.time.now();
    if (next > now) {
      await early(relay, message, lead);
      return;
    }

    const { change, fired } = await bringUpToNow(relay, lead, now, tickets);
    const result = await relay.store.update(change.lead, change);
    if (result !== "done") continue;
    for (const { at } of fired) relay.measure("ClockLateness", now - Date.parse(at));
    await follow(relay, change.lead, change.notices, change.events);
    return;
  }
  throw new BatonError("lead.busy", `Lead ${message.lead} changed under every attempt to advance it.`, { status: 503 });
}

/** A message that comes before its instant is sent again for the rest of the time; one for an instant that moved is dropped. */
async function early(relay: Relay, message: CheckMessage, lead: Lead): Promise<void> {
  const next = nextPlanned(lead);
  if (next === undefined || Date.parse(message.dueAt) !== next) return;
  const delay = delaySeconds(relay.time, next);
  if (delay !== undefined) await relay.queues.checks([{ message, delaySeconds: Math.max(1, delay) }]);
}

async function bringUpToNow(
  relay: Relay,
  before: Lead,
  now: number,
  tickets: Record<string, number>,
): Promise<{ change: Change; fired: ClockStep[] }> {
  const change = changeOf(before);
  const { lead } = change;
  change.notices.push(...retryNotices(lead, now));
  const planned = nextPlanned(lead);
  if (planned === undefined || planned > now) return { change, fired: [] };

  const rulebook = await rulesOf(relay, lead);
  const done = lead.clock && due(lead.clock, now);
  if (!lead.clock || !done) {
    review(rulebook, change, now);
    return { change, fired: [] };
  }
  lead.clock = mark(lead.clock, done, now);
  if (done.skip.length > 0) {
    const text = `${done.skip.map(describe).join(", ")} overtaken by ${done.fire.map(describe).join(", ")}.`;
    change.events.push({ at: new Date(now).toISOString(), kind: "skipped", text });
  }
  // Whom a reassignment of the same moment makes the owner has missed nothing yet: what is said is about the one before.
  const inTurn = done.fire.toSorted((a, b) => Number(a.do === "reassign") - Number(b.do === "reassign"));
  for (const step of inTurn) await fire(relay, rulebook, change, step, now, tickets);
  return { change, fired: done.fire };
}

/** How a step tells people and the timeline what it did. */
interface Telling {
  notify(kind: Notice["kind"], to: string, other?: string | null): void;
  event(kind: LeadEvent["kind"], text: string): void;
  name(id: string): string;
}

async function fire(
  relay: Relay,
  rulebook: Rulebook,
  change: Change,
  step: ClockStep,
  now: number,
  tickets: Record<string, number>,
): Promise<void> {
  const { lead } = change;
  /** As long as the lead has not changed hands. */
  const clock = lead.clock!;
  const telling: Telling = {
    event: (kind, text) => change.events.push({ at: new Date(now).toISOString(), kind, text }),
    notify: (kind, to, other) =>
      change.notices.push(addNotice(lead, { kind, to, step: step.id, ...(other != null && { other }) }, now)),
    name: (id) => rulebook.agreement.people[id]?.name ?? id,
  };
  switch (step.do) {
    case "remind": {
      const to = reminded(rulebook, lead, now);
      if (to === undefined) return;
      telling.notify("reminder", to);
      telling.event("reminded", `${telling.name(to)} reminded.`);
      return;
    }
    case "escalate": {
      const recipients = escalationRecipients(rulebook, lead, step.to ?? "manager", now);
      // Who has it now: by the time the mail is written it may be somebody else.
      for (const to of recipients) telling.notify("escalation", to, lead.owner);
      breached(lead, clock, step, recipients);
      const whom = recipients.map(telling.name).join(", ");
      telling.event("escalated", whom ? `Escalated to ${whom}.` : "Nobody to escalate to.");
      return;
    }
    case "reassign": {
      const from = lead.owner;
      const passed = await reassign(relay, rulebook, change, {
        now,
        tickets,
        holder: holderOf(rulebook, lead, now),
        step: step.id,
        why: `after ${humanMs(windowMs(rulebook, clock))} without a response`,
      });
      if (passed) breached(lead, clock, step, [from, lead.owner]);
      else telling.event("skipped", "Nobody is left to reassign the lead to.");
    }
  }
}

const describe = (step: ClockStep): string => `${step.do} due ${step.at}`;
