import type { Capacity } from "../../agreement/model.ts";
import type { LoadChange } from "../../ports/loads.ts";
import type { Choice } from "../../rules/choosing/choice.ts";
import { periodsAt } from "../../rules/people/capacity.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { type Lead, teamOf } from "../lead.ts";
import type { Draft } from "./draft.ts";

/** The loads that somebody, and the team they were picked from, take on with a lead; none of those who are not counted. */
export function takes(
  rulebook: Rulebook,
  { seen, team }: Pick<Choice, "seen" | "team">,
  owner: string,
  at: number,
): LoadChange[] {
  const { people, teams, timezone } = rulebook.agreement;
  const change = (of: string, zone: string, limits: Capacity, exact: boolean): LoadChange[] => {
    if (!rulebook.counted.has(of)) return [];
    const { day, week, month } = periodsAt(zone, at);
    return [
      {
        of,
        change: 1,
        day,
        ...(limits.perWeek !== undefined && { week }),
        ...(limits.perMonth !== undefined && { month }),
        limits,
        ...(seen[of] && { seen: seen[of] }),
        exact,
      },
    ];
  };
  const from = team === null ? undefined : teams[team];
  return [
    ...change(owner, rulebook.zone(owner), people[owner]!.capacity, from?.pick === "least-loaded"),
    ...(team !== null && from ? change(team, timezone, from.capacity, false) : []),
  ];
}

/** Whose loads include a lead. */
export const countedBy = ({
  counted,
  countedTeam,
  owner,
}: Pick<Lead, "counted" | "countedTeam" | "owner">): string[] => [
  ...(counted && owner !== null ? [owner] : []),
  ...(countedTeam === undefined ? [] : [countedTeam]),
];

/** Takes a lead out of the loads that include it. */
export function freeLoad({ lead, loads }: Draft): void {
  if (lead.counted && lead.owner !== null) loads.push({ of: lead.owner, change: -1 });
  if (lead.countedTeam !== undefined) loads.push({ of: lead.countedTeam, change: -1 });
  lead.counted = false;
  delete lead.countedTeam;
}

/** The loads of somebody who was given the lead by hand, and of its team if they are of it: counted, but no limit refuses them. */
export function unlimited(rulebook: Rulebook, lead: Pick<Lead, "decision" | "team">, person: string): LoadChange[] {
  const team = teamOf(lead);
  const isOfTeam = team !== null && rulebook.agreement.teams[team]?.members.some((member) => member.person === person);
  return [person, ...(isOfTeam ? [team] : [])]
    .filter((of) => rulebook.counted.has(of))
    .map((of) => ({ of, change: 1 }));
}

/** Puts a lead that is open again into the loads of whoever has it. Requests are no load. */
export function countAgain(rulebook: Rulebook, draft: Draft): void {
  const { lead } = draft;
  const { owner } = lead;
  if (owner !== null && !lead.request) countFor(draft, owner, unlimited(rulebook, lead, owner));
}

/** Has loads include a draft's lead. */
export function countFor({ lead, loads }: Draft, owner: string, taken: readonly LoadChange[]): void {
  loads.push(...taken);
  lead.counted = taken.some(({ of }) => of === owner);
  const team = taken.find(({ of }) => of !== owner);
  if (team) lead.countedTeam = team.of;
}
