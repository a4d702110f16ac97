import { hold, snooze, snoozeLimit } from "../clock/index.ts";
import { BatonError } from "../error/index.ts";
import { type Action, displayName, type Lead, type Response } from "../lead/index.ts";
import { awayUntil } from "../route/availability.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { formatInstant } from "../zone/index.ts";
import { timing } from "./breach.ts";
import { type Change, changeOf, handOver } from "./hand-over.ts";
import { addNotice } from "./notices.ts";
import { manages } from "./recipients.ts";
import { follow, type Relay } from "./relay.ts";
import { rulesOf } from "./rules-of.ts";
import { close, nextStage, passContact } from "./stages.ts";

/** What a person may do with a lead. Somebody with a link who neither has nor had the lead was told as a manager. */
export type Role = "owner" | "former" | "manager";

export interface Answer {
  action: Action;
  by: string;
  /** For `reject`: an agreed reason. For `outcome`: what came of it. For `snooze`: why, in words. */
  reason?: string;
  /** For `reassign`. */
  to?: string;
  /** For `snooze`: ISO instant. */
  until?: string;
  note?: string;
}

/** A lead keeps this many responses, and its timeline all of them. */
const MOST_RESPONSES = 30;
const LONGEST_NOTE = 1_000;

export const outcomes = [
  { id: "opportunity", name: "It became an opportunity" },
  { id: "won", name: "Won" },
  { id: "lost", name: "Lost" },
] as const;

export function roleOf(rulebook: Rulebook, lead: Lead, person: string): Role {
  if (lead.owner === person) return "owner";
  const had = lead.owners.some((owner) => owner.person === person);
  return had && !manages(rulebook, lead, person) ? "former" : "manager";
}

/** The actions open to a person now, most likely first. */
export function actionsFor(rulebook: Rulebook, lead: Lead, person: string): Action[] {
  if (lead.closed || lead.stage === "fetching") return [];
  const inDisposition = lead.stage === "disposition";
  switch (roleOf(rulebook, lead, person)) {
    case "owner": {
      const snoozable = lead.clock && rulebook.agreement.sla[lead.clock.policy]?.snooze;
      return [
        ...(inDisposition ? (["outcome"] as const) : (["contacted", "accept"] as const)),
        ...(rulebook.agreement.reasons.length > 0 ? (["reject"] as const) : []),
        ...(snoozable ? (["snooze"] as const) : []),
        "reassign",
      ];
    }
    case "former":
      return inDisposition ? [] : ["contacted"];
    case "manager":
      return inDisposition ? ["reassign"] : ["reassign", "contacted"];
  }
}

/** Records what a person did with a lead. Answers a sentence for that person; throws a BatonError that says what to do instead. */
export async function respond(relay: Relay, leadId: string, answer: Answer): Promise<{ lead: Lead; said: string }> {
  for (let attempt = 0; attempt < 8; attempt++) {
    const before = await relay.store.lead(leadId);
    if (!before) throw new BatonError("lead.unknown", "This lead is no longer stored.", { status: 404 });
    const rulebook = await rulesOf(relay, before);
    const now = relay.time.now();
    const change = changeOf(before);
    const said = apply(rulebook, change, answer, now);
    if (change.events.length === 0) return { lead: before, said };
    const result = await relay.store.update(change.lead, change);
    if (result === "done") {
      await follow(relay, change.lead, change.notices, change.events);
      return { lead: change.lead, said };
    }
  }
  throw new BatonError("lead.busy", "Somebody else is changing this lead right now. Please try again.", {
    status: 503,
  });
}

/** Applies an answer to a lead in place; no event means nothing changed. */
function apply(rulebook: Rulebook, change: Change, answer: Answer, now: number): string {
  const { lead } = change;
  const { action, by } = answer;
  const name = displayName(lead);
  if (lead.closed) return alreadyClosed(rulebook, lead, name);
  if (action === "contacted" && lead.stage === "disposition") return `The contact with ${name} is already recorded.`;
  if (!actionsFor(rulebook, lead, by).includes(action)) throw notAllowed(rulebook, lead, name);

  const person = rulebook.agreement.people[by]?.name ?? by;
  const note = answer.note?.slice(0, LONGEST_NOTE);
  /** What the answer says is checked before it is passed here: nothing is stored as it was sent. */
  const record = (text: string, said: Pick<Response, "reason" | "to" | "until"> = {}) => {
    const at = new Date(now).toISOString();
    const response: Response = {
      action,
      by,
      at,
      stage: lead.stage,
      ...timing(rulebook, lead, lead.stage, now),
      ...said,
      ...(note && { note }),
    };
    lead.responses = [...lead.responses, response].slice(-MOST_RESPONSES);
    change.events.push({ at, kind: "responded", text: `${person} ${text}.${note ? ` “${note}”` : ""}` });
  };

  switch (action) {
    case "accept": {
      if (lead.stage === "accept" || lead.clock?.heldUntil === undefined) record("is on it");
      if (lead.stage === "accept") nextStage(rulebook, change, now, "accepted");
      // After the stage, so that the next one's reassignment is held back too.
      if (lead.clock) lead.clock = hold(rulebook, lead.clock, now);
      return lead.clock?.heldUntil
        ? `Good: you are on it. Nobody takes ${name} away before ${formatInstant(rulebook.zone(by), Date.parse(lead.clock.heldUntil))}.`
        : `Good: you are on it.`;
    }
    case "contacted": {
      record(`has contacted ${name}`);
      passContact(rulebook, change, now);
      return lead.closed
        ? `Recorded: you have contacted ${name}. Nothing more is due.`
        : `Recorded: you have contacted ${name}. The clock has stopped.`;
    }
    case "reject": {
      const reason = rulebook.agreement.reasons.find(({ id }) => id === answer.reason);
      if (!reason) throw new BatonError("response.reason", "Please choose one of the agreed reasons.", { status: 422 });
      record(`handed ${name} back: ${reason.name}`, { reason: reason.id });
      close(change, now, "rejected", reason.id);
      return `Recorded: ${reason.name}. Marketing will see why.`;
    }
    case "outcome": {
      const outcome = outcomes.find(({ id }) => id === answer.reason);
      if (!outcome) throw new BatonError("response.outcome", "Please choose what came of it.", { status: 422 });
      record(`recorded the outcome: ${outcome.name}`, { reason: outcome.id });
      close(change, now, outcome.id);
      return `Recorded: ${outcome.name}.`;
    }
    case "snooze": {
      const until = Date.parse(answer.until ?? "");
      const limit = lead.clock && snoozeLimit(rulebook, lead.clock, now);
      if (!lead.clock || limit === undefined)
        throw new BatonError("response.snooze", "This agreement does not let this lead wait.", { status: 422 });
      const at = (instant: number) => formatInstant(rulebook.zone(by), instant);
      if (Number.isNaN(until) || until <= now)
        throw new BatonError("response.until", "Please choose a time in the future.", { status: 422 });
      if (until > limit)
        throw new BatonError("response.until", `The agreement lets a lead wait until ${at(limit)} at most.`, {
          status: 422,
        });
      const why = (answer.reason || answer.note)?.slice(0, LONGEST_NOTE);
      if (!why) throw new BatonError("response.reason", `Please say why ${name} has to wait.`, { status: 422 });
      const pause = { until: new Date(until).toISOString(), reason: why };
      record(`lets ${name} wait until ${pause.until}${answer.reason ? `: ${why}` : ""}`, pause);
      if (lead.stage === "accept") nextStage(rulebook, change, now, "accepted");
      if (lead.clock) lead.clock = snooze(rulebook, hold(rulebook, lead.clock, now), now, until);
      return `${name} waits until ${at(until)}; the clock stands still.`;
    }
    case "reassign": {
      const to = answer.to ?? "";
      if (!rulebook.agreement.people[to] || !mayReceive(rulebook, lead, by, now).includes(to))
        throw new BatonError("response.to", "Please choose somebody who can take the lead.", { status: 422 });
      const from = lead.owner;
      record(to === by ? `took ${name} over` : `gave ${name} to ${rulebook.agreement.people[to]!.name}`, { to });
      // Whoever takes it from outside the team holds it for good: the team had its turn.
      const team = lead.decision.team === null ? undefined : rulebook.agreement.teams[lead.decision.team];
      const held = team !== undefined && !team.members.some(({ person }) => person === to);
      handOver(rulebook, change, { to, now, how: "taken", held });
      if (to !== by)
        change.notices.push(addNotice(lead, { kind: "reassigned-to", to, ...(from !== null && { other: from }) }, now));
      if (from !== null && from !== by)
        change.notices.push(addNotice(lead, { kind: "reassigned-from", to: from, other: to }, now));
      return to === by
        ? `${name} is yours now.`
        : `${rulebook.agreement.people[to]!.name} has ${name} now and was told.`;
    }
  }
}

/**
 * People a lead can be handed to by somebody: those of its team who are not on leave, and for a manager also themselves. Never
 * the present owner.
 */
export function mayReceive(rulebook: Rulebook, lead: Lead, by: string, now: number): string[] {
  const { teams, people } = rulebook.agreement;
  const team =
    lead.decision.team === null ? Object.keys(people) : teams[lead.decision.team]!.members.map(({ person }) => person);
  const self = roleOf(rulebook, lead, by) === "manager" ? [by] : [];
  const able = team.filter((id) => people[id] && awayUntil(rulebook, id, now) === undefined);
  return [...new Set([...self, ...able])].filter((id) => id !== lead.owner);
}

function alreadyClosed(rulebook: Rulebook, lead: Lead, name: string): string {
  const last = lead.responses.at(-1);
  const who = last ? (rulebook.agreement.people[last.by]?.name ?? last.by) : undefined;
  return `Nothing to do: ${name} is already closed${who ? `, by ${who}` : ""}.`;
}

function notAllowed(rulebook: Rulebook, lead: Lead, name: string): BatonError {
  const owner = lead.owner === null ? "nobody" : (rulebook.agreement.people[lead.owner]?.name ?? lead.owner);
  return new BatonError("response.notYours", `${name} is with ${owner} now, so this cannot be done from your link.`, {
    status: 409,
  });
}
