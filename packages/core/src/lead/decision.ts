import type { Agreement, Route } from "../agreement/model.ts";
import type { LeadContext } from "../fields/facts.ts";
import type { FieldValue } from "../fields/normalise.ts";
import type { Identified } from "../person/identify.ts";
import { type Choice, choose, type Means } from "../rules/choose.ts";
import { judge } from "../rules/judge.ts";
import type { Rulebook, Score } from "../rules/rulebook.ts";
import { type Draft, note } from "./draft.ts";
import type { Decision, Inputs } from "./lead.ts";

/** What a decision was made of, and what came of it. */
interface Made {
  fields: Record<string, FieldValue>;
  known: LeadContext;
  score: Score;
  route: Route | undefined;
  choice: Choice;
  /** What an earlier decision said, and still holds. */
  kept?: Inputs["kept"];
}

/** Why a lead goes where it goes, with all that this rests on. */
export function receipt(rulebook: Rulebook, made: Made, now: number): Decision {
  const { score, route, choice } = made;
  const { qualified } = rulebook.agreement.score;
  return {
    version: rulebook.version,
    at: new Date(now).toISOString(),
    score: score.total,
    band: score.band,
    qualified: qualified === undefined ? null : score.total >= qualified,
    rule: route?.name ?? null,
    to: route?.to ?? null,
    policy: route?.sla ?? null,
    team: choice.team ?? teamOf(rulebook.agreement, route),
    candidates: choice.candidates,
    tickets: choice.tickets,
    inputs: inputsOf(rulebook, made),
  };
}

function inputsOf(rulebook: Rulebook, { fields, known, choice, kept }: Made): Inputs {
  const { source = "", test = false, receivedAt, person, account, touches = [] } = known;
  return {
    source,
    test,
    receivedAt: new Date(receivedAt).toISOString(),
    fields,
    person: person ?? { known: false },
    account: account ?? { known: false },
    touches: rulebook.countedTouches(touches),
    loads: choice.seen,
    ...(kept && { kept }),
  };
}

/**
 * Makes a decision again from its receipt alone, by the agreement of its version: the same, bit for bit, but for since when nobody
 * had the lead. Undefined when what it rested on was erased.
 */
export async function replay(rulebook: Rulebook, { inputs, at, tickets }: Decision): Promise<Decision | undefined> {
  if (!inputs) return undefined;
  const { fields, kept, loads, test, receivedAt, ...rest } = inputs;
  const known: LeadContext = { ...rest, test, receivedAt: Date.parse(receivedAt) };
  const now = Date.parse(at);
  const { score, route } = kept
    ? {
        score: { total: kept.score, band: kept.band, reasons: [] },
        route: rulebook.agreement.routing.find(({ name }) => name === kept.rule),
      }
    : await judge(rulebook, fields, known, now);
  const choice = await choose(rulebook, route ? [route.to, ...(route.else === undefined ? [] : [route.else])] : [], {
    at: now,
    known: ownersOf({ person: known.person, known: { account: inputs.account } }),
    // A test takes nobody's turn.
    ticket: async (team) => tickets[team] ?? 1,
    loads: async () => loads,
  });
  return receipt(
    rulebook,
    { fields, known, score, route, choice: test ? { ...choice, tickets: {} } : choice, ...(kept && { kept }) },
    now,
  );
}

/** Notes the decision that a draft's lead has. */
export function noteDecision(draft: Draft): void {
  const { version, rule, policy, team, score, band, qualified, candidates, tickets } = draft.lead.decision;
  const decided = { version, rule, policy, team, score, band, qualified, candidates, tickets };
  note(draft, { is: "lead.decided", ...decided });
}

/** Whose the person and their company are, as a reading of the store found them. */
export function ownersOf({
  person,
  known,
}: {
  person: Pick<NonNullable<Identified["person"]>, "owner"> | undefined;
  known: { account: { owner?: string } };
}): Means["known"] {
  return {
    ...(person?.owner && { "person.owner": person.owner }),
    ...(known.account.owner && { "account.owner": known.account.owner }),
  };
}

/** The team a lead belongs to though nobody was picked: the rule's team, else the one named by `else`. */
function teamOf(agreement: Agreement, route: Route | undefined): string | null {
  return [route?.to, route?.else].find((name) => name !== undefined && agreement.teams[name]) ?? null;
}
