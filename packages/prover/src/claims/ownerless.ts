import type { Route } from "@baton/core/agreement";
import { isOwnerTarget, type Means } from "@baton/core/rules";
import { formerOwner } from "../fields/owner.ts";
import type { Case } from "../model/case.ts";
import type { Lit } from "../model/circuit.ts";
import { isTakenBy } from "../model/witness.ts";
import { kindsOf } from "./matches.ts";
import { nameable } from "./owners.ts";
import type { Problem } from "./problem.ts";
import { type Vacancy, vacancy } from "./vacancy.ts";

/** That a rule's target can be unable to name an owner, with a lead, an instant and loads for which it is. */
export async function ownerless(about: Case, position: number): Promise<Problem[]> {
  const { rulebook, leads, routing, witnesses, at } = about;
  const rule = rulebook.agreement.routing[position]!;
  let undecided = false;
  const kinds = kindsOf(about, rule);
  for (const { known, lits, kind } of ownersKnown(about, rule.to).flatMap((one) =>
    kinds.map((kind) => ({ ...one, kind })),
  )) {
    const vacant = vacancy(rulebook, rule, at, known, kind.fields);
    if (!vacant) continue;
    const found = await witnesses.find(
      [routing.takes[position]!, leads.sourced, ...lits, ...kind.lits],
      vacant.at,
      isTakenBy(rulebook, position, vacant.at),
    );
    if (typeof found === "object") return [problem(position, rule, vacant, found.lead)];
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
  { name, else: others }: Route,
  { at, loads, why }: Vacancy,
  lead: Record<string, unknown>,
): Problem {
  return {
    path: ["routing", position, others.length === 0 ? "to" : "else"],
    code: "route.noOwner",
    message: `"${name}" can be left without an owner: ${why}${others.length === 0 ? '; give it an "else"' : ""}`,
    at,
    lead,
    loads,
  };
}

/**
 * What may be known of an owner when a target asks for one: nobody, somebody, or somebody who has left; leads of other targets need
 * not say.
 */
function ownersKnown({ rulebook, leads }: Case, to: Route["to"]): { known: Means["known"]; lits: Lit[] }[] {
  if (typeof to !== "string" || !isOwnerTarget(to)) return [{ known: {}, lits: [] }];
  const given = leads.meet({ field: to, op: "exists", value: true });
  const owners = nameable(rulebook.agreement, to).map((id) => ({
    known: { [to]: id },
    lits: [leads.meet({ field: to, op: "eq", value: id })],
  }));
  return [
    { known: {}, lits: [-given] },
    ...owners,
    { known: { [to]: formerOwner }, lits: [given, ...owners.flatMap(({ lits }) => lits.map((lit) => -lit))] },
  ];
}
