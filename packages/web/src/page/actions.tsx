import type { ResponseView } from "@baton/core/mailing";
import { callName } from "@baton/email";
import { Choices, useWords } from "@baton/ui";
import type { Words } from "@baton/words";
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
  const { say } = useWords();
  const name = callName(view.lead, { say });
  switch (action) {
    case "contacted":
      return (
        <OneTap
          {...of}
          label={say(view.reader.role === "former" ? "action.contactedBefore" : "action.contacted", { name })}
          hint={say("page.action.contactedHint")}
        />
      );
    case "attempted":
      return (
        <Folded {...of} summary={say("action.attempted")} submit={say("page.action.recordTry")}>
          <Choices name="channel" legend={say("page.action.how")} of={view.channels} />
          <Note of={action} label={say("page.action.note")} />
        </Folded>
      );
    case "accept":
      return <OneTap {...of} label={say("action.accept")} hint={say("page.action.acceptHint")} />;
    case "reject":
      return (
        <Folded {...of} summary={say("action.reject")} submit={say("page.action.handBack")}>
          <Choices name="reason" legend={say("page.action.why")} of={view.rejectReasons} />
          <Note of={action} label={say("page.action.marketingKnow")} />
        </Folded>
      );
    case "snooze":
      return (
        <Folded {...of} summary={say("page.action.later")} submit={say("page.action.remindThen")}>
          <Choices
            name="until"
            legend={say("page.action.remind")}
            of={view.snoozeChoices.map(({ until, label }) => ({ id: until, name: label }))}
          />
          <Line id="snooze-reason" name="reason" label={say("page.action.whyWait")} required />
        </Folded>
      );
    case "reassign":
      return (
        <Folded
          {...of}
          summary={say(view.reader.role === "manager" ? "action.handOver" : "action.handOn")}
          submit={say("page.action.handOver")}
        >
          <label class="label" for="to">
            {say("lead.whoTakes")}
          </label>
          <select id="to" name="to" required>
            <option value="">{say("page.action.choosePerson")}</option>
            {view.handOverTo.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
            {!view.isRequest && <option value="rules">{say("page.action.byRules")}</option>}
          </select>
          <Corrections view={view} />
          <Note of={action} label={say("page.action.wordToThem")} />
        </Folded>
      );
    case "claim":
      return <OneTap {...of} label={say("action.claim", { name })} hint={say("page.action.claimHint")} />;
    case "pull":
      return (
        <Folded {...of} summary={say("page.action.pull")} submit={say("page.action.takeOver")}>
          <Line id="pull-reason" name="reason" label={say("page.action.why")} required />
        </Folded>
      );
    case "undo":
      return (
        <OneTap
          {...of}
          label={say("page.action.undo", { said: saidOf(view, say) })}
          hint={say("page.action.undoHint", { until: view.undo?.until ?? "" })}
        />
      );
    case "reopen":
      return (
        <Folded {...of} summary={say("page.action.reopen")} submit={say("page.action.reopen")}>
          <Note of={action} label={say("page.action.reopenWhy")} required />
        </Folded>
      );
    case "outcome":
      return (
        <Folded {...of} summary={say("page.action.howDidItGo")} submit={say("page.action.recordOutcome")}>
          <Choices name="outcome" legend={say("page.action.outcome")} of={view.outcomes} />
          <DealFields view={view} />
          <Note of={action} label={say("page.action.note")} />
        </Folded>
      );
    case "answer":
      return view.isAction ? (
        <Folded {...of} summary={say("page.action.done")} submit={say("page.action.itIsDone")}>
          <Note of={action} label={say("page.action.cameOfIt")} />
        </Folded>
      ) : (
        <Folded {...of} summary={say("action.answer")} submit={say("page.action.sendAnswer")}>
          <Note of={action} label={say("page.action.yourAnswer")} required />
        </Folded>
      );
    case "return":
      return (
        <Folded {...of} summary={say("action.return")} submit={say("page.action.sendBack")}>
          <Note of={action} label={say("page.action.missing")} required />
        </Folded>
      );
    case "feedback":
      // Where it is asked on top, it is not asked once more below.
      return view.question ? null : (
        <Folded {...of} summary={say("page.action.tellMarketing")} submit={say("page.action.tellMarketing")}>
          <FeedbackFields promised={view.lead.promise !== undefined} />
        </Folded>
      );
  }
};

const promiseChoices = [
  { id: "yes", name: "page.action.yes" },
  { id: "no", name: "page.action.no" },
  { id: "unsure", name: "page.action.unsure" },
] as const;

const FeedbackFields: FC<{ promised: boolean }> = ({ promised }) => {
  const { say } = useWords();
  return (
    <>
      {promised && (
        <Choices
          name="promise"
          legend={say("page.action.promiseKept")}
          of={promiseChoices.map(({ id, name }) => ({ id, name: say(name) }))}
          required={false}
        />
      )}
      <label class="label" for="said">
        {say("page.action.theySaid")}
      </label>
      <textarea id="said" name="said" rows={3} maxlength={280}></textarea>
    </>
  );
};

/** The one question after an answer, which may be left alone. */
export const PromiseQuestion: FC<{ view: ResponseView }> = ({ view }) => {
  const { say } = useWords();
  return (
    <section class="question" aria-labelledby="question">
      <h2 id="question">{say("page.action.oneQuestion")}</h2>
      <form class="answer" id="feedback" method="post" action={view.path}>
        <input type="hidden" name="action" value="feedback" />
        <FeedbackFields promised />
        <button type="submit">{say("page.action.tellMarketing")}</button>
      </form>
    </section>
  );
};

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
export const RequestForm: FC<{ view: ResponseView }> = ({ view: { path, requests } }) => {
  const { say } = useWords();
  return requests.length === 0 ? null : (
    <section class="card" aria-labelledby="ask">
      <h2 id="ask">{say("page.ask.heading")}</h2>
      <details class="action">
        <summary>{say("page.ask.title")}</summary>
        <form id="request" method="post" action={path}>
          <input type="hidden" name="action" value="request" />
          <Choices name="kind" legend={say("page.ask.need")} of={requests} />
          <label class="label" for="request-text">
            {say("page.ask.words")}
          </label>
          <textarea id="request-text" name="text" rows={3} maxlength={1000} required></textarea>
          <button type="submit" class="primary">
            {say("page.ask.ask")}
          </button>
        </form>
      </details>
    </section>
  );
};

/** What is known of the deal, all of it optional but why it is lost. */
const DealFields: FC<{ view: ResponseView }> = ({ view: { lostReasons, currency = "" } }) => {
  const { say } = useWords();
  return (
    <>
      {lostReasons.length > 0 && (
        <>
          <label class="label" for="lost">
            {say("page.deal.lostWhy")}
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
        {say("page.deal.worth")}
      </label>
      <input type="text" id="amount" name="amount" inputmode="decimal" maxlength={30} autocomplete="off" />
      <label class="label" for="currency">
        {say("page.deal.currency")}
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
      <Line id="deal" name="deal" label={say("page.deal.name")} most={100} />
    </>
  );
};

/** What may be put right before the rules decide anew. */
const Corrections: FC<{ view: ResponseView }> = ({ view: { correctable } }) => {
  const { say } = useWords();
  return correctable.length === 0 ? null : (
    <>
      <label class="label" for="wrong">
        {say("page.correct.wrong")}
      </label>
      <select id="wrong" name="field">
        <option value="">{say("page.correct.nothing")}</option>
        {correctable.map(({ id, name, value }) => (
          <option value={id}>
            {name}
            {value !== "" && `: ${value}`}
          </option>
        ))}
      </select>
      <Line id="right" name="value" label={say("page.correct.right")} />
    </>
  );
};

/** What the reader said last, in the words of its button. */
function saidOf({ undo, lead }: ResponseView, say: Words["say"]): string {
  switch (undo?.action) {
    case "contacted":
      return say("action.contacted", { name: callName(lead, { say }) });
    case "attempted":
      return say("action.attempted");
    case "accept":
      return say("action.accept");
    case "reject":
      return say("action.reject");
    case "snooze":
      return say("page.action.later");
    case "reassign":
      return say("action.handOn");
    case "answer":
      return say("action.answer");
    default:
      return say("page.action.howDidItGo");
  }
}

/** Says that the reader will be away, or is back. */
export const LeaveForm: FC<{ view: ResponseView }> = ({ view: { path, leave } }) => {
  const { say } = useWords();
  return (
    <section class="card leave" aria-labelledby="leave">
      <h2 id="leave">{say("page.leave.title")}</h2>
      {leave.said.map(({ first, from, until, isNow }) => (
        <>
          <p>{say(isNow ? "page.leave.now" : "page.leave.soon", { from, until })}</p>
          <form method="post" action={path}>
            <input type="hidden" name="action" value="back" />
            <input type="hidden" name="from" value={first} />
            <button type="submit">{say(isNow ? "page.leave.back" : "page.leave.stay")}</button>
          </form>
        </>
      ))}
      <details class="action">
        <summary>{say("page.leave.willBeAway")}</summary>
        <form id="away" method="post" action={path}>
          <input type="hidden" name="action" value="away" />
          <label class="label" for="away-from">
            {say("page.leave.first")}
          </label>
          <input type="date" id="away-from" name="from" required />
          <label class="label" for="away-until">
            {say("page.leave.last")}
          </label>
          <input type="date" id="away-until" name="until" required />
          <label class="label" for="away-deputy">
            {say("page.leave.deputy")}
          </label>
          <select id="away-deputy" name="deputy">
            <option value="">{say("page.leave.asAgreed")}</option>
            {leave.deputies.map(({ id, name }) => (
              <option value={id}>{name}</option>
            ))}
          </select>
          <button type="submit" class="primary">
            {say("page.leave.away")}
          </button>
        </form>
      </details>
    </section>
  );
};

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
