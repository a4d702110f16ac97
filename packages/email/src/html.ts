import type { Words } from "@baton/words";
import { html } from "hono/html";
import {
  askBox,
  type Button,
  button,
  buttonPair,
  frame,
  type Html,
  heading,
  name,
  noteBox,
  paragraph,
  quote,
  row,
  rowsTable,
  section,
  textLink,
} from "./layout.ts";
import type { Letter } from "./letter.ts";

/** The HTML version of a letter: what to do and whom to call first, the story and the arithmetic below. */
export function htmlOf(letter: Letter, title: string, words: Words): string {
  const { say, language } = words;
  const { message, help, story, why, score, details } = letter;
  const rows: (Html | undefined)[] = [
    letter.meeting ? row(name(letter.meeting), 18) : undefined,
    letter.ask || letter.deadline ? row(askBox(letter.tone, letter.ask, letter.deadline), 18) : undefined,
    row(contact(letter, words)),
    reachButtons(letter),
    message.lines.length > 0
      ? section(message.title, html`${quote(message.lines)}${message.cut ? noteBox(say("mail.shortened")) : ""}`)
      : undefined,
    letter.promise ? section(say("lead.promised"), paragraph(letter.promise)) : undefined,
    help.message ? section(say("lead.weSay"), paragraph(help.message)) : undefined,
    actions(letter),
    help.playbook.length > 0
      ? section(say("lead.playbook"), html`${help.playbook.map((step, n) => paragraph(`${n + 1}. ${step}`))}`)
      : undefined,
    help.collateral.length > 0
      ? section(say("lead.helps"), html`${help.collateral.map(({ label, href }) => paragraph(textLink(label, href)))}`)
      : undefined,
    story.entries.length > 0
      ? section(
          say("lead.storyTitle"),
          html`${story.omitted > 0 ? noteBox(say("mail.earlier", { count: story.omitted })) : ""}${rowsTable(
            "facts",
            story.entries.map(({ at, text }) => ({ left: at, right: text })),
          )}`,
        )
      : undefined,
    why.text
      ? section(
          say("lead.whyYou"),
          html`${paragraph(why.text)}${why.rule ? noteBox(say("lead.rule", { rule: why.rule })) : ""}`,
        )
      : undefined,
    score
      ? section(
          score.title,
          rowsTable("sums", [
            ...score.reasons.map(({ name, points }) => ({ left: name, right: points })),
            { left: say("lead.score"), right: score.total, strong: true },
          ]),
        )
      : undefined,
    details.rows.length > 0
      ? section(
          say("lead.details"),
          html`${rowsTable(
            "facts",
            details.rows.map(({ label, value }) => ({ left: label, right: value })),
          )}${details.omitted > 0 ? noteBox(say("mail.more", { count: details.omitted })) : ""}`,
        )
      : undefined,
    letter.leave ? row(noteBox(textLink(letter.leave.label, letter.leave.href)), 20) : undefined,
  ];
  const { label, tone, preheader, headline, footer } = letter;
  return String(
    frame({
      title,
      label,
      tone,
      preheader,
      headline,
      footer,
      language,
      rows: rows.filter((each) => each !== undefined),
    }),
  );
}

function contact({ lead }: Letter, { say }: Words): Html {
  const lines = [
    lead.about ? paragraph(lead.about) : "",
    lead.phone ? paragraph(textLink(lead.phone.text, lead.phone.href)) : "",
    lead.email ? paragraph(textLink(lead.email.text, lead.email.href)) : "",
    lead.heldBy ? noteBox(say("mail.heldBy", { name: lead.heldBy })) : "",
  ];
  return html`${name(lead.name)}${lines}`;
}

/** Calling and writing come before reporting, so they stand with the contact, tinted to leave the one filled button to "done". */
function reachButtons({ call, write }: Letter): Html | undefined {
  const [buttons] = inPairs(
    [call, write].filter((link) => link !== undefined).map((link) => ({ ...link, look: "tinted" as const })),
  );
  return buttons && row(buttons, 14);
}

/** Buttons two by two; the last one alone, where they are an odd number. */
function inPairs(buttons: readonly Button[]): Html[] {
  return buttons.flatMap((first, n) => {
    if (n % 2 === 1) return [];
    const second = buttons[n + 1];
    return [second ? buttonPair(first, second) : button(first)];
  });
}

function actions(letter: Letter): Html {
  const look = { primary: "filled", secondary: "outlined", quiet: "plain" } as const;
  const buttons = (weight: keyof typeof look): Button[] =>
    letter.actions.filter((action) => action.weight === weight).map((action) => ({ ...action, look: look[weight] }));
  const groups = [...buttons("primary").map(button), ...inPairs(buttons("secondary")), ...buttons("quiet").map(button)];
  const above = letter.question ? row(heading(letter.question), 28) : row("", 18);
  return html`${above}${groups.map((each, index) => row(each, index === 0 ? 0 : 10))}`;
}
