import type { Length, Target } from "../agreement/model.ts";
import type { BreachCause, Side } from "../facts/codes.ts";
import type { Measure } from "../report/measure.ts";

/** What came of a promise in a period. */
export interface Figure {
  /** In the measure's unit; of what people judge 1 for kept and 0 for not; null where there is none. */
  value: number | null;
  n: number;
  of: number | null;
  /** Those that cannot be judged yet. */
  open: number;
  /** Null where there is too little to judge, or nothing. */
  met: boolean | null;
  /** Why nothing can be said. */
  why?: string;
}

/** A promise as the balance sheet shows it. */
export interface Entry extends Figure {
  name: string;
  measure: string;
  unit: Measure["unit"] | "judged";
  per: Length;
  period: string;
  /** Its first and its last day. */
  from: string;
  to: string;
  target: { atLeast?: number; atMost?: number };
  /** Whether the period is closed, and when it is: its numbers are then kept, whatever becomes known later. */
  closed: boolean;
  closesAt: string;
  /** What is known today, where that is something else than when the period was closed. */
  today?: Figure;
  /** The last eight periods, this one the last of them. */
  trend: { period: string; value: number | null; met: boolean | null }[];
  /** What it was while the agreement was only observed. */
  baseline?: { value: number | null; n: number; of: number | null };
}

/** What a side gives. */
export interface CommitmentEntry extends Entry {
  /** Promises without which it can hardly be kept. */
  needs: { name: string; met: boolean | null }[];
}

export interface GoalEntry extends Entry {
  owners: Record<Side, string>;
}

export const causes = [
  "platform",
  "data",
  "routing",
  "handed",
  "roster",
  "unanswered",
  "unknown",
] as const satisfies readonly (BreachCause | "unknown")[];

/** What working together took in a month. */
export interface Effort {
  people: number;
  mails: number;
  asks: number;
  meetingMinutes: number;
}

/** What both sides owe each other, and what came of it. */
export interface Sheet {
  at: string;
  asOf: string;
  version: number;
  /** Why the version in force is not signed: an emergency. */
  unsigned?: string;
  sides: Record<Side, { gives: CommitmentEntry[] }>;
  goals: GoalEntry[];
  /** The month that breaches and coordination are of. */
  month: string;
  breaches: Record<(typeof causes)[number], number>;
  coordination: Effort & {
    perPerson: Omit<Effort, "people">;
    sides: Record<Side, Effort>;
  };
}

/** What came of a promise when its period was closed, and what it was then. */
export interface Closed extends Figure, Pick<Target, "measure" | "atLeast" | "atMost"> {
  /** Of a goal: what each team adds to it, judged or not. */
  teams?: [team: string | null, kept: number, missed: number, open: number][];
}

/** The numbers of a period when it was closed, by what they are of: `sales/Quick first answers`, `goals/Twenty deals`. */
export interface Book {
  per: Length;
  period: string;
  /** ISO 8601. */
  at: string;
  /** Of the agreement that was in force then. */
  version: number;
  figures: Record<string, Closed>;
}
