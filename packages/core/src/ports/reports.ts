import type { Row } from "../lead/row.ts";

/** A local day of the reports: how often it was marked as changed, and which mark its numbers have. */
export interface Day {
  day: string;
  /** Marks so far; 0 for a day that nobody marked. */
  dirty: number;
  /** The mark up to which it was folded; undefined when it never was. */
  folded?: number;
  /** When the folding of its numbers began, ISO 8601: whatever was stored by then is in them. */
  foldedAt?: string;
  /** The version of its numbers. */
  version?: number;
  /** When it is to be folded, ISO 8601; undefined when nothing has changed since it was. */
  due?: string;
}

/** The numbers of a day, replaced as a whole. */
export interface Fold {
  /** The mark that they have, and when their rows began to be read, ISO 8601. */
  dirty: number;
  at: string;
  version: number;
  text: string;
}

/** The rows of one lead among those of a day; `place` is a text that sorts. */
export interface RowsOfDay {
  place: string;
  rows: Row[];
}

/** What reports need of the store. Rows are written by the commits of their leads. */
export interface ReportStore {
  /** The rows of a day as they are now, in the order of their places; those after one, when given. */
  rows(day: string, after?: string): AsyncIterable<RowsOfDay>;
  day(day: string): Promise<Day | undefined>;
  /** The days that something is known of, in order, both ends included, with the texts of their numbers. */
  days(from: string, to: string): Promise<(Day & { text?: string })[]>;
  /** Counts a change of a day, which falls due (epoch ms) unless it is due already. */
  markDay(day: string, due: number): Promise<void>;
  /** Replaces the numbers of a day, unless they have a later mark, or the same and rows that were read later: then false. */
  putFold(day: string, fold: Fold): Promise<boolean>;
  /** Takes a day that was not marked after `dirty` off what is due; one that was is due later (epoch ms). */
  settleDay(day: string, dirty: number, due: number): Promise<void>;
}
