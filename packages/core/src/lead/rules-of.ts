import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Lead } from "./lead.ts";

/**
 * The rules a lead goes on by. What was promised stays as the version has it that its clock runs by, else the one that decided it;
 * who is there, in which team and at work, is as the active version says: whoever has left gets nothing.
 */
export async function rulesOf({ rulebooks }: Pick<Relay, "rulebooks">, lead: Lead): Promise<Rulebook> {
  const [kept, active] = await Promise.all([
    rulebooks.version(lead.clock?.version ?? lead.decision.version),
    rulebooks.active(),
  ]);
  if (kept.version === active.version) return active;
  const { people, teams } = active.agreement;
  const { workingTime, zone, managersAbove, topManager, counted, absences } = active;
  return {
    ...kept,
    agreement: { ...kept.agreement, people, teams: { ...kept.agreement.teams, ...teams } },
    workingTime,
    zone,
    managersAbove,
    topManager,
    counted,
    absences,
    clockTime: (policy, whose) =>
      policy.calendar === "owner" && whose.holder !== undefined && people[whose.holder]
        ? workingTime(whose.holder)
        : kept.clockTime(policy, whose),
  };
}
