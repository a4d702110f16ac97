import type { Lead } from "../lead/index.ts";
import { awayUntil } from "../route/index.ts";
import type { Rulebook } from "../rulebook/index.ts";

/** The first manager responsible for a lead: the owner's, else the team's; if that is the owner, the next above. Nobody's lead has the top manager. */
export function managerOf(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">): string | undefined {
  const { people, teams } = rulebook.agreement;
  if (lead.owner === null) return rulebook.topManager;
  const team = lead.decision.team === null ? undefined : teams[lead.decision.team]?.manager;
  const first = people[lead.owner]?.manager ?? team;
  const chain = first === undefined ? [] : [first, ...rulebook.managersAbove(first)];
  return (
    chain.find((id) => id !== lead.owner) ?? (rulebook.topManager === lead.owner ? undefined : rulebook.topManager)
  );
}

/** Who holds a lead that nobody is left for: the first manager who is not on leave, else the first. */
export function holderOf(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">, at: number): string | undefined {
  const manager = managerOf(rulebook, lead);
  if (manager === undefined) return undefined;
  const present = (id: string) => id !== lead.owner && awayUntil(rulebook, id, at) === undefined;
  return [manager, ...rulebook.managersAbove(manager)].find(present) ?? manager;
}

/**
 * Who an escalation reaches at an instant: the one named if on duty, else the first on duty above, else the one named all the
 * same, unless on leave while somebody above is not. For a team its members on duty, else its manager's chain, else everybody
 * in it.
 */
export function escalationRecipients(rulebook: Rulebook, lead: Lead, to: string, at: number): string[] {
  const { teams, people } = rulebook.agreement;
  const onDuty = (id: string) => rulebook.workingTime(id).onDuty(at);
  const team = teams[to];
  if (team) {
    const present = team.members.map(({ person }) => person).filter((id) => people[id]);
    const working = present.filter(onDuty);
    if (working.length > 0) return working;
    const chain = team.manager === undefined ? [] : [team.manager, ...rulebook.managersAbove(team.manager)];
    const above = chain.find(onDuty);
    return above ? [above] : present;
  }
  const named = to === "manager" ? managerOf(rulebook, lead) : to;
  if (named === undefined || !people[named]) return rulebook.topManager ? [rulebook.topManager] : [];
  const chain = [named, ...rulebook.managersAbove(named)];
  return [chain.find(onDuty) ?? chain.find((id) => awayUntil(rulebook, id, at) === undefined) ?? named];
}
