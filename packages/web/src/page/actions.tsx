import type { ResponseView } from "@baton/core/mailing";
import { callName } from "@baton/email";
import { Choices } from "@baton/ui";
import type { FC, PropsWithChildren } from "hono/jsx";

type Action = ResponseView["actions"][number];
interface Of {
  view: ResponseView;
  action: Action;
  first: boolean;
}

/**
 * The form of one action. Its id is the action's name, which the buttons in mails point at: the browser then scrolls to it, opens
 * the `details` around it and the style sheet frames it. The first action is the filled button, or stands open.
 */
export const ActionForm: FC<Of> = (of) => {
  const { view, action } = of;
  switch (action) {
    case "contacted":
      return (
        <OneTap
          {...of}
          label={`I ${view.reader.role === "former" ? "had already" : "have"} contacted ${callName(view.lead)}`}
          hint="Called, written or met: stops the clock."
        />
      );
    case "attempted":
      return (
        <Folded {...of} summary="Tried, no answer" submit="Record the try">
          <Choices name="channel" legend="How?" of={view.channels} />
          <Note of={action} label="A note (optional)" />
        </Folded>
      );
    case "accept":
      return <OneTap {...of} label="I am on it" hint="Keeps the lead with you while you reach out." />;
    case "reject":
      return (
        <Folded {...of} summary="Not for us" submit="Hand it back">
          <Choices name="reason" legend="Why?" of={view.rejectReasons} />
          <Note of={action} label="Anything marketing should know? (optional)" />
        </Folded>
      );
    case "snooze":
      return (
        <Folded {...of} summary="Later" submit="Remind me then">
          <Choices
            name="until"
            legend="Remind me"
            of={view.snoozeChoices.map(({ until, label }) => ({ id: until, name: label }))}
          />
          <Line id="snooze-reason" name="reason" label="Why does it have to wait?" required />
        </Folded>
      );
    case "reassign":
      return (
        <Folded
          {...of}
          summary={view.reader.role === "manager" ? "Choose who takes it" : "Hand it to a colleague"}
          submit="Hand it over"
        >
          <label class="label" for="to">
            Who takes it?
          </label>
          <select id="to" name="to" required>
            <option value="">Choose a person</option>
            {view.handOverTo.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
            {!view.isRequest && <option value="rules">Whoever the rules say</option>}
          </select>
          <Corrections view={view} />
          <Note of={action} label="A word to them (optional)" />
        </Folded>
      );
    case "claim":
      return (
        <OneTap {...of} label={`I take ${callName(view.lead)}`} hint="Whoever of the team is first has the lead." />
      );
    case "pull":
      return (
        <Folded {...of} summary="Take it over for sales" submit="Take it over">
          <Line id="pull-reason" name="reason" label="Why?" required />
        </Folded>
      );
    case "undo":
      return (
        <OneTap
          {...of}
          label={`Take back “${saidOf(view)}”`}
          hint={`Until ${view.undo?.until}: it is as before, and the time since then counts.`}
        />
      );
    case "reopen":
      return (
        <Folded {...of} summary="Open it again" submit="Open it again">
          <Note of={action} label="Why? Whoever has the lead reads it." required />
        </Folded>
      );
    case "outcome":
      return (
        <Folded {...of} summary="How did it go?" submit="Record the outcome">
          <Choices name="outcome" legend="Outcome" of={view.outcomes} />
          <DealFields view={view} />
          <Note of={action} label="A note (optional)" />
        </Folded>
      );
    case "answer":
      return view.isAction ? (
        <Folded {...of} summary="Done" submit="It is done">
          <Note of={action} label="What came of it (optional)" />
        </Folded>
      ) : (
        <Folded {...of} summary="Answer" submit="Send the answer">
          <Note of={action} label="Your answer" required />
        </Folded>
      );
    case "return":
      return (
        <Folded {...of} summary="Not what I asked" submit="Send it back">
          <Note of={action} label="What is missing? The clock runs anew; this can be said once." required />
        </Folded>
      );
    case "feedback":
      // Where it is asked on top, it is not asked once more below.
      return view.question ? null : (
        <Folded {...of} summary="Tell marketing" submit="Tell marketing">
          <FeedbackFields promised={view.lead.promise !== undefined} />
        </Folded>
      );
  }
};

const promiseChoices = [
  { id: "yes", name: "Yes" },
  { id: "no", name: "No" },
  { id: "unsure", name: "Cannot say" },
];

const FeedbackFields: FC<{ promised: boolean }> = ({ promised }) => (
  <>
    {promised && (
      <Choices name="promise" legend="Did they come for what was promised?" of={promiseChoices} required={false} />
    )}
    <label class="label" for="said">
      What did they say? (280 characters, without names)
    </label>
    <textarea id="said" name="said" rows={3} maxlength={280}></textarea>
  </>
);

/** The one question after an answer, which may be left alone. */
export const PromiseQuestion: FC<{ view: ResponseView }> = ({ view }) => (
  <section class="question" aria-labelledby="question">
    <h2 id="question">One question, if you like</h2>
    <form class="answer" id="feedback" method="post" action={view.path}>
      <input type="hidden" name="action" value="feedback" />
      <FeedbackFields promised />
      <button type="submit">Tell marketing</button>
    </form>
  </section>
);

const Note: FC<{ of: Action; label: string; required?: boolean }> = ({ of, label, required = false }) => (
  <>
    <label class="label" for={`${of}-note`}>
      {label}
    </label>
    <textarea id={`${of}-note`} name="note" rows={3} maxlength={2000} required={required}></textarea>
  </>
);

const Line: FC<{ id: string; name: string; label: string; required?: boolean; most?: number }> = ({
  id,
  name,
  label,
  required = false,
  most = 200,
}) => (
  <>
    <label class="label" for={id}>
      {label}
    </label>
    <input type="text" id={id} name={name} maxlength={most} autocomplete="off" required={required} />
  </>
);

/** Asks the other side for something that has to do with the lead. */
export const RequestForm: FC<{ view: ResponseView }> = ({ view: { path, requests } }) =>
  requests.length === 0 ? null : (
    <section class="card" aria-labelledby="ask">
      <h2 id="ask">Ask for something</h2>
      <details class="action">
        <summary>Ask a colleague of the other side</summary>
        <form id="request" method="post" action={path}>
          <input type="hidden" name="action" value="request" />
          <Choices name="kind" legend="What do you need?" of={requests} />
          <label class="label" for="request-text">
            In your words
          </label>
          <textarea id="request-text" name="text" rows={3} maxlength={1000} required></textarea>
          <button type="submit" class="primary">
            Ask
          </button>
        </form>
      </details>
    </section>
  );

/** What is known of the deal, all of it optional but why it is lost. */
const DealFields: FC<{ view: ResponseView }> = ({ view: { lostReasons, currency = "" } }) => (
  <>
    {lostReasons.length > 0 && (
      <>
        <label class="label" for="lost">
          If lost: why?
        </label>
        <select id="lost" name="lost">
          <option value="">–</option>
          {lostReasons.map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
      </>
    )}
    <label class="label" for="amount">
      What is it worth? (optional)
    </label>
    <input type="text" id="amount" name="amount" inputmode="decimal" maxlength={30} autocomplete="off" />
    <label class="label" for="currency">
      Currency
    </label>
    <input
      type="text"
      id="currency"
      name="currency"
      value={currency}
      maxlength={3}
      autocomplete="off"
      autocapitalize="characters"
    />
    <Line id="deal" name="deal" label="Its name in your CRM (optional)" most={100} />
  </>
);

/** What may be put right before the rules decide anew. */
const Corrections: FC<{ view: ResponseView }> = ({ view: { correctable } }) =>
  correctable.length === 0 ? null : (
    <>
      <label class="label" for="wrong">
        Is anything wrong about the lead? (for the rules)
      </label>
      <select id="wrong" name="field">
        <option value="">Nothing</option>
        {correctable.map(({ id, name, value }) => (
          <option value={id}>
            {name}
            {value !== "" && `: ${value}`}
          </option>
        ))}
      </select>
      <Line id="right" name="value" label="What is right? (a dash for nothing)" />
    </>
  );

/** What the reader said last, in the words of its button. */
function saidOf({ undo, lead }: ResponseView): string {
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
    case "answer":
      return "Answer";
    default:
      return "How did it go?";
  }
}

/** Says that the reader will be away, or is back. */
export const LeaveForm: FC<{ view: ResponseView }> = ({ view: { path, leave } }) => (
  <section class="card leave" aria-labelledby="leave">
    <h2 id="leave">Your leave</h2>
    {leave.said.map(({ first, from, until, isNow }) => (
      <>
        <p>
          You {isNow ? "are" : "will be"} away from {from} to {until}.
        </p>
        <form method="post" action={path}>
          <input type="hidden" name="action" value="back" />
          <input type="hidden" name="from" value={first} />
          <button type="submit">{isNow ? "I am back" : "I stay after all"}</button>
        </form>
      </>
    ))}
    <details class="action">
      <summary>I will be away</summary>
      <form id="away" method="post" action={path}>
        <input type="hidden" name="action" value="away" />
        <label class="label" for="away-from">
          First day
        </label>
        <input type="date" id="away-from" name="from" required />
        <label class="label" for="away-until">
          Last day
        </label>
        <input type="date" id="away-until" name="until" required />
        <label class="label" for="away-deputy">
          Who stands in? (optional)
        </label>
        <select id="away-deputy" name="deputy">
          <option value="">As agreed</option>
          {leave.deputies.map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
        <button type="submit" class="primary">
          I am away then
        </button>
      </form>
    </details>
  </section>
);

const OneTap: FC<Of & { label: string; hint: string }> = ({ view, action, first, label, hint }) => (
  <form class="action" id={action} method="post" action={view.path}>
    <input type="hidden" name="action" value={action} />
    <button type="submit" class={first ? "primary" : undefined} aria-describedby={`${action}-hint`}>
      {label}
    </button>
    <p class="hint" id={`${action}-hint`}>
      {hint}
    </p>
  </form>
);

const Folded: FC<PropsWithChildren<Of & { summary: string; submit: string }>> = ({
  view,
  action,
  first,
  summary,
  submit,
  children,
}) => (
  <details class="action" open={first}>
    <summary>{summary}</summary>
    <form id={action} method="post" action={view.path}>
      <input type="hidden" name="action" value={action} />
      {children}
      <button type="submit" class="primary">
        {submit}
      </button>
    </form>
  </details>
);
