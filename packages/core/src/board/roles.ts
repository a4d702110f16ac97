import { sideOf } from "../agreement/side.ts";
import { operatorOf } from "../health/report.ts";
import type { Rulebook } from "../rules/rulebook.ts";

/**
 * What somebody is to the board, by the agreement: `manager` of people or of a team, or a signer of sales · `marketer` of marketing's side ·
 * `operator` who runs it. Everybody else is a `rep`; one person may be several.
 */
export const boardRoles = ["rep", "manager", "marketer", "operator"] as const;
export type BoardRole = (typeof boardRoles)[number];

/** What somebody is; nothing, of whoever is not in the agreement any more. */
export function rolesOf(rulebook: Rulebook, person: string): BoardRole[] {
  const { agreement, topManager } = rulebook;
  const { people, teams, signers } = agreement;
  if (!Object.hasOwn(people, person)) return [];
  const manages =
    person === topManager ||
    person === signers?.sales ||
    Object.values(people).some(({ manager }) => manager === person) ||
    Object.values(teams).some(({ manager }) => manager === person);
  const ofMarketing = sideOf(agreement, person) === "marketing";
  return [
    ...(ofMarketing ? (["marketer"] as const) : (["rep"] as const)),
    ...(manages ? (["manager"] as const) : []),
    ...(operatorOf(rulebook) === person ? (["operator"] as const) : []),
  ];
}

/** Everybody whose open leads somebody answers for: whom they manage at any distance, and the members of their teams. */
export function peopleUnder({ agreement, managersAbove, topManager }: Rulebook, person: string): string[] {
  const { people, teams } = agreement;
  const members = Object.values(teams)
    .filter(({ manager }) => manager === person)
    .flatMap((team) => team.members.map((member) => member.person));
  const under = Object.keys(people).filter((id) => {
    const above = managersAbove(id);
    return above.includes(person) || (above.length === 0 && person === topManager);
  });
  return [...new Set([...under, ...members])].filter((id) => id !== person && people[id]);
}
