import { createHash } from "node:crypto";
import type { ProviderName } from "../agreement/model.ts";
import { sortableId } from "../ids/index.ts";

export { withoutSecrets } from "./secrets.ts";

/** One webhook as it arrived: kept raw, whatever became of it. */
export interface Delivery {
  /** Derived from source and key, so that the same delivery always has the same id. */
  id: string;
  source: string;
  provider: ProviderName;
  /** Content type as sent; needed to read the body again. */
  contentType: string;
  receivedAt: string;
  bytes: number;
  outcome: Outcome;
  /** Leads it made or told something about. */
  leads: string[];
  /** Digests of the ids by which a tracking tool knows whom it tells of: they look like anything. */
  trackedAs?: string[];
  /** Why it is in quarantine, or why nothing came of it. */
  reason?: string;
  /** When it came out of quarantine, which is when anybody could act on it. */
  releasedAt?: string;
  /** When it was last asked to be read once more, and was. */
  rereadAt?: string;
  /** When its body was erased on request. It stays so that it is known when it comes again. */
  erasedAt?: string;
  /** What a pending one waits for: the provider, which does not tell us what its webhook only named. */
  waiting?: Waiting;
}

/**
 * What became of a delivery. `touch`: something about a person or their open lead; `contact`: a response to a lead;
 * `ignored`: authentic, and of no concern.
 */
export const deliveryOutcomes = ["pending", "lead", "test", "touch", "contact", "ignored", "quarantined"] as const;
export type Outcome = (typeof deliveryOutcomes)[number];

export interface Waiting {
  /** `token`: the access token is missing, expired or refused, which a human must mend; `later`: the provider is busy, down or unreachable. */
  state: "token" | "later";
  message: string;
  since: string;
  attempts: number;
}

/**
 * Largest bodies taken, in bytes. A form with files is as large as what a synchronous invocation carries: 6 MB, of which base64 takes a
 * quarter. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MOST_BYTES = { any: 1_048_576, multipart: 4_500_000 };

/** What a source understood of a delivery. */
export type Reading = { found: Found[] } | { unreadable: string };

/** One thing found in a delivery. Instants are ISO 8601 as the sender gave them; fields have Baton's names as far as the provider allows. */
export type Found =
  | HandRaise
  | Reference
  | Touch
  | Contact
  | BookingChange
  | Withdrawal
  | Ownership
  | DealChange
  | MadeInCrm
  | CustomerChange
  | StatusChange
  | Ignored;

/** Somebody asks to be contacted. */
export interface HandRaise {
  kind: "lead";
  fields: Record<string, unknown>;
  test?: boolean;
  /** The provider's id of this one, where several come in one delivery or may come in another once more. */
  key?: string;
  /** When it was given, in the provider's words: with `key`, what makes the lead's id; `submittedAt` without. */
  at?: string;
  /** Somebody brought it in a list: it takes no turn of those whom leads come to by themselves. */
  imported?: true;
  /** A booking: with an open lead it may be the response that was waited for. */
  contact?: Omit<Contact, "kind" | "who">;
}

/** Something the webhook only names; the provider has to be asked for it. */
export interface Reference {
  kind: "reference";
  /** What it is in the provider's terms, e.g. `leadgen` or `contacts`. */
  type: string;
  /** Unique at the provider. */
  id: string;
  /** Whether it is a lead, and so listed at once. */
  lead: boolean;
  /** When it happened, where the webhook says so. */
  at?: string;
  /** What the webhook says besides: form, ad, campaign. */
  fields?: Record<string, unknown>;
}

/** Ways to recognise a person. */
export interface Who {
  email?: unknown;
  phone?: unknown;
  name?: unknown;
  /** For national phone numbers. */
  country?: unknown;
  /** Ids that a tracking tool gives before it knows an address. */
  userId?: string;
  anonymousId?: string;
}

/** Something a person saw or did, before or after they asked to be contacted. */
export interface Touch {
  kind: "touch";
  /** What the score's `touch` names: `page`, `track`, `identify`, `form`, `booking`. */
  touch: string;
  /** What it was, for people: the page's path, the event's name. */
  label: string;
  at?: string;
  who: Who;
  /** What the score's `when` may ask about: path, url, title, event and the sender's own properties. */
  facts: Record<string, string | number | boolean>;
  /** The provider's id, so that it is counted once. */
  key?: string;
}

/** How somebody can be contacted. */
export const channels = ["call", "email", "meeting", "message", "booking", "task", "crm-status"] as const;

/** A human of ours got in touch with a person. */
export interface Contact {
  kind: "contact";
  channel: (typeof channels)[number];
  /** The provider's own name of the event or booking type, which `stopsClock` may name. */
  event: string;
  /** When it happened, not when we heard of it. */
  at: string;
  who: Who;
  /** E-mail address of who did it. */
  by?: string;
  /** The provider's id of it: the evidence. */
  key: string;
  /** A few words for the timeline. */
  subject?: string;
}

/** What became of a meeting that had been booked. */
export interface BookingChange {
  kind: "booking";
  what: "cancelled" | "no-show" | "rescheduled";
  /** The id of the contact that it was. */
  of: string;
  /** The id it goes by from now on, when it was rescheduled. */
  now?: string;
  /** When it was to take place; of a rescheduled one when it will. */
  meetingAt?: string;
  /** The same as part of its person's story. */
  touch: Omit<Touch, "kind">;
}

/** A person takes a lead back: what another delivery made is erased. */
export interface Withdrawal {
  kind: "withdrawal";
  /** The provider's id of the delivery that made the lead. */
  of: string;
}

/** Whose customer a person or a company is. */
export interface Ownership {
  kind: "ownership";
  /** An e-mail address or a domain. */
  of: string;
  /** A person's id or e-mail address; null for a known customer that is nobody's. */
  owner: string | null;
}

/** What became of a deal, as the sender tells it. */
export interface DealChange {
  kind: "deal";
  said: Record<string, unknown>;
  /** What a CRM says besides, in its own words. */
  crm?: {
    stage?: string;
    /** Why it was lost. */
    reason?: string;
    /** E-mail address of whose it is. */
    by?: string;
    /** Whom it is with. */
    who?: Who;
    /** When it was made, ISO 8601: it came of no lead that is younger. */
    opened?: string;
    /** No human of ours said so: it is nobody's answer to a lead. */
    automatic?: true;
    /** It is only told whose it is. */
    names?: true;
  };
}

/** What a customer did after the sale, as the sender tells it. */
export interface CustomerChange {
  kind: "customer";
  said: Record<string, unknown>;
}

/** Somebody of ours made a person in the CRM who may be unknown here. */
export interface MadeInCrm {
  kind: "made";
  fields: Record<string, unknown>;
  /** E-mail address of whose they are. */
  by?: string;
  /** The provider's id of them. */
  key: string;
  /** Where whoever has them is none of ours, they ask to be contacted. */
  asksElse?: true;
}

/** Somebody of ours says in the CRM where a person stands. */
export interface StatusChange {
  kind: "status";
  /** As the CRM calls it. */
  status: string;
  /** When it was set, not when we heard of it. */
  at: string;
  who: Who;
  /** E-mail address of who set it. */
  by?: string;
  /** The provider's id of the change: the evidence. */
  key: string;
}

/** Authentic and understood, and no concern of ours. */
export interface Ignored {
  kind: "ignored";
  reason: string;
}

/** What a provider answered when asked for something a webhook named. `gone`: it will never tell. */
export type Fetched = { found: Found[] } | { problem: Waiting["state"] | "gone"; message: string };

/** How a delivery is recognised when it comes again. */
export type DeliveryKey =
  | { id: string }
  /** No id of its own: the same bytes are the same delivery for as long as the sender tries again, in ms; then somebody asks again. */
  | { content: Uint8Array; withinMs: number };

const hash = (...parts: (string | Uint8Array)[]): Buffer => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part).update("\0");
  return digest.digest();
};

export function deliveryId(source: string, key: { id: string } | { content: Uint8Array }): string {
  const digest = "id" in key ? hash("id", source, key.id) : hash("content", source, key.content);
  return `dlv_${digest.subarray(0, 16).toString("hex")}`;
}

/** A lead's id: the same for every attempt at the same delivery. */
export const leadId = ({ id, receivedAt }: Pick<Delivery, "id" | "receivedAt">, index: number): string =>
  sortableId("lead", Date.parse(receivedAt), hash("lead", id, String(index)));

/** The id of the lead a provider has an id for: the same in whichever delivery it comes. `at` is when it was given, in the provider's words. */
export function keyedLeadId(source: string, key: string, at: unknown): string {
  const instant = typeof at === "string" ? Date.parse(at) : Number.NaN;
  return sortableId("lead", instant > 0 ? instant : 0, hash("lead of", source, key));
}
