import pMap from "p-map";
import { askOnce, closeAsk } from "../asks/ask.ts";
import type { Ask } from "../asks/model.ts";
import { BatonError } from "../error/index.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { Relay } from "../ports/relay.ts";
import { takingPart } from "../rules/people/taking-part.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { groupingChoices, groupingFields, surveyFields } from "./answers.ts";
import type { Survey } from "./model.ts";
import { AT_LEAST } from "./outcome.ts";
import { groupingSubject, resultOf, standingOf, surveySubject } from "./standing.ts";
import { closesAfter, mergerOf, tenDaysOf } from "./who.ts";

const NUMBER = /\d+$/;
/** Of more people it is not looked for with each answer whether all have answered. */
const MOST_WATCHED = 200;
const AT_ONCE = { concurrency: 8 };

/** Begins a survey. Throws `survey.open` while one is not over, and `survey.nobody`. */
export async function startSurvey(relay: Relay): Promise<Survey> {
  const rulebook = await relay.rulebooks.active();
  const last = await latest(relay, rulebook);
  if (last && !last.result) throw isOpen(last);
  const asked = takingPart(rulebook.agreement);
  for (const side of sides)
    if (asked[side].length === 0)
      throw new BatonError("survey.nobody", `Nobody of ${side} could be asked what they say of what is sold.`, {
        status: 422,
      });
  const begun = await begin(relay, rulebook, last, asked);
  if (begun) return begun;
  // Somebody else began one at the same moment.
  throw isOpen((await relay.store.surveys(1))[0]!);
}

const isOpen = ({ id }: Survey) =>
  new BatonError("survey.open", `${id} is not over yet; there is one survey at a time.`, {
    status: 409,
    details: { survey: id },
  });

async function begin(
  { store, time }: Relay,
  rulebook: Rulebook,
  last: Survey | undefined,
  asked: Record<Side, string[]>,
): Promise<Survey | undefined> {
  const now = time.now();
  const { messages = [], survey: agreed } = rulebook.agreement;
  const number = Number(NUMBER.exec(last?.id ?? "")?.[0] ?? 0) + 1;
  const survey: Survey = {
    revision: 1,
    id: `survey_${String(number).padStart(4, "0")}`,
    askedAt: new Date(now).toISOString(),
    closesAt: new Date(closesAfter(rulebook, asked, now)).toISOString(),
    asked,
    messages,
    atLeast: agreed?.atLeast ?? AT_LEAST,
  };
  return (await store.commitSurvey(survey)) === "done" ? survey : undefined;
}

/** The latest survey, once all is done that is due about it. */
async function latest(relay: Relay, rulebook: Rulebook): Promise<Survey | undefined> {
  const [last] = await relay.store.surveys(1);
  return last && advance(relay, rulebook, last);
}

/** What is due about surveys is done: one is closed, put together or settled, and the next one begins. The latest, as it is then. */
export async function advanceSurveys(relay: Relay, rulebook: Rulebook): Promise<Survey | undefined> {
  const last = await latest(relay, rulebook);
  if ((last && !last.result) || !isDue(relay, rulebook, last)) return last;
  const asked = takingPart(rulebook.agreement);
  if (sides.some((side) => asked[side].length === 0)) return last;
  return (await begin(relay, rulebook, last, asked)) ?? (await relay.store.surveys(1))[0];
}

function isDue({ time }: Relay, { agreement }: Rulebook, last: Survey | undefined): boolean {
  const { survey: agreed, timezone } = agreement;
  if (!agreed) return false;
  if (!last) return true;
  const days = agreed.every.days + 7 * agreed.every.weeks;
  return localDate(timezone, time.now()) >= addDays(localDate(timezone, Date.parse(last.askedAt)), days);
}

/** Asks somebody what they say of what is sold, if a survey asks them. */
export async function askOf(relay: Relay, survey: Survey | undefined, person: string): Promise<void> {
  const { id, asked, closesAt } = survey ?? {};
  if (!id || !asked || Date.parse(closesAt!) <= relay.time.now()) return;
  if (!sides.some((side) => asked[side].includes(person))) return;
  await askOnce(relay, {
    subject: surveySubject(id),
    person,
    question: "",
    respondBy: closesAt!,
    fields: surveyFields,
  });
}

/** Does what is due about a survey. Done again, or at the same time, it changes nothing. */
async function advance(relay: Relay, rulebook: Rulebook, given: Survey): Promise<Survey> {
  if (given.result) return given;
  const { store, time } = relay;
  const survey = await closeEarly(relay, given);
  if (survey.result) return survey;
  const standing = await standingOf(store, survey, time.now());
  if (standing.is === "answered") {
    if (!(await askMergers(relay, rulebook, survey, standing.wordings)))
      return settle(relay, survey, { at: Date.parse(survey.closesAt), groupings: { marketing: [], sales: [] } });
  } else if (standing.is === "merging") await askDeputies(relay, rulebook, survey, standing.groupings);
  else if (standing.is === "over") return settle(relay, survey, standing);
  return survey;
}

/** Closes a survey that everybody has answered. */
async function closeEarly(relay: Relay, survey: Survey): Promise<Survey> {
  const { store, time } = relay;
  const { id, asked, closesAt } = survey;
  const people = sides.flatMap((side) => asked?.[side] ?? []);
  if (people.length > MOST_WATCHED || Date.parse(closesAt) <= time.now()) return survey;
  const asks = await store.asksAbout(surveySubject(id));
  const answered = new Set(asks.flatMap(({ person, answer }) => (answer ? [person] : [])));
  if (people.some((person) => !answered.has(person))) return survey;
  await pMap(asks, (ask) => closeAsk(relay, ask), AT_ONCE);
  return commit(relay, { ...survey, closesAt: new Date(time.now()).toISOString() });
}

/** Asks one person of each side to put the wordings together, without seeing what the other says; false where there is nobody. */
async function askMergers(relay: Relay, rulebook: Rulebook, survey: Survey, wordings: string[]): Promise<boolean> {
  const now = relay.time.now();
  const found = sides.map((side) => mergerOf(rulebook, side, survey.asked?.[side] ?? [], now));
  if (found.some((person) => person === undefined)) return false;
  for (const [n, side] of sides.entries())
    await askOnce(relay, {
      subject: groupingSubject(survey.id, side),
      person: found[n]!,
      question: "",
      respondBy: new Date(tenDaysOf(rulebook, found[n]!, now)).toISOString(),
      choices: groupingChoices(survey),
      fields: groupingFields(wordings),
    });
  return true;
}

/** Whoever stands in is asked the same, where whoever was asked is away by now and has not answered. */
async function askDeputies(
  relay: Relay,
  rulebook: Rulebook,
  { id, asked }: Survey,
  groupings: Record<Side, Ask[]>,
): Promise<void> {
  for (const side of sides) {
    const [first] = groupings[side];
    const person = mergerOf(rulebook, side, asked?.[side] ?? [], relay.time.now());
    if (!first || person === undefined || groupings[side].some((ask) => ask.answer || ask.person === person)) continue;
    const { question, respondBy, choices, fields } = first;
    const form = { ...(choices && { choices }), ...(fields && { fields }) };
    await askOnce(relay, { subject: groupingSubject(id, side), person, question, respondBy, ...form });
  }
}

/** Keeps what a survey came to, and no longer who was asked. */
async function settle(
  relay: Relay,
  survey: Survey,
  { at, groupings }: { at: number; groupings: Record<Side, Ask[]> },
): Promise<Survey> {
  const closed = await pMap(Object.values(groupings).flat(), (ask) => closeAsk(relay, ask), AT_ONCE);
  const of = (side: Side) => closed.filter(({ subject }) => subject === groupingSubject(survey.id, side));
  const last = Math.max(at, ...closed.map(({ respondBy }) => Date.parse(respondBy)));
  const final = { at: last, groupings: { marketing: of("marketing"), sales: of("sales") } };
  const { asked: _asked, ...kept } = survey;
  return commit(relay, { ...kept, result: await resultOf(relay.store, survey, final) });
}

/** A survey as it is once it was changed, whoever was first. */
async function commit({ store }: Relay, survey: Survey): Promise<Survey> {
  const next = { ...survey, revision: survey.revision + 1 };
  return (await store.commitSurvey(next)) === "done" ? next : ((await store.survey(survey.id)) ?? survey);
}

/** Somebody answered, or put the wordings together: what follows is done at once. */
export async function advanceSurvey(relay: Relay, id: string): Promise<void> {
  const survey = await relay.store.survey(id);
  if (survey) await advance(relay, await relay.rulebooks.active(), survey);
}
