import type { LoadChange } from "../ports/loads.ts";
import type { Choice } from "../rules/choose.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { localDate } from "../zone/index.ts";
import type { Draft } from "./draft.ts";

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

/** Takes a lead out of the load of whoever has it. */
export function freeLoad({ lead, loads }: Draft): void {
  if (lead.counted && lead.owner !== null) loads.push({ person: lead.owner, change: -1 });
  lead.counted = false;
}

/** Load of somebody who was given the lead by hand: counted, but no limit refuses it. */
export function unlimited(rulebook: Rulebook, person: string, at: number): LoadChange | undefined {
  const load = takes(rulebook, { seen: {}, team: null }, person, at);
  return load && { person: load.person, change: 1, day: load.day! };
}
