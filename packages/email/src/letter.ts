import type { NoticeView } from "@baton/core/mailing";
import type { Tone } from "@baton/ui/palette";
import { inEnglish, type Words } from "@baton/words";
import { countryName, manyLines, oneLine } from "./clean.ts";
import { plainPoints, signedPoints } from "./points.ts";
import { callName, mailtoLead, telLead } from "./to-lead/links.ts";
import { type Weight, wordingOf } from "./wording.ts";

/**
 * What one mail says, decided once: the HTML and the plain-text version print the same letter, so they cannot disagree. All text in
 * it is printable and bounded (Gmail hides what is beyond 102 KB of HTML, and with it the rest of the mail), none of it is escaped.
 */
export interface Letter {
  label: string;
  tone: Tone;
  preheader: string;
  headline: string;
  /** When they meet, if they do. */
  meeting: string;
  ask: string;
  /** "Respond by …", "Due …", or empty when the ask says it already. */
  deadline: string;
  lead: {
    name: string;
    /** Title, company and country, as far as they are known and not already the name. */
    about: string;
    phone?: { text: string; href?: string };
    email?: { text: string; href?: string };
    heldBy: string;
  };
  call?: Link;
  write?: Link;
  /** What is quoted, and above it whose words these are. */
  message: { title: string; lines: string[]; cut: boolean };
  promise: string;
  /** What helps to sell to them. */
  help: { message: string; playbook: string[]; collateral: Link[] };
  question: string;
  actions: (Link & { weight: Weight })[];
  story: { entries: { at: string; text: string }[]; omitted: number };
  why: { text: string; rule: string };
  score?: { title: string; reasons: { name: string; points: string }[]; total: string };
  details: { rows: { label: string; value: string }[]; omitted: number };
  footer: string;
  /** Where the reader says that they will be away; none in mails that ask nothing of an owner. */
  leave?: Link;
}

export interface Link {
  label: string;
  href: string;
}

const maxStory = 12;
const maxDetails = 20;
const maxValueLength = 160;

export function letterOf(view: NoticeView, words: Words = inEnglish): Letter {
  const { say, language } = words;
  const { lead } = view;
  const kind = wordingOf(view);
  const whole = kind.extent === "whole";
  const told = kind.extent === "told";
  const name = oneLine(lead.name, 100) || say("mail.someone");
  const short = callName(lead, words);
  const company = oneLine(lead.company, 100);
  const country = countryName(lead.country, language);
  const phone = oneLine(lead.phone, 60);
  const email = oneLine(lead.email, 254);
  const mayReach = !told && kind.extent !== "offer";
  const tel = mayReach ? telLead(phone) : undefined;
  const mailto = mayReach ? mailtoLead(lead) : undefined;
  const headline = oneLine(view.headline, 240);
  const ask = oneLine(view.ask, 240);
  const by = oneLine(lead.deadline?.text, 120);
  const missed = oneLine(view.missed, 120);
  const from = view.request && oneLine(view.request.from, 80);
  const said = told
    ? { lines: [], cut: false }
    : manyLines(lead.message, whole ? { maxLength: 2000, maxLines: 60 } : { maxLength: 600, maxLines: 20 });

  const message = { title: from === undefined ? say("mail.theirMessage") : say("mail.whatTheySay", { from }), ...said };

  return {
    label: say(kind.label),
    tone: kind.tone,
    // The inbox shows it after the subject: for a new lead their own words say most, later what has happened does.
    preheader: oneLine(
      whole ? `${ask} ${message.lines[0] ? `“${message.lines[0]}”` : headline}` : `${headline} ${ask}`,
      160,
    ),
    headline,
    meeting: told || lead.meetingAt === undefined ? "" : say("mail.meeting", { at: oneLine(lead.meetingAt, 120) }),
    ask,
    deadline:
      missed !== ""
        ? say("mail.due", { at: missed })
        : told || by === "" || ask.includes(by)
          ? ""
          : say("mail.due", { at: by }),
    lead: {
      name,
      about: [oneLine(lead.title, 100), company === name ? "" : company, country].filter(Boolean).join(" · "),
      phone: phone && mayReach ? { text: phone, href: tel } : undefined,
      email: email && mayReach ? { text: email, href: mailto } : undefined,
      heldBy: view.kind === "escalation" || told ? oneLine(lead.ownerName, 100) : "",
    },
    call: tel ? { label: say("lead.call", { name: short }), href: tel } : undefined,
    write: mailto ? { label: say("lead.write", { name: short }), href: mailto } : undefined,
    message,
    promise: told ? "" : oneLine(lead.promise, 240),
    help: {
      message: whole ? oneLine(lead.help?.message, 280) : "",
      playbook: whole ? (lead.help?.playbook ?? []).map((step) => oneLine(step, 200)) : [],
      collateral: whole
        ? (lead.help?.collateral ?? []).map(({ name, href }) => ({ label: oneLine(name, 120), href }))
        : [],
    },
    question: kind.question ? say(kind.question) : "",
    actions: kind.actions.map(({ label, target, weight }) => ({
      label: say(label, { name: short }),
      href: target ? `${view.link}#${target}` : view.link,
      weight,
    })),
    story: {
      entries: lead.story
        .slice(-maxStory)
        .map(({ at, text }) => ({ at: oneLine(at, 60), text: oneLine(text, maxValueLength) })),
      omitted: Math.max(0, lead.story.length - maxStory),
    },
    why: { text: whole ? oneLine(lead.why, 400) : "", rule: whole && lead.rule ? oneLine(lead.rule, 100) : "" },
    score:
      whole && lead.score !== undefined
        ? {
            title: scoreTitle(lead.score, lead.band, words),
            reasons: lead.reasons.map((reason) => ({
              name: oneLine(reason.name, 100),
              points: signedPoints(reason.points, language),
            })),
            total: plainPoints(lead.score, language),
          }
        : undefined,
    details: whole ? detailsOf(view, words) : { rows: [], omitted: 0 },
    ...(kind.leave && { leave: { label: say("mail.goingAway"), href: `${view.link}#away` } }),
    footer: [
      sentTo(view, words),
      say("mail.footerLinks"),
      ...(from === undefined ? [say("mail.footerReply")] : []),
      ...(mailto && lead.copyTo ? [say("mail.footerCopy", { name: short })] : []),
    ].join(" "),
  };
}

/** To whom a mail went and under which agreement: what each of them ends with. */
export const sentTo = (
  { recipient, agreementName }: Pick<NoticeView, "recipient" | "agreementName">,
  { say }: Words,
): string =>
  say("mail.footer", { to: oneLine(recipient.name, 80) || recipient.email, agreement: oneLine(agreementName, 100) });

/** "Score 85, hot" */
const scoreTitle = (points: number, band: string | undefined, { say, language }: Words): string => {
  const score = plainPoints(points, language);
  return band ? say("lead.scoreTitleBand", { score, band: oneLine(band, 40) }) : say("lead.scoreTitle", { score });
};

function detailsOf({ lead }: NoticeView, { say }: Words): Letter["details"] {
  const origin = [
    { label: say("lead.received"), value: lead.receivedAt },
    { label: say("lead.source"), value: lead.source },
    { label: say("lead.campaign"), value: lead.campaign },
  ];
  const given = lead.details.slice(0, maxDetails);
  const rows = [...origin, ...given]
    .map(({ label, value }) => ({ label: oneLine(label, 60), value: oneLine(value, maxValueLength) }))
    .filter(({ value }) => value !== "");
  return { rows, omitted: lead.details.length - given.length };
}
