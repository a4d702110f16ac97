import type { ClockReportView } from "@baton/core/health";
import type { Tone } from "@baton/ui/palette";
import type { Words } from "@baton/words";
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
  /** What its reader hears of. */
  of: "sources" | "clocks";
}

/** Writes a report to the operator. */
export function renderReport(view: ClockReportView, report: OperatorReport, { say, language }: Words): RenderedNotice {
  const { label, tone, headline, steps } = report;
  const message = oneLine(view.message, 400);
  const since = oneLine(view.since, 80);
  const subject = say("report.subject", { headline });
  const rows = [...report.details, { left: report.since, right: since }];
  const sinceThen = say("report.since", { since: report.since, at: since });
  const footer = say("mail.footerReport", {
    to: oneLine(view.recipient.name, 80) || view.recipient.email,
    of: report.of,
    agreement: oneLine(view.agreementName, 100),
  });
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
        language,
        rows: [
          row(askBox(tone, message, sinceThen), 18),
          row(htmlHeading(say("report.whatToDo")), 28),
          ...steps.map((step, i) => row(paragraph(`${i + 1}. ${step}`), i === 0 ? 0 : 10)),
          section(say("lead.details"), rowsTable("facts", rows)),
        ],
      }),
    ),
    text: textOfSections([
      [wrap(headline)],
      [wrap(message), wrap(sinceThen)],
      [textHeading(say("report.whatToDo")), ...steps.map((step, i) => `${i + 1}. ${wrap(step, "   ").trimStart()}`)],
      [textHeading(say("lead.details")), ...rows.map(({ left, right }) => `${left}: ${right}`)],
      ["-- ", wrap(footer)],
    ]),
  };
}
