import { resolvedAt } from "../calendar/resolved.ts";
import { build } from "./build.ts";
import { readDocument, type SourceDocument, tooLarge } from "./document.ts";
import { type Finding, MOST_FINDINGS, type ReportFinding, told } from "./finding.ts";
import { withHolidays } from "./holidays.ts";
import type { Agreement } from "./model.ts";
import { checkReferences } from "./references.ts";
import { agreementSchema } from "./schema.ts";
import { reportIssue } from "./shape.ts";
import { withZones } from "./zones.ts";

/** What an agreement's text says, and where. */
export interface Readable {
  agreement: Agreement;
  /** The same before holidays and time zones were found out: what both sides sign. */
  plain: Agreement;
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
 * Holiday regions become dates, and time zones offsets, around `at` (epoch ms).
 */
export function parseAgreement(text: string, options: { at: number }): Parsed {
  const large = tooLarge(text);
  if (large) return { ok: false, findings: [large] };
  const document = readDocument(text);
  if (document.syntaxErrors.length > 0) return { ok: false, findings: told(document.syntaxErrors) };
  const findings: Finding[] = [];
  const counts = { error: 0, warning: 0 };
  const report: ReportFinding = (path, code, message, { atKey, severity = "error" } = {}) => {
    counts[severity] += 1;
    // Beyond what is told nothing is looked for, and nothing located.
    if (counts[severity] <= MOST_FINDINGS) findings.push({ severity, code, message, ...document.locate(path, atKey) });
    else if (severity === "error") throw new TooMany();
  };
  const refused = (readable?: Readable): Parsed => ({
    ok: false,
    findings: told(findings, counts.error > MOST_FINDINGS),
    ...(readable && { readable }),
  });
  try {
    const agreement = read(document.value, report);
    if (!findings.every(({ severity, code }) => severity !== "error" || besideTheRules.has(code))) return refused();
    const readable = {
      plain: agreement!,
      agreement: {
        ...withZones(withHolidays(agreement!, options.at), options.at),
        resolved: resolvedAt(options.at),
      },
      locate: document.locate,
    };
    if (counts.error > 0) return refused(readable);
    return { ok: true, findings: told(findings, counts.warning > MOST_FINDINGS), ...readable };
  } catch (error) {
    if (error instanceof TooMany) return refused();
    throw error;
  }
}

/** Thrown when there are more errors than are told. */
class TooMany extends Error {}

/** What a document's value says, as far as its shape is right. */
function read(value: unknown, report: ReportFinding): Agreement | undefined {
  const written = agreementSchema.safeParse(value);
  if (!written.success) {
    for (const issue of written.error.issues) reportIssue(issue, value, report);
    return undefined;
  }
  const agreement = build(written.data, report);
  checkReferences(written.data, agreement, report);
  return agreement;
}
