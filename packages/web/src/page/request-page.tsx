import type { LeadView, ResponseView } from "@baton/core/mailing";
import { telLead } from "@baton/email";
import { Document, Flash } from "@baton/ui";
import type { FC } from "hono/jsx";
import { ActionForm, LeaveForm } from "./actions.tsx";

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
  return (
    <Document title={lead.name}>
      <Flash said={flash} />
      <main class="columns">
        <article class="card who">
          <h1 dir="auto">{lead.name}</h1>
          <Status view={view} />
          <section>
            <h2>{view.isAction ? `What is to be done, as ${asker} wrote it down` : `What ${asker} asks`}</h2>
            <blockquote dir="auto">{text}</blockquote>
          </section>
          {answer && (
            <section>
              <h2>{view.isAction ? `What came of it, as ${answer.by} says` : `What ${answer.by} answered`}</h2>
              <blockquote dir="auto">{answer.text}</blockquote>
            </section>
          )}
        </article>
        {actions.length > 0 && (
          <section class="card do" aria-labelledby="do">
            <h2 id="do">{view.reader.role === "asker" ? "Is it what you asked?" : "What now?"}</h2>
            {actions.map((action, n) => (
              <ActionForm view={view} action={action} first={n === 0 && action === "answer"} />
            ))}
          </section>
        )}
        <div class="more">
          <div class="card">
            {about && <About lead={about} reach={request.reach} />}
            <Story title="The request so far" of={lead} />
          </div>
          {view.reader.role !== "asker" && <LeaveForm view={view} />}
        </div>
      </main>
    </Document>
  );
};

const wordings = {
  request: { closed: "Answered", own: "Yours to answer", ask: "Answer" },
  action: { closed: "Done", own: "Yours to do", ask: "Due" },
};

const Status: FC<{ view: ResponseView }> = ({ view: { lead, reader, isAction } }) => {
  const words = wordings[isAction ? "action" : "request"];
  const closed = lead.stage === "closed";
  const holds = lead.ownerName && (
    <>
      <bdi>{lead.ownerName}</bdi> has it
    </>
  );
  return (
    <p class="status calm">
      <strong>{closed ? words.closed : reader.role === "owner" ? words.own : (holds ?? "Nobody has it yet")}</strong>
      {lead.deadline && !closed && `${words.ask}${lead.deadline.clause}`}
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
  const tel = reach ? telLead(lead.phone) : undefined;
  const known = [
    { label: "Name", value: lead.name },
    { label: "Title", value: lead.title },
    { label: "Company", value: lead.company },
    { label: "Phone", value: reach ? lead.phone : undefined, href: tel },
    {
      label: "E-mail",
      value: reach ? lead.email : undefined,
      href: reach && lead.email ? `mailto:${encodeURIComponent(lead.email)}` : undefined,
    },
    { label: "Campaign", value: lead.campaign },
    { label: "Held by", value: lead.ownerName },
  ].filter(({ value }) => value);
  return (
    <>
      <section>
        <h2>The lead it is about</h2>
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
          <h2>Their message</h2>
          <blockquote dir="auto">{lead.message}</blockquote>
        </section>
      )}
      {reach && lead.story.length > 0 && <Story title="Its story" of={lead} />}
    </>
  );
};
