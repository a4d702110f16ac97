import type { RoundSection, RoundView } from "@baton/core/rounds";
import { inEnglish, type Words } from "@baton/words";
import { html } from "hono/html";
import { oneLine } from "../clean.ts";
import { button, frame, type Html, heading, paragraph, quote, row, rowsTable } from "../layout.ts";
import type { RenderedNotice } from "../notice.ts";
import { textOfSections, wrap } from "../text.ts";

const clean = (text: string, most = 400): string => oneLine(text, most);

/** What has come round for one person as one mail. Pure: the same view always gives the same mail. */
export function renderRound(
  { recipient, label, subject, often, sections, meeting, agreementName }: RoundView,
  { say, language }: Words = inEnglish,
): RenderedNotice {
  const to = clean(recipient.name, 80) || recipient.email;
  const sent = say("mail.footerOften", { to, agreement: clean(agreementName, 100), often });
  const footer = `${sent} ${say("mail.footerLinks")}`;
  const preheader = sections.map(({ title }) => clean(title, 60)).join(" · ");
  return {
    subject,
    fromName: `Baton · ${label}`,
    preheader,
    html: String(
      frame({
        title: subject,
        label,
        tone: "calm",
        preheader,
        headline: subject,
        footer,
        language,
        rows: sections.flatMap(rowsOf),
      }),
    ),
    text: textOfSections([[wrap(subject)], ...sections.map((section) => textOf(section, say)), ["-- ", wrap(footer)]]),
    ...(meeting && { meeting }),
  };
}

function rowsOf({ title, lines, texts, link }: RoundSection): Html[] {
  const told = texts.map(({ text, quoted }) => (quoted ? quote([clean(text)]) : paragraph(clean(text))));
  return [
    row(
      html`${heading(clean(title, 120))}${
        lines.length > 0
          ? rowsTable(
              "facts",
              lines.map(({ left, right }) => ({ left: clean(left, 120), right: clean(right) })),
            )
          : ""
      }`,
      28,
    ),
    ...told.map((one) => row(one, 10)),
    ...(link ? [row(button({ label: link.label, href: link.href, look: "outlined" }), 14)] : []),
  ];
}

function textOf({ title, lines, texts, link }: RoundSection, say: Words["say"]): string[] {
  return [
    clean(title, 120).toUpperCase(),
    ...lines.map(({ left, right }) => `${clean(left, 120)}: ${clean(right)}`),
    ...texts.map(({ text, quoted }) => wrap(quoted ? say("fact.quoted", { text: clean(text) }) : clean(text))),
    ...(link ? [`${link.label}: ${link.href}`] : []),
  ];
}
