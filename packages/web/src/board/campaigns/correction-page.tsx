import type { Campaign } from "@baton/core/campaigns";
import type { LeadSummary } from "@baton/core/lead";
import { localDate } from "@baton/core/zone";
import { Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { type Done, Progress } from "../parts/bulk.tsx";
import { Content } from "../parts/content.tsx";
import { LeadRow } from "../parts/lead-row.tsx";
import { dayInWords } from "../when.tsx";

/** Which leads are looked for: what they carry, where they came from, and when. Empty: any. */
export interface Filter {
  carries: string;
  source: string;
  from: string;
  to: string;
}

interface Props {
  campaign: Campaign;
  looking: Looking;
  filter: Filter;
  leads: readonly (LeadSummary & { shown: string })[];
  next: string | null;
  /** Names that leads carry and nobody described, and those of these leads. */
  carried: readonly string[];
  now: number;
  done?: Done;
  flash?: Said;
}

/** Leads that may be made leads of a campaign, and the form that does so. */
export const CorrectionPage: FC<Props> = ({ campaign, looking, filter, leads, next, carried, now, done, flash }) => {
  const { say, language } = useWords();
  const { id, name } = campaign;
  const path = `/campaigns/${encodeURIComponent(id)}/leads`;
  const title = say("board.campaigns.correct.title", { name });
  return (
    <Content title={title}>
      <div class="head">
        <h1 dir="auto">{title}</h1>
        <a class="tall" href={`/campaigns/${encodeURIComponent(id)}`}>
          {say("board.campaigns.correct.back")}
        </a>
      </div>
      <Flash said={flash} />
      {done && <Progress {...done} path={path} />}
      <Filters path={path} filter={filter} carried={carried} looking={looking} />
      {leads.length === 0 ? (
        <p class="none">{say(next === null ? "board.campaigns.correct.none" : "board.campaigns.correct.noneYet")}</p>
      ) : (
        <form method="post" action={path}>
          {Object.entries(filter).map(([field, value]) => (
            <input type="hidden" name={field} value={value} />
          ))}
          <ol class="rows">
            {leads.map(({ id: lead, shown, company, campaign: carries, source, createdAt }) => (
              <LeadRow
                id={lead}
                name={shown}
                about={[
                  company === shown ? null : company,
                  carries ?? say("board.campaigns.correct.nothing"),
                  source,
                  dayInWords(language, localDate(looking.zone, Date.parse(createdAt))),
                ]}
                now={now}
                zone={looking.zone}
                tick="lead"
              />
            ))}
          </ol>
          <div class="choices bulk">
            <button type="submit" class="primary" name="do" value="ticked">
              {say("board.campaigns.correct.ticked", { name })}
            </button>
            {filter.carries !== "*" && (
              <button type="submit" name="do" value="all">
                {say("board.campaigns.correct.all", { name })}
              </button>
            )}
          </div>
        </form>
      )}
      {next !== null && (
        <p class="hint">
          <a class="tall" href={`${path}?${new URLSearchParams({ ...filter, cursor: next })}`}>
            {say("board.search.older")}
          </a>
        </p>
      )}
    </Content>
  );
};

const Filters: FC<{ path: string; filter: Filter; carried: readonly string[]; looking: Looking }> = ({
  path,
  filter,
  carried,
  looking,
}) => {
  const { say } = useWords();
  const choices: [string, string][] = [
    ["", say("board.campaigns.correct.undescribed")],
    ["-", say("board.campaigns.correct.nothing")],
    ...carried.map((name): [string, string] => [`=${name}`, name]),
    ["*", say("board.campaigns.correct.anything")],
  ];
  return (
    <form class="fields" action={path}>
      <div>
        <label class="label" for="carries">
          {say("board.campaigns.correct.carries")}
        </label>
        <select id="carries" name="carries">
          {choices.map(([value, shown]) => (
            <option value={value} selected={value === filter.carries}>
              {shown}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label class="label" for="source">
          {say("board.campaigns.correct.source")}
        </label>
        <select id="source" name="source">
          <option value="">{say("board.campaigns.correct.anything")}</option>
          {Object.keys(looking.rulebook.agreement.sources).map((source) => (
            <option value={source} selected={source === filter.source}>
              {source}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label class="label" for="filter-from">
          {say("board.period.from")}
        </label>
        <input type="date" id="filter-from" name="from" value={filter.from} />
      </div>
      <div>
        <label class="label" for="filter-to">
          {say("board.period.to")}
        </label>
        <input type="date" id="filter-to" name="to" value={filter.to} />
      </div>
      <button type="submit">{say("board.period.show")}</button>
    </form>
  );
};
