import type { Route } from "@baton/core/agreement";
import type { Rulebook } from "@baton/core/rules";
import { everyTarget, isOwnerTarget, type Means, namesIn, personOf } from "@baton/core/rules";

/** Somebody a rule can give a lead to, and the team they would be picked from. */
export interface PossibleOwner {
  person: string;
  team?: string;
}

/** Everybody whom a target is asked for: the members of a team, else the one person it stands for, if any. */
export function askedFor(rulebook: Rulebook, target: string, known: Means["known"]): string[] {
  const team = rulebook.agreement.teams[target];
  if (team) return team.members.map(({ person }) => person);
  const person = personOf(rulebook, target, known);
  return person === undefined ? [] : [person];
}

/** Everybody a rule can ever give a lead to. An account or a person may be anybody's. */
export function possibleOwners(rulebook: Rulebook, route: Route): PossibleOwner[] {
  const { people, teams } = rulebook.agreement;
  return namesIn(everyTarget(route)).flatMap((target): PossibleOwner[] => {
    if (isOwnerTarget(target)) return Object.keys(people).map((person) => ({ person }));
    return askedFor(rulebook, target, {}).map((person) => (teams[target] ? { person, team: target } : { person }));
  });
}
