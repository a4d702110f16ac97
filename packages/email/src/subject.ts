import type { NoticeView } from "@baton/core/mailing";
import { shorten } from "@baton/core/text";
import { oneLine } from "./clean.ts";

const maxLength = 120;

/**
 * `Lead: Jane Doe, Globex`, and `Re: ` plus exactly that for every later mail of the lead: Gmail threads by References only when
 * the subjects are equal too. What kind of mail it is stands in the sender's name.
 */
export function subjectLine({ kind, lead }: Pick<NoticeView, "kind" | "lead">): string {
  const name = oneLine(lead.subject.name, maxLength) || "Someone";
  const company = oneLine(lead.subject.company, maxLength);
  const subject = shorten(`Lead: ${name}${company && company !== name ? `, ${company}` : ""}`, maxLength);
  return kind === "handover" ? subject : `Re: ${subject}`;
}
