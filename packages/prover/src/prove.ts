import { type Agreement, byPlace, type Finding, type Readable } from "@baton/core/agreement";
import type { Test } from "@baton/core/condition";
import { compileBest } from "@baton/core/rules";
import { emptyCalendars } from "./claims/calendars.ts";
import { uncovered } from "./claims/coverage.ts";
import { dutyGaps, type Use } from "./claims/duty.ts";
import { escalationLoops } from "./claims/escalation.ts";
import { ownerless } from "./claims/ownerless.ts";
import type { Problem } from "./claims/problem.ts";
import { neverScored, reaching } from "./claims/reach.ts";
import { openCase } from "./model/case.ts";
import type { Example } from "./model/witness.ts";

export interface ProofOptions {
  /** The instant from which on it is to hold, epoch ms. */
  at: number;
  /** Dead ends after which a single question is given up; the default is some seconds of work. */
  conflicts?: number;
  /** Real time after which the questions left are not asked any more, in ms. */
  patienceMs?: number;
  /** Told how many of the rules have been looked at. */
  progress?(done: number, of: number): void;
}

/**
 * Proves an agreement, or shows what breaks it: that every lead is taken, every rule reached, every target able to name an owner,
 * that escalations end, calendars have hours and somebody works while a clock runs. Findings that a lead or an instant shows
 * carry it, and a decision bears it out. What could not be decided within the budget is said, as a warning.
 */
export async function prove(
  { agreement, locate }: Readable,
  { at, conflicts = 100_000, patienceMs = Number.POSITIVE_INFINITY, progress }: ProofOptions,
): Promise<Finding[]> {
  const rulebook = await compileBest(agreement, 0);
  const end = performance.now() + patienceMs;
  const about = await openCase(rulebook, {
    at,
    conflicts,
    over: () => performance.now() > end,
    also: ownersAsked(agreement),
  });
  try {
    const examples: (Example | undefined)[] = [];
    const problems: Problem[] = await uncovered(about);
    const reach = reaching(about);
    for (const position of agreement.routing.keys()) {
      progress?.(position, agreement.routing.length);
      const { example, problem } = await reach(position);
      examples.push(example);
      if (problem) problems.push(problem);
      else problems.push(...(await ownerless(about, position)));
    }
    progress?.(agreement.routing.length, agreement.routing.length);
    problems.push(...neverScored(about));
    problems.push(
      ...[
        ...emptyCalendars(rulebook, at),
        ...escalationLoops(rulebook, at),
        ...dutyGaps(rulebook, usesOf(agreement, examples), at),
      ].map((problem): Problem => {
        const shown = problem.routes?.find((position) => examples[position]);
        return shown === undefined ? problem : { ...problem, lead: examples[shown]! };
      }),
    );
    return problems.map((problem) => finding(problem, locate)).sort(byPlace);
  } finally {
    about.close();
  }
}

/** Whether somebody in particular owns an account or person decides who can take what goes to owners. */
function ownersAsked({ routing, people }: Agreement): Test[] {
  const owners = new Set(routing.map(({ to }) => to).filter((to) => to === "account.owner" || to === "person.owner"));
  return [...owners].flatMap((field): Test[] => [
    { field, op: "exists", value: true },
    ...Object.keys(people).map((value): Test => ({ field, op: "eq", value })),
  ]);
}

/** Policies by the targets whose leads they are for, of rules that leads reach. */
function usesOf({ routing }: Agreement, examples: readonly (Example | undefined)[]): Use[] {
  const uses = new Map<string, Use>();
  for (const [position, { to, else: otherwise, sla: policy }] of routing.entries()) {
    if (!examples[position]) continue;
    for (const target of otherwise === undefined ? [to] : [to, otherwise]) {
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
