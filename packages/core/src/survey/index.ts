export { listSurveys, showSurvey } from "./list.ts";
export { type Sharing, type Survey, type SurveyState, sharings, surveyStates } from "./model.ts";
export { startSurvey } from "./run.ts";
export type { SurveyView } from "./standing.ts";
