import type { Agreement, Route } from "@baton/core/agreement";
import type { Rulebook } from "@baton/core/rules";
import { everyTarget, isOwnerTarget, type Means, namedBy, namesIn } from "@baton/core/rules";
import { TABLE_FIELD } from "@baton/core/tables";

/** Somebody a rule can give a lead to, and the team they would be picked from. */
export interface PossibleOwner {
  person: string;
  team?: string;
}

/** Everybody whom a target is asked for: the members of a team, else the one person it stands for, if any. */
export function askedFor(rulebook: Rulebook, target: string, known: Means["known"]): string[] {
  const named = namedBy(rulebook, target, known);
  const team = named === undefined ? undefined : rulebook.agreement.teams[named];
  if (team) return team.members.map(({ person }) => person);
  return named === undefined ? [] : [named];
}

/** Whom a target that something else names can stand for: an account or a person is anybody's, and a row may name a team as well. */
export const nameable = ({ people, teams }: Agreement, target: string): string[] => [
  ...Object.keys(people),
  ...(target.startsWith(TABLE_FIELD) ? Object.keys(teams) : []),
];

/** Everybody a rule can ever give a lead to. */
export function possibleOwners(rulebook: Rulebook, route: Route): PossibleOwner[] {
  const { agreement } = rulebook;
  return namesIn(everyTarget(route))
    .flatMap((target) => (isOwnerTarget(target) ? nameable(agreement, target) : [target]))
    .flatMap((name) =>
      askedFor(rulebook, name, {}).map((person) => (agreement.teams[name] ? { person, team: name } : { person })),
    );
}
