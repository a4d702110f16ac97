import type { Words } from "@baton/words";
import type { Letter } from "./letter.ts";

const width = 74;

/** Wraps at spaces; a word longer than the line (a link, an address) stays whole so that it can be clicked. */
export function wrap(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((each) => `${indent}${each}`.trimEnd()).join("\n");
}

export const textHeading = (text: string): string => text.toUpperCase();

/** The plain-text version of a letter: the same facts in the same order, every link on a line of its own. */
export function letterAsText(letter: Letter, { say }: Words): string {
  const { lead, message, story, why, score, details } = letter;
  const sections: string[][] = [];

  sections.push([wrap(letter.headline), ...(letter.meeting ? [wrap(letter.meeting)] : [])]);
  sections.push([...(letter.ask ? [wrap(letter.ask)] : []), ...(letter.deadline ? [wrap(letter.deadline)] : [])]);
  sections.push([
    lead.name,
    ...(lead.about ? [wrap(lead.about)] : []),
    ...(lead.phone ? [say("mail.phone", { phone: lead.phone.text })] : []),
    ...(lead.email ? [say("mail.email", { email: lead.email.text })] : []),
    ...(lead.heldBy ? [say("mail.heldBy", { name: lead.heldBy })] : []),
  ]);
  if (message.lines.length > 0) {
    // Quoted, so that nothing a lead writes can look like a heading or a link of ours.
    const quoted = message.lines.map((line) => (line === "" ? ">" : wrap(line, "> ")));
    sections.push([textHeading(message.title), ...quoted, ...(message.cut ? [say("mail.shortenedText")] : [])]);
  }
  if (letter.promise) sections.push([textHeading(say("lead.promised")), wrap(letter.promise)]);
  const { help } = letter;
  if (help.message) sections.push([textHeading(say("lead.weSay")), wrap(help.message)]);
  if (letter.question) sections.push([textHeading(letter.question)]);
  for (const { label, href } of letter.actions) sections.push([`${label}:`, href]);
  if (help.playbook.length > 0)
    sections.push([textHeading(say("lead.playbook")), ...help.playbook.map((step, n) => wrap(`${n + 1}. ${step}`))]);
  if (help.collateral.length > 0)
    sections.push([
      textHeading(say("lead.helps")),
      ...help.collateral.flatMap(({ label, href }) => [`${label}:`, href]),
    ]);
  if (story.entries.length > 0) {
    sections.push([
      textHeading(say("lead.storyTitle")),
      ...(story.omitted > 0 ? [`(${say("mail.earlier", { count: story.omitted })})`] : []),
      ...story.entries.map(({ at, text }) => `${at}\n${wrap(text, "  ")}`),
    ]);
  }
  if (why.text)
    sections.push([
      textHeading(say("lead.whyYou")),
      wrap(why.text),
      ...(why.rule ? [wrap(say("lead.rule", { rule: why.rule }))] : []),
    ]);
  if (score) {
    const column = Math.max(5, ...score.reasons.map(({ points }) => points.length), score.total.length);
    sections.push([
      textHeading(score.title),
      ...score.reasons.map(({ name, points }) => `${points.padStart(column)}  ${name}`),
      `${score.total.padStart(column)}  ${say("lead.score")}`,
    ]);
  }
  if (details.rows.length > 0) {
    sections.push([
      textHeading(say("lead.details")),
      ...details.rows.map(({ label, value }) => `${label}: ${value}`),
      ...(details.omitted > 0 ? [`(${say("mail.more", { count: details.omitted })})`] : []),
    ]);
  }
  if (letter.leave) sections.push([`${letter.leave.label}:`, letter.leave.href]);
  sections.push(["-- ", wrap(letter.footer)]);

  return textOfSections(sections);
}

/** Sections of lines with an empty line between them; empty ones are left out. */
export function textOfSections(sections: readonly (readonly string[])[]): string {
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}
