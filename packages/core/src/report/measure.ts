import type { Row } from "../lead/row.ts";
import type { Amount } from "../money/money.ts";
import type { MeasureId, measureUnits } from "./ids.ts";

/** What a row says of a measure. `open`: it cannot be judged yet. */
export const standings = ["kept", "missed", "open"] as const;
export type Standing = (typeof standings)[number];

/** A person's numbers count each window for its holder; all others count a lead once, by its first window. */
export type Counting = "leads" | "holders";

export interface Measure {
  id: MeasureId;
  /** The side that answers for it. */
  side: "marketing" | "sales" | "both";
  unit: (typeof measureUnits)[MeasureId];
  better: "more" | "less";
  /** What the number means, in words that stand beside it. */
  definition: string;
  /** Undefined for a row that does not count. */
  judge(row: Row, counting: Counting): Standing | undefined;
  /** How long it took, where the measure is of durations and the row counts as kept. */
  spent?(row: Row): { workedMs: number; elapsedMs: number };
  /** What a row adds, where the measure is of money. */
  money?(row: Row): Amount[];
  /** How much a row counts for, where that is not one. */
  counts?(row: Row): number;
  /** Each side answers for its own part: of the windows that its people had. */
  bySide?: true;
  /** The money is for each of those that were kept. */
  each?: true;
  /** Whether somebody looked at what a row says; without any of those there is no verdict. */
  looked?(row: Row): boolean;
  /** Whether there is enough for a verdict; else the value is null. */
  enough?(counts: { kept: number; missed: number; open: number }): boolean;
}
