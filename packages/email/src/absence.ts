import type { AbsenceView } from "@baton/core/roster";
import { oneLine } from "./clean.ts";
import { frame, noteBox, paragraph, row } from "./layout.ts";
import type { RenderedNotice } from "./notice.ts";
import { textOfSections, wrap } from "./text.ts";

/** Tells somebody that somebody else is away. Pure: the same view always gives the same mail. */
export function renderAbsence(view: AbsenceView): RenderedNotice {
  const name = oneLine(view.name, 80);
  const days = view.from === view.until ? `on ${view.from}` : `from ${view.from} to ${view.until}`;
  const headline = `${name} is away ${days}.`;
  const what = view.standsIn
    ? `You stand in: leads, reminders and escalations that are for ${name} by name come to you meanwhile, and you may answer what is ${name}’s. Nobody’s turn is yours.`
    : view.deputy
      ? `${oneLine(view.deputy, 80)} stands in for what comes to ${name} by name.`
      : `Nobody stands in: what comes to ${name} by name goes on as the rules say, or to their manager.`;
  const open = `Leads that wait for a first answer of ${name} go on to others; those that were answered stay.`;
  const footer = `Sent to ${oneLine(view.recipient.name, 80) || view.recipient.email} by Baton under “${oneLine(view.agreementName, 100)}”.`;
  const subject = `Away: ${name}, ${days}`;
  return {
    subject,
    fromName: "Baton · Away",
    preheader: what,
    html: String(
      frame({
        title: subject,
        label: "Away",
        tone: "calm",
        preheader: what,
        headline,
        footer,
        rows: [row(paragraph(what), 18), row(noteBox(open), 14)],
      }),
    ),
    text: textOfSections([[wrap(headline)], [wrap(what)], [wrap(open)], ["-- ", wrap(footer)]]),
  };
}
