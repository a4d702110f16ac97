import type { Contact, Delivery } from "../delivery/index.ts";
import type { Draft } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { changeFields } from "../lead/decision.ts";
import { type Evidence, type Lead, sameEvidence } from "../lead/lead.ts";
import { disproved, noteContact, timing, withdrawBreaches } from "../lead/responses.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { passContact } from "../lead/stages.ts";
import { identifyWho, personWith } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import { submittedBefore } from "../rules/judge.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText, fold } from "../text/index.ts";
import type { Task, TaskResult } from "./task.ts";

/** Systems round their times; what happened this shortly before a lead came in may well have answered it. */
export const ROUNDING_MS = 60_000;
const LONGEST_SUBJECT = 200;

/** Whether a source's events of this kind count as a response, by its `stopsClock`. */
export function counts(
  rulebook: Rulebook,
  { source, provider }: Delivery,
  contact: Omit<Contact, "kind" | "who">,
): boolean {
  const stopsClock = rulebook.agreement.sources[source]?.stopsClock ?? true;
  if (typeof stopsClock === "boolean") return stopsClock;
  const names = [contact.channel, contact.event, provider].map(fold);
  return stopsClock.some((name) => names.includes(fold(name)));
}

/** Another system shows that somebody of ours got in touch. */
export async function recordObserved(relay: Relay, active: Rulebook, task: Task<Contact>): Promise<TaskResult> {
  const { found, delivery } = task;
  if (!counts(active, delivery, found))
    return ignored(`By its stopsClock, a ${found.channel} of this source is no response.`);
  // Their lead may have come with the same delivery, after this was read.
  const met = task.met?.person?.lead ? task.met : await identifyWho(relay, found.who);
  const { person, identities, known } = met;
  if (!person && identities.some((identity) => (known.beside[identity]?.length ?? 0) > 0))
    return ignored("Several people have this phone, and nothing in it says which of them it was.");
  if (person?.lead === undefined) return ignored("Nobody with this address or phone has a lead.");
  const happened = Date.parse(found.at);
  const { channel, event, key } = found;
  return recordContact(relay, person.lead, {
    at: Number.isNaN(happened) ? Date.parse(delivery.receivedAt) : happened,
    address: found.by,
    evidence: { source: delivery.source, delivery: delivery.id, channel, event, key },
    subject: found.subject === undefined ? undefined : cutText(found.subject, LONGEST_SUBJECT),
    meeting: meetingIn(task.met?.typed.fields ?? {}),
  });
}

/** That somebody of ours got in touch with a lead's person. */
export interface ObservedContact {
  /** When, epoch ms. */
  at: number;
  /** Whose it is, by e-mail; the owner's when it is not known. */
  address: string | undefined;
  evidence: Evidence;
  /** What it was about, in somebody's words. */
  subject?: string | undefined;
  /** When they will meet, and whom, if that was booked. */
  meeting?: Lead["fields"];
}

const meetingIn = (fields: Lead["fields"]): Lead["fields"] =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name === "meeting.at" || name === "meeting.host"));

/** Has a contact that was shown count as the response it is, from when it happened, and keeps the evidence. */
export async function recordContact(relay: Relay, leadId: string, shown: ObservedContact): Promise<TaskResult> {
  const closed = ignored("The lead of this person is closed.");
  const edited = await edit(relay, leadId, async (draft): Promise<TaskResult> => {
    const { lead } = draft;
    if (lead.closed?.as === "withdrawn") return closed;
    if (lead.responses.some((response) => sameEvidence(response.evidence, shown.evidence)))
      return { outcome: "contact", lead: lead.id };
    const at = Math.min(shown.at, draft.now);
    if (at < asked(lead) - ROUNDING_MS) return ignored("It happened before this person asked.");
    // What came of it is known already, and yet this may show that it was in time.
    const news = !lead.closed && lead.stage !== "disposition";
    const wrong = disproved(lead, at);
    if (!news && wrong.length === 0)
      return lead.closed ? closed : { ...ignored("The contact is already recorded."), lead: lead.id };
    if (news && !lead.clock) return ignored("No clock is running for this person's lead.");
    apply(await rulesOf(relay, lead), draft, shown, { at, wrong, news });
    return { outcome: "contact", lead: lead.id };
  });
  return edited?.answer ?? closed;
}

function apply(
  rulebook: Rulebook,
  draft: Draft,
  { address, evidence, subject, meeting }: ObservedContact,
  { at, wrong, news }: { at: number; wrong: number[]; news: boolean },
): void {
  const { lead } = draft;
  const by = whoDid(rulebook, lead, address);
  const stage = news ? lead.stage : lead.tally.windows[wrong[0]!]!.stage;
  withdrawBreaches(draft, wrong, by);
  const instant = new Date(at).toISOString();
  const times = timing(rulebook, lead, stage, at);
  lead.responses = [...lead.responses, { action: "contacted", by, at: instant, stage, ...times, evidence }];
  if (meeting) changeFields(lead, { ...lead.fields, ...meeting });
  const { channel, source, delivery } = evidence;
  noteContact(rulebook, draft, {
    at,
    by,
    stage,
    evidence: "observed",
    channel,
    source,
    ...(delivery !== undefined && { delivery }),
    lateMs: times.lateMs,
    subject,
  });
  if (news) passContact(rulebook, draft, { at, by, evidence: "observed" });
}

const ignored = (reason: string): TaskResult => ({ outcome: "ignored", reason });

/** When a person asked: webhooks may come long after. */
export function asked({ createdAt, fields }: Lead): number {
  const received = Date.parse(createdAt);
  return submittedBefore(received, fields.submittedAt) ?? received;
}

/** The person of the agreement with that address, else the owner; null when it was somebody who is not known. */
export function whoDid(rulebook: Rulebook, lead: Lead, email: string | undefined): string | null {
  return (email === undefined ? undefined : personWith(rulebook.agreement, email)) ?? lead.owner;
}
