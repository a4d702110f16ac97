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
  const { folding, relay, rulebook, person, links } = week;
  if (!answersForIt(week)) return [];
  const isNews = newsOf(week);
  if (!promisedIn(rulebook.agreement).some(({ per }) => isNews.period(lastWhole(per, week.to)))) return [];
  const sheet = await sheetOf(folding, relay.store, rulebook, week.to);
  const own = sideOf(rulebook.agreement, person);
  const inOrder = [...sides].sort((a) => (a === own ? 1 : -1));
  const sections = inOrder.map((side) => section(`What ${side} gave`, sheet.sides[side].gives.filter(isNews.entry)));
  sections.push(section("What both want to reach", otherFirst(sheet.goals, own).filter(isNews.entry)));
  const told = sections.filter(({ lines }) => lines.length > 0);
  const last = told.at(-1);
  if (!last) return [];
  if (isNews.ended(lastWhole("month", week.to).to)) {
    const missed = Object.entries(sheet.breaches).flatMap(([cause, n]) => (n > 0 ? [`${n} ${cause}`] : []));
    const { perPerson } = sheet.coordination;
    last.texts.push(
      {
        text:
          missed.length === 0 ? "No window was missed last month." : `Windows missed last month: ${missed.join(", ")}.`,
      },
      {
        text: `What it took of everybody last month: ${perPerson.mails} mails, ${perPerson.asks} questions and ${perPerson.meetingMinutes} minutes of meetings.`,
      },
    );
  }
  last.link = { label: "The whole balance sheet", href: links.page("sheet", person) };
  return told;
}

const section = (title: string, entries: readonly Entry[]): RoundSection => ({
  title,
  lines: entries.map((entry) => ({ left: `${entry.name}, ${entry.period}`, right: inWords(entry) })),
  texts: [],
});

/** "82 % (41 of 50), kept; it needs Good briefs, which was not kept". */
function inWords(entry: Entry & Partial<Pick<CommitmentEntry, "needs">>): string {
  const needed = (entry.needs ?? []).filter(({ met }) => met === false).map(({ name }) => name);
  const today = entry.today ? `; today ${figureInWords(entry.today, entry.unit)}` : "";
  const needs = needed.length === 0 ? "" : `; it needs ${needed.join(" and ")}, which was not kept`;
  return `${figureInWords(entry, entry.unit)}${today}${needs}`;
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
