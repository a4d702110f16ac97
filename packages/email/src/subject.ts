import { humanMs, readHumanMs } from "@baton/core/duration";
import type { NoticeView } from "@baton/core/mailing";
import { shorten } from "@baton/core/text";
import { inEnglish, type Words } from "@baton/words";
import { oneLine } from "./clean.ts";

const maxLength = 120;
const maxWants = 40;

/**
 * `Lead: Jane Doe, Globex – demo, within 15 minutes`, and `Re: ` plus exactly that for every later mail of the lead: Gmail threads by
 * References only when the subjects are equal too. What kind of mail it is stands in the sender's name.
 */
export function subjectLine(
  { kind, lead, request }: Pick<NoticeView, "kind" | "lead" | "request">,
  { say, language }: Words = inEnglish,
): string {
  const name = oneLine(lead.subject.name, maxLength) || say("mail.someone");
  const company = oneLine(lead.subject.company, maxLength);
  const { wants, within } = lead.subject;
  const soon = within && say("mail.within", { within: humanMs(readHumanMs(within), language) });
  const what = [oneLine(wants, maxWants), soon].filter(Boolean).join(", ");
  const whose = { who: `${name}${company && company !== name ? `, ${company}` : ""}` };
  const who = request ? say("mail.subjectRequest", whose) : say("mail.subjectLead", whose);
  const subject = what ? `${shorten(who, maxLength - what.length - 3)} – ${what}` : shorten(who, maxLength);
  return kind === "handover" || kind === "offered" ? subject : `Re: ${subject}`;
}
