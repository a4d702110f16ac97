import { isDeepStrictEqual } from "node:util";
import type { Agreement, Route } from "@baton/core/agreement";
import { compileBest, type Ruling } from "@baton/core/rules";
import { ruleOn } from "@baton/explain";
import { elseInWords, matchesInWords, toInWords } from "./changes/targets.ts";
import { type Change, changes } from "./changes.ts";
import { isInstant } from "./fields/index.ts";
import { Circuit, type Lit } from "./model/circuit.ts";
import { kindInWords, kindOfLeads } from "./model/kind.ts";
import { type Asked, leadsFor } from "./model/leads.ts";
import { conditionsOf, type Routing, routingOf } from "./model/routing.ts";
import { touching } from "./model/touches.ts";
import { type Example, witnesses } from "./model/witness.ts";

/** Leads that go elsewhere. */
export interface Move {
  /** A sentence without its period. */
  words: string;
  /** One of them, as a dry run takes it. */
  lead: Example;
  /** The rules that take it; null for none. */
  before: string | null;
  after: string | null;
}

export interface Differences {
  moves: Move[];
  changes: Change[];
  /** Whether there may be more moves than were found within the budget. */
  undecided: boolean;
}

export interface DiffOptions {
  /** Epoch ms. */
  at: number;
  /** Dead ends after which a single question is given up. */
  conflicts?: number;
}

/** More moves than anybody reads. */
const MOST_MOVES = 50;

/** What it means to replace one agreement by another: which leads go elsewhere, each kind with an example, and what else changes. */
export async function differences(
  before: Agreement,
  after: Agreement,
  { at, conflicts = 100_000 }: DiffOptions,
): Promise<Differences> {
  const circuit = await Circuit.open({ conflicts });
  try {
    const both = [before, after] as const;
    const leads = await leadsFor(circuit, both.flatMap(conditionsOf), {
      fields: { ...before.fields, ...after.fields },
      sources: { ...before.sources, ...after.sources },
      tables: { ...before.tables, ...after.tables },
      people: { ...before.people, ...after.people },
      teams: { ...before.teams, ...after.teams },
      timezone: after.timezone,
      calendars: { ...before.calendars, ...after.calendars },
      at,
    });
    const touched = touching(circuit);
    const scoredAlike = isDeepStrictEqual(before.score, after.score);
    const first = routingOf(circuit, leads, touched, before);
    const second = routingOf(circuit, leads, touched, after, scoredAlike ? first : undefined);
    const [old, now] = [outcomesOf(circuit, before, first), outcomesOf(circuit, after, second)];
    // A score that means the same on both sides says more than what it is made of.
    const settled = scoredAlike
      ? { tests: eachOnce([...first.tests, ...second.tests]), touches: [] }
      : { tests: leads.tests, touches: touched.lits() };
    const rulebooks = await Promise.all(both.map((agreement) => compileBest(agreement, 0)));
    const rule = (lead: Example) => Promise.all(rulebooks.map((rulebook) => ruleOn(rulebook, lead, at)));
    const { find } = witnesses(circuit, leads, touched);

    const differ = -circuit.or([...old].map(([outcome, lit]) => circuit.and([lit, now.get(outcome) ?? circuit.no])));
    const moves: Move[] = [];
    const seen: Lit[] = [];
    let undecided = false;
    while (moves.length < MOST_MOVES) {
      const answer = circuit.ask(differ, leads.sourced, ...seen);
      undecided ||= answer === "unknown";
      if (answer !== "possible") break;
      const [from, to] = [old, now].map((side) => [...side].find(([, lit]) => circuit.holds(lit))!) as [
        Outcome,
        Outcome,
      ];
      const move = circuit.and([from[1], to[1]]);
      seen.push(-move);
      let rulings: Ruling[] = [];
      const found = await find([move, leads.sourced], at, async (lead) => {
        rulings = await rule(lead);
        return rulings.every(({ route }, n) => outcomeOf(route) === [from, to][n]![0]);
      });
      if (typeof found === "string") undecided = true;
      else {
        const kind = kindInWords(kindOfLeads(circuit, settled.tests, settled.touches, -move), isInstant(after.fields));
        const [was, is] = rulings.map(({ route }) => route);
        moves.push({
          words: `${kind === undefined ? "all leads" : `leads of which ${kind}`} ${moved(was, is)}`,
          lead: found.lead,
          before: was?.name ?? null,
          after: is?.name ?? null,
        });
      }
    }
    return { moves, changes: changes(before, after), undecided: undecided || moves.length === MOST_MOVES };
  } finally {
    circuit.close();
  }
}

const eachOnce = (tests: readonly Asked[]): Asked[] => [
  ...new Map(tests.map((asked) => [JSON.stringify(asked.test), asked])).values(),
];

/** Whether a lead ends up in an outcome, by outcome. */
type Outcomes = Map<string, Lit>;
type Outcome = [string, Lit];

/** Where a lead goes and under which policy, as one name to compare by. */
const outcomeOf = (route: Route | undefined): string =>
  JSON.stringify(route ? [route.to, route.else, route.sla, route.require ?? [], route.prefer ?? null] : null);

function outcomesOf(circuit: Circuit, { routing }: Agreement, { takes, uncovered }: Routing): Outcomes {
  const byOutcome = new Map<string, Lit[]>([[outcomeOf(undefined), [uncovered]]]);
  for (const [position, route] of routing.entries()) {
    const lits = byOutcome.get(outcomeOf(route)) ?? [];
    lits.push(takes[position]!);
    byOutcome.set(outcomeOf(route), lits);
  }
  return new Map([...byOutcome].map(([outcome, lits]) => [outcome, circuit.or(lits)]));
}

function moved(was: Route | undefined, is: Route | undefined): string {
  if (!was) return `are taken, by ${target(is!)} under ${is!.sla}`;
  if (!is) return `are taken by no rule any more, instead of ${target(was)}`;
  const policy = was.sla === is.sla ? "" : `, under ${is.sla} instead of ${was.sla}`;
  return target(was) === target(is)
    ? `stay with ${target(is)}${policy}`
    : `move from ${target(was)} to ${target(is)}${policy}`;
}

const target = ({ to, else: others, require, prefer }: Route): string =>
  [
    toInWords(to),
    ...(others.length > 0 ? [`(else ${elseInWords(others)})`] : []),
    ...(require?.length ? [`matching ${matchesInWords(require)}`] : []),
    ...(prefer ? [`rather ${matchesInWords(prefer) || "anybody"}`] : []),
  ].join(" ");
