import type { Leave, Standing } from "@baton/core/board";
import { localDate } from "@baton/core/zone";
import { Flash, type Said, useWords } from "@baton/ui";
import type { FC } from "hono/jsx";
import type { Looking } from "../env.ts";
import { Content } from "../parts/content.tsx";
import { clockTime, dayInWords } from "../when.tsx";

interface Props {
  people: readonly Standing[];
  looking: Looking;
  now: number;
  flash: Said | undefined;
}

/** Those whom somebody answers for: how much each has open, whether they are there, and their leave. */
export const PeoplePage: FC<Props> = ({ people, looking, now, flash }) => {
  const { say } = useWords();
  return (
    <Content title={say("board.people.title")}>
      <div class="head">
        <h1>{say("board.people.title")}</h1>
        {people.length > 0 && <a href="/people?as=csv">{say("board.csv")}</a>}
      </div>
      <Flash said={flash} />
      {people.length === 0 ? (
        <p class="none">{say("board.people.none")}</p>
      ) : (
        <ul class="rows">
          {people.map((one) => (
            <Row one={one} looking={looking} now={now} />
          ))}
        </ul>
      )}
    </Content>
  );
};

const Row: FC<{ one: Standing; looking: Looking; now: number }> = ({ one, looking, now }) => {
  const { say, language } = useWords();
  const { person, name, open, overdue, capacity, onDuty, nextOnDuty, awayUntil } = one;
  const there =
    awayUntil !== undefined
      ? say("board.people.awayUntil", { until: dayInWords(language, awayUntil) })
      : say(onDuty ? "board.people.onDuty" : "board.people.offDuty");
  const next = nextOnDuty === undefined ? undefined : clockTime(language, looking.zone, nextOnDuty, now);
  return (
    <li class="person">
      <div>
        <a href={`/people/${encodeURIComponent(person)}`} dir="auto">
          {name}
        </a>
        <div class="more">
          <span>{there}</span>
          {next !== undefined && <span>{say("board.people.nextOnDuty", { at: next })}</span>}
        </div>
      </div>
      <div class="side">
        <span>
          {capacity.open === undefined
            ? say("board.people.open", { count: open })
            : say("board.people.openOf", { count: open, most: capacity.open })}
        </span>
        {overdue > 0 && <span class="due bad">{say("board.people.overdue", { count: overdue })}</span>}
      </div>
      <Leaves one={one} looking={looking} now={now} />
    </li>
  );
};

/** When they are on leave and who stands in; what was said beside the agreement may be ended, and more be said. */
const Leaves: FC<{ one: Standing; looking: Looking; now: number }> = ({ one, looking, now }) => {
  const { say } = useWords();
  const { person, name, leave } = one;
  const { people } = looking.rulebook.agreement;
  const today = localDate(looking.rulebook.zone(person), now);
  const id = (field: string) => `${field}-${person}`;
  return (
    <details class="leave">
      <summary>
        {say("board.people.leave", { count: leave.length })}
        <span class="unseen"> {name}</span>
      </summary>
      {leave.length > 0 && (
        <ul class="plainList">
          {leave.map((each) => (
            <li>
              <LeaveInWords leave={each} people={people} />
              {each.id !== undefined && (
                <form method="post" action="/people">
                  <button type="submit" name="back" value={each.id} aria-label={say("board.people.endOf", { name })}>
                    {say("board.people.end")}
                  </button>
                </form>
              )}
            </li>
          ))}
        </ul>
      )}
      <form class="fields" method="post" action="/people">
        <input type="hidden" name="person" value={person} />
        <div>
          <label class="label" for={id("from")}>
            {say("board.people.from")}
          </label>
          <input type="date" id={id("from")} name="from" value={today} required />
        </div>
        <div>
          <label class="label" for={id("until")}>
            {say("board.people.until")}
          </label>
          <input type="date" id={id("until")} name="until" min={today} required />
        </div>
        <div>
          <label class="label" for={id("deputy")}>
            {say("board.people.deputy")}
          </label>
          <select id={id("deputy")} name="deputy">
            <option value="">
              {people[person]?.deputy === undefined
                ? say("board.people.noDeputy")
                : (people[people[person].deputy]?.name ?? people[person].deputy)}
            </option>
            {Object.entries(people)
              .filter(([other]) => other !== person && other !== people[person]?.deputy)
              .map(([other, { name: called }]) => (
                <option value={other}>{called}</option>
              ))}
          </select>
        </div>
        <button type="submit">{say("board.people.enter")}</button>
      </form>
    </details>
  );
};

const LeaveInWords: FC<{ leave: Leave; people: Looking["rulebook"]["agreement"]["people"] }> = ({ leave, people }) => {
  const { say, language } = useWords();
  const { from, until, deputy } = leave;
  const days = { from: dayInWords(language, from), until: dayInWords(language, until) };
  return (
    <span>
      {deputy === undefined
        ? say("board.people.leaveFrom", days)
        : say("board.people.leaveWith", { ...days, deputy: people[deputy]?.name ?? deputy })}
    </span>
  );
};
