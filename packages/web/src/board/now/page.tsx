import type { Item, Member, Now, Running } from "@baton/core/board";
import { Flash, type Said, useWords } from "@baton/ui";
import type { Language, WordId } from "@baton/words";
import type { FC } from "hono/jsx";
import { type Calendars, CalendarsCard } from "../calendars.tsx";
import type { Looking } from "../env.ts";
import { Live } from "../live.tsx";
import { Due } from "../when.tsx";

/** Rows that a list shows; of more it says how many. */
const MOST = 200;

interface Props {
  what: Now;
  looking: Looking;
  now: number;
  tag: string;
  flash?: Said;
  /** The lead whose last answer may be taken back. */
  undo?: string;
  calendars: Calendars;
}

/** What somebody has to see to now: first theirs, then what nobody has, then their people's, and what marketing does. */
export const NowPage: FC<Props> = ({ what, looking, now, tag, flash, undo, calendars }) => {
  const { say } = useWords();
  const { own, free, pressing, team, campaigns } = what;
  const due = [...own, ...free].filter((item) => item.awaits !== undefined).length + pressing.length;
  const isManager = looking.roles.includes("manager");
  const list = { looking, now };
  return (
    <Live title={say("board.now.title")} count={due} path="/now" tag={tag} now={now}>
      <div class="head">
        <h1>{say("board.now.title")}</h1>
        <p>{say("board.now.toDo", { count: due })}</p>
      </div>
      <form method="post" action="/now" hx-post="/now" hx-target="#content" hx-swap="innerMorph">
        <Flash said={flash} />
        {undo !== undefined && (
          <p class="undo">
            <button type="submit" name="undo" value={undo}>
              {say("board.now.undo")}
            </button>
          </p>
        )}
        <List id="own" title={say("board.now.own")} items={own} none={say("board.now.ownNone")} {...list} />
        {(free.length > 0 || isManager) && (
          <List id="free" title={say("board.now.free")} items={free} none={say("board.now.freeNone")} {...list} />
        )}
        {isManager && (
          <List
            id="pressing"
            title={say("board.now.pressing")}
            items={pressing}
            none={say("board.now.pressingNone")}
            {...list}
          />
        )}
      </form>
      {isManager && team.length > 0 && <Team team={team} looking={looking} />}
      {campaigns.length > 0 && <Campaigns campaigns={campaigns} />}
      <CalendarsCard of={calendars} />
    </Live>
  );
};

interface ListProps {
  id: string;
  title: string;
  items: readonly Item[];
  none: string;
  looking: Looking;
  now: number;
}

/** Leads and requests as rows, each with when it is due and what one tap can say. */
const List: FC<ListProps> = ({ id, title, items, none, looking, now }) => {
  const { say } = useWords();
  const shown = items.slice(0, MOST);
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 class="group" id={`${id}-title`}>
        {title} <span class="count">{items.length}</span>
      </h2>
      {shown.length === 0 ? (
        <p class="none">{none}</p>
      ) : (
        <ol class="rows">
          {shown.map((item) => (
            <Row item={item} looking={looking} now={now} />
          ))}
        </ol>
      )}
      {items.length > shown.length && (
        <p class="hint">{say("board.now.further", { count: items.length - shown.length })}</p>
      )}
    </section>
  );
};

/** What is awaited, in a word. */
const awaited = {
  accept: "board.awaits.contact",
  contact: "board.awaits.contact",
  disposition: "board.awaits.outcome",
  answer: "board.awaits.answer",
  claim: "board.awaits.claim",
} as const satisfies Record<NonNullable<Item["awaits"]>, WordId>;

const Row: FC<{ item: Item; looking: Looking; now: number }> = ({ item, looking, now }) => {
  const { say, language } = useWords();
  const { id, name, company, owner, awaits, due, segment, worth } = item;
  const { people, currency } = looking.rulebook.agreement;
  const about = [
    company,
    segment,
    worth > 0 ? worthInWords(language, worth, currency) : undefined,
    awaits === undefined ? say("board.awaits.nothing") : say(awaited[awaits]),
    owner !== null && owner !== looking.person ? (people[owner]?.name ?? owner) : undefined,
  ].filter(Boolean);
  return (
    <li id={id} data-lead={id}>
      <div>
        <a href={`/leads/${id}`} dir="auto">
          {name}
        </a>
        <div class="more">
          {about.map((text) => (
            <span dir="auto">{text}</span>
          ))}
        </div>
      </div>
      <div class="side">
        {due !== undefined && <Due at={due} now={now} zone={looking.zone} />}
        <Tap item={item} mine={owner === looking.person} />
      </div>
    </li>
  );
};

/** What a lead may be worth, without the cents that nobody knows. */
const worthInWords = (language: Language, worth: number, currency: string | undefined): string =>
  new Intl.NumberFormat(language, {
    maximumFractionDigits: 0,
    ...(currency !== undefined && { style: "currency" as const, currency }),
  }).format(worth);

/** The one answer that needs no more than a tap, where there is one. */
const Tap: FC<{ item: Item; mine: boolean }> = ({ item: { id, awaits, name, isRequest }, mine }) => {
  const { say } = useWords();
  if (isRequest) return null;
  const tap =
    awaits === "claim" ? "claim" : mine && (awaits === "contact" || awaits === "accept") ? "contacted" : undefined;
  return tap ? (
    <button type="submit" name={tap} value={id} aria-label={say(`board.tap.${tap}Whom`, { name })}>
      {say(`board.tap.${tap}`)}
    </button>
  ) : null;
};

const Team: FC<{ team: readonly Member[]; looking: Looking }> = ({ team, looking }) => {
  const { say } = useWords();
  const { people } = looking.rulebook.agreement;
  return (
    <section aria-labelledby="team-title">
      <h2 class="group" id="team-title">
        {say("board.now.team")}
      </h2>
      <ul class="rows">
        {team.map(({ person, open, overdue, onDuty, awayUntil }) => (
          <li>
            <div>
              <strong dir="auto">{people[person]?.name ?? person}</strong>
              <div class="more">
                <span>
                  {say(awayUntil ? "board.people.away" : onDuty ? "board.people.onDuty" : "board.people.offDuty")}
                </span>
              </div>
            </div>
            <div class="side">
              <span>{say("board.people.open", { count: open })}</span>
              {overdue > 0 && <span class="due bad">{say("board.people.overdue", { count: overdue })}</span>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Campaigns: FC<{ campaigns: readonly Running[] }> = ({ campaigns }) => {
  const { say } = useWords();
  return (
    <section aria-labelledby="campaigns-title">
      <h2 class="group" id="campaigns-title">
        {say("board.now.campaigns")}
      </h2>
      <ul class="rows">
        {campaigns.map(({ name, promise }) => (
          <li>
            <div>
              <strong dir="auto">{name}</strong>
              {promise !== undefined && (
                <div class="more">
                  <span dir="auto">{promise}</span>
                </div>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
};
