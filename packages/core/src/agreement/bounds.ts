import { byPlace, type Finding } from "./finding.ts";

/** Largest text of an agreement, in bytes: some ten thousand rules. */
export const MOST_TEXT_BYTES = 4_194_304;

/** Findings that are told of one agreement; whoever mends these checks again. */
export const MOST_FINDINGS = 200;

/** What is wrong with a text that is too large to be read; undefined when it is not. */
export function tooLarge(text: string): Finding | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes <= MOST_TEXT_BYTES) return undefined;
  const message = `the agreement has ${bytes} bytes; ${MOST_TEXT_BYTES} (4 MiB) at most are read`;
  return { severity: "error", code: "schema.size", message, line: 1, column: 1 };
}

/**
 * As many findings as are told, errors before warnings, as the text runs; the last one says that there are more.
 *
 * @param more whether there are more than those given
 */
export function told(findings: readonly Finding[], more = false): Finding[] {
  if (findings.length <= MOST_FINDINGS && !more) return findings.toSorted(byPlace);
  const isError = ({ severity }: Finding) => severity === "error";
  const first = findings.toSorted((a, b) => Number(isError(b)) - Number(isError(a))).slice(0, MOST_FINDINGS);
  const { line, column } = first.sort(byPlace).at(-1)!;
  const message = `there are more findings than these ${MOST_FINDINGS}: mend them and check again`;
  const last = first.some(isError)
    ? ({ severity: "error", code: "schema.findings" } as const)
    : ({ severity: "warning", code: "findings.unproven" } as const);
  return [...first, { ...last, message, line, column }];
}
