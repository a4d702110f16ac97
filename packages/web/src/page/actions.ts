import type { ResponseView } from "@baton/core/mailing";
import type { Html } from "@baton/email";
import { callName } from "@baton/email";
import { html } from "hono/html";

type Action = ResponseView["actions"][number];

/**
 * The form of one action. Its id is the action's name, which the buttons in mails point at: the browser then scrolls to it, opens
 * the `details` around it and the style sheet frames it. The first action is the filled button, or stands open.
 */
export function actionForm(view: ResponseView, action: Action, first: boolean): Html {
  switch (action) {
    case "contacted":
      return oneTap(view, action, first, {
        label: `I ${view.reader.role === "former" ? "had already" : "have"} contacted ${callName(view.lead)}`,
        hint: "Called, written or met: stops the clock.",
      });
    case "attempted":
      return folded(view, action, first, {
        summary: "Tried, no answer",
        fields: html`${choices("channel", "How?", view.channels)}${note("A note (optional)")}`,
        submit: "Record the try",
      });
    case "accept":
      return oneTap(view, action, first, { label: "I am on it", hint: "Keeps the lead with you while you reach out." });
    case "reject":
      return folded(view, action, first, {
        summary: "Not for us",
        fields: html`${choices("reason", "Why?", view.rejectReasons)}${note("Anything marketing should know? (optional)")}`,
        submit: "Hand it back",
      });
    case "snooze":
      return folded(view, action, first, {
        summary: "Later",
        fields: html`${choices(
          "until",
          "Remind me",
          view.snoozeChoices.map(({ until, label }) => ({ id: until, name: label })),
        )}<label class="label" for="snooze-reason">Why does it have to wait?</label><input type="text" id="snooze-reason" name="reason" maxlength="200" autocomplete="off" required>`,
        submit: "Remind me then",
      });
    case "reassign":
      return folded(view, action, first, {
        summary: view.reader.role === "manager" ? "Choose who takes it" : "Hand it to a colleague",
        fields: html`<label class="label" for="to">Who takes it?</label><select id="to" name="to" required><option value="">Choose a person</option>${view.handOverTo.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}<option value="rules">Whoever the rules say</option></select>${corrections(view)}${note("A word to them (optional)")}`,
        submit: "Hand it over",
      });
    case "claim":
      return oneTap(view, action, first, {
        label: `I take ${callName(view.lead)}`,
        hint: "Whoever of the team is first has the lead.",
      });
    case "pull":
      return folded(view, action, first, {
        summary: "Take it over for sales",
        fields: html`<label class="label" for="pull-reason">Why?</label><input type="text" id="pull-reason" name="reason" maxlength="200" autocomplete="off" required>`,
        submit: "Take it over",
      });
    case "undo":
      return oneTap(view, action, first, {
        label: `Take back “${said(view)}”`,
        hint: `Until ${view.undo?.until}: the lead is as before, and the time since then counts.`,
      });
    case "reopen":
      return folded(view, action, first, {
        summary: "Open it again",
        fields: note("Why? Whoever has the lead reads it.", true),
        submit: "Open it again",
      });
    case "outcome":
      return folded(view, action, first, {
        summary: "How did it go?",
        fields: html`${choices("outcome", "Outcome", view.outcomes)}${dealFields(view)}${note("A note (optional)")}`,
        submit: "Record the outcome",
      });
    case "feedback":
      return folded(view, action, first, {
        summary: "Tell marketing",
        fields: html`${view.lead.promise ? choices("promise", "Did they come for what was promised?", promiseChoices, false) : ""}<label class="label" for="said">What did they say? (280 characters, without names)</label><textarea id="said" name="said" rows="3" maxlength="280"></textarea>`,
        submit: "Tell marketing",
      });
  }

  function note(label: string, required = false): Html {
    const id = `${action}-note`;
    return html`<label class="label" for="${id}">${label}</label><textarea id="${id}" name="note" rows="3" maxlength="2000"${required ? html` required` : ""}></textarea>`;
  }
}

const promiseChoices = [
  { id: "yes", name: "Yes" },
  { id: "no", name: "No" },
  { id: "unsure", name: "Cannot say" },
];

/** What is known of the deal, all of it optional but why it is lost. */
function dealFields({ lostReasons, currency = "" }: ResponseView): Html {
  const reasons = lostReasons.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  const lost =
    lostReasons.length === 0
      ? ""
      : html`<label class="label" for="lost">If lost: why?</label><select id="lost" name="lost"><option value="">–</option>${reasons}</select>`;
  return html`${lost}<label class="label" for="amount">What is it worth? (optional)</label><input type="text" id="amount" name="amount" inputmode="decimal" maxlength="30" autocomplete="off"><label class="label" for="currency">Currency</label><input type="text" id="currency" name="currency" value="${currency}" maxlength="3" autocomplete="off" autocapitalize="characters"><label class="label" for="deal">Its name in your CRM (optional)</label><input type="text" id="deal" name="deal" maxlength="100" autocomplete="off">`;
}

/** What may be put right before the rules decide anew. */
function corrections({ correctable }: ResponseView): Html | string {
  if (correctable.length === 0) return "";
  const options = correctable.map(
    ({ id, name, value }) => html`<option value="${id}">${name}${value === "" ? "" : `: ${value}`}</option>`,
  );
  return html`<label class="label" for="wrong">Is anything wrong about the lead? (for the rules)</label><select id="wrong" name="field"><option value="">Nothing</option>${options}</select><label class="label" for="right">What is right? (a dash for nothing)</label><input type="text" id="right" name="value" maxlength="200" autocomplete="off">`;
}

/** What the reader said last, in the words of its button. */
function said({ undo, lead }: ResponseView): string {
  switch (undo?.action) {
    case "contacted":
      return `I have contacted ${callName(lead)}`;
    case "attempted":
      return "Tried, no answer";
    case "accept":
      return "I am on it";
    case "reject":
      return "Not for us";
    case "snooze":
      return "Later";
    case "reassign":
      return "Hand it to a colleague";
    default:
      return "How did it go?";
  }
}

/** Says that the reader will be away, or is back. */
export function leaveForm({ path, leave }: ResponseView): Html {
  const said = leave.said.map(
    ({ first, from, until, isNow }) =>
      html`<p>You ${isNow ? "are" : "will be"} away from ${from} to ${until}.</p><form method="post" action="${path}"><input type="hidden" name="action" value="back"><input type="hidden" name="from" value="${first}"><button>${isNow ? "I am back" : "I stay after all"}</button></form>`,
  );
  return html`<section class="card leave" aria-labelledby="leave"><h2 id="leave">Your leave</h2>${said}<details class="action"><summary>I will be away</summary><form id="away" method="post" action="${path}"><input type="hidden" name="action" value="away"><label class="label" for="away-from">First day</label><input type="date" id="away-from" name="from" required><label class="label" for="away-until">Last day</label><input type="date" id="away-until" name="until" required><label class="label" for="away-deputy">Who stands in? (optional)</label><select id="away-deputy" name="deputy"><option value="">As agreed</option>${leave.deputies.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}</select><button class="primary">I am away then</button></form></details></section>`;
}

function oneTap(
  view: ResponseView,
  action: Action,
  first: boolean,
  { label, hint }: { label: string; hint: string },
): Html {
  return html`<form class="action" id="${action}" method="post" action="${view.path}"><input type="hidden" name="action" value="${action}"><button${first ? html` class="primary"` : ""} aria-describedby="${action}-hint">${label}</button><p class="hint" id="${action}-hint">${hint}</p></form>`;
}

function folded(
  view: ResponseView,
  action: Action,
  first: boolean,
  { summary, fields, submit }: { summary: string; fields: Html; submit: string },
): Html {
  return html`<details class="action"${first ? html` open` : ""}><summary>${summary}</summary><form id="${action}" method="post" action="${view.path}"><input type="hidden" name="action" value="${action}">${fields}<button class="primary">${submit}</button></form></details>`;
}

function choices(name: string, legend: string, options: { id: string; name: string }[], required = true): Html {
  return html`<fieldset><legend>${legend}</legend>${options.map((option) => html`<label class="choice"><input type="radio" name="${name}" value="${option.id}"${required ? html` required` : ""}>${option.name}</label>`)}</fieldset>`;
}
