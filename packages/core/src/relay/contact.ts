import type { Contact, Delivery } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { displayName, type Evidence, type Lead, sameEvidence } from "../lead/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { fold } from "../text/index.ts";
import { disproved, timing, withdrawBreaches } from "./breach.ts";
import type { Done, Task } from "./finish.ts";
import { changeOf } from "./hand-over.ts";
import { meetWho } from "./meet.ts";
import { follow, type Relay } from "./relay.ts";
import { rulesOf } from "./rules-of.ts";
import { passContact } from "./stages.ts";

/** Systems round their times; what happened this shortly before a lead came in may well have answered it. */
const ROUNDING_MS = 60_000;
const ATTEMPTS = 8;

const verbs: Record<Contact["channel"], string> = {
  call: "called",
  email: "wrote an e-mail to",
  meeting: "met",
  message: "wrote to",
  booking: "has a meeting booked with",
  task: "was in touch with",
};

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
export async function observe(relay: Relay, active: Rulebook, task: Task<Contact>): Promise<Done> {
  const { found, delivery } = task;
  if (!counts(active, delivery, found))
    return ignored(`By its stopsClock, a ${found.channel} of this source is no response.`);
  // Their lead may have come with the same delivery, after this was read.
  const person = task.met?.person?.lead ? task.met.person : (await meetWho(relay, found.who)).person;
  if (person?.lead === undefined) return ignored("Nobody with this address or phone has a lead.");
  const happened = Date.parse(found.at);
  const { channel, event, key } = found;
  return recordContact(relay, person.lead, {
    at: Number.isNaN(happened) ? Date.parse(delivery.receivedAt) : happened,
    address: found.by,
    evidence: { source: delivery.source, delivery: delivery.id, channel, event, key },
    shownBy: `${delivery.source} shows${found.subject ? `: “${found.subject.slice(0, 200)}”` : ""}`,
  });
}

/** That somebody of ours got in touch with a lead's person. */
export interface Shown {
  /** When, epoch ms. */
  at: number;
  /** Whose it is, by e-mail; the owner's when it is not known. */
  address: string | undefined;
  evidence: Evidence;
  /** How it is known, as the end of a sentence that begins with "as". */
  shownBy: string;
}

/** Has a contact that was shown count as the response it is, from when it happened, and keeps the evidence. */
export async function recordContact(
  relay: Relay,
  leadId: string,
  { at: happened, address, evidence, shownBy }: Shown,
): Promise<Done> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(leadId);
    if (!before || before.closed?.as === "withdrawn") return ignored("The lead of this person is closed.");
    if (before.responses.some((response) => sameEvidence(response.evidence, evidence)))
      return { outcome: "contact", lead: before.id };
    const now = relay.time.now();
    const at = Math.min(happened, now);
    if (at < asked(before) - ROUNDING_MS) return ignored("It happened before this person asked.");
    // What came of it is known already, and yet this may show that it was in time.
    const news = !before.closed && before.stage !== "disposition";
    const wrong = disproved(before, at);
    if (!news && wrong.length === 0) {
      if (before.closed) return ignored("The lead of this person is closed.");
      return { ...ignored("The contact is already recorded."), lead: before.id };
    }
    if (news && !before.clock) return ignored("No clock is running for this person's lead.");

    const rulebook = await rulesOf(relay, before);
    const change = changeOf(before);
    const { lead } = change;
    const by = whoDid(rulebook, lead, address);
    const instant = new Date(at).toISOString();
    const stage = news ? lead.stage : wrong[0]!.stage;
    withdrawBreaches(change, wrong, by, now);
    lead.responses = [
      ...lead.responses,
      { action: "contacted", by, at: instant, stage, ...timing(rulebook, lead, stage, at), evidence },
    ];
    const name = rulebook.agreement.people[by]?.name ?? by;
    const text = `${name} ${verbs[evidence.channel]} ${displayName(lead)}, as ${shownBy}.`;
    change.events.push({ at: instant, kind: "responded", text });
    if (news) passContact(rulebook, change, at);
    const result = await relay.store.update(lead, change);
    if (result === "done") {
      await follow(relay, lead, change.notices, change.events);
      return { outcome: "contact", lead: lead.id };
    }
  }
  throw new BatonError("lead.busy", "A lead changed under every attempt to record a response.", { status: 503 });
}

const ignored = (reason: string): Done => ({ outcome: "ignored", reason });

/** When a person asked: webhooks may come long after. */
function asked({ createdAt, fields }: Lead): number {
  const submitted = Date.parse(String(fields.submittedAt));
  return Math.min(Date.parse(createdAt), Number.isNaN(submitted) ? Number.POSITIVE_INFINITY : submitted);
}

/** The person of the agreement with that address, else the owner, else the address's local part is all we know. */
function whoDid(rulebook: Rulebook, lead: Lead, email: string | undefined): string {
  return (email && personWith(rulebook, email)) || lead.owner || lead.source;
}

/** The person of the agreement who has an e-mail address. */
export function personWith({ agreement }: Rulebook, email: string): string | undefined {
  return Object.entries(agreement.people).find(([, person]) => fold(person.email) === fold(email))?.[0];
}
