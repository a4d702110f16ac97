import type { SignInView } from "@baton/core/board";
import type { Words } from "@baton/words";
import { oneLine } from "./clean.ts";
import { button, frame, paragraph, row } from "./layout.ts";
import type { RenderedNotice } from "./notice.ts";
import { textOfSections, wrap } from "./text.ts";

/** Writes the mail with the link that signs somebody in. */
export function renderSignIn(view: SignInView, { say, language }: Words): RenderedNotice {
  const headline = say("mail.signIn.headline");
  const text = say("mail.signIn.text");
  const name = oneLine(view.recipient.name, 80) || view.recipient.email;
  const footer = say("mail.signIn.footer", { name, agreement: oneLine(view.agreementName, 100) });
  return {
    subject: headline,
    fromName: "Baton",
    preheader: text,
    html: String(
      frame({
        language,
        title: headline,
        label: "Baton",
        tone: "calm",
        preheader: text,
        headline,
        footer,
        rows: [
          row(button({ href: view.link, label: say("mail.signIn.ask"), look: "filled" }), 18),
          row(paragraph(text), 14),
        ],
      }),
    ),
    text: textOfSections([[wrap(headline)], [view.link], [wrap(text)], ["-- ", wrap(footer)]]),
  };
}
