import { WorkingTime, weeklyTime } from "../calendar/index.ts";
import { build } from "./build.ts";
import { readDocument } from "./document.ts";
import type { Finding, Report } from "./finding.ts";
import { withHolidays } from "./holidays.ts";
import type { Agreement } from "./model.ts";
import { checkReferences } from "./references.ts";
import { schema } from "./schema.ts";
import { reportIssue } from "./shape.ts";

export type Parsed = { ok: true; agreement: Agreement; findings: Finding[] } | { ok: false; findings: Finding[] };

/**
 * Reads an agreement from YAML or JSON. Errors of shape are reported together, with line and column; what refers to
 * something else is checked once the shape is right. Holiday regions become dates around `at` (epoch ms).
 */
export function parse(text: string, options: { at: number }): Parsed {
  const document = readDocument(text);
  const findings: Finding[] = [...document.syntaxErrors];
  const report: Report = (path, code, message, { atKey, severity } = {}) => {
    findings.push({ severity: severity ?? "error", code, message, ...document.locate(path, atKey) });
  };
  const done = (agreement?: Agreement): Parsed => {
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    return agreement && !findings.some(({ severity }) => severity === "error")
      ? { ok: true, agreement, findings }
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
  const resolved = withHolidays(agreement, options.at);
  checkCalendars(resolved, options.at, report);
  return done(resolved);
}

function checkCalendars(agreement: Agreement, at: number, report: Report): void {
  for (const [name, calendar] of Object.entries(agreement.calendars)) {
    if (weeklyTime(calendar.week).weekMs === 0 || new WorkingTime(calendar).isEmptyFrom(at)) {
      report(["calendars", name], "calendar.empty", `calendar "${name}" has no working time in the next 400 days`, {
        atKey: true,
      });
    }
  }
}
