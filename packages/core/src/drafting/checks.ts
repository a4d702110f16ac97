import { didYouMean } from "../agreement/suggest.ts";
import { fold } from "../text/index.ts";
import type { QuestionId, SoFar } from "./answers.ts";
import { outOfReach } from "./arithmetic.ts";
import { addressKey, namedSoFar } from "./people.ts";

/** What one answer says of others: said when the answer is given, and of a file. Undefined where it is right, or cannot be told yet. */
interface Check {
  question: QuestionId;
  field: string;
  wrong(answers: SoFar): string | undefined;
}

const repeated = (names: readonly string[], key: (name: string) => string): string | undefined =>
  names.find((name, n) => names.slice(0, n).some((other) => key(other) === key(name)));

const once =
  (names: (answers: SoFar) => readonly string[] | undefined, key = fold) =>
  (answers: SoFar): string | undefined => {
    const twice = repeated(names(answers) ?? [], key);
    return twice === undefined ? undefined : `"${twice}" is named twice`;
  };

const emails = (people: readonly { email: string }[] = []): string[] => people.map(({ email }) => email);

/** Somebody is on one side: what they promise is that side's. */
const onOneSide =
  (marketing: (answers: SoFar) => string[], sales: (answers: SoFar) => string[]) =>
  (answers: SoFar): string | undefined => {
    const ofSales = new Set(sales(answers).map(addressKey));
    const both = marketing(answers).find((one) => ofSales.has(addressKey(one)));
    return both === undefined ? undefined : `"${both}" is named on both sides, and can be on one`;
  };
const leadOf = (side: "marketing" | "sales") => (answers: SoFar) => emails([answers.table?.[side] ?? []].flat());
const membersOf = (side: "marketing" | "sales") => (answers: SoFar) => emails(answers.teams?.[side]);
const allOfSales = (answers: SoFar) => [...leadOf("sales")(answers), ...membersOf("sales")(answers)];

/** Tests of a lead that were named. */
export const testsOf = (lead: SoFar["lead"] = {}): number =>
  [lead.employees, lead.countries, lead.interests, lead.titles, lead.businessEmail || undefined].filter(
    (one) => one !== undefined,
  ).length;

export const checks: readonly Check[] = [
  { question: "table", field: "sales", wrong: onOneSide(leadOf("marketing"), leadOf("sales")) },
  { question: "teams", field: "sales", wrong: onOneSide(leadOf("marketing"), membersOf("sales")) },
  { question: "teams", field: "sales", wrong: once(membersOf("sales"), addressKey) },
  { question: "teams", field: "marketing", wrong: onOneSide(membersOf("marketing"), allOfSales) },
  { question: "teams", field: "marketing", wrong: once(membersOf("marketing"), addressKey) },
  {
    question: "lead",
    field: "needed",
    wrong: ({ lead }) =>
      lead?.needed !== undefined && lead.needed > testsOf(lead)
        ? `expected at most ${testsOf(lead)}, as so many tests of a lead were named`
        : undefined,
  },
  { question: "sources", field: "list", wrong: once(({ sources }) => sources?.list?.map(({ name }) => name)) },
  {
    question: "sources",
    field: "list",
    wrong: ({ lead, sources }) =>
      lead?.looksLike !== undefined && testsOf(lead) === 0 && sources?.list?.every(({ toSales }) => toSales !== "all")
        ? "no lead would ever be qualified: name a test of a lead under lead, or a source whose leads all go to sales"
        : undefined,
  },
  {
    question: "goal",
    field: "won",
    wrong({ goal = {} }) {
      const { revenue, dealValue, accepted, opportunities, won } = goal;
      if (!revenue || !dealValue || !accepted || !opportunities || !won) return undefined;
      return outOfReach({ revenue, dealValue, accepted, opportunities, won });
    },
  },
  {
    question: "goal",
    field: "targets",
    wrong({ goal }) {
      for (const [id, target] of Object.entries(goal?.targets ?? {}))
        if ((id === "qualified-leads") !== (typeof target === "number"))
          return id === "qualified-leads"
            ? `"${id}" is a number of leads, such as 120`
            : `"${id}" is a share, such as 80%`;
      return undefined;
    },
  },
  {
    question: "response",
    field: "escalateTo",
    wrong(answers) {
      const { table, teams, response } = answers;
      const { escalateTo } = response ?? {};
      if (escalateTo === undefined || !table?.marketing || !table.sales || !teams?.sales || !teams.marketing)
        return undefined;
      const named = namedSoFar(answers);
      return named.some((one) => addressKey(one) === addressKey(escalateTo))
        ? undefined
        : `"${escalateTo}" is nobody who was named${didYouMean(escalateTo, named)}`;
    },
  },
  {
    question: "requests",
    field: "kinds",
    wrong: ({ requests }) =>
      requests?.kinds?.some(({ from, to }) => from === "sales" && to === "owner")
        ? "the owner of a lead is of sales: what sales asks goes to marketing's team"
        : undefined,
  },
  { question: "requests", field: "kinds", wrong: once(({ requests }) => requests?.kinds?.map(({ name }) => name)) },
  { question: "returns", field: "reasons", wrong: once(({ returns }) => returns?.reasons?.map(({ name }) => name)) },
  { question: "messages", field: "texts", wrong: once(({ messages }) => messages?.texts) },
];

/** What is wrong with an answer beside the others, if anything. */
export const wrongWith = (question: QuestionId, field: string, answers: SoFar): string | undefined =>
  checks
    .filter((check) => check.question === question && check.field === field)
    .map(({ wrong }) => wrong(answers))
    .find((one) => one !== undefined);
