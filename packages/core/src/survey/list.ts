import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import type { Survey } from "./model.ts";
import { type SurveyView, viewOf } from "./standing.ts";

/** Surveys of a list, a few years of them. */
const MOST = 25;

/** What a survey has come to so far. Throws `survey.unknown`. */
export async function showSurvey({ store, time }: Pick<Relay, "store" | "time">, id: string): Promise<SurveyView> {
  const survey = await store.survey(id);
  if (!survey) throw new BatonError("survey.unknown", `There is no survey ${id}.`, { status: 404 });
  return viewOf(store, survey, time.now());
}

/** The latest surveys, newest first. */
export async function listSurveys({ store, time }: Pick<Relay, "store" | "time">): Promise<SurveyView[]> {
  const found: Survey[] = await store.surveys(MOST);
  return Promise.all(found.map((survey) => viewOf(store, survey, time.now())));
}
