import type { Contact } from "../delivery/index.ts";
import type { Candidate } from "../rules/exclusion.ts";

/** The shape of stored facts. A fact that is stored is read for ever. */
export const FACTS_VERSION = 1;

/** What a stage is for. Its name is the agreement's own: what is called neither `accept` nor `disposition` waits for a contact. */
export type StageKind = "accept" | "contact" | "disposition";

export const kindOf = (stage: string): StageKind => (stage === "accept" || stage === "disposition" ? stage : "contact");

export const outcomeIds = ["opportunity", "won", "lost"] as const;
export type OutcomeId = (typeof outcomeIds)[number];

/** How a lead ends. */
export const closings = [
  "accepted",
  "contacted",
  "rejected",
  ...outcomeIds,
  "merged",
  "withdrawn",
  "forgotten",
  "test",
] as const;
export type Closing = (typeof closings)[number];

/** How somebody's window ends. `handed`: the lead went to somebody else. */
export type Result = Exclude<Closing, "test"> | "handed";

/** How a lead came to whoever has it. `released`: nobody has it any more. */
export type Handing = "routed" | "reassigned" | "taken" | "released";

/** Which of the two sides of the agreement somebody is on. */
export type Side = "marketing" | "sales";

/** Whether a response is somebody's word, or another system shows it. */
export type Evidenced = "claimed" | "observed";

/** What a hand-over should have and a lead may lack: a name, an address or number that can be used, a company, a reason in their own words or something they did before. */
export const handoverNeeds = ["name", "contact", "company", "words"] as const;
export type HandoverNeed = (typeof handoverNeeds)[number];

/** A step of a ladder, by what it does and when. */
export interface StepOf {
  do: "remind" | "escalate" | "reassign";
  at: string;
}

/** A touch on the way to a hand-raise: of which campaign, and how long before, in ms. */
export interface PathTouch {
  campaign: string;
  touch: string;
  beforeMs: number;
}

/** Where a lead comes from. `path`: the way to it, nearest touch first, at most fifty. */
export interface Origin {
  campaign: string | null;
  path: PathTouch[];
}

/**
 * Something that happened to a lead, by its public name. Ids, enums, instants (ISO 8601) and durations (ms) only: facts outlive
 * the person they are about, so what people typed stands beside them, as `Words`. `at` is when it happened, which late news has
 * before what was recorded sooner.
 */
export type Fact = { at: string } & (
  | ({
      is: "lead.received";
      source: string;
      provider: string;
      delivery: string;
      /** The agreement's zone and the day there, for good: what is counted by days is counted by these. */
      zone: string;
      day: string;
      test?: true;
      previous?: string;
    } & Origin)
  | {
      is: "lead.decided";
      version: number;
      rule: string | null;
      policy: string | null;
      team: string | null;
      score: number;
      band: string | null;
      /** Whether the score reached the agreement's `qualified`; null when it names none. */
      qualified: boolean | null;
      candidates: Candidate[];
      tickets: Record<string, number>;
    }
  | {
      is: "lead.assigned";
      from: string | null;
      to: string | null;
      how: Handing;
      side: Side | null;
      lacks: HandoverNeed[];
      by?: string;
      why?: Handed;
      /** A manager has it because nobody else is left. */
      held?: true;
      /** The window whose end without a response it tells of. */
      window?: number;
      /** How long nobody had it. */
      waitedMs?: number;
      candidates?: Candidate[];
      tickets?: Record<string, number>;
    }
  | {
      is: "stage.started";
      stage: string;
      kind: StageKind;
      policy: string;
      version: number;
      /** Who has to respond. */
      holder: string | null;
      side: Side | null;
      respondBy: string;
    }
  | ({ is: "stage.ended"; stage: string; holder: string | null; result: Result; by: string | null } & Spent)
  | { is: "stage.breached"; stage: string; window: number; holder: string | null }
  | { is: "breach.withdrawn"; stage: string; window: number; holder: string | null; by: string | null }
  | { is: "lead.accepted"; by: string; heldUntil: string | null }
  | {
      is: "lead.contacted";
      by: string | null;
      stage: string;
      evidence: Evidenced;
      channel?: Contact["channel"];
      source?: string;
      delivery?: string;
      /** Since the first window for a contact began, in its working time, and since the lead was received. */
      workedMs: number | null;
      elapsedMs: number;
      lateMs?: number;
    }
  | {
      is: "lead.snoozed";
      by: string;
      until: string;
      /** Windows whose ends that moves, and to when. */
      moved: { window: number; respondBy: string }[];
    }
  | { is: "lead.reminded"; to: string; step: string }
  | { is: "lead.escalated"; to: string[]; step: string; about: string | null; window?: number }
  | { is: "step.skipped"; steps: StepOf[]; overtakenBy: StepOf[] }
  | {
      is: "clock.recalculated";
      from: number;
      to: number;
      dueBefore: string | null;
      dueAfter: string | null;
      respondByBefore: string;
      respondByAfter: string;
      by?: string;
      skipped: StepOf[];
    }
  | { is: "lead.reviewed"; to: string }
  | { is: "lead.resubmitted"; source: string; delivery: string; campaign: string | null }
  | { is: "lead.rescored"; from: number; to: number; band: string | null }
  | { is: "lead.reread"; version: number; fields: string[]; campaign: string | null; from: number; to: number }
  | ({ is: "lead.fetched"; provider: string } & Origin)
  | { is: "fetch.failed"; state: "token" | "later" | "gone" }
  | { is: "request.withdrawn"; delivery: string }
  | { is: "mail.bounced"; person: string; why: "refused" | "failed" | "rejected" | "marked"; told: string[] }
  | { is: "lead.merged"; into: string }
  | { is: "lead.closed"; as: Closing; by: string | null; reason?: string; cause?: Cause; into?: string }
  | { is: "lead.redacted" }
  | { is: "lead.forgotten" }
);

/** Why sales hands a lead back. */
export const causes = ["data", "fit", "timing", "duplicate", "other"] as const;
export type Cause = (typeof causes)[number];

/** What took a lead from somebody who did not hand it on. */
export type Handed =
  | { code: "unanswered"; withinMs: number }
  | { code: "left" }
  | { code: "away"; until: string }
  | { code: "teamGone"; team: string };

/** Time in somebody's window, ms: worked and late in the clock's own time without pauses, elapsed by the wall clock. */
export interface Spent {
  workedMs: number;
  elapsedMs: number;
  pausedMs: number;
  lateMs: number;
  evidence?: Evidenced;
}

export type FactName = Fact["is"];
export type FactOf<Name extends FactName> = Extract<Fact, { is: Name }>;

/** What people typed, said or are called in connection with a fact, by what it is. All there is to be erased of a history. */
export type Words = Record<string, string>;

/** A fact with its words, as one commit notes it. */
export interface Noted {
  fact: Fact;
  words?: Words;
}

/** The facts of one commit of a lead, as stored. */
export interface Entry {
  v: typeof FACTS_VERSION;
  /** The lead's revision with which they were committed. */
  revision: number;
  facts: Fact[];
  /** By the place of the fact in the commit. */
  words?: Record<number, Words>;
}

/** Facts as they are read: with an id of their own, and their words. */
export interface ReadFact {
  id: string;
  fact: Fact;
  words?: Words;
}

/** The facts of some commits, in the order of commits. */
export const readFacts = (lead: string, entries: readonly Entry[]): ReadFact[] =>
  entries.flatMap(({ revision, facts, words }) =>
    facts.map((fact, n) => ({ id: `${lead}.${revision}.${n}`, fact, ...(words?.[n] && { words: words[n] }) })),
  );
