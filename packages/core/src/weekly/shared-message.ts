import { sides } from "../facts/codes.ts";
import type { RoundSection } from "../rounds/mail.ts";
import type { SideResult, SurveyResult } from "../survey/model.ts";
import { groupingSubject, surveySubject } from "../survey/standing.ts";
import type { Week } from "./week.ts";

/** The last one, and the one before where the next has begun already. */
const MOST_SURVEYS = 2;

/** Whether both sides say the same of what is sold, once it is known, for everybody who was asked anything of it. */
export async function sharedMessage({ relay, person, since, due }: Week): Promise<RoundSection[]> {
  const sections: RoundSection[] = [];
  for (const { id, result, messages } of await relay.store.surveys(MOST_SURVEYS)) {
    if (!result || result.at < since || result.at >= due) continue;
    const subjects = [surveySubject(id), ...sides.map((side) => groupingSubject(id, side))];
    const asks = await Promise.all(subjects.map((subject) => relay.store.ask(subject, person)));
    if (!asks.some((ask) => ask)) continue;
    const why = sides.flatMap((side) => {
      const of = result.sides[side].why;
      return of === undefined ? [] : [`Of ${side}: ${of}`];
    });
    sections.push({
      title: titleOf(result),
      lines: ratings(result),
      texts: [
        ...messages.map(({ text }) => ({ text, quoted: true as const })),
        ...(messages.length === 0
          ? [{ text: "No messages are agreed yet: what counted were the three things that most of both sides said." }]
          : []),
        ...why.map((text) => ({ text })),
      ],
    });
  }
  return sections;
}

const words = { shared: "shared", "not-shared": "not shared", none: "no verdict" } as const;

/** "What we say: marketing 45 %, sales 80 %: not shared" */
function titleOf({ sides: each, verdict }: SurveyResult): string {
  const one = ({ match, verdict: own }: SideResult) =>
    match === null ? words[own] : `${Number((match * 100).toFixed(0))} %`;
  return `What we say: marketing ${one(each.marketing)}, sales ${one(each.sales)}: ${words[verdict]}`;
}

function ratings({ partnerRating }: SurveyResult): RoundSection["lines"] {
  return sides.flatMap((side) => {
    const { value, n } = partnerRating[side];
    const other = side === "sales" ? "marketing" : "sales";
    const left = `How well ${other} gives ${side} what it needs`;
    return value === null ? [] : [{ left, right: `${value.toFixed(1)} of 5 (${n} said so)` }];
  });
}
