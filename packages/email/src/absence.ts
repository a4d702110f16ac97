import type { AbsenceView } from "@baton/core/roster";
import { inEnglish, type Words } from "@baton/words";
import { oneLine } from "./clean.ts";
import { frame, noteBox, paragraph, row } from "./layout.ts";
import { sentTo } from "./letter.ts";
import type { RenderedNotice } from "./notice.ts";
import { textOfSections, wrap } from "./text.ts";

/** Tells somebody that somebody else is away. Pure: the same view always gives the same mail. */
export function renderAbsence(view: AbsenceView, words: Words = inEnglish): RenderedNotice {
  const { say, language } = words;
  const name = oneLine(view.name, 80);
  const { from, until } = view;
  const isOneDay = from === until;
  const headline = isOneDay
    ? say("absence.headlineOn", { name, day: from })
    : say("absence.headline", { name, from, until });
  const what = view.standsIn
    ? say("absence.youStandIn", { name })
    : view.deputy
      ? say("absence.standsIn", { name, deputy: oneLine(view.deputy, 80) })
      : say("absence.nobodyStandsIn", { name });
  const open = say("absence.open", { name });
  const footer = sentTo(view, words);
  const subject = isOneDay
    ? say("absence.subjectOn", { name, day: from })
    : say("absence.subject", { name, from, until });
  const label = say("absence.label");
  return {
    subject,
    fromName: `Baton · ${label}`,
    preheader: what,
    html: String(
      frame({
        title: subject,
        label,
        tone: "calm",
        preheader: what,
        headline,
        footer,
        language,
        rows: [row(paragraph(what), 18), row(noteBox(open), 14)],
      }),
    ),
    text: textOfSections([[wrap(headline)], [wrap(what)], [wrap(open)], ["-- ", wrap(footer)]]),
  };
}
