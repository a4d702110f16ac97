import type { Agreement } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import type { Side } from "../facts/codes.ts";

/** A smaller team would show its people. */
const FEW = 5;

/** What a team is called where nobody is to be known by it. */
export type TeamNaming = (team: string | null) => string | null;

/** Teams of five or more by their names, smaller ones by their side, all of a side together. What is no team any more keeps its name. */
export function teamNaming(agreement: Pick<Agreement, "people" | "teams">): TeamNaming {
  const { teams } = agreement;
  const isLarge = (team: string) => (teams[team]?.members.length ?? 0) >= FEW;
  const sideName = (side: Side) => (isLarge(side) ? `${side}, small teams` : side);
  return (team) => {
    if (team === null || !Object.hasOwn(teams, team) || isLarge(team)) return team;
    const { members, manager } = teams[team]!;
    return sideName(sideOf(agreement, members[0]?.person ?? manager ?? null) ?? "sales");
  };
}

/** Somebody as they are called where they must not be known: by their side. */
export const bySide = (agreement: Pick<Agreement, "people">, person: string | null): string =>
  `somebody of ${sideOf(agreement, person) ?? "sales"}`;
