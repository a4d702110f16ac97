import type { Case } from "../model/case.ts";
import { kindInWords, kindOfLeads } from "../model/kind.ts";
import { isTakenBy } from "../model/witness.ts";
import type { Problem } from "./problem.ts";

/** Leads that no rule takes: one of them, and the kind it is of. */
export async function uncovered({
  rulebook,
  circuit,
  leads,
  routing,
  witnesses,
  at,
  isInstant,
}: Case): Promise<Problem[]> {
  const found = await witnesses.find([routing.uncovered, leads.sourced], at, isTakenBy(rulebook, undefined, at));
  if (found === "impossible") return [];
  const where = { path: ["routing"], atKey: true };
  if (found === "unknown")
    return [
      {
        ...where,
        code: "route.unproven",
        severity: "warning",
        message: "whether every lead is taken by some rule could not be decided within the budget",
      },
    ];
  const kind = kindInWords(kindOfLeads(circuit, routing.tests, [], -routing.uncovered), isInstant);
  return [
    {
      ...where,
      code: "route.uncovered",
      message:
        kind === undefined
          ? "no rule takes any lead"
          : `no rule takes a lead of which ${kind}; end with a rule without "when"`,
      lead: found.lead,
      at,
    },
  ];
}
