import { running } from "../facts/tally.ts";
import { awayUntil, deputyOf } from "../rules/people/availability.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { everyTarget, namesIn } from "../rules/targets.ts";
import type { Role } from "./answers/answer.ts";
import { type Lead, teamOf } from "./lead.ts";

/** The first manager responsible for a lead: the owner's, else the team's; if that is the owner, the next above. Nobody's lead has the top manager. */
export function managerOf(rulebook: Rulebook, lead: Pick<Lead, "owner" | "decision">): string | undefined {
  const { people, teams } = rulebook.agreement;
  if (lead.owner === null) return rulebook.topManager;
  const team = teams[teamOf(lead) ?? ""]?.manager;
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

/** Whose a lead is, and what happened to it so far; nothing, of one that is only thought of. */
type Held = Pick<Lead, "owner"> & Partial<Pick<Lead, "tally">>;

/** Who has the window that runs, where that is somebody else than the owner: they answer while the owner is on leave. */
export function coverOf({ owner, tally }: Held): string | undefined {
  const holder = tally && running(tally)?.window.holder;
  return owner === null || holder == null || holder === owner ? undefined : holder;
}

/** Somebody and those above them, each followed by whoever stands in for them at an instant. */
function chainFrom(rulebook: Rulebook, id: string | undefined, at: number): string[] {
  if (id === undefined) return [];
  return [id, ...rulebook.managersAbove(id)].flatMap((one) => [one, deputyOf(rulebook, one, at) ?? []].flat());
}

/**
 * Who hears of a lead at an instant, so that somebody does who is there: whoever covers for its owner, the owner, while they are on leave
 * who stands in for them, else the first manager on duty. Whoever has left hears nothing.
 */
export function whoHears(rulebook: Rulebook, lead: Held & Pick<Lead, "decision">, at: number): string | undefined {
  const { people } = rulebook.agreement;
  const { owner } = lead;
  const present = (id: string | undefined) =>
    id !== undefined && people[id] !== undefined && awayUntil(rulebook, id, at) === undefined;
  const own = [coverOf(lead), owner ?? undefined, owner === null ? undefined : deputyOf(rulebook, owner, at)];
  const above = chainFrom(rulebook, managerOf(rulebook, lead), at).filter((id) => id !== owner && people[id]);
  return (
    own.find(present) ??
    above.find((id) => rulebook.workingTime(id).onDuty(at)) ??
    above.find(present) ??
    above[0] ??
    owner ??
    undefined
  );
}

/**
 * Who an escalation reaches at an instant: the one named if on duty, else who stands in for them, else the first on duty above, else the
 * one named all the same, unless on leave while somebody above is not. For a team its members on duty, else its manager's chain, else
 * whoever of it is not on leave. Never whoever it is about: the owner, and who covers for them; nor anybody of `without`.
 */
export function escalationRecipients(
  rulebook: Rulebook,
  lead: Held & Pick<Lead, "decision">,
  to: string,
  at: number,
  without: ReadonlySet<string> = new Set(),
): string[] {
  const { teams, people } = rulebook.agreement;
  const about = [lead.owner, coverOf(lead)];
  const onDuty = (id: string) => rulebook.workingTime(id).onDuty(at);
  const present = (id: string) => awayUntil(rulebook, id, at) === undefined;
  const others = (ids: string[]) => ids.filter((id) => !about.includes(id) && people[id] && !without.has(id));
  const from = (id: string | undefined) => others(chainFrom(rulebook, id, at));

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
  const team = teams[teamOf(lead) ?? ""]?.manager;
  const first = [...lead.owners.map((owner) => people[owner.person]?.manager), team, rulebook.topManager];
  return first.some((id) => id !== undefined && (id === person || rulebook.managersAbove(id).includes(person)));
}

/** What somebody is to a lead at an instant. Who covers for its owner, or stands in for them, may do what the owner may. */
export function roleOf(rulebook: Rulebook, lead: Lead, person: string, at: number): Role {
  const { owner } = lead;
  if (owner === person || coverOf(lead) === person) return "owner";
  if (lead.request?.by === person) return "asker";
  if (owner !== null && deputyOf(rulebook, owner, at) === person) return "owner";
  if (manages(rulebook, lead, person)) return "manager";
  const { windows } = lead.tally;
  // Whoever covered for an owner had it in their place.
  if (lead.owners.some((owner) => owner.person === person) || windows.some(({ holder }) => holder === person))
    return "former";
  if (windows.some(({ told }) => told?.includes(person))) return "manager";
  const wasDeputy = lead.owners.some((owner) => rulebook.agreement.people[owner.person]?.deputy === person);
  return wasDeputy || lead.offeredTo?.includes(person) ? "colleague" : "manager";
}

/** Whether somebody may claim a lead: it is offered to their team, and has not gone on. */
export const mayClaim = ({ agreement: { teams } }: Rulebook, { stage, waiting }: Lead, person: string): boolean =>
  stage === "offered" && (teams[waiting?.team ?? ""]?.members.some((member) => member.person === person) ?? false);

/**
 * People a lead can be handed to by somebody: whoever may receive leads and is not on leave, those of its team first, and a manager also
 * themselves. Never the present owner.
 */
export function mayReceive(rulebook: Rulebook, lead: Lead, by: string, now: number): string[] {
  const { teams, people, routing } = rulebook.agreement;
  const membersOf = (name: string) => teams[name]?.members.map(({ person }) => person) ?? [];
  const self = roleOf(rulebook, lead, by, now) === "manager" ? [by] : [];
  const named = routing.flatMap((route) => namesIn(everyTarget(route)));
  const all = [
    ...self,
    ...membersOf(teamOf(lead) ?? ""),
    ...Object.keys(teams).flatMap(membersOf),
    ...named,
    // Where rules name nobody, accounts or tables do; a request anybody may answer.
    ...(lead.request || Object.keys(teams).length === 0 ? Object.keys(people) : []),
  ];
  return [...new Set(all)].filter(
    (id) =>
      id !== lead.owner &&
      id !== lead.request?.by &&
      people[id] &&
      (id === by || awayUntil(rulebook, id, now) === undefined),
  );
}
