import type { OpenItem } from "@baton/core/board";
import { awayUntil } from "@baton/core/rules";
import { Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import { mayUse } from "../access.ts";
import type { Looking } from "../env.ts";
import { type Done, Progress } from "../parts/bulk.tsx";
import { Content } from "../parts/content.tsx";
import { LeadRow } from "../parts/lead-row.tsx";

interface Props {
  person: string;
  looking: Looking;
  open: readonly OpenItem[];
  now: number;
  done?: Done;
  flash?: Said;
}

/** Rows that are shown; all of them can be handed on. */
const MOST = 200;

/** What one person has open, and the form that hands it on. */
export const PersonPage: FC<Props> = ({ person, looking, open, now, done, flash }) => {
  const { say } = useWords();
  const name = looking.rulebook.agreement.people[person]?.name ?? person;
  const path = `/people/${encodeURIComponent(person)}`;
  const mayOpenAccounts = mayUse("GET /accounts/:domain", looking.roles);
  return (
    <Content title={name}>
      <div class="head">
        <h1 dir="auto">{name}</h1>
        <p>{say("board.people.open", { count: open.length })}</p>
      </div>
      <Flash said={flash} />
      {done && <Progress {...done} path={path} />}
      {open.length === 0 ? (
        <p class="none">{say("board.people.nothingOpen", { name })}</p>
      ) : (
        <form method="post" action={path}>
          <HandOn person={person} looking={looking} now={now} count={open.length} isOpen={flash !== undefined} />
          <ol class="rows">
            {open.slice(0, MOST).map(({ id, name: called, company, segment, domain, due }) => (
              <LeadRow
                id={id}
                name={called}
                about={[company, segment]}
                account={mayOpenAccounts ? domain : undefined}
                due={due}
                now={now}
                zone={looking.zone}
                tick="lead"
              />
            ))}
          </ol>
          {open.length > MOST && <p class="hint">{say("board.now.further", { count: open.length - MOST })}</p>}
        </form>
      )}
    </Content>
  );
};

interface HandOnProps {
  person: string;
  looking: Looking;
  now: number;
  count: number;
  isOpen: boolean;
}

/** To whom, why, and which: the ticked ones, or all. */
const HandOn: FC<HandOnProps> = ({ person, looking, now, count, isOpen }) => {
  const { say } = useWords();
  const { people, teams } = looking.rulebook.agreement;
  const mates = Object.values(teams).filter(({ members }) => members.some((member) => member.person === person));
  const near = mates.flatMap(({ members }) => members.map((member) => member.person));
  const all = Object.values(teams).flatMap(({ members }) => members.map((member) => member.person));
  const others = [...new Set([...near, ...all])].filter(
    (id) => id !== person && people[id] && awayUntil(looking.rulebook, id, now) === undefined,
  );
  const choice = (value: string, label: string) => (
    <label class="choice">
      <input type="checkbox" name="to" value={value} />
      <span dir="auto">{label}</span>
    </label>
  );
  return (
    <details class="action card bulk" open={isOpen}>
      <summary>{say("board.people.handOn")}</summary>
      <div class="inside">
        <fieldset class="many">
          <legend>{say("board.people.toWhom")}</legend>
          {others.map((id) => choice(id, people[id]!.name))}
          {Object.keys(teams).map((id) => choice(id, say("board.people.team", { team: id })))}
          {choice("rules", say("board.people.byRules"))}
        </fieldset>
        <p class="hint">{say("board.people.inTurn")}</p>
        <label class="label" for="why">
          {say("board.people.why")}
        </label>
        <input type="text" id="why" name="why" maxlength={500} autocomplete="off" required />
        <div class="choices">
          <button type="submit" class="primary" name="do" value="ticked">
            {say("board.people.handTicked")}
          </button>
          <button type="submit" name="do" value="all">
            {say("board.people.handAll", { count })}
          </button>
        </div>
      </div>
    </details>
  );
};
