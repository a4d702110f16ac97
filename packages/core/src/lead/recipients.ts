import { awayUntil } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Role } from "./answers/answer.ts";
import type { Lead } from "./lead.ts";

/** The first manager responsible for a lead: the owner's, else the team's; if that is the owner, the next above. Nobody's lead has the top manager. */
export function managerOf(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">): string | undefined {
  const { people, teams } = rulebook.agreement;
  if (lead.owner === null) return rulebook.topManager;
  const team = lead.decision.team === null ? undefined : teams[lead.decision.team]?.manager;
  const first = people[lead.owner]?.manager ?? team;
  const chain = first === undefined ? [] : [first, ...rulebook.managersAbove(first)];
  return (
    chain.find((id) => id !== lead.owner && people[id]) ??
    (rulebook.topManager === lead.owner ? undefined : rulebook.topManager)
  );
}

/** The first manager responsible for a lead who is not on leave. */
export function presentManager(
  rulebook: Rulebook,
  lead: Pick<Lead, "owner" | "decision">,
  at: number,
): string | undefined {
  const manager = managerOf(rulebook, lead);
  if (manager === undefined) return undefined;
  const present = (id: string) =>
    id !== lead.owner && rulebook.agreement.people[id] && awayUntil(rulebook, id, at) === undefined;
  return [manager, ...rulebook.managersAbove(manager)].find(present);
}

/** Who holds a lead that nobody is left for: the first manager who is not on leave, else the first. */
export function holderOf(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">, at: number): string | undefined {
  return presentManager(rulebook, lead, at) ?? managerOf(rulebook, lead);
}

/** Who is reminded: the owner; while they are on leave, have left, or nobody has the lead, the first manager who is there. */
export function reminded(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">, at: number): string | undefined {
  const { owner } = lead;
  const there = owner !== null && rulebook.agreement.people[owner] && awayUntil(rulebook, owner, at) === undefined;
  return there ? owner : (holderOf(rulebook, lead, at) ?? owner ?? undefined);
}

/**
 * Who an escalation reaches at an instant: the one named if on duty, else the first on duty above, else the one named all the
 * same, unless on leave while somebody above is not. For a team its members on duty, else its manager's chain, else whoever of
 * it is not on leave. Never the owner: it is about them; nor anybody of `without`.
 */
export function escalationRecipients(
  rulebook: Rulebook,
  lead: Lead,
  to: string,
  at: number,
  without: ReadonlySet<string> = new Set(),
): string[] {
  const { teams, people } = rulebook.agreement;
  const onDuty = (id: string) => rulebook.workingTime(id).onDuty(at);
  const present = (id: string) => awayUntil(rulebook, id, at) === undefined;
  const others = (ids: string[]) => ids.filter((id) => id !== lead.owner && people[id] && !without.has(id));
  const from = (id: string | undefined) => others(id === undefined ? [] : [id, ...rulebook.managersAbove(id)]);

  const team = teams[to];
  if (team) {
    const members = others(team.members.map(({ person }) => person));
    const working = members.filter(onDuty);
    if (working.length > 0) return working;
    const above = from(team.manager).find(onDuty);
    return above ? [above] : members.filter(present);
  }
  const chain = from(to === "manager" ? managerOf(rulebook, lead) : to);
  const reached = chain.find(onDuty) ?? chain.find(present) ?? chain[0] ?? others(from(rulebook.topManager))[0];
  return reached === undefined ? [] : [reached];
}

/** Whether somebody is above an owner of the lead, past or present, or above its team: then they may take or give it. */
export function manages(rulebook: Rulebook, lead: Pick<Lead, "owners" | "decision">, person: string): boolean {
  const { teams, people } = rulebook.agreement;
  const team = lead.decision.team === null ? undefined : teams[lead.decision.team]?.manager;
  const first = [...lead.owners.map((owner) => people[owner.person]?.manager), team, rulebook.topManager];
  return first.some((id) => id !== undefined && (id === person || rulebook.managersAbove(id).includes(person)));
}

/** What somebody is to a lead. */
export function roleOf(rulebook: Rulebook, lead: Lead, person: string): Role {
  if (lead.owner === person) return "owner";
  const had = lead.owners.some((owner) => owner.person === person);
  return had && !manages(rulebook, lead, person) ? "former" : "manager";
}

/**
 * People a lead can be handed to by somebody: those of its team who are not on leave, and for a manager also themselves. Never
 * the present owner.
 */
export function mayReceive(rulebook: Rulebook, lead: Lead, by: string, now: number): string[] {
  const { teams, people } = rulebook.agreement;
  const team =
    lead.decision.team === null ? Object.keys(people) : teams[lead.decision.team]!.members.map(({ person }) => person);
  const self = roleOf(rulebook, lead, by) === "manager" ? [by] : [];
  const able = team.filter((id) => people[id] && awayUntil(rulebook, id, now) === undefined);
  return [...new Set([...self, ...able])].filter((id) => id !== lead.owner);
}
