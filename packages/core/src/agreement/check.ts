import { build } from "./build.ts";
import { readDocument, type SourceDocument } from "./document.ts";
import { byPlace, type Finding, type Report } from "./finding.ts";
import { withHolidays } from "./holidays.ts";
import type { Agreement } from "./model.ts";
import { checkReferences } from "./references.ts";
import { schema } from "./schema.ts";
import { reportIssue } from "./shape.ts";

/** What an agreement's text says, and where; or why it says nothing. */
export type Parsed =
  | { ok: true; agreement: Agreement; findings: Finding[]; locate: SourceDocument["locate"] }
  | { ok: false; findings: Finding[] };

/**
 * Reads an agreement from YAML or JSON. Errors of shape are reported together, with line and column; what refers to
 * something else is checked once the shape is right. Whether the rules work is not asked here: that is proven.
 * Holiday regions become dates around `at` (epoch ms).
 */
export function parse(text: string, options: { at: number }): Parsed {
  const document = readDocument(text);
  const findings: Finding[] = [...document.syntaxErrors];
  const report: Report = (path, code, message, { atKey, severity } = {}) => {
    findings.push({ severity: severity ?? "error", code, message, ...document.locate(path, atKey) });
  };
  const done = (agreement?: Agreement): Parsed => {
    findings.sort(byPlace);
    return agreement && !findings.some(({ severity }) => severity === "error")
      ? { ok: true, agreement, findings, locate: document.locate }
      : { ok: false, findings };
  };
  if (findings.length > 0) return done();

  const read = schema.safeParse(document.value);
  if (!read.success) {
    for (const issue of read.error.issues) reportIssue(issue, document.value, report);
    return done();
  }
  const agreement = build(read.data, report);
  checkReferences(read.data, agreement, report);
  if (findings.some(({ severity }) => severity === "error")) return done();
  return done(withHolidays(agreement, options.at));
}
