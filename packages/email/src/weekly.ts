import type { WeeklySection, WeeklyView } from "@baton/core/weekly";
import { html } from "hono/html";
import { oneLine } from "./clean.ts";
import { button, frame, type Html, heading, paragraph, quote, row, rowsTable } from "./layout.ts";
import type { RenderedNotice } from "./notice.ts";
import { textOfSections, wrap } from "./text.ts";

const clean = (text: string, most = 400): string => oneLine(text, most);

/** One person's week as one mail. Pure: the same view always gives the same mail. */
export function renderWeekly(view: WeeklyView): RenderedNotice {
  const subject = `Your week, ${view.from} to ${view.to}`;
  const headline = subject;
  const footer = `Sent to ${clean(view.recipient.name, 80) || view.recipient.email} by Baton under “${clean(view.agreementName, 100)}”, once a week and only where there is something to say. The links are yours alone, please do not forward this mail.`;
  const preheader = view.sections.map(({ title }) => clean(title, 60)).join(" · ");
  return {
    subject,
    fromName: "Baton · Your week",
    preheader,
    html: String(
      frame({
        title: subject,
        label: "Your week",
        tone: "calm",
        preheader,
        headline,
        footer,
        rows: view.sections.flatMap(rowsOf),
      }),
    ),
    text: textOfSections([[wrap(headline)], ...view.sections.map(textOf), ["-- ", wrap(footer)]]),
  };
}

function rowsOf({ title, lines, texts, link }: WeeklySection): Html[] {
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

function textOf({ title, lines, texts, link }: WeeklySection): string[] {
  return [
    clean(title, 120).toUpperCase(),
    ...lines.map(({ left, right }) => `${clean(left, 120)}: ${clean(right)}`),
    ...texts.map(({ text, quoted }) => wrap(quoted ? `“${clean(text)}”` : clean(text))),
    ...(link ? [`${link.label}: ${link.href}`] : []),
  ];
}
