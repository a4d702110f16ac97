import type { Row } from "../lead/row.ts";
import type { Amount } from "../money/money.ts";

/** A cube has its cells by their place here, so a new one comes last. */
export const measureIds = [
  "qualified-leads",
  "acceptance-rate",
  "context-completeness",
  "contact-in-time",
  "windows-kept",
  "disposition-in-time",
  "time-to-contact",
  "received-leads",
  "handed-over",
  "accepted-leads",
  "deemed-accepted",
  "rejected-leads",
  "parked-rate",
  "valid-contact",
  "promise-match",
  "feedback-given",
  "observed-contacts",
  "opportunities",
  "pipeline",
  "won-deals",
  "won-revenue",
  "win-rate",
  "lost-by-reason",
  "spend",
  "cost-per-accepted",
  "cost-per-won",
  "customer-events",
  "pulled-over",
  "self-sourced",
  "recycled-accepted",
  "parked-leads",
  "rejections-upheld",
  "attempts-made",
  "briefed",
  "requests-in-time",
] as const;
export type MeasureId = (typeof measureIds)[number];

/** What a row says of a measure. `open`: it cannot be judged yet. */
export const standings = ["kept", "missed", "open"] as const;
export type Standing = (typeof standings)[number];

/** A person's numbers count each window for its holder; all others count a lead once, by its first window. */
export type Counting = "leads" | "holders";

export interface Measure {
  id: MeasureId;
  /** The side that answers for it. */
  side: "marketing" | "sales" | "both";
  unit: "count" | "share" | "duration" | "money";
  better: "more" | "less";
  /** What the number means, in words that stand beside it. */
  definition: string;
  /** Undefined for a row that does not count. */
  judge(row: Row, counting: Counting): Standing | undefined;
  /** How long it took, where the measure is of durations and the row counts as kept. */
  spent?(row: Row): { workedMs: number; elapsedMs: number };
  /** What a row adds, where the measure is of money. */
  money?(row: Row): Amount[];
  /** The money is for each of those that were kept. */
  each?: true;
  /** Whether somebody looked at what a row says; without any of those there is no verdict. */
  looked?(row: Row): boolean;
  /** Whether there is enough for a verdict; else the value is null. */
  enough?(counts: { kept: number; missed: number; open: number }): boolean;
}
