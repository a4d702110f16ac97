import type { NoticeView } from "@baton/core/mailing";
import { inEnglish, type Words } from "@baton/words";
import { html } from "hono/html";
import { oneLine } from "./clean.ts";
import { frame, noteBox, paragraph, row, textLink } from "./layout.ts";
import { sentTo } from "./letter.ts";
import type { RenderedNotice } from "./notice.ts";
import { textOfSections, wrap } from "./text.ts";
import { wordingOf } from "./wording.ts";

/**
 * Writes several notices of one kind to one person as one mail. Pure: the same views always give the same mail. There is at least
 * one view; with 50 of them, whatever leads sent, the HTML stays under the 102 KB beyond which Gmail hides the rest.
 */
export function renderNoticeList(views: readonly NoticeView[], words: Words = inEnglish): RenderedNotice {
  const { say, language } = words;
  const [first] = views;
  if (!first) throw new Error("A list of notices is not empty.");
  const { label: named, tone } = wordingOf(first);
  const label = say(named);
  const requests = views.filter(({ request }) => request).length;
  const what = requests === 0 ? "leads" : requests === views.length ? "requests" : "both";
  const counted = { what, count: views.length };
  const subject = say("mail.listSubject", { ...counted, label });
  const entries = views.map(({ headline, link, lead }) => ({
    title: [oneLine(lead.name, 60) || say("mail.someone"), lead.company === lead.name ? "" : oneLine(lead.company, 40)]
      .filter(Boolean)
      .join(", "),
    what: [oneLine(headline, 120), lead.deadline ? say("mail.listDue", { at: oneLine(lead.deadline.text, 60) }) : ""]
      .filter(Boolean)
      .join(" "),
    link,
  }));
  const preheader = oneLine(entries.map(({ title }) => title).join(" · "), 160);
  const headline = say("mail.listHeadline", counted);
  const footer = `${sentTo(first, words)} ${say("mail.footerLinks")}`;
  return {
    subject,
    fromName: `Baton · ${label}`,
    preheader,
    html: String(
      frame({
        title: subject,
        label,
        tone,
        preheader,
        headline,
        footer,
        language,
        rows: entries.map((entry) =>
          row(html`${paragraph(textLink(entry.title, entry.link))}${noteBox(entry.what)}`, 18),
        ),
      }),
    ),
    text: textOfSections([
      [wrap(headline)],
      ...entries.map(({ title, what, link }) => [title, wrap(what), link]),
      ["-- ", wrap(footer)],
    ]),
  };
}
