import { build } from "./build.ts";
import { readDocument, type SourceDocument } from "./document.ts";
import { byPlace, type Finding, type ReportFinding } from "./finding.ts";
import { withHolidays } from "./holidays.ts";
import type { Agreement } from "./model.ts";
import { checkReferences } from "./references.ts";
import { agreementSchema } from "./schema.ts";
import { reportIssue } from "./shape.ts";

/** What an agreement's text says, and where. */
export interface Readable {
  agreement: Agreement;
  locate: SourceDocument["locate"];
}

/** What can be published; or why not, and what rules can be proven all the same when they are not what is wrong. */
export type Parsed =
  | ({ ok: true; findings: Finding[] } & Readable)
  | { ok: false; findings: Finding[]; readable?: Readable };

/** Errors that say nothing against the rules. */
const besideTheRules = new Set(["source.unauthenticated"]);

/**
 * Reads an agreement from YAML or JSON. Errors of shape are reported together, with line and column; what refers to
 * something else is checked once the shape is right. Whether the rules work is not asked here: that is proven.
 * Holiday regions become dates around `at` (epoch ms).
 */
export function parseAgreement(text: string, options: { at: number }): Parsed {
  const document = readDocument(text);
  const findings: Finding[] = [...document.syntaxErrors];
  const report: ReportFinding = (path, code, message, { atKey, severity } = {}) => {
    findings.push({ severity: severity ?? "error", code, message, ...document.locate(path, atKey) });
  };
  const errors = () => findings.filter(({ severity }) => severity === "error");
  const refused = (readable?: Readable): Parsed => ({
    ok: false,
    findings: findings.sort(byPlace),
    ...(readable && { readable }),
  });
  if (findings.length > 0) return refused();

  const read = agreementSchema.safeParse(document.value);
  if (!read.success) {
    for (const issue of read.error.issues) reportIssue(issue, document.value, report);
    return refused();
  }
  const agreement = build(read.data, report);
  checkReferences(read.data, agreement, report);
  if (!errors().every(({ code }) => besideTheRules.has(code))) return refused();
  const readable = { agreement: withHolidays(agreement, options.at), locate: document.locate };
  return errors().length > 0 ? refused(readable) : { ok: true, findings: findings.sort(byPlace), ...readable };
}
