import type { Agreement } from "@baton/core/agreement";
import type { Test } from "@baton/core/condition";
import { kindOf } from "@baton/core/lead";
import type { Case } from "../model/case.ts";
import { isTakenBy } from "../model/witness.ts";
import type { Problem } from "./problem.ts";

const fromSource = (value: string): Test => ({ field: "source", op: "eq", value });

/** Sources that promise that nobody calls. */
const silent = ({ sources }: Agreement): string[] => Object.keys(sources).filter((name) => sources[name]!.noCall);

/** Whether a lead is of one of these decides whether a promise is kept. */
export const silentSources = (agreement: Agreement): Test[] => silent(agreement).map(fromSource);

/** Rules that give a clock for a contact to leads of a source that promises that nobody calls. */
export async function promisesBroken(about: Case, position: number): Promise<Problem[]> {
  const { rulebook, leads, routing, witnesses, at } = about;
  const { agreement } = rulebook;
  const { name, sla } = agreement.routing[position]!;
  const stage = agreement.sla[sla]?.stages.find(({ name }) => kindOf(name) === "contact");
  if (!stage) return [];
  const problems: Problem[] = [];
  for (const source of silent(agreement)) {
    const found = await witnesses.find(
      [routing.takes[position]!, leads.meet(fromSource(source))],
      at,
      isTakenBy(rulebook, position, at),
    );
    if (found === "impossible") continue;
    const where = { path: ["routing", position, "sla"] };
    if (found === "unknown")
      problems.push({
        ...where,
        code: "route.unproven",
        severity: "warning",
        message: `whether "${name}" takes leads of "${source}", which promises that nobody calls, could not be decided within the budget`,
      });
    else
      problems.push({
        ...where,
        code: "promise.broken",
        message: `"${source}" promises that nobody calls, and "${name}" has its leads contacted within the stage "${stage.name}": take them with a rule of "sla: none" before it`,
        lead: found.lead,
        at,
      });
  }
  return problems;
}
