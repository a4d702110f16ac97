import type { WrittenCampaign } from "@baton/core/board";
import type { CampaignLine, Overview } from "@baton/core/campaigns";
import { moneyInWords } from "@baton/core/money";
import { Flash, type Said, useWords } from "@baton/ui";
import type { Language } from "@baton/words";
import type { FC } from "hono/jsx";
import { mayUse } from "../access.ts";
import type { Looking } from "../env.ts";
import { Content } from "../parts/content.tsx";
import { Period } from "../parts/period.tsx";
import { CampaignForm } from "./form.tsx";

interface Props {
  overview: Overview;
  looking: Looking;
  flash?: Said;
  written?: WrittenCampaign;
}

const percent = (language: Language, share: number): string =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(share);

/** All campaigns, what runs now first, with what came of the leads of some days. */
export const CampaignsPage: FC<Props> = ({ overview, looking, flash, written }) => {
  const { say, language } = useWords();
  const { from, to, campaigns, none, undescribed } = overview;
  const lists = [
    { id: "running", title: say("board.campaigns.running"), of: campaigns.filter(({ running }) => running) },
    {
      id: "others",
      title: say("board.campaigns.others"),
      of: campaigns.filter((one) => one.described && !one.running),
    },
    { id: "undescribed", title: say("board.campaigns.undescribed"), of: campaigns.filter((one) => !one.described) },
  ].filter((list) => list.of.length > 0);
  return (
    <Content title={say("board.campaigns.title")}>
      <div class="head">
        <h1>{say("board.campaigns.title")}</h1>
        <a class="tall" href={`/campaigns?as=csv&from=${from}&to=${to}`}>
          {say("board.csv")}
        </a>
      </div>
      <Flash said={flash} />
      <Period path="/campaigns" from={from} to={to} />
      {campaigns.length === 0 && <p class="none">{say("board.campaigns.none")}</p>}
      {lists.map(({ id, title, of }) => (
        <section aria-labelledby={`${id}-title`}>
          <h2 class="group" id={`${id}-title`}>
            {title} <span class="count">{of.length}</span>
          </h2>
          {id === "undescribed" && undescribed.share !== null && (
            <p class="hint">
              {say("board.campaigns.undescribedShare", { share: percent(language, undescribed.share) })}
            </p>
          )}
          <ul class="rows">
            {of.map((one) => (
              <Row one={one} looking={looking} from={from} to={to} />
            ))}
          </ul>
        </section>
      ))}
      {none.received > 0 && (
        <p class="hint">
          {say("board.campaigns.noneCarried", {
            count: none.received,
            share: percent(language, none.share ?? 0),
          })}
        </p>
      )}
      {mayUse("POST /campaigns", looking.roles) && (
        <CampaignForm path="/campaigns" looking={looking} campaign={undefined} carried={undefined} written={written} />
      )}
    </Content>
  );
};

const Row: FC<{ one: CampaignLine; looking: Looking; from: string; to: string }> = ({ one, looking, from, to }) => {
  const { say, language } = useWords();
  const { id, name, owner, promise, received, share, accepted, won, spend, costPerAccepted } = one;
  const numbers = [
    say("board.campaigns.received", { count: received }),
    share === null || received === 0 ? undefined : say("board.campaigns.share", { share: percent(language, share) }),
    say("board.campaigns.accepted", { count: accepted }),
    say("board.campaigns.won", { count: won }),
    spend.length === 0 ? undefined : say("board.campaigns.spent", { money: moneyInWords(spend) }),
    costPerAccepted === null || costPerAccepted.length === 0
      ? undefined
      : say("board.campaigns.perAccepted", { money: moneyInWords(costPerAccepted) }),
  ];
  return (
    <li>
      <div>
        <a href={`/campaigns/${encodeURIComponent(id)}?from=${from}&to=${to}`} dir="auto">
          {name ?? id}
        </a>
        {promise !== undefined && (
          <div class="more">
            <span dir="auto">{promise}</span>
          </div>
        )}
        <div class="more worth">
          {numbers
            .filter((text) => text !== undefined)
            .map((text) => (
              <span>{text}</span>
            ))}
        </div>
      </div>
      <div class="side muted">
        {owner !== undefined && <span dir="auto">{looking.rulebook.agreement.people[owner]?.name ?? owner}</span>}
      </div>
    </li>
  );
};
