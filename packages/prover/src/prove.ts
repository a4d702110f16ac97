import {
  type Agreement,
  byPlace,
  errorsFirst,
  type Finding,
  MOST_FINDINGS,
  NO_CLOCK,
  type Readable,
} from "@baton/core/agreement";
import type { Test } from "@baton/core/condition";
import { compileBest, everyTarget, isOwnerTarget, namesIn, type Rulebook } from "@baton/core/rules";
import { emptyCalendars } from "./claims/calendars.ts";
import { uncovered } from "./claims/coverage.ts";
import { dutyGaps, type Use } from "./claims/duty.ts";
import { escalationLoops } from "./claims/escalation.ts";
import { matchesAsked } from "./claims/matches.ts";
import { ownerless } from "./claims/ownerless.ts";
import { nameable } from "./claims/owners.ts";
import type { Problem } from "./claims/problem.ts";
import { promisesBroken, silentSources } from "./claims/promise.ts";
import { neverScored, reaching } from "./claims/reach.ts";
import { type Case, openCase } from "./model/case.ts";
import { Unbounded } from "./model/circuit.ts";
import type { Example } from "./model/witness.ts";

export interface ProofOptions {
  /** The instant from which on it is to hold, epoch ms. */
  at: number;
  /** Dead ends after which a single question is given up; the default is some seconds of work. */
  conflicts?: number;
  /** Real time after which the questions left are not asked any more, in ms: reading is counted, where the text is read as well. */
  patienceMs?: number;
  /** Told how many of the rules have been looked at. */
  progress?(done: number, of: number): void;
}

/**
 * Proves an agreement, or shows what breaks it: that every lead is taken, every rule reached, every target able to name an owner,
 * that escalations end, calendars have hours and somebody works while a clock runs. Findings that a lead or an instant shows
 * carry it, and a decision bears it out. What could not be decided within the budget is said, as a warning. Errors come first, and
 * no more findings than are told, and one.
 */
export async function prove(
  { agreement, locate }: Readable,
  { at, conflicts = 100_000, patienceMs = Number.POSITIVE_INFINITY, progress }: ProofOptions,
): Promise<Finding[]> {
  const rulebook = await compileBest(agreement, 0);
  const end = performance.now() + patienceMs;
  const over = () => performance.now() > end;
  const { problems, examples } = await routingProblems(rulebook, { at, conflicts, over, progress });
  problems.push(
    ...[
      ...emptyCalendars(rulebook, at),
      ...escalationLoops(rulebook, at),
      ...dutyGaps(rulebook, usesOf(agreement, examples), { at, over }),
    ].map((problem): Problem => {
      const shown = problem.routes?.find((position) => examples[position]);
      return shown === undefined ? problem : { ...problem, lead: examples[shown]! };
    }),
  );
  // One more than is told, so that this is seen.
  return errorsFirst(problems)
    .slice(0, MOST_FINDINGS + 1)
    .map((problem) => finding(problem, locate))
    .sort(byPlace);
}

/** What is wrong with the rules themselves, and a lead that each takes. */
async function routingProblems(
  rulebook: Rulebook,
  options: { at: number; conflicts: number; over(): boolean; progress: ProofOptions["progress"] },
): Promise<{ problems: Problem[]; examples: (Example | undefined)[] }> {
  const { routing } = rulebook.agreement;
  const examples: (Example | undefined)[] = [];
  const problems: Problem[] = [];
  let about: Case | undefined;
  try {
    about = await openCase(rulebook, {
      ...options,
      also: [
        ...ownersAsked(rulebook.agreement),
        ...matchesAsked(rulebook.agreement),
        ...silentSources(rulebook.agreement),
      ],
    });
    problems.push(...(await uncovered(about)));
    const reach = reaching(about);
    for (const position of routing.keys()) {
      options.progress?.(position, routing.length);
      const { example, problem } = await reach(position);
      examples.push(example);
      if (problem) problems.push(problem);
      else problems.push(...(await ownerless(about, position)), ...(await promisesBroken(about, position)));
    }
    options.progress?.(routing.length, routing.length);
    problems.push(...neverScored(about));
  } catch (error) {
    if (!(error instanceof Unbounded)) throw error;
    const message = `whether every lead is taken and every rule reached could not be proven: ${error.message}`;
    problems.push({ path: ["routing"], atKey: true, code: "route.unproven", severity: "warning", message });
  } finally {
    about?.close();
  }
  return { problems, examples };
}

/** Whether somebody in particular owns an account or person decides who can take what goes to owners. */
function ownersAsked(agreement: Agreement): Test[] {
  const named = new Set(agreement.routing.flatMap((route) => namesIn(everyTarget(route))));
  return [...named]
    .filter(isOwnerTarget)
    .flatMap((field): Test[] => [
      { field, op: "exists", value: true },
      ...nameable(agreement, field).map((value): Test => ({ field, op: "eq", value })),
    ]);
}

/** Policies by the targets whose leads they are for, of rules that leads reach. */
function usesOf({ routing }: Agreement, examples: readonly (Example | undefined)[]): Use[] {
  const uses = new Map<string, Use>();
  for (const [position, route] of routing.entries()) {
    if (!examples[position]) continue;
    const { sla: policy } = route;
    if (policy === NO_CLOCK) continue;
    for (const target of namesIn(everyTarget(route))) {
      const key = JSON.stringify([policy, target]);
      const use = uses.get(key) ?? { policy, target, routes: [] };
      use.routes.push(position);
      uses.set(key, use);
    }
  }
  return [...uses.values()];
}

function finding(problem: Problem, locate: Readable["locate"]): Finding {
  const { path, atKey, code, severity = "error", message, at, lead, loads } = problem;
  const shown = lead && { ...lead, ...(loads && Object.keys(loads).length > 0 && { loads }) };
  return {
    severity,
    code,
    message,
    ...locate(path, atKey),
    ...((shown || at !== undefined) && {
      counterexample: {
        ...(shown && { lead: shown }),
        ...(at !== undefined && { at: new Date(at).toISOString() }),
      },
    }),
  };
}
