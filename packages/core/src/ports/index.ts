import type { Agreement } from "../agreement/model.ts";
import type { Delivery } from "../delivery/index.ts";
import type { HealthStore } from "../health/model.ts";
import type { Entry, Noted } from "../lead/facts.ts";
import type { Lead, LeadSummary } from "../lead/lead.ts";
import type { Row, RowPlace } from "../lead/row.ts";
import type { MailboxStore } from "../mailbox/index.ts";
import type { NoticeKind } from "../mailing/view.ts";
import type { OwnershipStore } from "../ownership/index.ts";
import type { Person, PersonWrite, StoredTouch } from "../person/person.ts";
import type { DayMessage } from "../report/store.ts";
import type { Load } from "../rules/availability.ts";

/** Ports: what the domain needs of the world. Adapters are in `packages/aws`; the contract suite in `test/contract` runs against each. */

/** Time as the service sees it. Outside of demonstrations and tests it is the wall clock. */
export interface Time {
  /** Epoch ms. */
  now(): number;
  /** Real ms until that much time has passed here; Infinity when it stands still. */
  wallMs(ms: number): number;
}

/** A version in the history of the agreement. */
export interface Version {
  version: number;
  appliedAt: string;
  /** Who published it, in their words. */
  by?: string;
  why?: string;
  /** The version whose text this one put in force again. */
  rollbackOf?: number;
}

export interface StoredAgreement extends Version {
  agreement: Agreement;
  /** As its authors wrote it. */
  text: string;
}

/** A change of somebody's load that must hold for the commit to go through. */
export interface LoadChange {
  person: string;
  change: 1 | -1;
  /** For +1: what the choice was based on. `exact` refuses when anything was given out since; else only the limits count. */
  seen?: Load;
  exact?: boolean;
  day?: string;
  limits?: { open?: number; perDay?: number };
}

/** What goes with a change of a lead. */
export interface Commit {
  facts: Noted[];
  rows: { put: (RowPlace & { row: Row })[]; remove: RowPlace[] };
  loads: LoadChange[];
  /** The lead's person belongs to its owner from now on. */
  newOwner: boolean;
  person?: PersonWrite;
}

export interface Known {
  activeVersion: number | undefined;
  /** Those of the identities asked for that somebody has, with who that is. */
  people: Record<string, Person>;
  account: { known: boolean; owner?: string };
  loads: Record<string, Load>;
}

export interface QuarantineEntry {
  id: string;
  source: string;
  receivedAt: string;
  reason: string;
  bytes: number;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Store extends HealthStore, MailboxStore, OwnershipStore {
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;

  activeVersion(): Promise<number | undefined>;
  agreement(version: number): Promise<StoredAgreement | undefined>;
  /** The active version whole, in one reading; undefined when none was ever published. */
  activeAgreement(): Promise<StoredAgreement | undefined>;
  /** Stores the next version and makes it active; undefined when `expected` is not the active version any more. */
  publish(entry: Omit<StoredAgreement, "version">, expected: number | undefined): Promise<number | undefined>;
  /** The version up to which it was seen to what comings and goings mean for open leads; undefined when never. */
  settledVersion(): Promise<number | undefined>;
  settleVersion(version: number): Promise<void>;
  /** Versions without their contents, newest first; those before a version, when given. */
  versions(options: { limit: number; before?: number }): Promise<Version[]>;

  /**
   * Keeps a delivery and its raw body. `existing` when its id is taken (by one received at or after `notBefore`, when given).
   * `retryAt`: when the sweep should finish a pending one.
   */
  keepDelivery(
    delivery: Delivery,
    body: Uint8Array,
    options: { retryAt?: number; notBefore?: number; expiresAt: number },
  ): Promise<{ existing?: Delivery }>;
  delivery(id: string): Promise<{ delivery: Delivery; body: Uint8Array } | undefined>;
  /**
   * Records what became of a delivery. `retryAt` is when one that stays pending is due; without it, it stays due when it was. Of no
   * effect on one of which something came meanwhile, nor, without `retryAt`, does one become pending again or lose what it waits for.
   */
  settleDelivery(delivery: Delivery, retryAt?: number): Promise<void>;
  /** Newest first; of one source, when given, and not older than `since` (ISO). */
  quarantine(options: {
    limit: number;
    cursor?: string;
    source?: string;
    since?: string;
  }): Promise<Page<QuarantineEntry>>;

  /** Everything a decision may rest on, in one reading. `accounts` are domains, the most specific first; the first that is known counts. */
  known(keys: { identities: string[]; accounts: string[]; loads: string[] }): Promise<Known>;
  loads(people: string[]): Promise<Record<string, Load>>;
  /**
   * Corrects how many open leads somebody is said to have, where the leads found say otherwise. The first call only notes it; one
   * that finds the same again corrects it, if the load has not changed since and it was noted before `confirms` (epoch ms): by
   * then what was found is no index that lags behind.
   */
  correctLoad(person: string, drift: { seen: number; found: number; now: number; confirms: number }): Promise<boolean>;
  /** Takes the next ticket of a team, from 1. */
  ticket(team: string): Promise<number>;

  lead(id: string): Promise<Lead | undefined>;
  /**
   * Puts a lead in the place of its revision before, of which there is none for the first, with all that goes with it or not at all.
   * `conflict`: that is not the revision there is. `load`: a load moved on. `person`: the person did.
   */
  commit(lead: Lead, also: Commit): Promise<"done" | "conflict" | "load" | "person">;
  /** The facts of a lead's latest commits, at most `limit` of these, in their order; of those before a revision, when given. */
  facts(lead: string, options?: { limit?: number; before?: number }): Promise<Entry[]>;
  /** Takes the words out of a lead's facts: what happened and when stays. */
  eraseWords(lead: string): Promise<void>;
  leads(filter: {
    owner?: string;
    stage?: string;
    since?: string;
    limit: number;
    cursor?: string;
    until: string;
  }): Promise<Page<LeadSummary>>;

  /** What somebody has that is open, or with `null` what nobody has, in any order. May miss the changes of the last moments. */
  openLeads(owner: string | null): Promise<LeadSummary[]>;

  /** Adds touches to a person's timeline, each once by its id, with the person where they change. `person`: they moved on. */
  addTouches(person: string, touches: StoredTouch[], also: { write?: PersonWrite }): Promise<"done" | "person">;
  /** The newest touches of a person under all of their identities, newest first. */
  touches(identities: readonly string[], limit: number): Promise<StoredTouch[]>;

  /** What is due at or before `until`, earliest first within a shard. */
  due(until: number): AsyncIterable<{ kind: "lead" | "delivery" | "day"; id: string; at: number }>;

  /** Claims the sending of a notice until an instant; false when another process is at it. */
  claimNotice(batch: NoticeBatch, of: LeadNotice, claim: { now: number; until: number }): Promise<boolean>;
  /** Ids of notices of a batch that somebody has claimed by now, the first of them in the order of their ids. */
  claimedNotices(batch: NoticeBatch, limit: number): Promise<string[]>;
  /** Gives up the claim of a notice that could not be sent. */
  giveUpNotice(batch: NoticeBatch, notice: string): Promise<void>;
  /** Puts a claimed notice off until an instant, to be sent as one mail with others of its batch, and gives up the claim. */
  putOffNotice(batch: NoticeBatch, notice: string, until: number): Promise<void>;
  /** The notices of a batch that were put off, and until when, in the order of their ids. */
  putOffNotices(batch: NoticeBatch): Promise<(LeadNotice & { until: number })[]>;
}

/** Notices of one kind to one person that came up within a minute, which is named by its first instant (ISO). */
export interface NoticeBatch {
  to: string;
  kind: NoticeKind;
  minute: string;
}

/** A lead and a notice of it, by their ids. */
export interface LeadNotice {
  lead: string;
  notice: string;
}

export interface CheckMessage {
  lead: string;
  /** The instant the check is for. */
  dueAt: string;
}

/** A lead's notice, or a report to the operator about a source or the clocks. */
export type NoticeMessage = LeadNotice | { source: string; incident: string } | { incident: "overdue" };

/** Work for the intake queue: a kept delivery that is not finished, or a whole one that the store could not keep. */
export type IntakeMessage = { delivery: string } | { raw: string };

/** Queues deliver at least once, in any order. `delaySeconds` is real time, at most 900. */
export interface Queues {
  checks(messages: { message: CheckMessage; delaySeconds: number }[]): Promise<void>;
  notices(messages: NoticeMessage[]): Promise<void>;
  intake(messages: { message: IntakeMessage; delaySeconds?: number }[]): Promise<void>;
  days(messages: { message: DayMessage; delaySeconds?: number }[]): Promise<void>;
}

export type Log = (level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void;
