import type { ClockReportView } from "@baton/core/health";
import type { Tone } from "@baton/ui/palette";
import { oneLine } from "../clean.ts";
import { askBox, frame, heading as htmlHeading, paragraph, row, rowsTable, section } from "../layout.ts";
import type { RenderedNotice } from "../notice.ts";
import { textHeading, textOfSections, wrap } from "../text.ts";

/** What a report to the operator says beside what is wrong and since when. */
export interface OperatorReport {
  label: string;
  tone: Tone;
  headline: string;
  /** What began then. */
  since: string;
  /** What to do, the most likely first. */
  steps: string[];
  details: { left: string; right: string }[];
  /** What its reader hears of, and until when no more of this. */
  footer: { hearsOf: string; until: string };
}

/** Writes a report to the operator. */
export function renderReport(view: ClockReportView, report: OperatorReport): RenderedNotice {
  const { label, tone, headline, steps } = report;
  const message = oneLine(view.message, 400);
  const since = oneLine(view.since, 80);
  const subject = `Baton: ${headline}`;
  const rows = [...report.details, { left: report.since, right: since }];
  const footer = `Sent to ${oneLine(view.recipient.name, 80) || view.recipient.email}, who hears of ${report.footer.hearsOf} under “${oneLine(view.agreementName, 100)}”, once until ${report.footer.until}.`;
  return {
    subject,
    fromName: `Baton · ${label}`,
    preheader: message,
    html: String(
      frame({
        title: subject,
        label,
        tone,
        preheader: message,
        headline,
        footer,
        language: "en",
        rows: [
          row(askBox(tone, message, `${report.since}: ${since}`), 18),
          row(htmlHeading("What to do"), 28),
          ...steps.map((step, i) => row(paragraph(`${i + 1}. ${step}`), i === 0 ? 0 : 10)),
          section("Details", rowsTable("facts", rows)),
        ],
      }),
    ),
    text: textOfSections([
      [wrap(headline)],
      [wrap(message), wrap(`${report.since}: ${since}`)],
      [textHeading("What to do"), ...steps.map((step, i) => `${i + 1}. ${wrap(step, "   ").trimStart()}`)],
      [textHeading("Details"), ...rows.map(({ left, right }) => `${left}: ${right}`)],
      ["-- ", wrap(footer)],
    ]),
  };
}
