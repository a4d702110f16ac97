import { inEnglish, type Words } from "@baton/words";
import { otherSide, type Side, sides } from "../facts/codes.ts";
import { type Grouping, MOST_THINGS, type Respondent } from "./answers.ts";
import type { Message, PartnerRating, SideResult, Survey, SurveyResult } from "./model.ts";
import { normal } from "./wordings.ts";

/** The match that both sides have to reach, where the agreement says nothing else. */
export const AT_LEAST = 0.6;
/** There is no verdict where a smaller share answered, or fewer people. */
const ENOUGH = { share: 0.6, people: 3 };
/** Under so many only the verdict is told. */
const NUMBERED = 5;

/** What a survey comes to. Without groupings of both sides, only words that are equal to a message, or to each other, are the same. */
export function outcomeOf(
  survey: Pick<Survey, "asked" | "messages" | "atLeast">,
  respondents: readonly Respondent[],
  groupings: Partial<Record<Side, Grouping>>,
): Omit<SurveyResult, "at"> {
  const { marketing, sales } = groupings;
  const merged = marketing !== undefined && sales !== undefined;
  const same = merged ? mergedBy(survey.messages, marketing, sales) : unmerged(survey.messages);
  const counted =
    survey.messages.length > 0
      ? new Set(survey.messages.map(({ id }) => id))
      : largest(respondents.map(({ side, wordings }) => ({ side, things: thingsIn(wordings, same) })));
  const most = Math.max(1, Math.min(MOST_THINGS, counted.size));
  const result = (side: Side): SideResult => {
    const own = respondents.filter((one) => one.side === side);
    const counts = { asked: survey.asked?.[side].length ?? 0, answered: own.length };
    const lacks = lacking(counts);
    if (lacks !== undefined) return { ...counts, match: null, verdict: "none", why: lacks };
    const named = own.map(({ wordings }) => [...thingsIn(wordings, same)].filter((thing) => counted.has(thing)).length);
    const match = named.reduce((sum, n) => sum + Math.min(n, most), 0) / (own.length * most);
    const why = whyOf(counts, { merged });
    return {
      ...counts,
      match: own.length < NUMBERED ? null : match,
      verdict: match >= survey.atLeast ? "shared" : "not-shared",
      ...(why !== undefined && { why }),
    };
  };
  const each = { marketing: result("marketing"), sales: result("sales") };
  return { merged, sides: each, verdict: lower(each), partnerRating: ratingsOf(respondents) };
}

type Counts = Pick<SideResult, "asked" | "answered">;

/** Why there is no verdict of a side; undefined where there is one. */
export function lacking({ asked, answered }: Counts, { say }: Words = inEnglish): string | undefined {
  if (answered < ENOUGH.people) return say("survey.tooFew", { answered, asked, least: ENOUGH.people });
  return answered < asked * ENOUGH.share
    ? say("survey.tooSmall", { answered, asked, least: ENOUGH.share * 100 })
    : undefined;
}

/** What is to be known of a side's result: why there is none, no number, or one of equal words alone. */
export function whyOf(
  counts: Counts,
  { merged }: Pick<SurveyResult, "merged">,
  words: Words = inEnglish,
): string | undefined {
  const lacks = lacking(counts, words);
  if (lacks !== undefined) return lacks;
  const { say } = words;
  const why = [
    ...(counts.answered < NUMBERED ? [say("survey.noNumber", { least: NUMBERED })] : []),
    ...(merged ? [] : [say("survey.notMerged")]),
  ];
  return why.length > 0 ? why.join(" ") : undefined;
}

/** How well each side is given what it needs, in numbers of nobody. */
export const ratingsOf = (respondents: readonly Respondent[]): Record<Side, PartnerRating> => {
  const of = (side: Side): PartnerRating => {
    const ratings = respondents.flatMap((one) => (one.side === side && one.rating !== undefined ? [one.rating] : []));
    const n = ratings.length;
    return { value: n < ENOUGH.people ? null : ratings.reduce((sum, rating) => sum + rating, 0) / n, n };
  };
  return { marketing: of("marketing"), sales: of("sales") };
};

/** The lower side decides. */
function lower({ marketing, sales }: Record<Side, SideResult>): SurveyResult["verdict"] {
  const both = [marketing.verdict, sales.verdict];
  if (both.includes("none")) return "none";
  return both.includes("not-shared") ? "not-shared" : "shared";
}

/** What a wording says; undefined where that is no message. */
type Meaning = (wording: string) => string | undefined;

/** A message is said, and wordings belong together, where both sides' people say so. */
function mergedBy(messages: readonly Message[], one: Grouping, other: Grouping): Meaning {
  if (messages.length > 0) return (wording) => (one.get(wording) === other.get(wording) ? one.get(wording) : undefined);
  const groupOf = (wording: string) => {
    const [here, there] = [one.get(wording), other.get(wording)];
    return here === undefined || there === undefined ? undefined : JSON.stringify([here, there]);
  };
  // A group is called by the first of its words, whatever letters it has.
  const names = new Map<string, string>();
  for (const wording of [...one.keys()].sort().reverse()) {
    const group = groupOf(wording);
    if (group !== undefined) names.set(group, wording);
  }
  return (wording) => names.get(groupOf(wording) ?? "") ?? wording;
}

function unmerged(messages: readonly Message[]): Meaning {
  if (messages.length === 0) return (wording) => wording;
  const known = new Map(messages.map(({ id, text }) => [normal(text), id]));
  return (wording) => known.get(wording);
}

const thingsIn = (wordings: Respondent["wordings"], meaning: Meaning): Set<string> =>
  new Set([...wordings.keys()].flatMap((wording) => meaning(wording) ?? []));

/** The three things that most people say, each side weighing half; of equally large ones those whose words sort first. */
function largest(said: readonly { side: Side; things: ReadonlySet<string> }[]): Set<string> {
  const of = (side: Side) => said.filter((one) => one.side === side);
  const all = { marketing: of("marketing"), sales: of("sales") };
  const sizes = new Map<string, number>();
  for (const side of sides) {
    const weight = Math.max(1, all[otherSide(side)].length);
    for (const { things } of all[side]) for (const thing of things) sizes.set(thing, (sizes.get(thing) ?? 0) + weight);
  }
  return new Set(
    [...sizes]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, MOST_THINGS)
      .map(([thing]) => thing),
  );
}
