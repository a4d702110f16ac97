import type { ResponseView } from "@baton/core/mailing";
import { callName, countryName, mailtoLead, plainPoints, signedPoints, telLead } from "@baton/email";
import { Document, Flash, useWords } from "@baton/ui";
import type { WordId } from "@baton/words";
import type { FC } from "hono/jsx";
import { ActionForm, LeaveForm, PromiseQuestion, RequestForm } from "./actions.tsx";
import { Named } from "./named.tsx";

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
            <h2 id="do">{say(questions[reader.role])}</h2>
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

const questions: Record<ResponseView["reader"]["role"], WordId> = {
  owner: "lead.whatHappened",
  former: "lead.whatHappened",
  manager: "lead.whatNow",
  colleague: "lead.whoTakes",
  asker: "lead.whatNow",
};

const Who: Part = ({ view }) => {
  const { lead } = view;
  const words = useWords();
  const { say, language } = words;
  const about = [
    lead.title,
    lead.company === lead.name ? "" : lead.company,
    countryName(lead.country, language),
  ].filter(Boolean);
  // Whom somebody else has, or nobody yet, is not for a colleague to write to.
  const mayReach = view.reader.role !== "colleague";
  const tel = mayReach ? telLead(lead.phone) : undefined;
  const mailto = mayReach ? mailtoLead(lead) : undefined;
  const short = callName(lead, words);
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
              {say("lead.call", { name: short })}
            </a>
          )}
          {mailto && (
            <a class="button" href={mailto}>
              {say("lead.write", { name: short })}
            </a>
          )}
        </div>
      )}
      {written && <p class="plain">{written}</p>}
      {lead.message && (
        <section>
          <h2>{say("page.lead.theirMessage")}</h2>
          <blockquote dir="auto">{lead.message}</blockquote>
        </section>
      )}
      {lead.promise && (
        <section>
          <h2>{say("lead.promised")}</h2>
          <p dir="auto">{lead.promise}</p>
        </section>
      )}
      {mayReach && <Help view={view} />}
    </>
  );
};

const Help: Part = ({ view: { lead } }) => {
  const { say } = useWords();
  if (!lead.help) return null;
  const { message, playbook, collateral } = lead.help;
  return (
    <>
      {message && (
        <section>
          <h2>{say("lead.weSay")}</h2>
          <p dir="auto">{message}</p>
        </section>
      )}
      {playbook.length > 0 && (
        <section>
          <h2>{say("lead.playbook")}</h2>
          <ol>
            {playbook.map((step) => (
              <li dir="auto">{step}</li>
            ))}
          </ol>
        </section>
      )}
      {collateral.length > 0 && (
        <section>
          <h2>{say("lead.helps")}</h2>
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
  const { say } = useWords();
  const by = lead.deadline?.clause;
  return (
    <p class={`status ${waiting ? "warn" : "calm"}`}>
      <strong>
        {closed ? (
          say("page.lead.closed")
        ) : fetching ? (
          say("page.lead.fetching")
        ) : reader.role === "owner" ? (
          say("page.lead.yours")
        ) : lead.ownerName ? (
          <Named id={reader.role === "former" ? "page.lead.holdsNow" : "page.lead.holds"} name={lead.ownerName} />
        ) : (
          say("page.lead.nobody")
        )}
      </strong>
      {by &&
        !closed &&
        (lead.stage === "disposition" ? say("page.lead.record", { by }) : say("page.lead.respond", { by }))}
    </p>
  );
};

const Background: Part = ({ view: { lead, reader, earlier, latest } }) => {
  const { say, language } = useWords();
  const origin = [
    ...(lead.meetingAt === undefined ? [] : [{ label: say("page.lead.meeting"), value: lead.meetingAt }]),
    { label: say("lead.received"), value: lead.receivedAt },
    { label: say("lead.source"), value: lead.source },
    { label: say("lead.campaign"), value: lead.campaign ?? "" },
  ].filter(({ value }) => value !== "");
  const whyTitle =
    lead.stage === "fetching"
      ? say("page.lead.whereItStands")
      : reader.role === "owner"
        ? say("lead.whyYou")
        : say("page.lead.whyThisPerson");
  const score = lead.score === undefined ? "" : plainPoints(lead.score, language);
  return (
    <div class="card">
      {lead.story.length > 0 && (
        <section>
          <h2>{say("lead.storyTitle")}</h2>
          {earlier && (
            <p class="plain">
              <a href={earlier}>{say("page.lead.before")}</a>
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
              <a href={latest}>{say("page.lead.latest")}</a>
            </p>
          )}
        </section>
      )}
      {lead.why && (
        <section>
          <h2>{whyTitle}</h2>
          <p>{lead.why}</p>
          {lead.rule && <p class="plain">{say("lead.rule", { rule: lead.rule })}</p>}
        </section>
      )}
      {lead.score !== undefined && (
        <section>
          <h2>
            {lead.band ? say("lead.scoreTitleBand", { score, band: lead.band }) : say("lead.scoreTitle", { score })}
          </h2>
          <dl class="sums">
            {lead.reasons.map(({ name, points }) => (
              <div>
                <dt>{name}</dt>
                <dd>{signedPoints(points, language)}</dd>
              </div>
            ))}
            <div class="total">
              <dt>{say("lead.score")}</dt>
              <dd>{score}</dd>
            </div>
          </dl>
        </section>
      )}
      <section>
        <h2>{say("lead.details")}</h2>
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
