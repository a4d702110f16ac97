import type { ProposalView } from "@baton/core/signing";
import { oneLine } from "./clean.ts";
import { button, frame, heading, noteBox, paragraph, row } from "./layout.ts";
import type { RenderedNotice } from "./notice.ts";
import { textHeading, textOfSections, wrap } from "./text.ts";

/** Lines of changes and findings that a mail has; the rest is on the page. */
const MOST_LINES = 60;

const labels = {
  open: "To sign",
  signed: "Signed",
  inForce: "In force",
  void: "Void",
  lapsed: "Not signed",
} satisfies Record<ProposalView["state"], string>;

/** Tells somebody of the state of a proposed change of the agreement. Pure: the same view always gives the same mail. */
export function renderProposal(view: ProposalView): RenderedNotice {
  const label = labels[view.state];
  const name = oneLine(view.agreementName, 100);
  const subject = `${label}: “${name}”`;
  const lines = (all: readonly string[]) => {
    const shown = all.slice(0, MOST_LINES).map((line) => oneLine(line, 300));
    return all.length > shown.length ? [...shown, `and ${all.length - shown.length} more, on the page`] : shown;
  };
  const why = oneLine(view.why, 500);
  const changes = lines(view.changes);
  const findings = lines(view.findings);
  const digest = `Digest: ${view.digest}`;
  const footer = `Sent to ${oneLine(view.recipient.name, 80) || view.recipient.email} by Baton under “${name}”. The link is yours alone, please do not forward this mail.`;
  return {
    subject,
    fromName: `Baton · ${label}`,
    preheader: oneLine(view.ask, 160),
    html: String(
      frame({
        title: subject,
        label,
        tone: view.state === "open" ? "warn" : "calm",
        preheader: oneLine(view.ask, 160),
        headline: view.headline,
        footer,
        language: "en",
        rows: [
          row(paragraph(view.ask), 18),
          ...(why === "" ? [] : [row(paragraph(why), 14)]),
          ...(changes.length > 0
            ? [row(heading("What changes"), 24), ...changes.map((line) => row(paragraph(line), 6))]
            : []),
          ...(findings.length > 0
            ? [row(heading("What the proof found"), 24), ...findings.map((line) => row(paragraph(line), 6))]
            : []),
          ...(view.link ? [row(button({ label: "Read it and sign", href: view.link, look: "filled" }), 24)] : []),
          row(noteBox(digest), 18),
        ],
      }),
    ),
    text: textOfSections([
      [wrap(view.headline)],
      [wrap(view.ask)],
      ...(why === "" ? [] : [[wrap(why)]]),
      ...(changes.length > 0 ? [[textHeading("What changes"), ...changes.map((line) => wrap(line))]] : []),
      ...(findings.length > 0 ? [[textHeading("What the proof found"), ...findings.map((line) => wrap(line))]] : []),
      ...(view.link ? [["Read it and sign:", view.link]] : []),
      [digest],
      ["-- ", wrap(footer)],
    ]),
  };
}
