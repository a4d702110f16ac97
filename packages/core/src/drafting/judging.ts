import type * as z from "zod";
import { reportIssue } from "../agreement/shape.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { type Answers, answersSchema, type QuestionId, type SoFar, schemaOf } from "./answers.ts";
import { checks, wrongWith } from "./checks.ts";
import { exampleOf, exampleOfField, type Field, type Question, questions } from "./questions.ts";
import { Unreadable } from "./reading.ts";

/** What is wrong with an answer, and what is expected: `goal.won: expected a share such as 70%, found "often"`. */
export interface AnswerProblem {
  /** The question's key, the field's and so on: `teams.sales.0.email`. */
  key: string;
  message: string;
}

/** What has no answer yet, with an example of one as JSON. */
export interface Missing {
  key: string;
  title: string;
  example: string;
}

export type Judged =
  | { state: "complete"; answers: Answers }
  | { state: "incomplete"; answers: SoFar; missing: Missing[] }
  | { state: "wrong"; problems: AnswerProblem[] };

/** Whether what was answered is right, as far as it goes, and whether something is missing. */
export function judge(given: Record<string, unknown>): Judged {
  const parsed = answersSchema.safeParse(given);
  const issues = parsed.success ? [] : parsed.error.issues.filter((issue) => !isMissing(issue, given));
  if (issues.length > 0) return { state: "wrong", problems: issues.flatMap((issue) => problemsOf(issue, given)) };
  const answers = given as SoFar;
  const problems = checks.flatMap(({ question, field, wrong }) => {
    const message = wrong(answers);
    return message === undefined ? [] : [{ key: `${question}.${field}`, message }];
  });
  if (problems.length > 0) return { state: "wrong", problems };
  if (parsed.success) return { state: "complete", answers: parsed.data };
  return { state: "incomplete", answers, missing: questions.flatMap((question) => missingOf(question, answers)) };
}

/** A whole question, or a field of one, is only missing; inside of an entry it is wrong. */
const isMissing = ({ path }: z.core.$ZodIssue, given: Record<string, unknown>): boolean =>
  path.length <= 2 &&
  path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], given) === undefined;

function problemsOf(issue: z.core.$ZodIssue, given: unknown): AnswerProblem[] {
  const key = (path: readonly PropertyKey[]) => path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const [question] = issue.path;
    const known =
      question === undefined
        ? questions.map(({ id }) => id)
        : (questions.find(({ id }) => id === question)?.fields ?? []).map(({ name }) => name);
    return issue.keys.map((name) => ({
      key: key([...issue.path, name]),
      message: `there is no such answer${issue.path.length < 2 ? didYouMean(name, known) : ""}`,
    }));
  }
  const found: AnswerProblem[] = [];
  reportIssue(issue, given, (path, _, message) => found.push({ key: key(path), message }));
  return found;
}

function missingOf(question: Question, answers: SoFar): Missing[] {
  const { id, title, fields } = question;
  const own = answers[id] as Record<string, unknown> | undefined;
  if (own === undefined) return [{ key: id, title, example: JSON.stringify(exampleOf(question)) }];
  return fields
    .filter(({ name }) => own[name] === undefined && !schemaOf(id, name).safeParse(undefined).success)
    .map((field) => ({
      key: `${id}.${field.name}`,
      title: `${title} ${field.ask}`,
      example: JSON.stringify(exampleOfField(field)),
    }));
}

/** A typed line as the answer it is; or what is wrong with it. A list is given with the entries before. */
export function readLine(
  { id }: Question,
  field: Field,
  line: string,
  answers: SoFar,
): { ok: true; value: unknown } | { ok: false; why: string } {
  try {
    const read = field.read(line);
    const before = (answers[id] as Record<string, unknown> | undefined)?.[field.name];
    const value = field.isList ? [...((before as unknown[]) ?? []), read] : read;
    const parsed = schemaOf(id, field.name).safeParse(value);
    if (!parsed.success) return { ok: false, why: problemsOf(parsed.error.issues[0]!, value)[0]!.message };
    const why = wrongWith(id, field.name, withAnswer(answers, id, field.name, parsed.data));
    return why === undefined ? { ok: true, value: parsed.data } : { ok: false, why };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, why: error.message };
    throw error;
  }
}

/** The answers with one more. */
export const withAnswer = (answers: SoFar, question: QuestionId, field: string, value: unknown): SoFar => ({
  ...answers,
  [question]: { ...answers[question], [field]: value },
});
