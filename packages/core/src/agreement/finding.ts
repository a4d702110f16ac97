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

/** The same, those that refuse it before those that do not. */
export const errorsFirst = <T extends { severity?: Finding["severity"] }>(found: readonly T[]): T[] =>
  found.toSorted((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));

/** Findings that are told of one agreement; whoever mends these checks again. */
export const MOST_FINDINGS = 200;

/**
 * As many findings as are told, errors before warnings, as the text runs; the last one says that there are more.
 *
 * @param more whether there are more than those given
 */
export function told(findings: readonly Finding[], more = false): Finding[] {
  if (findings.length <= MOST_FINDINGS && !more) return findings.toSorted(byPlace);
  const first = errorsFirst(findings).slice(0, MOST_FINDINGS).sort(byPlace);
  const { line, column } = first.at(-1)!;
  const message = `there are more findings than these ${MOST_FINDINGS}: mend them and check again`;
  const last = first.some(({ severity }) => severity === "error")
    ? ({ severity: "error", code: "schema.findings" } as const)
    : ({ severity: "warning", code: "findings.unproven" } as const);
  return [...first, { ...last, message, line, column }];
}

/** Where in the agreement something is: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Reports an error at a path; `atKey` points at the key itself instead of its value. */
export type ReportFinding = (
  path: Path,
  code: string,
  message: string,
  options?: { atKey?: boolean; severity?: Finding["severity"] },
) => void;
