import type { Route } from "../agreement/model.ts";
import type { KnownAccount, LeadContext } from "../fields/facts.ts";
import type { FieldValue } from "../fields/normalise.ts";
import type { Identified } from "../person/identify.ts";
import type { Choice, MetTurn } from "../rules/choosing/choice.ts";
import { choose, hostOf, namedBy } from "../rules/choosing/choose.ts";
import { firstWindow, judge, policyOf } from "../rules/judge.ts";
import { type KnownOwners, knownOwners, ownersIn } from "../rules/known.ts";
import { modeOf } from "../rules/rollout.ts";
import type { Rulebook, Score } from "../rules/rulebook.ts";
import type { Sort } from "../rules/sorting.ts";
import { everyTarget, namesIn, reachOf } from "../rules/targets.ts";
import type { TableValues } from "../tables/fields.ts";
import { type Draft, note } from "./change/draft.ts";
import type { Decision, Inputs, Lead } from "./lead.ts";

/** What a decision was made of besides the lead's fields, and what came of it. */
interface Made {
  known: LeadContext;
  score: Score;
  sort: Sort;
  route: Route | undefined;
  choice: Choice;
  /** What tables said. */
  tables: TableValues | undefined;
  /** Teams of which nobody claimed it. */
  unclaimed?: readonly string[];
  /** Whose loads included it already. */
  counted?: readonly string[];
  /** What an earlier decision said, and still holds. */
  kept?: Inputs["kept"];
}

/** Why a lead goes where it goes, with all that this rests on. */
export function receipt(rulebook: Rulebook, made: Made, now: number): Decision {
  const { score, sort, route, choice } = made;
  const { qualified } = rulebook.agreement.score;
  return {
    version: rulebook.version,
    at: new Date(now).toISOString(),
    score: score.total,
    band: score.band,
    qualified: qualified === undefined ? null : score.total >= qualified,
    ...sort,
    rule: route?.name ?? null,
    to: route ? namesIn([route.to]).join(", ") : null,
    policy: (route && policyOf(route)) ?? null,
    team: choice.team ?? teamOf(rulebook, route, ownersIn(made.tables)),
    candidates: choice.candidates,
    turns: choice.turns,
    inputs: inputsOf(rulebook, made),
  };
}

function inputsOf(rulebook: Rulebook, { known, choice, tables, unclaimed = [], counted = [], kept }: Made): Inputs {
  const { source = "", test = false, receivedAt, person, account, touches = [] } = known;
  return {
    source,
    test,
    receivedAt: new Date(receivedAt).toISOString(),
    person: person ?? { known: false },
    account: account ?? { known: false },
    touches: rulebook.countedTouches(touches),
    loads: choice.seen,
    ...(tables && { tables }),
    ...absencesOf(rulebook, choice),
    ...(counted.length > 0 && { counted: [...counted] }),
    ...(unclaimed.length > 0 && { unclaimed: [...unclaimed] }),
    ...(kept && { kept }),
  };
}

/** What was said, beside the agreement, of the leave of those who were looked at, and of those who stand in for them. */
function absencesOf({ agreement, absences }: Rulebook, { candidates }: Choice): Pick<Inputs, "absences"> {
  if (absences.length === 0) return {};
  const people = new Set(candidates.map(({ person }) => person));
  const deputies = [
    ...candidates.map(({ person }) => agreement.people[person]?.deputy),
    ...absences.flatMap(({ person, deputy }) => (people.has(person) ? deputy : [])),
  ];
  const found = absences.filter(({ person }) => people.has(person) || deputies.includes(person));
  if (found.length === 0) return {};
  return {
    absences: found.map(({ person, from, until, deputy }) => ({
      person,
      from,
      until,
      ...(deputy !== undefined && { deputy }),
    })),
  };
}

/**
 * Makes a decision again from its receipt alone, by the agreement of its version: the same, bit for bit, but for since when nobody
 * had the lead. Undefined when what it rested on was erased.
 */
export async function replayDecision(
  version: Rulebook,
  lead: Pick<Lead, "fields" | "decision">,
): Promise<Decision | undefined> {
  const { inputs, at, turns } = lead.decision;
  if (!inputs) return undefined;
  const { changed, kept, loads, test, receivedAt, absences, unclaimed = [], counted = [], ...rest } = inputs;
  const rulebook = absences ? version.withAbsences(absences) : version;
  const fields = decidedFields(lead);
  const known: LeadContext = { ...rest, test, receivedAt: Date.parse(receivedAt) };
  const now = Date.parse(at);
  const ruling = await judge(rulebook, fields, known, now);
  const { sort } = ruling;
  const { score, route, tables } = kept
    ? {
        score: { total: kept.score, band: kept.band, reasons: [] },
        route: rulebook.agreement.routing.find(({ name }) => name === kept.rule),
        tables: known.tables,
      }
    : ruling;
  const { targets, until } = route ? reachOf(route, known.receivedAt, now) : { targets: [], until: undefined };
  const choice = await choose(rulebook, targets, {
    at: now,
    fields,
    rule: route,
    known: { ...ownersOf({ person: known.person, known: { account: inputs.account } }), ...ownersIn(tables) },
    host: kept ? undefined : hostOf(rulebook.agreement, known.source, fields),
    // A test takes nobody's turn.
    window: firstWindow(rulebook, route),
    turn: async (rotation) => turns[rotation] ?? noTurn,
    loads: async () => loads,
    counted,
    claims: { over: unclaimed, last: until === undefined },
  });
  const made = receipt(
    rulebook,
    {
      known,
      score,
      sort,
      route,
      tables,
      choice: test ? { ...choice, turns: {} } : choice,
      unclaimed,
      counted,
      ...(kept && { kept }),
    },
    now,
  );
  return { ...made, inputs: { ...made.inputs!, ...(changed && { changed }) } };
}

/** A lead's fields as they were when it was decided. */
export function decidedFields({ fields, decision }: Pick<Lead, "fields" | "decision">): Record<string, FieldValue> {
  const { changed = {} } = decision.inputs ?? {};
  const before = Object.entries(changed).filter((entry): entry is [string, FieldValue] => entry[1] !== null);
  const kept = Object.entries(fields).filter(([name]) => !Object.hasOwn(changed, name));
  return Object.fromEntries([...kept, ...before]);
}

/** Gives a lead other fields; what they were when it was decided stays in the receipt. */
export function changeFields(lead: Lead, fields: Record<string, FieldValue>): void {
  const { inputs } = lead.decision;
  const names = new Set([...Object.keys(lead.fields), ...Object.keys(fields)]);
  const valueIn = (of: Record<string, FieldValue>, name: string) => (Object.hasOwn(of, name) ? of[name]! : null);
  const changed = [...names]
    .filter((name) => !isSame(valueIn(lead.fields, name), valueIn(fields, name)))
    .map((name): [string, FieldValue | null] => [name, valueIn(lead.fields, name)]);
  if (inputs && changed.length > 0) {
    const first = Object.fromEntries([...changed, ...Object.entries(inputs.changed ?? {})]);
    lead.decision = { ...lead.decision, inputs: { ...inputs, changed: first } };
  }
  lead.fields = fields;
}

/** A list is the same with the same texts in it. */
const isSame = (one: FieldValue | null, other: FieldValue | null): boolean =>
  one === other || (typeof one === "object" && JSON.stringify(one) === JSON.stringify(other));

/** The turn of what takes nobody's. */
export const noTurn: MetTurn = { seq: 0, credits: {} };

/** The turns by their numbers: what a fact says of them. */
export const seqsOf = (turns: Choice["turns"]): Record<string, number> =>
  Object.fromEntries(Object.entries(turns).map(([rotation, { seq }]) => [rotation, seq]));

/** Notes the decision that a draft's lead has. */
export function noteDecision(rulebook: Rulebook, draft: Draft): void {
  const { fields, decision } = draft.lead;
  const isObserved = modeOf(rulebook.agreement, decision.team, draft.now) === "observe";
  const { version, rule, policy, team, score, band, qualified, candidates, turns, segment, motion } = decision;
  const decided = {
    version,
    rule,
    policy,
    team,
    score,
    band,
    qualified,
    candidates,
    turns: seqsOf(turns),
    ...(segment !== undefined && { segment }),
    ...(motion && { motion }),
    ...(fields.region !== undefined && { region: String(fields.region) }),
    ...(isObserved && { observed: true as const }),
  };
  note(draft, { is: "lead.decided", ...decided });
}

/** Whose the person and their company are, as a reading of the store found them. */
export const ownersOf = ({
  person,
  known,
}: {
  person: Pick<NonNullable<Identified["person"]>, "owner"> | undefined;
  known: { account: KnownAccount };
}): KnownOwners => knownOwners(person, known.account);

/** The team a lead belongs to though nobody was picked: the rule's team, else the one named by `else`. */
function teamOf(rulebook: Rulebook, route: Route | undefined, known: KnownOwners): string | null {
  const names = route ? namesIn(everyTarget(route)).flatMap((name) => namedBy(rulebook, name, known) ?? []) : [];
  return names.find((name) => rulebook.agreement.teams[name]) ?? null;
}
