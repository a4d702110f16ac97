import type { ProposalView } from "@baton/core/signing";
import { inEnglish, type Words } from "@baton/words";
import { oneLine } from "./clean.ts";
import { button, frame, heading, noteBox, paragraph, row } from "./layout.ts";
import { sentTo } from "./letter.ts";
import type { RenderedNotice } from "./notice.ts";
import { textHeading, textOfSections, wrap } from "./text.ts";

/** Lines of changes and findings that a mail has; the rest is on the page. */
const MOST_LINES = 60;

/** Tells somebody of the state of a proposed change of the agreement. Pure: the same view always gives the same mail. */
export function renderProposal(view: ProposalView, words: Words = inEnglish): RenderedNotice {
  const { say, language } = words;
  const label = say("proposal.state", { state: view.state });
  const name = oneLine(view.agreementName, 100);
  const subject = say("proposal.subject", { label, name });
  const lines = (all: readonly string[]) => {
    const shown = all.slice(0, MOST_LINES).map((line) => oneLine(line, 300));
    return all.length > shown.length ? [...shown, say("proposal.more", { count: all.length - shown.length })] : shown;
  };
  const why = oneLine(view.why, 500);
  const changes = lines(view.changes);
  const findings = lines(view.findings);
  const digest = say("proposal.digest", { digest: view.digest });
  const footer = `${sentTo(view, words)} ${say("mail.footerLink")}`;
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
        language,
        rows: [
          row(paragraph(view.ask), 18),
          ...(why === "" ? [] : [row(paragraph(why), 14)]),
          ...(changes.length > 0
            ? [row(heading(say("proposal.changes")), 24), ...changes.map((line) => row(paragraph(line), 6))]
            : []),
          ...(findings.length > 0
            ? [row(heading(say("proposal.findings")), 24), ...findings.map((line) => row(paragraph(line), 6))]
            : []),
          ...(view.link ? [row(button({ label: say("ask.readAndSign"), href: view.link, look: "filled" }), 24)] : []),
          row(noteBox(digest), 18),
        ],
      }),
    ),
    text: textOfSections([
      [wrap(view.headline)],
      [wrap(view.ask)],
      ...(why === "" ? [] : [[wrap(why)]]),
      ...(changes.length > 0 ? [[textHeading(say("proposal.changes")), ...changes.map((line) => wrap(line))]] : []),
      ...(findings.length > 0 ? [[textHeading(say("proposal.findings")), ...findings.map((line) => wrap(line))]] : []),
      ...(view.link ? [[`${say("ask.readAndSign")}:`, view.link]] : []),
      [digest],
      ["-- ", wrap(footer)],
    ]),
  };
}
