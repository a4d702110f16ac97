export { type Answers, answersSchema, type QuestionId, type SoFar, schemaOf } from "./answers.ts";
export { funnelOf, goalInWords, outOfReach } from "./arithmetic.ts";
export { wrongWith } from "./checks.ts";
export { draftAgreement, numbersInWords, openings } from "./draft.ts";
export { type AnswerProblem, type Judged, judge, type Missing, readLine, withAnswer } from "./judging.ts";
export { type PromiseMade, promisesOf } from "./promises.ts";
export { allMinutes, exampleOf, type Field, type Question, questions } from "./questions.ts";
export { workloadInWords, workloadOf } from "./response.ts";
