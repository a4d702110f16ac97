import type { Words } from "@baton/words";
import { sides } from "../facts/codes.ts";
import type { RoundSection } from "../rounds/mail.ts";
import type { Sharing, SideResult, SurveyResult } from "../survey/model.ts";
import { whyOf } from "../survey/outcome.ts";
import { groupingSubject, surveySubject } from "../survey/standing.ts";
import type { Week } from "./week.ts";

/** The last one, and the one before where the next has begun already. */
const MOST_SURVEYS = 2;

/** Whether both sides say the same of what is sold, once it is known, for everybody who was asked anything of it. */
export async function sharedMessage({ relay, person, words, since, due }: Week): Promise<RoundSection[]> {
  const { say } = words;
  const sections: RoundSection[] = [];
  for (const { id, result, messages } of await relay.store.surveys(MOST_SURVEYS)) {
    if (!result || result.at < since || result.at >= due) continue;
    const subjects = [surveySubject(id), ...sides.map((side) => groupingSubject(id, side))];
    const asks = await Promise.all(subjects.map((subject) => relay.store.ask(subject, person)));
    if (!asks.some((ask) => ask)) continue;
    const why = sides.flatMap((side) => {
      const text = whyOf(result.sides[side], result, words);
      return text === undefined ? [] : [say("week.of", { side, text })];
    });
    sections.push({
      title: titleOf(result, words),
      lines: ratings(result, words),
      texts: [
        ...messages.map(({ text }) => ({ text, quoted: true as const })),
        ...(messages.length === 0 ? [{ text: say("week.noMessages") }] : []),
        ...why.map((text) => ({ text })),
      ],
    });
  }
  return sections;
}

/** "What we say: marketing 45 %, sales 80 %: not shared" */
function titleOf({ sides: each, verdict }: SurveyResult, { say, language }: Words): string {
  const verdictIn = (of: Sharing) => say("week.verdict", { verdict: of === "not-shared" ? "notShared" : of });
  const percent = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const one = ({ match, verdict: own }: SideResult) =>
    match === null ? verdictIn(own) : `${percent.format(Number((match * 100).toFixed(0)))} %`;
  return say("week.weSay", { marketing: one(each.marketing), sales: one(each.sales), verdict: verdictIn(verdict) });
}

function ratings({ partnerRating }: SurveyResult, { say, language }: Words): RoundSection["lines"] {
  const number = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return sides.flatMap((side) => {
    const { value, n } = partnerRating[side];
    if (value === null) return [];
    const rated = { value: number.format(Number(value.toFixed(1))), n };
    return [{ left: say("week.rating", { side }), right: say("week.rated", rated) }];
  });
}
