import type { NoticeView } from "@baton/core/mailing";
import type { MailedMeeting } from "@baton/core/rounds";
import { inEnglish, type Words } from "@baton/words";
import { htmlOf } from "./html.ts";
import { letterOf } from "./letter.ts";
import { subjectLine } from "./subject.ts";
import { letterAsText } from "./text.ts";

export interface RenderedNotice {
  /** Equal for all mails of a lead but for the leading `Re: `, printable, at most 124 code points. */
  subject: string;
  /** Display name of the sender; tells the kinds of mail apart in the inbox. */
  fromName: string;
  /** What an inbox shows after the subject; hidden inside `html`. */
  preheader: string;
  html: string;
  text: string;
  /** That it puts into a calendar, or takes out. */
  meeting?: MailedMeeting;
}

/** Writes one notice in words of its view's language. Pure: the same view always gives the same mail. */
export function renderNotice(view: NoticeView, words: Words = inEnglish): RenderedNotice {
  const letter = letterOf(view, words);
  const subject = subjectLine(view, words);
  return {
    subject,
    fromName: `Baton · ${letter.label}`,
    preheader: letter.preheader,
    html: htmlOf(letter, subject, words),
    text: letterAsText(letter, words),
  };
}
