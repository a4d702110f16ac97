import {
  allMinutes,
  type Field,
  type Question,
  questions,
  readLine,
  type SoFar,
  schemaOf,
  withAnswer,
  wrongWith,
} from "@baton/core/drafting";
import { shorten } from "@baton/core/text";

/** Two people and a screen: what is said to them, and the lines that they type. */
export interface Screen {
  say(line?: string): void;
  ask(prompt: string): Promise<string>;
}

/** Longest answer that is repeated where it is known already. */
const MOST_SHOWN = 100;

/** What is typed to be asked the one before again. */
const BACK = "<";
/** What is typed to leave out again what may be left out. */
const NONE = "none";

/**
 * Asks what has no answer yet, from the first such question on, and saves after each answer. What is wrong is said, and asked again.
 * `asking` is the field that was asked when the conversation stopped: it is asked again, and a list goes on after its entries.
 */
export async function converse(
  given: SoFar,
  asking: string | undefined,
  { say, ask, save, today }: Screen & { save(answers: SoFar, asking?: string): void; today: string },
): Promise<SoFar> {
  let answers = given;
  const open = openFields(answers, asking);
  const steps = questions.flatMap((question, n) =>
    question.fields.filter(({ name }) => open.has(`${question.id}.${name}`)).map((field) => ({ n, question, field })),
  );
  say(
    `${questions.length} questions for the two of you, at one table; about ${allMinutes} minutes. Every answer is saved at once.`,
  );
  say(
    `An empty line takes what stands in brackets, and ${BACK} goes back by one. Ctrl-C stops; the same command goes on from there.`,
  );
  let shown = 0;
  const showKnown = (until: number) => {
    for (; shown < until; shown++)
      for (const line of ["", `${shown + 1}. ${questions[shown]!.title}`, ...known(questions[shown]!, answers)])
        say(line);
  };
  let current: Question | undefined;
  for (let at = 0, direction = 1; at < steps.length; at += direction) {
    const { n, question, field } = steps[at]!;
    if (question !== current) {
      showKnown(n);
      shown = Math.max(shown, n + 1);
      current = question;
      for (const line of heading(n, answers)) say(line);
    }
    const place = `${question.id}.${field.name}`;
    const keep = (value: unknown) => {
      answers = withAnswer(answers, question.id, field.name, value);
      save(answers, place);
    };
    const isAsked = field.applies?.(answers) !== false;
    if (isAsked) {
      save(answers, place);
      for (const line of field.before?.(answers) ?? []) say(line);
      const asked = { say, ask, keep, answers: () => answers, today };
      direction = (await (field.isList ? askList : askOne)(question, field, asked)) === "back" ? -1 : 1;
    } else if (answerOf(answers, question, field) !== undefined) keep(undefined);
    // Before the first there is none.
    if (at === 0 && direction < 1) direction = isAsked ? 0 : 1;
  }
  showKnown(questions.length);
  save(answers);
  return answers;
}

/** `Question 3 of 12, about 34 minutes left`, what is asked, and what is known of it. */
function heading(n: number, answers: SoFar): string[] {
  const question = questions[n]!;
  const left = questions.slice(n).reduce((sum, { minutes }) => sum + minutes, 0);
  return [
    "",
    `Question ${n + 1} of ${questions.length}, about ${left} minutes left`,
    question.title,
    ...(question.help ? [question.help] : []),
    ...known(question, answers),
  ];
}

/** What is still to be asked: of a question that is not whole, what it lacks; and what was being asked. */
function openFields(answers: SoFar, asking: string | undefined): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { id, fields } of questions) {
    const own = answers[id] as Record<string, unknown> | undefined;
    const at = fields.findIndex(({ name }) => `${id}.${name}` === asking);
    const isWhole = fields.every(({ name }) => schemaOf(id, name).safeParse(own?.[name]).success);
    for (const [n, { name }] of fields.entries()) {
      const isAfter = at >= 0 ? n >= at : !isWhole;
      if (n === at || (own?.[name] === undefined && (isAfter || !schemaOf(id, name).safeParse(undefined).success)))
        open.add(`${id}.${name}`);
    }
  }
  return open;
}

interface Asked extends Screen {
  keep(value: unknown): void;
  answers(): SoFar;
  today: string;
}
type Move = "on" | "back";

const answerOf = (answers: SoFar, { id }: Question, { name }: Field): unknown =>
  (answers[id] as Record<string, unknown> | undefined)?.[name];

async function askOne(question: Question, field: Field, { say, ask, keep, answers, today }: Asked): Promise<Move> {
  const before = answerOf(answers(), question, field);
  const suggested = field.suggest?.(answers(), today);
  const hint = before !== undefined ? inWords(before) : (suggested ?? (field.isOptional ? NONE : undefined));
  const prompt = `${field.ask}${hint === undefined ? ` (such as: ${field.example[0]})` : ` [${shorten(hint, MOST_SHOWN)}]`}: `;
  for (;;) {
    const typed = (await ask(prompt)).trim();
    if (typed === BACK) return "back";
    if (field.isOptional && typed.toLowerCase() === NONE) {
      keep(undefined);
      return "on";
    }
    if (typed === "" && before !== undefined) {
      // Answers before it may have changed since.
      const why = wrongWith(question.id, field.name, answers());
      if (why === undefined) return "on";
      say(`That does not work: ${why}.`);
      continue;
    }
    if (typed === "" && suggested === undefined && field.isOptional) return "on";
    if (typed === "" && suggested === undefined) {
      say(`This one is needed, such as: ${field.example[0]}`);
      continue;
    }
    const read = readLine(question, field, typed === "" ? suggested! : typed, answers());
    if (read.ok) {
      keep(read.value);
      return "on";
    }
    say(`That does not work: ${read.why}.`);
  }
}

/** Going back takes away the last entry, where there is one. */
async function askList(question: Question, field: Field, { say, ask, keep, answers }: Asked): Promise<Move> {
  const entries = () => (answerOf(answers(), question, field) as unknown[] | undefined) ?? [];
  say(`${field.ask}. One a line, and an empty line when that is all, such as:`);
  for (const example of field.example) say(`  ${example}`);
  for (;;) {
    const typed = (await ask(`${entries().length + 1}: `)).trim();
    if (typed === BACK) {
      if (entries().length === 0) return "back";
      say(`Taken back: ${inWords(entries().at(-1))}`);
      // An empty list would be an answer, and this one is still to be given.
      keep(entries().length > 1 ? entries().slice(0, -1) : undefined);
      continue;
    }
    if (typed === "") {
      const whole = schemaOf(question.id, field.name).safeParse(entries());
      if (whole.success) {
        keep(whole.data);
        return "on";
      }
      say(`One is needed at least, such as: ${field.example[0]}`);
      continue;
    }
    const read = readLine(question, field, typed, answers());
    if (read.ok) keep(read.value);
    else say(`That does not work: ${read.why}.`);
  }
}

/** What is known of a question, a line for each field. */
function known({ id, fields }: Question, answers: SoFar): string[] {
  const own = (answers[id] ?? {}) as Record<string, unknown>;
  return fields
    .filter(({ name }) => own[name] !== undefined)
    .map(({ name }) => `  ${name}: ${shorten(inWords(own[name]), MOST_SHOWN)}`);
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join("; ") || "none";
  if (typeof value === "object" && value !== null) return Object.values(value).map(inWords).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value).replace(/\s+/g, " ");
}
