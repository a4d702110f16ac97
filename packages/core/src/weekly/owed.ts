import type { Words } from "@baton/words";
import { sideOf } from "../agreement/side.ts";
import { sides } from "../facts/codes.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { closesAt } from "../sheet/closing.ts";
import type { CommitmentEntry, Entry } from "../sheet/model.ts";
import { lastWhole, type Period } from "../sheet/periods.ts";
import { promisedIn } from "../sheet/promised.ts";
import { otherFirst, sheetOf } from "../sheet/sheet.ts";
import { figureInWords } from "../sheet/words.ts";
import { localDate } from "../zone/index.ts";
import type { Week } from "./week.ts";

/**
 * What both sides owed each other in the periods that ended or were closed since the last Weekly, and what came of it: for those who
 * answer for it. The other side's numbers come first.
 */
export async function owed(week: Week): Promise<RoundSection[]> {
  const { folding, relay, rulebook, person, links, words } = week;
  const { say } = words;
  if (!answersForIt(week)) return [];
  const isNews = newsOf(week);
  if (!promisedIn(rulebook.agreement).some(({ per }) => isNews.period(lastWhole(per, week.to)))) return [];
  const sheet = await sheetOf(folding, relay.store, rulebook, week.to);
  const own = sideOf(rulebook.agreement, person);
  const inOrder = [...sides].sort((a) => (a === own ? 1 : -1));
  const sections = inOrder.map((side) =>
    section(say("week.gave", { side }), sheet.sides[side].gives.filter(isNews.entry), words),
  );
  sections.push(section(say("week.goals"), otherFirst(sheet.goals, own).filter(isNews.entry), words));
  const told = sections.filter(({ lines }) => lines.length > 0);
  const last = told.at(-1);
  if (!last) return [];
  if (isNews.ended(lastWhole("month", week.to).to)) {
    const missed = Object.entries(sheet.breaches).flatMap(([cause, n]) =>
      n > 0 ? [`${n} ${say("cause.name", { cause })}`] : [],
    );
    const { perPerson } = sheet.coordination;
    last.texts.push(
      {
        text: missed.length === 0 ? say("week.noneMissed") : say("week.missed", { missed: missed.join(", ") }),
      },
      {
        text: say("week.effort", {
          mails: perPerson.mails,
          asks: perPerson.asks,
          minutes: perPerson.meetingMinutes,
        }),
      },
    );
  }
  last.link = { label: say("week.sheet"), href: links.page("sheet", person) };
  return told;
}

const section = (title: string, entries: readonly Entry[], words: Words): RoundSection => ({
  title,
  lines: entries.map((entry) => ({
    left: words.say("week.entry", { name: entry.name, period: entry.period }),
    right: inWords(entry, words),
  })),
  texts: [],
});

/** "82 % (41 of 50), kept; it needs Good briefs, which was not kept". */
function inWords(entry: Entry & Partial<Pick<CommitmentEntry, "needs">>, words: Words): string {
  const { say } = words;
  const { unit, today } = entry;
  const figure = figureInWords(entry, unit, words);
  const now = today ? say("week.today", { figure, now: figureInWords(today, unit, words) }) : figure;
  const needed = (entry.needs ?? []).filter(({ met }) => met === false).map(({ name }) => name);
  if (needed.length === 0) return now;
  const needs = needed.reduce((first, second) => say("week.and", { first, second }));
  return say("week.needs", { figure: now, needs });
}

/** Signers, managers of teams, whoever owns a goal, and the manager of all. */
function answersForIt({ rulebook: { agreement }, person }: Week): boolean {
  const { signers, teams, goals = [], manager } = agreement;
  return (
    [signers?.marketing, signers?.sales, manager].includes(person) ||
    Object.values(teams).some((team) => team.manager === person) ||
    goals.some(({ owners }) => owners.marketing === person || owners.sales === person)
  );
}

/** Which periods ended, and which were closed, since the last Weekly. */
function newsOf({ rulebook, since, due }: Week) {
  const [from, until] = [since, due].map((instant) => localDate(rulebook.agreement.timezone, Date.parse(instant))) as [
    string,
    string,
  ];
  const ended = (to: string) => to >= from && to < until;
  const closed = (at: string) => at >= since && at < due;
  return {
    ended,
    period: (period: Period) => ended(period.to) || closed(new Date(closesAt(rulebook, period)).toISOString()),
    entry: (entry: Entry) => ended(entry.to) || (closed(entry.closesAt) && entry.today !== undefined),
  };
}
