/** Something wrong, or worth knowing, about an agreement. `line` and `column` count from 1. */
export interface Finding {
  severity: "error" | "warning";
  /** `noun.reason`, e.g. `schema.type` or `reference.unknown`. */
  code: string;
  message: string;
  line: number;
  column: number;
  /** A lead, and an instant (ISO), with which a decision shows what is wrong. */
  counterexample?: { lead?: Record<string, unknown>; at?: string };
}

/** Sorts findings as the text runs. */
export const byPlace = (a: Finding, b: Finding): number => a.line - b.line || a.column - b.column;

/** Where in the agreement something is: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Reports an error at a path; `atKey` points at the key itself instead of its value. */
export type ReportFinding = (
  path: Path,
  code: string,
  message: string,
  options?: { atKey?: boolean; severity?: Finding["severity"] },
) => void;
