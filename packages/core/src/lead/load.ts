import type { LoadChange } from "../ports/index.ts";
import type { Choice } from "../rules/choose.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";

/** The load somebody takes on with a lead; undefined for people who are not counted. */
export function takes(
  rulebook: Rulebook,
  choice: Pick<Choice, "seen" | "team">,
  owner: string,
  at: number,
): LoadChange | undefined {
  if (!rulebook.counted.has(owner)) return undefined;
  return {
    person: owner,
    change: 1,
    day: localDate(rulebook.zone(owner), at),
    limits: rulebook.agreement.people[owner]!.capacity,
    ...(choice.seen[owner] && { seen: choice.seen[owner] }),
    exact: choice.team !== null && rulebook.agreement.teams[choice.team]?.pick === "least-loaded",
  };
}
