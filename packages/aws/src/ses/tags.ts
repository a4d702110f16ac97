import type { Mailed } from "@baton/core/mailbox";
import { type NoticeKind, noticeKinds } from "@baton/core/mailing";

/** A message tag of SES: letters, digits, `_` and `-` only, of both at most 256. */
export interface Tag {
  Name: string;
  Value: string;
}

const LONGEST = 256;
const BETWEEN = "--";

/**
 * Names what a mail is about, so that an event of SES tells what did not arrive: ids only. A list of 50 takes ten tags. What does
 * not fit into them says only that the mail is ours, so that it goes out all the same.
 */
export function tagsOf(mailed: Mailed): Tag[] {
  const tags =
    "report" in mailed
      ? [{ Name: "report", Value: mailed.report.replace(/[^\w-]/g, "-") }]
      : [
          { Name: "kind", Value: mailed.kind },
          // A person's id is whatever the agreement calls them.
          { Name: "to", Value: Buffer.from(mailed.to).toString("base64url") },
          ...packed(mailed.notices.map(({ notice }) => notice.replace(".", "-"))).map((Value, n) => ({
            Name: `notices${n}`,
            Value,
          })),
        ];
  return tags.every(({ Value }) => Value.length > 0 && Value.length <= LONGEST)
    ? tags
    : [{ Name: "report", Value: "untold" }];
}

/** As many in one text as fit. */
function packed(ids: readonly string[]): string[] {
  const texts: string[] = [];
  for (const id of ids) {
    const longer = texts.length > 0 ? texts.at(-1) + BETWEEN + id : id;
    if (texts.length > 0 && longer.length <= LONGEST) texts[texts.length - 1] = longer;
    else texts.push(id);
  }
  return texts;
}

/** What a mail was about, by the tags in an event of SES; undefined when they are not ours. */
export function mailedAs(tags: Readonly<Record<string, readonly string[]>>): Mailed | undefined {
  const first = (name: string) => tags[name]?.[0];
  const report = first("report");
  if (report !== undefined) return { report };
  const [kind, to] = [first("kind"), first("to")];
  if (to === undefined || !isKind(kind)) return undefined;
  const notices = Object.entries(tags)
    .filter(([name]) => /^notices\d+$/.test(name))
    .flatMap(([, [text = ""]]) => text.split(BETWEEN))
    .map((text) => {
      const [lead = "", number = ""] = text.split("-");
      return { lead, notice: `${lead}.${number}` };
    });
  return { to: Buffer.from(to, "base64url").toString(), kind, notices };
}

const isKind = (text: string | undefined): text is NoticeKind => noticeKinds.some((kind) => kind === text);
