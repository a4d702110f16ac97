import { type AccountRecord, listedName } from "@baton/core/board";
import { amountInWords, shownAmount } from "@baton/core/money";
import { localDate } from "@baton/core/zone";
import { Card, useWords } from "@baton/ui";
import type { WordId } from "@baton/words";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { Content } from "../parts/content.tsx";
import { LeadRow } from "../parts/lead-row.tsx";
import { dayInWords } from "../when.tsx";

interface Props {
  record: AccountRecord;
  looking: Looking;
  now: number;
}

/** A company as one page: whose it is, who is there, what they did and asked for, and what came of it. */
export const AccountPage: FC<Props> = ({ record, looking, now }) => {
  const { say, language } = useWords();
  const { domain, people, leads, touches, deals, voice } = record;
  const company = leads.find((lead) => lead.company !== null)?.company;
  const dayOf = (at: string) => dayInWords(language, localDate(looking.zone, Date.parse(at)));
  const owners = looking.rulebook.agreement.people;
  return (
    <Content title={company ?? domain}>
      <div class="head">
        <h1 dir="auto">{company ?? domain}</h1>
        {company != null && <p>{domain}</p>}
      </div>
      <Whose record={record} looking={looking} />
      <section aria-labelledby="leads-title">
        <h2 class="group" id="leads-title">
          {say("board.account.leads")} <span class="count">{leads.length}</span>
        </h2>
        {leads.length === 0 ? (
          <p class="none">{say("board.account.noLeads")}</p>
        ) : (
          <>
            <ol class="rows">
              {leads.map((lead) => (
                <LeadRow
                  id={lead.id}
                  name={listedName(lead, lead.contact)}
                  about={[
                    lead.contact ? lead.email : null,
                    lead.stage === "closed"
                      ? say("board.closed")
                      : lead.owner === null
                        ? say("board.nobody")
                        : (owners[lead.owner]?.name ?? lead.owner),
                    lead.campaign,
                    dayOf(lead.createdAt),
                  ]}
                  due={lead.respondBy === null ? undefined : Date.parse(lead.respondBy)}
                  now={now}
                  zone={looking.zone}
                />
              ))}
            </ol>
            <p class="hint">
              <a class="tall" href={`/accounts/${encodeURIComponent(domain)}?as=csv`}>
                {say("board.csv")}
              </a>
            </p>
          </>
        )}
      </section>
      {people.length > 0 && (
        <Card id="people" title={say("board.account.people")}>
          <ul class="plainList lines">
            {people.map(({ name, email, lastSeen, leads: count }) => (
              <li>
                <span dir="auto">
                  <strong>{name}</strong>
                  {email !== undefined && email !== name && <> · {email}</>}
                </span>
                <span class="muted">{say("board.account.seen", { count, day: dayOf(lastSeen) })}</span>
              </li>
            ))}
          </ul>
          {record.more && <p class="hint">{say("board.account.more")}</p>}
        </Card>
      )}
      {deals.length > 0 && (
        <Card id="deals" title={say("board.account.deals")}>
          <ul class="plainList lines">
            {deals.map(({ id, state, at, amount, lead }) => (
              <li>
                <span dir="auto">
                  {lead === undefined ? id : <a href={`/leads/${lead}`}>{id}</a>}
                  {amount && <> · {amountInWords(shownAmount(amount))}</>}
                </span>
                <span class="muted">
                  {say(`board.account.deal.${state}` as WordId)}, {dayOf(at)}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {touches.length > 0 && (
        <Card id="touches" title={say("board.account.touches")}>
          <ol>
            {touches.map(({ at, name, label }) => (
              <li dir="auto">
                <span class="when">
                  {dayOf(at)}, {name}
                </span>
                {label}
              </li>
            ))}
          </ol>
        </Card>
      )}
      {voice.length > 0 && (
        <Card id="voice" title={say("board.account.voice")}>
          {voice.map(({ lead, name, at, promise, said }) => (
            <blockquote dir="auto">
              {said ?? "–"}
              <footer>
                <a href={`/leads/${lead}`}>{name}</a>, {dayOf(at)}
                {promise !== null && <> · {say(`board.account.promise.${promise}` as WordId)}</>}
              </footer>
            </blockquote>
          ))}
        </Card>
      )}
    </Content>
  );
};

/** What is known of the company itself. */
const Whose: FC<{ record: AccountRecord; looking: Looking }> = ({ record: { account }, looking }) => {
  const { say } = useWords();
  const nameOf = (id: string | undefined) => id && (looking.rulebook.agreement.people[id]?.name ?? id);
  const lines = [
    { label: say("board.account.owner"), value: nameOf(account.owner) },
    { label: say("board.account.ae"), value: nameOf(account.ae) },
    { label: say("board.account.csm"), value: nameOf(account.csm) },
    { label: say("board.account.tier"), value: account.tier },
    ...Object.entries(account.fields ?? {}).map(([label, value]) => ({ label, value: String(value) })),
  ].filter(({ value }) => value !== undefined && value !== "");
  if (lines.length === 0 && account.parent === undefined) return <p class="none">{say("board.account.notRecorded")}</p>;
  return (
    <div class="card">
      <dl>
        {lines.map(({ label, value }) => (
          <div>
            <dt>{label}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
        {account.parent !== undefined && (
          <div>
            <dt>{say("board.account.parent")}</dt>
            <dd>
              <a href={`/accounts/${encodeURIComponent(account.parent)}`}>{account.parent}</a>
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
};
