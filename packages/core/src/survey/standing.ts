import type { Ask } from "../asks/model.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { Store } from "../ports/relay.ts";
import { groupingOf, type Respondent, respondentsOf } from "./answers.ts";
import type { Survey, SurveyResult, SurveyState } from "./model.ts";
import { lacking, outcomeOf, ratingsOf } from "./outcome.ts";
import { pooled } from "./wordings.ts";

/** Subjects of the questions that a survey asks. */
export const surveySubject = (id: string): string => `survey/${id}`;
export const groupingSubject = (id: string, side: Side): string => `wordings/${id}/${side}`;

/** Where an unsettled survey stands, as what is stored of it says. */
export type Standing =
  | { is: "open" }
  /** Nobody has been asked yet to put together what was said. */
  | { is: "answered"; wordings: string[] }
  | { is: "merging"; groupings: Record<Side, Ask[]> }
  /** Nothing is missing any more; `groupings` are closed, or close now. */
  | { is: "over"; at: number; groupings: Record<Side, Ask[]> };

/** Where a survey without a result stands at an instant (epoch ms). */
export async function standingOf(store: Store, survey: Survey, now: number): Promise<Standing> {
  const closesAt = Date.parse(survey.closesAt);
  if (now < closesAt) return { is: "open" };
  const [marketing, sales] = await Promise.all(sides.map((side) => store.asksAbout(groupingSubject(survey.id, side))));
  const groupings = { marketing: marketing!, sales: sales! };
  const all = Object.values(groupings).flat();
  if (groupings.marketing.length === 0 || groupings.sales.length === 0) {
    const respondents = await answersOf(store, survey);
    const wordings = pooled(survey.id, respondents);
    return wordings.length > 0 && sides.some((side) => lacking(countOf(survey, respondents, side)) === undefined)
      ? { is: "answered", wordings }
      : { is: "over", at: closesAt, groupings };
  }
  const isAnswered = sides.every((side) => groupings[side].some(({ answer }) => answer));
  const last = Math.max(...all.map(({ respondBy }) => Date.parse(respondBy)));
  return isAnswered || last <= now ? { is: "over", at: Math.min(last, now), groupings } : { is: "merging", groupings };
}

export const answersOf = async (store: Store, survey: Survey): Promise<Respondent[]> =>
  respondentsOf(survey, await store.asksAbout(surveySubject(survey.id)));

const countOf = ({ asked }: Survey, respondents: readonly Respondent[], side: Side) => ({
  asked: asked?.[side].length ?? 0,
  answered: respondents.filter((one) => one.side === side).length,
});

/** What a survey comes to, of which nothing is missing any more. */
export async function resultOf(
  store: Store,
  survey: Survey,
  { at, groupings }: { at: number; groupings: Record<Side, Ask[]> },
): Promise<SurveyResult> {
  const [marketing, sales] = sides.map((side) => groupingOf(groupings[side]));
  const given = { ...(marketing && { marketing }), ...(sales && { sales }) };
  return { at: new Date(at).toISOString(), ...outcomeOf(survey, await answersOf(store, survey), given) };
}

/** A survey as it is shown: nothing in it is of one person. Instants are ISO 8601. */
export interface SurveyView extends Omit<SurveyResult, "at" | "merged"> {
  id: string;
  state: SurveyState;
  askedAt: string;
  closesAt: string;
  /** Absent before it is closed. */
  merged?: boolean;
}

/** A survey as it is at an instant (epoch ms). */
export async function viewOf(store: Store, survey: Survey, now: number): Promise<SurveyView> {
  const { id, askedAt, closesAt } = survey;
  const standing = survey.result ? undefined : await standingOf(store, survey, now);
  const result = survey.result ?? (standing?.is === "over" ? await resultOf(store, survey, standing) : undefined);
  if (result) {
    const { at: _at, ...shown } = result;
    return { id, state: "closed", askedAt, closesAt, ...shown };
  }
  const respondents = await answersOf(store, survey);
  const why = standing?.is === "open" ? "It is open still." : "The wordings are being put together.";
  const side = (name: Side) => ({
    ...countOf(survey, respondents, name),
    match: null,
    verdict: "none" as const,
    why,
  });
  const { marketing, sales } = ratingsOf(respondents);
  return {
    id,
    state: standing?.is === "open" ? "open" : "merging",
    askedAt,
    closesAt,
    sides: { marketing: side("marketing"), sales: side("sales") },
    verdict: "none",
    // Numbers are told once nobody can change them any more.
    partnerRating: { marketing: { ...marketing, value: null }, sales: { ...sales, value: null } },
  };
}
