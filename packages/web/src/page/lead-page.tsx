import type { ResponseView } from "@baton/core/mailing";
import { callName, countryName, mailtoLead, plainPoints, signedPoints, telLead } from "@baton/email";
import { Document, Flash, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import { ActionForm, LeaveForm, PromiseQuestion, RequestForm } from "./actions.tsx";

type Part = FC<{ view: ResponseView }>;

/** The page of one lead for one reader. Works without JavaScript: each action is a form that posts to the page's own path. */
export const LeadPage: FC<{ view: ResponseView; account?: { domain: string; href: string } | undefined }> = ({
  view,
  account,
}) => {
  const { say } = useWords();
  const { lead, flash, actions, reader } = view;
  const title = lead.company && lead.company !== lead.name ? `${lead.name}, ${lead.company}` : lead.name;
  return (
    <Document title={title}>
      <Flash said={flash} />
      <main class="columns">
        <article class="card who">
          <Who view={view} />
          {account && (
            <p class="plain">
              <a href={account.href}>{say("board.account.of", { domain: account.domain })}</a>
            </p>
          )}
        </article>
        {actions.length > 0 && (
          <section class="card do" aria-labelledby="do">
            {view.question && <PromiseQuestion view={view} />}
            <h2 id="do">{questions[reader.role]}</h2>
            {actions.map((action, n) => (
              <ActionForm view={view} action={action} first={n === 0 && !view.question} />
            ))}
          </section>
        )}
        <div class="more">
          <Background view={view} />
          <RequestForm view={view} />
          {!view.readOnly && <LeaveForm view={view} />}
        </div>
      </main>
    </Document>
  );
};

const questions: Record<ResponseView["reader"]["role"], string> = {
  owner: "What happened?",
  former: "What happened?",
  manager: "What now?",
  colleague: "Who takes it?",
  asker: "What now?",
};

const Who: Part = ({ view }) => {
  const { lead } = view;
  const about = [lead.title, lead.company === lead.name ? "" : lead.company, countryName(lead.country)].filter(Boolean);
  // Whom somebody else has, or nobody yet, is not for a colleague to write to.
  const mayReach = view.reader.role !== "colleague";
  const tel = mayReach ? telLead(lead.phone) : undefined;
  const mailto = mayReach ? mailtoLead(lead) : undefined;
  const short = callName(lead);
  const written = (mayReach ? [lead.phone, lead.email] : []).filter(Boolean).join(" · ");
  return (
    <>
      <h1 dir="auto">{lead.name}</h1>
      {about.length > 0 && (
        <p class="about" dir="auto">
          {about.join(" · ")}
        </p>
      )}
      <Status view={view} />
      {(tel || mailto) && (
        <div class="reach">
          {tel && (
            <a class="button" href={tel}>
              Call {short}
            </a>
          )}
          {mailto && (
            <a class="button" href={mailto}>
              Write to {short}
            </a>
          )}
        </div>
      )}
      {written && <p class="plain">{written}</p>}
      {lead.message && (
        <section>
          <h2>Their message</h2>
          <blockquote dir="auto">{lead.message}</blockquote>
        </section>
      )}
      {lead.promise && (
        <section>
          <h2>What they were promised</h2>
          <p dir="auto">{lead.promise}</p>
        </section>
      )}
      {mayReach && <Help view={view} />}
    </>
  );
};

const Help: Part = ({ view: { lead } }) => {
  if (!lead.help) return null;
  const { message, playbook, collateral } = lead.help;
  return (
    <>
      {message && (
        <section>
          <h2>What we say</h2>
          <p dir="auto">{message}</p>
        </section>
      )}
      {playbook.length > 0 && (
        <section>
          <h2>How we go about it</h2>
          <ol>
            {playbook.map((step) => (
              <li dir="auto">{step}</li>
            ))}
          </ol>
        </section>
      )}
      {collateral.length > 0 && (
        <section>
          <h2>What helps</h2>
          {collateral.map(({ name, href }) => (
            <p>
              <a href={href} rel="noopener noreferrer">
                {name}
              </a>
            </p>
          ))}
        </section>
      )}
    </>
  );
};

/** Whose turn it is and until when, in the fewest words. */
const Status: Part = ({ view: { lead, reader } }) => {
  const closed = lead.stage === "closed";
  const fetching = lead.stage === "fetching";
  const waiting = !closed && !fetching && reader.role !== "owner" && !lead.ownerName;
  const due = lead.stage === "disposition" ? "Record what came of it" : "Respond";
  return (
    <p class={`status ${waiting ? "warn" : "calm"}`}>
      <strong>
        {closed ? (
          "This lead is closed"
        ) : fetching ? (
          "The details of this lead are still being fetched"
        ) : reader.role === "owner" ? (
          "You hold this lead"
        ) : lead.ownerName ? (
          <>
            <bdi>{lead.ownerName}</bdi> holds this lead{reader.role === "former" && " now"}
          </>
        ) : (
          "Nobody holds this lead yet"
        )}
      </strong>
      {lead.deadline && !closed && `${due}${lead.deadline.clause}`}
    </p>
  );
};

const Background: Part = ({ view: { lead, reader, earlier, latest } }) => {
  const origin = [
    ...(lead.meetingAt === undefined ? [] : [{ label: "Meeting", value: lead.meetingAt }]),
    { label: "Received", value: lead.receivedAt },
    { label: "Source", value: lead.source },
    { label: "Campaign", value: lead.campaign ?? "" },
  ].filter(({ value }) => value !== "");
  const whyTitle =
    lead.stage === "fetching" ? "Where it stands" : reader.role === "owner" ? "Why you" : "Why this person";
  return (
    <div class="card">
      {lead.story.length > 0 && (
        <section>
          <h2>The story so far</h2>
          {earlier && (
            <p class="plain">
              <a href={earlier}>What happened before</a>
            </p>
          )}
          <ol>
            {lead.story.map(({ at, text }) => (
              <li dir="auto">
                <span class="when">{at}</span>
                {text}
              </li>
            ))}
          </ol>
          {latest && (
            <p class="plain">
              <a href={latest}>The latest again</a>
            </p>
          )}
        </section>
      )}
      {lead.why && (
        <section>
          <h2>{whyTitle}</h2>
          <p>{lead.why}</p>
          {lead.rule && <p class="plain">Rule: {lead.rule}</p>}
        </section>
      )}
      {lead.score !== undefined && (
        <section>
          <h2>
            Score {plainPoints(lead.score)}
            {lead.band && `, ${lead.band}`}
          </h2>
          <dl class="sums">
            {lead.reasons.map(({ name, points }) => (
              <div>
                <dt>{name}</dt>
                <dd>{signedPoints(points)}</dd>
              </div>
            ))}
            <div class="total">
              <dt>Score</dt>
              <dd>{plainPoints(lead.score)}</dd>
            </div>
          </dl>
        </section>
      )}
      <section>
        <h2>Details</h2>
        <dl>
          {[...origin, ...lead.details].map(({ label, value }) => (
            <div>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
};
