import { palette, type Tone } from "@baton/ui/palette";
import type { Language } from "@baton/words";
import { html } from "hono/html";

/** A piece of escaped HTML. The templates only ever nest values that are ready, so it is never a promise in practice. */
export type Html = ReturnType<typeof html>;

const { light, dark } = palette;
const sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** Style fragments: mail clients drop style sheets, so what must hold is inline; the sheet below only adds dark mode and phones. */
const type = {
  body: `font-family:${sans};font-size:16px;line-height:24px;color:${light.ink};`,
  small: `font-family:${sans};font-size:14px;line-height:20px;color:${light.muted};`,
  heading: `font-family:${sans};font-size:14px;line-height:20px;font-weight:600;color:${light.muted};`,
};

const tones: Record<Tone, { ground: string; ink: string }> = {
  calm: { ground: light.calm, ink: light.calmInk },
  warn: { ground: light.warn, ink: light.warnInk },
  bad: { ground: light.bad, ink: light.badInk },
};

/** One row of the card, `gap` pixels below the one before. */
export function row(content: Html | string, gap = 24): Html {
  return html`<tr><td style="padding:${gap}px 28px 0;" class="pad">${content}</td></tr>`;
}

/** The lead's name. */
export function name(text: string): Html {
  return html`<p dir="auto" class="ink" style="margin:0 0 2px;${type.body}font-size:18px;line-height:26px;font-weight:600;overflow-wrap:anywhere;">${text}</p>`;
}

export function paragraph(content: Html | string): Html {
  return html`<p dir="auto" class="ink" style="margin:0;${type.body}overflow-wrap:anywhere;">${content}</p>`;
}

export function noteBox(content: Html | string): Html {
  return html`<p class="muted" style="margin:0;${type.small}overflow-wrap:anywhere;">${content}</p>`;
}

export function heading(text: string): Html {
  return html`<h2 class="muted" style="margin:0 0 8px;${type.heading}">${text}</h2>`;
}

export function section(title: string, content: Html): Html {
  return row(html`${heading(title)}${content}`, 28);
}

/** Lines of text as the lead broke them; Outlook ignores `white-space`, so each break is written out. */
export function quote(lines: string[]): Html {
  const broken = lines.map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`));
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="quote" style="border-left:3px solid ${light.line};padding:0 0 0 14px;">${paragraph(html`${broken}`)}</td></tr></table>`;
}

/** What is asked, on a ground whose colour says how urgent it is. */
export function askBox(tone: Tone, ask: string, deadline: string): Html {
  const { ground, ink } = tones[tone];
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="${tone}" bgcolor="${ground}" style="background-color:${ground};border-radius:10px;padding:14px 16px;">
${ask ? html`<p dir="auto" class="${tone}" style="margin:0;${type.body}font-weight:600;color:${ink};">${ask}</p>` : ""}
${deadline ? html`<p class="${tone}" style="margin:${ask ? "2px" : "0"} 0 0;${type.small}color:${ink};">${deadline}</p>` : ""}
</td></tr></table>`;
}

/** `filled`: the one thing to do · `tinted`: reach the lead · `outlined`, `plain`: less likely answers. */
export type ButtonLook = "filled" | "tinted" | "outlined" | "plain";

const looks: Record<ButtonLook, { ground: string; ink: string; border: string }> = {
  filled: { ground: light.accent, ink: light.onAccent, border: light.accent },
  tinted: { ground: light.calm, ink: light.calmInk, border: light.calm },
  outlined: { ground: light.card, ink: light.accent, border: light.accent },
  plain: { ground: light.card, ink: light.accent, border: light.card },
};

/** A tap target of at least 48 px. The cell carries colour and padding for Outlook, the link for everyone else. */
export const button = (one: Button): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr>${buttonCell(one)}</tr></table>`;

export interface Button {
  label: string;
  href: string;
  look: ButtonLook;
}

/** Two buttons beside each other, also on a phone: as cells of one row they are equally high, however long their texts are. */
export const buttonPair = (first: Button, second: Button): Html =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;"><tr>${buttonCell(first)}<td width="10" style="width:10px;font-size:1px;line-height:1px;">&nbsp;</td>${buttonCell(second)}</tr></table>`;

function buttonCell({ label, href, look }: Button): Html {
  const { ground, ink, border } = looks[look];
  return html`<td align="center" valign="middle" class="${look}" bgcolor="${ground}" style="background-color:${ground};border:1px solid ${border};border-radius:10px;mso-padding-alt:12px 14px;"><a href="${href}" class="${look}" style="display:block;padding:12px 14px;font-family:${sans};font-size:16px;line-height:24px;font-weight:600;color:${ink};text-decoration:none;overflow-wrap:anywhere;">${label}</a></td>`;
}

export interface TableRow {
  left: string;
  right: string;
  strong?: boolean;
}

/** `facts`: label and value · `sums`: name and number, right-aligned. */
export function rowsTable(kind: "facts" | "sums", rows: TableRow[]): Html {
  const cell = `${type.body}font-size:15px;line-height:22px;padding:7px 0;border-top:1px solid ${light.line};vertical-align:top;overflow-wrap:anywhere;`;
  return html`<table ${kind === "facts" ? "" : html`role="table"`} width="100%" cellpadding="0" cellspacing="0" border="0" style="table-layout:fixed;">${rows.map(
    ({ left, right, strong }) => {
      const weight = strong ? "font-weight:600;" : "";
      return kind === "facts"
        ? html`<tr><td width="34%" class="cell muted" style="${cell}padding-right:12px;color:${light.muted};">${left}</td><td dir="auto" class="cell ink" style="${cell}">${right}</td></tr>`
        : html`<tr><td class="cell ink" style="${cell}${weight}">${left}</td><td width="72" align="right" class="cell ink" style="${cell}${weight}font-variant-numeric:tabular-nums;">${right}</td></tr>`;
    },
  )}</table>`;
}

/** A link inside text, e.g. an address. */
export function textLink(text: string, href: string | undefined): Html {
  return href
    ? html`<a href="${href}" class="link" style="color:${light.accent};text-decoration:underline;">${text}</a>`
    : html`${text}`;
}

export interface Frame {
  /** The document's title, which some clients and every screen reader say first. */
  title: string;
  label: string;
  tone: Tone;
  preheader: string;
  headline: string;
  rows: Html[];
  footer: string;
  language: Language;
}

/** The whole document around the rows of the one card. */
export function frame({ title, label, tone, preheader, headline, rows, footer, language }: Frame): Html {
  return html`<!doctype html>
<html lang="${language}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="x-apple-disable-message-reformatting">
<title>${title}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
body { margin: 0; padding: 0; width: 100%; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
@media (max-width: 480px) {
  .pad { padding-left: 20px !important; padding-right: 20px !important; }
  .outer { padding: 12px 8px 28px !important; }
}
@media (prefers-color-scheme: dark) {
  .ground { background-color: ${dark.ground} !important; }
  .card { background-color: ${dark.card} !important; border-color: ${dark.line} !important; }
  .ink { color: ${dark.ink} !important; }
  .muted { color: ${dark.muted} !important; }
  .link { color: ${dark.accent} !important; }
  .quote, .cell { border-color: ${dark.line} !important; }
  td.calm { background-color: ${dark.calm} !important; } .calm { color: ${dark.calmInk} !important; }
  td.warn { background-color: ${dark.warn} !important; } .warn { color: ${dark.warnInk} !important; }
  td.bad { background-color: ${dark.bad} !important; } .bad { color: ${dark.badInk} !important; }
  td.filled { background-color: ${dark.accent} !important; border-color: ${dark.accent} !important; }
  a.filled { color: ${dark.onAccent} !important; }
  td.tinted { background-color: ${dark.calm} !important; border-color: ${dark.calm} !important; }
  a.tinted { color: ${dark.calmInk} !important; }
  td.outlined { background-color: ${dark.card} !important; border-color: ${dark.accent} !important; }
  td.plain { background-color: ${dark.card} !important; border-color: ${dark.card} !important; }
  a.outlined, a.plain { color: ${dark.accent} !important; }
}
</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:${light.ground};">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;font-size:1px;line-height:1px;color:${light.ground};">${preheader}${Array.from({ length: 60 }, () => html`&#847;&zwnj;&nbsp;`)}</div>
<div role="main">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ground" bgcolor="${light.ground}" style="background-color:${light.ground};"><tr><td align="center" class="outer" style="padding:24px 16px 40px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;">
<tr><td class="pad" style="padding:0 28px 12px;"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="muted" style="${type.small}font-weight:600;">Baton</td><td align="right" style="${type.small}font-weight:600;"><span class="${tone === "calm" ? "muted" : tone}" style="color:${tone === "calm" ? light.muted : tones[tone].ink};">${label}</span></td></tr></table></td></tr>
<tr><td class="card" bgcolor="${light.card}" style="background-color:${light.card};border:1px solid ${light.line};border-radius:14px;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
<tr><td class="pad" style="padding:26px 28px 0;"><h1 dir="auto" class="ink" style="margin:0;font-family:${sans};font-size:22px;line-height:29px;font-weight:650;letter-spacing:-0.01em;color:${light.ink};overflow-wrap:anywhere;">${headline}</h1></td></tr>
${rows}
<tr><td style="padding:0;height:28px;line-height:28px;font-size:1px;">&nbsp;</td></tr>
</table>
</td></tr>
<tr><td class="pad" style="padding:16px 28px 0;">${noteBox(footer)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</div>
</body>
</html>`;
}
