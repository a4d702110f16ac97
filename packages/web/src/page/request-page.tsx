import type { LeadView, ResponseView } from "@baton/core/mailing";
import { telLead } from "@baton/email";
import { Document, Flash, useWords } from "@baton/ui";
import type { WordId } from "@baton/words";
import type { FC } from "hono/jsx";
import { ActionForm, LeaveForm } from "./actions.tsx";
import { Named } from "./named.tsx";

/** A request as its page shows it to one reader. */
export interface RequestView {
  view: ResponseView;
  asker: string;
  text: string;
  /** What was answered, where it still is. */
  answer?: { by: string; text: string };
  /** The lead it is about. */
  about?: LeadView;
  /** Whether the reader may see how to reach that lead: whoever is to answer. */
  reach: boolean;
}

/** The page of one request for one reader: what is asked, the answer, what may be said to it, and the lead it is about. */
export const RequestPage: FC<{ request: RequestView }> = ({ request }) => {
  const { view, asker, text, answer, about } = request;
  const { lead, flash, actions } = view;
  const { say } = useWords();
  return (
    <Document title={lead.name}>
      <Flash said={flash} />
      <main class="columns">
        <article class="card who">
          <h1 dir="auto">{lead.name}</h1>
          <Status view={view} />
          <section>
            <h2>{say(view.isAction ? "page.request.toDo" : "page.request.asks", { asker })}</h2>
            <blockquote dir="auto">{text}</blockquote>
          </section>
          {answer && (
            <section>
              <h2>{say(view.isAction ? "page.request.cameOfIt" : "page.request.answered", { by: answer.by })}</h2>
              <blockquote dir="auto">{answer.text}</blockquote>
            </section>
          )}
        </article>
        {actions.length > 0 && (
          <section class="card do" aria-labelledby="do">
            <h2 id="do">{say(view.reader.role === "asker" ? "page.request.isIt" : "lead.whatNow")}</h2>
            {actions.map((action, n) => (
              <ActionForm view={view} action={action} first={n === 0 && action === "answer"} />
            ))}
          </section>
        )}
        <div class="more">
          <div class="card">
            {about && <About lead={about} reach={request.reach} />}
            <Story title={say("page.request.story")} of={lead} />
          </div>
          {view.reader.role !== "asker" && <LeaveForm view={view} />}
        </div>
      </main>
    </Document>
  );
};

const wordings = {
  request: { closed: "page.request.closed", own: "page.request.own", ask: "page.request.answerBy" },
  action: { closed: "page.request.actionClosed", own: "page.request.actionOwn", ask: "page.request.actionBy" },
} as const satisfies Record<string, Record<string, WordId>>;

const Status: FC<{ view: ResponseView }> = ({ view: { lead, reader, isAction } }) => {
  const words = wordings[isAction ? "action" : "request"];
  const { say } = useWords();
  const closed = lead.stage === "closed";
  const holds = lead.ownerName && <Named id="page.request.has" name={lead.ownerName} />;
  return (
    <p class="status calm">
      <strong>
        {closed ? say(words.closed) : reader.role === "owner" ? say(words.own) : (holds ?? say("page.request.nobody"))}
      </strong>
      {lead.deadline && !closed && say(words.ask, { by: lead.deadline.clause })}
    </p>
  );
};

const Story: FC<{ title: string; of: LeadView }> = ({ title, of: { story } }) => (
  <section>
    <h2>{title}</h2>
    <ol>
      {story.map(({ at, text }) => (
        <li dir="auto">
          <span class="when">{at}</span>
          {text}
        </li>
      ))}
    </ol>
  </section>
);

const About: FC<{ lead: LeadView; reach: boolean }> = ({ lead, reach }) => {
  const { say } = useWords();
  const tel = reach ? telLead(lead.phone) : undefined;
  const known = [
    { label: say("page.request.name"), value: lead.name },
    { label: say("page.request.position"), value: lead.title },
    { label: say("page.request.company"), value: lead.company },
    { label: say("page.request.phone"), value: reach ? lead.phone : undefined, href: tel },
    {
      label: say("page.request.email"),
      value: reach ? lead.email : undefined,
      href: reach && lead.email ? `mailto:${encodeURIComponent(lead.email)}` : undefined,
    },
    { label: say("lead.campaign"), value: lead.campaign },
    { label: say("page.request.heldBy"), value: lead.ownerName },
  ].filter(({ value }) => value);
  return (
    <>
      <section>
        <h2>{say("page.request.about")}</h2>
        <dl>
          {known.map(({ label, value, href }) => (
            <div>
              <dt>{label}</dt>
              <dd dir="auto">{href ? <a href={href}>{value}</a> : value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {reach && lead.message && (
        <section>
          <h2>{say("page.lead.theirMessage")}</h2>
          <blockquote dir="auto">{lead.message}</blockquote>
        </section>
      )}
      {reach && lead.story.length > 0 && <Story title={say("page.request.itsStory")} of={lead} />}
    </>
  );
};
