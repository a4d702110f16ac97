import type { ResponseView } from "@baton/core/mailing";
import { callName, countryName, type Html, mailtoLead, plainPoints, signedPoints, telLead } from "@baton/email";
import { html } from "hono/html";
import { actionForm, leaveForm } from "./actions.ts";
import { document } from "./frame.ts";

export { headersWith, pageHeaders } from "./frame.ts";
export { type MessageView, renderMessagePage } from "./message-page.ts";

/** The page of one lead for one reader. Works without JavaScript: each action is a form that posts to the page's own path. */
export function renderLeadPage(view: ResponseView): string {
  const { lead, flash } = view;
  const title = lead.company && lead.company !== lead.name ? `${lead.name}, ${lead.company}` : lead.name;
  return document(
    `${title} · Baton`,
    html`${flash ? html`<p class="flash ${flash.tone}" role="${flash.tone === "bad" ? "alert" : "status"}">${flash.text}</p>` : ""}
<main class="columns">
<article class="card who">${who(view)}</article>
${view.actions.length > 0 ? html`<section class="card do" aria-labelledby="do"><h2 id="do">${questions[view.reader.role]}</h2>${view.actions.map((action, index) => actionForm(view, action, index === 0))}</section>` : ""}
<div class="more">${background(view)}${leaveForm(view)}</div>
</main>`,
  );
}

const questions: Record<ResponseView["reader"]["role"], string> = {
  owner: "What happened?",
  former: "What happened?",
  manager: "What now?",
  colleague: "Who takes it?",
};

function who(view: ResponseView): Html {
  const { lead } = view;
  const about = [lead.title, lead.company === lead.name ? "" : lead.company, countryName(lead.country)].filter(Boolean);
  // Whom somebody else has, or nobody yet, is not for a colleague to write to.
  const mayReach = view.reader.role !== "colleague";
  const tel = mayReach ? telLead(lead.phone) : undefined;
  const mailto = mayReach ? mailtoLead(lead) : undefined;
  const short = callName(lead);
  const written = (mayReach ? [lead.phone, lead.email] : []).filter(Boolean).join(" · ");
  return html`<h1 dir="auto">${lead.name}</h1>
${about.length > 0 ? html`<p class="about" dir="auto">${about.join(" · ")}</p>` : ""}
${status(view)}
${
  tel || mailto
    ? html`<div class="reach">${tel ? html`<a class="button" href="${tel}">Call ${short}</a>` : ""}${mailto ? html`<a class="button" href="${mailto}">Write to ${short}</a>` : ""}</div>`
    : ""
}
${written ? html`<p class="plain">${written}</p>` : ""}
${lead.message ? html`<section><h2>Their message</h2><blockquote dir="auto">${lead.message}</blockquote></section>` : ""}
${lead.promise ? html`<section><h2>What they were promised</h2><p dir="auto">${lead.promise}</p></section>` : ""}
${help(view)}`;
}

function help({ lead, reader }: ResponseView): Html | string {
  if (!lead.help || reader.role === "colleague") return "";
  const { message, playbook, collateral } = lead.help;
  return html`${message ? html`<section><h2>What we say</h2><p dir="auto">${message}</p></section>` : ""}
${playbook.length > 0 ? html`<section><h2>How we go about it</h2><ol>${playbook.map((step) => html`<li dir="auto">${step}</li>`)}</ol></section>` : ""}
${collateral.length > 0 ? html`<section><h2>What helps</h2>${collateral.map(({ name, href }) => html`<p><a href="${href}" rel="noopener noreferrer">${name}</a></p>`)}</section>` : ""}`;
}

/** Whose turn it is and until when, in the fewest words. */
function status({ lead, reader }: ResponseView): Html {
  const closed = lead.stage === "closed";
  const fetching = lead.stage === "fetching";
  const holder = closed
    ? "This lead is closed"
    : fetching
      ? "The details of this lead are still being fetched"
      : reader.role === "owner"
        ? "You hold this lead"
        : lead.ownerName
          ? html`<bdi>${lead.ownerName}</bdi> holds this lead${reader.role === "former" ? " now" : ""}`
          : "Nobody holds this lead yet";
  const waiting = !closed && !fetching && reader.role !== "owner" && !lead.ownerName;
  return html`<p class="status ${waiting ? "warn" : "calm"}"><strong>${holder}</strong>${lead.deadline && !closed ? `${lead.stage === "disposition" ? "Record what came of it" : "Respond"}${lead.deadline.clause}` : ""}</p>`;
}

function background({ lead, reader, earlier, latest }: ResponseView): Html {
  const origin = [
    ...(lead.meetingAt === undefined ? [] : [{ label: "Meeting", value: lead.meetingAt }]),
    { label: "Received", value: lead.receivedAt },
    { label: "Source", value: lead.source },
    { label: "Campaign", value: lead.campaign ?? "" },
  ].filter(({ value }) => value !== "");
  const whyTitle =
    lead.stage === "fetching" ? "Where it stands" : reader.role === "owner" ? "Why you" : "Why this person";
  const facts = [...origin, ...lead.details];
  return html`<div class="card">
${
  lead.story.length > 0
    ? html`<section><h2>The story so far</h2>${earlier ? html`<p class="plain"><a href="${earlier}">What happened before</a></p>` : ""}<ol>${lead.story.map(({ at, text }) => html`<li dir="auto"><span class="when">${at}</span>${text}</li>`)}</ol>${latest ? html`<p class="plain"><a href="${latest}">The latest again</a></p>` : ""}</section>`
    : ""
}
${lead.why ? html`<section><h2>${whyTitle}</h2><p>${lead.why}</p>${lead.rule ? html`<p class="plain">Rule: ${lead.rule}</p>` : ""}</section>` : ""}
${
  lead.score !== undefined
    ? html`<section><h2>Score ${plainPoints(lead.score)}${lead.band ? `, ${lead.band}` : ""}</h2><dl class="sums">${lead.reasons.map((reason) => html`<div><dt>${reason.name}</dt><dd>${signedPoints(reason.points)}</dd></div>`)}<div class="total"><dt>Score</dt><dd>${plainPoints(lead.score)}</dd></div></dl></section>`
    : ""
}
<section><h2>Details</h2><dl>${facts.map(({ label, value }) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`)}</dl></section>
</div>`;
}
