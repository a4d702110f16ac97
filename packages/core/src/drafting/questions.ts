import { providers } from "../agreement/model.ts";
import { causes, handoverNeeds } from "../facts/codes.ts";
import type { Answers, QuestionId, SoFar } from "./answers.ts";
import { goalInWords } from "./arithmetic.ts";
import { testsOf } from "./checks.ts";
import { openings } from "./draft.ts";
import { suggestedTargets } from "./promises.ts";
import * as read from "./reading.ts";
import { workloadInWords, workloadOf } from "./response.ts";

/** One thing that is asked, answered by one line, or by one line for each of several. */
export interface Field {
  name: string;
  ask: string;
  /** Lines as somebody might type them; a list has one for each entry. */
  example: readonly string[];
  isList?: boolean;
  isOptional?: boolean;
  /** What an empty line means, as somebody would type it. */
  suggest?(answers: SoFar, today: string): string | undefined;
  /** Whether it is asked at all, by what was answered before. */
  applies?(answers: SoFar): boolean;
  /** What is said first, such as the arithmetic behind a suggestion. */
  before?(answers: SoFar): string[];
  read(line: string): unknown;
}

/** What is asked at one table. */
export interface Question {
  id: QuestionId;
  title: string;
  help?: string;
  minutes: number;
  fields: readonly Field[];
}

const opening = (id: "gets" | "gives", marketing: string, sales: string): Question => ({
  id,
  title: openings[id],
  help: "Each of you answers for your side; the other listens first, and asks back after. It stands in the agreement as you say it.",
  minutes: id === "gets" ? 6 : 5,
  fields: [
    { name: "marketing", ask: "Marketing says", example: [marketing], read: read.asWords },
    { name: "sales", ask: "Sales says", example: [sales], read: read.asWords },
  ],
});

const goalOf = ({ goal = {} }: SoFar): Answers["goal"] | undefined =>
  goal.per && goal.revenue && goal.currency && goal.dealValue && goal.accepted && goal.opportunities && goal.won
    ? (goal as Answers["goal"])
    : undefined;
const teamsOf = ({ teams = {} }: SoFar): Answers["teams"] | undefined =>
  teams.sales && teams.days && teams.hours && teams.leadsPerDay ? (teams as Answers["teams"]) : undefined;

/** The twelve questions, in the order in which they are asked. */
export const questions: readonly Question[] = [
  opening(
    "gets",
    "To hear of every lead what came of it, and why one was handed back",
    "Leads whose number works, and what they were promised",
  ),
  opening(
    "gives",
    "The whole story of a lead, and campaigns told before they start",
    "A first call the same day, and an outcome within a week",
  ),
  {
    id: "table",
    title: "Who sits here?",
    help: "The two who lead marketing and sales. They sign the agreement, and every change of its rules.",
    minutes: 2,
    fields: [
      { name: "company", ask: "Your company", example: ["Acme"], read: read.asWords },
      {
        name: "marketing",
        ask: "Who leads marketing: name, e-mail",
        example: ["Mo Adams, mo@acme.example"],
        read: read.asSeat,
      },
      {
        name: "sales",
        ask: "Who leads sales: name, e-mail",
        example: ["Vera Lind, vera@acme.example"],
        read: read.asSeat,
      },
    ],
  },
  {
    id: "teams",
    title: "Who works leads, and when and where do they work?",
    help: "A window runs only in working hours. Whoever works elsewhere, or at other times, says so behind their address.",
    minutes: 5,
    fields: [
      {
        name: "zone",
        ask: "Time zone of most of you",
        example: ["Europe/Berlin"],
        suggest: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
        read: read.asWords,
      },
      { name: "days", ask: "Working days", example: ["mon-fri"], suggest: () => "mon-fri", read: read.asWords },
      {
        name: "hours",
        ask: "Working hours",
        example: ["09:00-12:30, 13:30-18:00"],
        suggest: () => "09:00-17:30",
        read: read.asWords,
      },
      {
        name: "holidays",
        ask: "Country or region whose holidays you keep",
        example: ["DE-BE"],
        isOptional: true,
        read: read.asWords,
      },
      {
        name: "sales",
        ask: "Who of sales answers leads: name, e-mail, and zone, hours or holidays if others",
        example: ["Ana Ruiz, ana@acme.example, Europe/Madrid, 09:00-14:00, ES", "Ben Weiss, ben@acme.example"],
        isList: true,
        read: read.asMember,
      },
      {
        name: "leadsPerDay",
        ask: "New leads that one of them can answer well in a day",
        example: ["12"],
        suggest: () => "10",
        read: read.asNumber,
      },
      {
        name: "marketing",
        ask: "Who of marketing keeps what is not ready yet, and answers what sales asks; nobody means whoever leads marketing",
        example: ["Mia Sato, mia@acme.example"],
        isList: true,
        read: read.asMember,
      },
    ],
  },
  {
    id: "lead",
    title: "What does a lead look like that you both want?",
    help: "First in a sentence that both of you would say; then by what a form can tell. An empty line leaves a test out.",
    minutes: 5,
    fields: [
      {
        name: "looksLike",
        ask: "In a sentence",
        example: ["A firm of some size in our countries, whose head of operations asks for a demo"],
        read: read.asWords,
      },
      {
        name: "employees",
        ask: "People in the company, at least",
        example: ["50"],
        isOptional: true,
        read: read.asNumber,
      },
      { name: "countries", ask: "Countries", example: ["DE, AT, CH, ES"], isOptional: true, read: read.asList },
      {
        name: "interests",
        ask: "What they ask for, as your forms name it",
        example: ["demo, pricing"],
        isOptional: true,
        read: read.asList,
      },
      { name: "titles", ask: "Words of their title", example: ["head, chief"], isOptional: true, read: read.asList },
      {
        name: "businessEmail",
        ask: "A business e-mail address (yes or no)",
        example: ["yes"],
        suggest: () => "yes",
        read: read.asYes,
      },
      {
        name: "needed",
        ask: "How many of these have to hold",
        example: ["3"],
        suggest: ({ lead }) => String(testsOf(lead)),
        applies: ({ lead }) => testsOf(lead) > 1,
        isOptional: true,
        read: read.asNumber,
      },
      {
        name: "handover",
        ask: `What marketing owes with each: ${handoverNeeds.join(", ")}`,
        example: ["name, contact, company, words"],
        suggest: () => handoverNeeds.join(", "),
        isOptional: true,
        read: read.asList,
      },
    ],
  },
  {
    id: "sources",
    title: "Where do leads come from?",
    help: `One form or system a line: its name, its provider, and "all" if whoever comes by it goes to sales at once, else "qualified"; then what it promises. Providers: ${Object.keys(providers).join(", ")}.`,
    minutes: 4,
    fields: [
      {
        name: "list",
        ask: "Name, provider, all or qualified, promise",
        example: [
          "Website demo, form, all, A 20-minute demo with your own data",
          "Search ads, google-ads, qualified, Prices on one page",
          "Webinars, typeform",
        ],
        isList: true,
        read: read.asSource,
      },
    ],
  },
  {
    id: "goal",
    title: "What revenue do you both want, and how many leads does that take?",
    help: "Take the rates of the last months, and guess those you do not know: the targets that follow of them can be overruled at once.",
    minutes: 5,
    fields: [
      { name: "per", ask: "By month or quarter", example: ["quarter"], suggest: () => "quarter", read: read.asWords },
      { name: "revenue", ask: "New revenue in it", example: ["2m"], read: read.asNumber },
      {
        name: "currency",
        ask: "Currency",
        example: ["EUR"],
        suggest: () => "EUR",
        read: (line) => line.trim().toUpperCase(),
      },
      { name: "dealValue", ask: "What a deal is worth on average", example: ["50,000"], read: read.asNumber },
      {
        name: "accepted",
        ask: "Of qualified leads, how many sales accepts",
        example: ["70%"],
        suggest: () => "70%",
        read: read.asShare,
      },
      {
        name: "opportunities",
        ask: "Of accepted leads, how many become an opportunity",
        example: ["40%"],
        suggest: () => "40%",
        read: read.asShare,
      },
      {
        name: "won",
        ask: "Of opportunities, how many are won",
        example: ["25%"],
        suggest: () => "25%",
        read: read.asShare,
      },
      {
        name: "targets",
        ask: "An empty line takes these targets; or overrule some",
        example: ["qualified-leads 600, contact-in-time 95%"],
        isOptional: true,
        before(answers) {
          const goal = goalOf(answers);
          if (!goal) return [];
          return [
            ...goalInWords(goal),
            "Targets that both sides would promise:",
            ...Object.entries(suggestedTargets(goal)).map(([id, target]) => `  ${id} ${target}`),
          ];
        },
        read: read.asTargets,
      },
    ],
  },
  {
    id: "response",
    title: "How soon does a lead get a first answer, and what happens when nobody answers?",
    help: "In working time: 30m, 4h, 2d. Promise what you can keep; a lead is reminded of before anybody else hears.",
    minutes: 4,
    fields: [
      {
        name: "first",
        ask: "A first answer within",
        example: ["2h"],
        suggest(answers) {
          const [goal, teams] = [goalOf(answers), teamsOf(answers)];
          return goal && teams ? workloadOf(goal, teams).window : undefined;
        },
        before(answers) {
          const [goal, teams] = [goalOf(answers), teamsOf(answers)];
          return goal && teams ? workloadInWords(goal, teams) : [];
        },
        read: read.asWords,
      },
      {
        name: "outcome",
        ask: "A word on what came of it within",
        example: ["5d"],
        suggest: () => "5d",
        read: read.asWords,
      },
      {
        name: "remindAt",
        ask: "Its owner is reminded when this share of the time is over",
        example: ["50%"],
        suggest: () => "50%",
        read: (line) => read.asNumber(line.replace("%", "")),
      },
      {
        name: "escalateTo",
        ask: "When the time is over, who hears of it: the e-mail of somebody you named",
        example: ["vera@acme.example"],
        suggest: ({ table }) => table?.sales?.email,
        read: read.asWords,
      },
      {
        name: "handOnAfter",
        ask: "How long after that a colleague gets it; an empty line means never",
        example: ["1h"],
        isOptional: true,
        read: read.asWords,
      },
    ],
  },
  {
    id: "returns",
    title: "Why may sales hand a lead back?",
    help: `One reason a line, and its cause: ${causes.join(", ")}. One of timing comes back, after so many days if you say so.`,
    minutes: 3,
    fields: [
      {
        name: "reasons",
        ask: "Reason, cause",
        example: ["Not our kind of customer, fit", "Number or address does not work, data", "Not now, timing, 90 days"],
        isList: true,
        read: read.asReason,
      },
    ],
  },
  {
    id: "requests",
    title: "What may each of you ask of the other, with a clock?",
    help: "One kind a line, and who may ask for it: marketing or sales. With owner behind it, whoever has the lead answers. An empty line at once: nothing yet.",
    minutes: 2,
    fields: [
      {
        name: "kinds",
        ask: "What is asked for, who asks",
        example: ["Data fix, sales", "Is this what they say?, marketing, owner"],
        isList: true,
        read: read.asKind,
      },
      { name: "within", ask: "Answered within", example: ["1d"], suggest: () => "1d", read: read.asWords },
    ],
  },
  {
    id: "messages",
    title: "What do you both say of what you sell?",
    help: "One to three sentences that marketing writes and sales says, in the same words; each at most 280 characters.",
    minutes: 2,
    fields: [
      {
        name: "texts",
        ask: "Sentence",
        example: ["Running in a day, without your IT", "One list for both teams"],
        isList: true,
        read: read.asWords,
      },
    ],
  },
  {
    id: "meeting",
    title: "When do you two meet?",
    help: "To look at what went wrong together. And how gently it starts: first it is only observed, then owners are reminded, then all of it holds.",
    minutes: 2,
    fields: [
      { name: "every", ask: "Every 1w, 2w or 4w", example: ["2w"], suggest: () => "2w", read: read.asWords },
      { name: "on", ask: "On which weekday", example: ["tue"], suggest: () => "tue", read: read.asWeekday },
      { name: "at", ask: "At what time", example: ["10:00"], suggest: () => "10:00", read: read.asWords },
      {
        name: "begins",
        ask: "It begins on",
        example: ["2026-12-01"],
        suggest: (_, today) => today,
        read: read.asWords,
      },
      {
        name: "observeWeeks",
        ask: "Weeks in which it is only observed",
        example: ["4"],
        suggest: () => "4",
        read: read.asNumber,
      },
      {
        name: "remindWeeks",
        ask: "Weeks after that in which owners are only reminded",
        example: ["2"],
        suggest: () => "2",
        read: read.asNumber,
      },
    ],
  },
];

/** How long all of it takes. */
export const allMinutes = questions.reduce((sum, { minutes }) => sum + minutes, 0);

/** What the examples of a question come to as its answer. */
export function exampleOf({ fields }: Question): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, exampleOfField(field)]));
}

export const exampleOfField = ({ example, isList, read }: Field): unknown =>
  isList ? example.map(read) : read(example[0]!);
