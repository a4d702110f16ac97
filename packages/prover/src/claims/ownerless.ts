import type { Means } from "@baton/core/rules";
import { formerOwner } from "../fields/owner.ts";
import type { Case } from "../model/case.ts";
import type { Lit } from "../model/circuit.ts";
import { isTakenBy } from "../model/witness.ts";
import type { Problem } from "./problem.ts";
import { type Vacancy, vacancy } from "./vacancy.ts";

/** That a rule's target can be unable to name an owner, with a lead, an instant and loads for which it is. */
export async function ownerless(about: Case, position: number): Promise<Problem[]> {
  const { rulebook, leads, routing, witnesses, at } = about;
  const rule = rulebook.agreement.routing[position]!;
  const targets = rule.else === undefined ? [rule.to] : [rule.to, rule.else];
  let undecided = false;
  for (const { known, lits } of ownersKnown(about, rule.to)) {
    const vacant = vacancy(rulebook, targets, at, known);
    if (!vacant) continue;
    const found = await witnesses.find(
      [routing.takes[position]!, leads.sourced, ...lits],
      vacant.at,
      isTakenBy(rulebook, position, vacant.at),
    );
    if (typeof found === "object") return [problem(position, rule.name, vacant, rule.else, found.lead)];
    undecided ||= found === "unknown";
  }
  if (!undecided) return [];
  return [
    {
      path: ["routing", position, "to"],
      code: "route.unproven",
      severity: "warning",
      message: `whether "${rule.name}" always finds an owner could not be decided within the budget`,
    },
  ];
}

function problem(
  position: number,
  name: string,
  { at, loads, why }: Vacancy,
  otherwise: string | undefined,
  lead: Record<string, unknown>,
): Problem {
  return {
    path: ["routing", position, otherwise === undefined ? "to" : "else"],
    code: "route.noOwner",
    message: `"${name}" can be left without an owner: ${why}${otherwise === undefined ? '; give it an "else"' : ""}`,
    at,
    lead,
    loads,
  };
}

/**
 * What may be known of an owner when a target asks for one: nobody, somebody, or somebody who has left; leads of other targets need
 * not say.
 */
function ownersKnown({ rulebook, leads }: Case, to: string): { known: Means["known"]; lits: Lit[] }[] {
  if (to !== "account.owner" && to !== "person.owner") return [{ known: {}, lits: [] }];
  const given = leads.meet({ field: to, op: "exists", value: true });
  const { people } = rulebook.agreement;
  const owners = Object.keys(people).map((id) => ({
    known: { [to]: id },
    lits: [leads.meet({ field: to, op: "eq", value: id })],
  }));
  return [
    { known: {}, lits: [-given] },
    ...owners,
    { known: { [to]: formerOwner }, lits: [given, ...owners.flatMap(({ lits }) => lits.map((lit) => -lit))] },
  ];
}
