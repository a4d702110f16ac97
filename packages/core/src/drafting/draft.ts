import { Document, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import { type AuthRole, providers } from "../agreement/model.ts";
import { isoDate } from "../calendar/index.ts";
import { DAY_MS } from "../duration/index.ts";
import type { Answers } from "./answers.ts";
import { counted, funnelOf, goalInWords } from "./arithmetic.ts";
import { commentLines } from "./comments.ts";
import { leadRules } from "./lead-rules.ts";
import { naming } from "./names.ts";
import { addressKey, type Person, type Place, peopleOf } from "./people.ts";
import { promisesOf } from "./promises.ts";
import { minutesOf, workloadInWords } from "./response.ts";

/** Words of the two opening questions, which the agreement keeps with what was said. */
export const openings = {
  gets: "What must you get from them to do your job?",
  gives: "What must you give them so that they can give it?",
} as const;

/** How long a lead stays away that is handed back because of its time, in days, where nobody says. */
const BACK_AFTER_DAYS = 90;

/** The agreement that follows of what two leads answered: YAML that they can read, change and sign. */
export function draftAgreement(answers: Answers): string {
  const { table, response, returns, messages } = answers;
  const { people, places } = peopleOf(answers);
  const idOf = (email: string) => people.find((one) => addressKey(one.email) === addressKey(email))!.id;
  const signers = { marketing: idOf(table.marketing.email), sales: idOf(table.sales.email) };
  const hears = idOf(response.escalateTo);
  const sourceId = naming("source");
  const sourceIds = answers.sources.list.map(({ name }) => sourceId(name));
  const { takesAll, fields, ...score } = leadRules(answers, sourceIds);
  const reasonId = naming("reason");
  const messageId = naming("message");
  const clock = clockOf(people, places);

  const document = new Document({
    baton: 1,
    name: `${table.company}: marketing and sales`,
    timezone: answers.teams.zone,
    manager: hears,
    signers,
    calendars: Object.fromEntries(
      places.map(({ id, zone, days, hours, holidays }) => [
        id,
        {
          timezone: zone,
          week: Object.fromEntries(parts(days).map((day) => [day.toLowerCase(), parts(hours)])),
          ...(holidays !== undefined && { holidays: [{ region: holidays }] }),
        },
      ]),
    ),
    people: Object.fromEntries(people.map((one) => [one.id, personOf(one, { signers, hears })])),
    teams: { sales: { members: membersOf(people, "sales") }, marketing: { members: membersOf(people, "marketing") } },
    sources: Object.fromEntries(
      answers.sources.list.map((source, n) => [sourceIds[n]!, sourceOf(source, sourceIds[n]!)]),
    ),
    ...(Object.keys(fields).length > 0 && { fields }),
    score,
    routing: [
      {
        name: "Known customers",
        when: { "account.owner": { exists: true } },
        to: "account.owner",
        else: "sales",
        sla: "lead",
      },
      ...(takesAll
        ? [{ name: "Everyone else", to: "sales", sla: "lead" }]
        : [
            { name: "Qualified", when: { score: { gte: score.qualified } }, to: "sales", sla: "lead" },
            { name: "Not yet", to: "marketing", sla: "none" },
          ]),
    ],
    sla: {
      lead: leadPolicy(response, { clock, canHandOn: people.filter(isOf("sales")).length > 1 }),
      ...(answers.requests.kinds.length > 0 && { request: requestPolicy(answers.requests.within) }),
    },
    reasons: returns.reasons.map(({ name, cause, backAfterDays }) => ({
      id: reasonId(name),
      name,
      cause,
      ...((backAfterDays !== undefined || cause === "timing") && { recycle: `${backAfterDays ?? BACK_AFTER_DAYS}d` }),
    })),
    ...(answers.requests.kinds.length > 0 && { requests: requestsOf(answers.requests.kinds) }),
    ...(answers.lead.handover && { handover: { needs: [...new Set(answers.lead.handover)] } }),
    messages: messages.texts.map((text) => ({ id: messageId(text), text })),
    currency: answers.goal.currency,
    commitments: promisesOf(answers),
    goals: [
      {
        name: `Won deals a ${answers.goal.per}`,
        measure: "won-deals",
        per: answers.goal.per,
        atLeast: funnelOf(answers.goal).deals,
        owners: { ...signers },
      },
    ],
    review: reviewOf(answers.meeting, signers),
    rollout: rolloutOf(answers.meeting),
  });
  layOut(document, sectionComments({ hears, clock, isOne: places.length === 1 }));
  const head = headComment(answers).join("\n");
  return `${head}\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}`;
}

const parts = (list: string): string[] => list.split(",").map((part) => part.trim());
const isOf = (side: Person["side"]) => (one: Person) => one.side === side && one.isMember;

/** Whoever works leads of a side; of marketing its lead, where nobody else holds what is not qualified yet. */
function membersOf(people: readonly Person[], side: Person["side"]): string[] {
  const members = people.filter(isOf(side));
  return (members.length > 0 ? members : people.filter((one) => one.side === side)).map(({ id }) => id);
}

function personOf(
  { id, name, email, side, calendar }: Person,
  { signers, hears }: { signers: Record<Person["side"], string>; hears: string },
) {
  const manager = side === "sales" ? hears : signers.marketing;
  // Nobody is their own manager, and above whoever hears of everything there is nobody.
  const isTop = id === manager || id === hears;
  return { name, email, ...(side === "marketing" && { role: side }), ...(!isTop && { manager }), calendar };
}

/**
 * The calendar that most of sales work by, of several the one with the longest hours: a clock that runs in the hours of one of them
 * always has somebody who works.
 */
function clockOf(people: readonly Person[], places: readonly Place[]): string {
  const sales = people.filter(isOf("sales"));
  const members = (id: string) => sales.filter(({ calendar }) => calendar === id).length;
  const [most] = [...places].sort((a, b) => members(b.id) - members(a.id) || minutesOf(b.hours) - minutesOf(a.hours));
  return most!.id;
}

/** Roles that a provider needs beside what authenticates it. */
const alsoNeeded: Partial<Record<string, readonly AuthRole[]>> = {
  "meta-lead-ads": ["verifyToken", "accessToken"],
  linkedin: ["accessToken"],
  hubspot: ["accessToken"],
};
/** HubSpot signs the URL it is registered with, which nobody knows before Baton is deployed. */
const proofOf = (provider: keyof typeof providers): AuthRole =>
  provider === "hubspot" ? "token" : providers[provider].proof[0];

function sourceOf({ provider, promise }: Answers["sources"]["list"][number], id: string) {
  const secret = (role: string) =>
    `${id}-${role.replace(/[A-Z]/g, (letter) => `-${letter}`)}`.toUpperCase().replaceAll("-", "_");
  const roles = [proofOf(provider), ...(alsoNeeded[provider] ?? [])];
  return {
    provider,
    auth: Object.fromEntries(roles.map((role) => [role, secret(role)])),
    ...(promise !== undefined && { promise }),
  };
}

function leadPolicy(
  { first, outcome, remindAt, handOnAfter }: Answers["response"],
  { clock, canHandOn }: { clock: string; canHandOn: boolean },
) {
  return {
    calendar: clock,
    stages: {
      contact: {
        within: first,
        steps: [
          { at: `${remindAt}%`, do: "remind" },
          { at: "100%", do: "escalate", to: "manager" },
          ...(handOnAfter !== undefined && canHandOn ? [{ at: `+${handOnAfter}`, do: "reassign" }] : []),
        ],
      },
      disposition: {
        within: outcome,
        steps: [
          { at: "80%", do: "remind" },
          { at: "100%", do: "escalate", to: "manager" },
        ],
      },
    },
  };
}

const requestPolicy = (within: string) => ({
  stages: {
    answer: {
      within,
      steps: [
        { at: "80%", do: "remind" },
        { at: "100%", do: "escalate", to: "manager" },
      ],
    },
  },
});

function requestsOf(kinds: Answers["requests"]["kinds"]) {
  const id = naming("request");
  return kinds.map(({ name, from, to }) => ({
    id: id(name),
    name,
    from,
    to: from === "sales" ? "marketing" : to === "owner" ? "lead.owner" : "sales",
    sla: "request",
  }));
}

const WEEK_MS = 7 * DAY_MS;

/** Observed from the first day on, then reminded, then all of it. */
function rolloutOf({ begins, observeWeeks, remindWeeks }: Answers["meeting"]) {
  const remind = Date.parse(begins) + observeWeeks * WEEK_MS;
  const from = remind + remindWeeks * WEEK_MS;
  return { ...(remindWeeks > 0 && { remind: isoDate(remind) }), from: isoDate(from), default: "full" };
}

/** When the two meet. */
const reviewOf = ({ every, on, at }: Answers["meeting"], signers: { marketing: string; sales: string }) => ({
  every,
  on,
  at,
  with: [signers.marketing, signers.sales],
});

/** What stands at the head of the file: what both said, and what the numbers come from. */
function headComment(answers: Answers): string[] {
  const { table, lead } = answers;
  const says = (side: "marketing" | "sales", words: string) =>
    commentLines(`${table[side].name} (${side}): ${words}`, "  ");
  return [
    ...commentLines(
      `What marketing and sales of ${table.company} owe each other, as their leads answered at one table.`,
    ),
    "#",
    ...(["gets", "gives"] as const).flatMap((question) => [
      ...commentLines(openings[question]),
      ...(["marketing", "sales"] as const).flatMap((side) => says(side, answers[question][side])),
    ]),
    ...commentLines("A lead that both want:"),
    ...commentLines(lead.looksLike, "  "),
    "#",
    ...commentLines("The goal in leads:"),
    ...numbersInWords(answers).flatMap((line) => commentLines(line, "  ")),
    "",
  ];
}

/** Where the numbers come from: the goal in leads, what the two agreed on instead, and what that means for who answers them. */
export function numbersInWords({ goal, teams }: Pick<Answers, "goal" | "teams">): string[] {
  const follows = funnelOf(goal).promised;
  const agreed = Number(goal.targets?.["qualified-leads"] ?? follows);
  const instead = agreed === follows ? [] : [`The two agreed on ${counted(agreed, "qualified lead")} instead.`];
  return [...goalInWords(goal), ...instead, ...workloadInWords(goal, teams)];
}

/** A line before a part of the agreement, for whoever changes it. */
const sectionComments = ({
  hears,
  clock,
  isOne,
}: {
  hears: string;
  clock: string;
  isOne: boolean;
}): Record<string, string> => ({
  manager: `hears of leads that nobody can take, and of windows that ended without an answer: ${hears}`,
  signers: "sign every change of the rules; people, sources and calendars change without",
  sources: "auth names secrets; their values are given to the deployment",
  score: "how many points make a lead qualified: sales' turn from there on",
  routing: "the first rule that holds decides; without mail or clock where sla is none",
  sla: isOne
    ? `windows are working time of ${clock}: 1d is a working day`
    : `windows are working time of ${clock}, by which most of sales work; calendar: owner has each run in its owner's own hours`,
  reasons: "why sales may hand a lead back; marketing reads how often, and for which",
  requests: "what one side may ask of the other, with a clock",
  messages: "what both say of what is sold, in the same words",
  commitments: "what each side promises the other; where the numbers come from stands at the top",
  goals: "what both want to reach together",
  review: "when both meet; a working day before they get what needs them, or hear that nothing does",
  rollout:
    "until from everybody is observed, and from the day remind on reminded: nobody is escalated about, nothing reassigned",
});

/** How deep parts lie that stand on one line each. */
const FLOW_FROM = 2;
/** Parts that are too long for one line at that depth. */
const DEEPER: Record<string, number> = { sla: 5, score: 3, commitments: 3 };

function layOut(document: Document, comments: Record<string, string>): void {
  if (!isMap(document.contents)) return;
  for (const pair of document.contents.items) {
    if (!isScalar(pair.key)) continue;
    const key = String(pair.key.value);
    const isPart = isNode(pair.value) && !isScalar(pair.value);
    if (comments[key] !== undefined) pair.key.commentBefore = ` ${comments[key]}`;
    if (isPart || comments[key] !== undefined || key === "currency") pair.key.spaceBefore = true;
    inLines(pair.value, 1, DEEPER[key] ?? FLOW_FROM);
  }
}

/** Has what lies so deep stand on one line. */
function inLines(node: unknown, depth: number, flowFrom: number): void {
  if (isPair(node)) inLines(node.value, depth, flowFrom);
  else if (isMap(node) || isSeq(node)) {
    if (depth >= flowFrom) node.flow = true;
    else for (const item of node.items) inLines(item, depth + 1, flowFrom);
  }
}
