import type { BookingChange } from "../delivery/index.ts";
import { type Draft, note, notify } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { changeFields } from "../lead/decision.ts";
import type { Lead, Response } from "../lead/lead.ts";
import { whoHears } from "../lead/recipients.ts";
import { undoContact } from "../lead/responses.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { identifyWho } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Task, TaskResult } from "./task.ts";
import { recordTouch } from "./touch.ts";

/** How many of a person's leads are looked through for the one that a booking answered. */
const EARLIER = 10;

/**
 * What became of a meeting that had been booked: part of its person's story. One that takes place at another time goes by another id
 * from then on. One that does not take place is no contact: whoever has the lead is told, and a clock that it stopped starts again.
 */
export async function recordBooking(relay: Relay, active: Rulebook, task: Task<BookingChange>): Promise<TaskResult> {
  const { found, met } = task;
  const result = await recordTouch(relay, active, { ...task, found: { ...found.touch, kind: "touch" } });
  const { person } = met?.person?.lead ? met : await identifyWho(relay, found.touch.who);
  const lead = person?.lead === undefined ? undefined : await leadOf(relay, person.lead, task);
  if (!lead) return result;
  await edit(relay, lead.id, async (draft) => {
    const response = responseTo(draft.lead, task);
    const rulebook = await rulesOf(relay, draft.lead);
    if (found.what === "rescheduled") moved(draft, response, found);
    else calledOff(rulebook, draft, response, task);
  });
  return { outcome: "contact", lead: lead.id };
}

/** The lead that a booking answered, else the one that is open; undefined when neither is there. */
async function leadOf(relay: Relay, latest: string, task: Task<BookingChange>): Promise<Lead | undefined> {
  const last = await relay.store.lead(latest);
  let lead = last;
  for (let back = 0; lead && back < EARLIER; back++) {
    if (responseTo(lead, task)) return lead;
    lead = lead.previous === undefined ? undefined : await relay.store.lead(lead.previous);
  }
  return last && !last.closed ? last : undefined;
}

const responseTo = ({ responses }: Lead, { found, delivery }: Task<BookingChange>): Response | undefined =>
  responses.find(
    ({ evidence, undone }) =>
      !undone && evidence?.channel === "booking" && evidence.source === delivery.source && evidence.key === found.of,
  );

function moved(draft: Draft, response: Response | undefined, { now: key, meetingAt }: BookingChange): void {
  const { lead } = draft;
  const before = lead.fields["meeting.at"];
  if (response?.evidence && key !== undefined) {
    const evidence = { ...response.evidence, key };
    lead.responses = lead.responses.map((one) => (one === response ? { ...one, evidence } : one));
  }
  if (before !== undefined && meetingAt !== undefined)
    changeFields(lead, { ...lead.fields, "meeting.at": new Date(meetingAt).toISOString() });
  if (response || (before !== undefined && meetingAt !== undefined)) note(draft, { is: "meeting.moved" });
}

function calledOff(
  rulebook: Rulebook,
  draft: Draft,
  response: Response | undefined,
  { found, delivery }: Task<BookingChange>,
): void {
  const { lead } = draft;
  const booked = lead.fields["meeting.at"];
  const isOwn =
    booked !== undefined && found.meetingAt !== undefined && Date.parse(String(booked)) === Date.parse(found.meetingAt);
  if (!response && !isOwn) return;
  if (isOwn) {
    const { "meeting.at": _over, ...fields } = lead.fields;
    changeFields(lead, fields);
  }
  const why = found.what === "no-show" ? "no-show" : "cancelled";
  note(draft, { is: "meeting.off", why, source: delivery.source, delivery: delivery.id });
  if (response) undoContact(rulebook, draft, response);
  const to = whoHears(rulebook, lead, draft.now);
  if (!lead.closed && to !== undefined) notify(draft, { kind: "meeting-off", to });
}
