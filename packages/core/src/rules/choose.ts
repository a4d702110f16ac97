import type { Agreement, Team } from "../agreement/model.ts";
import type { FieldValue } from "../fields/normalise.ts";
import { type Load, noLoad, unavailable } from "./availability.ts";
import type { Candidate, Exclusion } from "./exclusion.ts";
import { rotate } from "./rotation.ts";
import type { Rulebook } from "./rulebook.ts";

export interface Choice {
  owner: string | null;
  /** The team the owner was picked from; null for a target that is a person. */
  team: string | null;
  candidates: Candidate[];
  /** The ticket that was taken for each team asked. */
  tickets: Record<string, number>;
  /** Load the choice rests on, for counted people: the commit must find it unchanged enough. */
  seen: Record<string, Load>;
}

/** What choosing needs to know or do beyond the rulebook. */
export interface Means {
  at: number;
  /** Takes the next ticket of a team. */
  ticket(team: string): Promise<number>;
  /** Loads of counted people; a missing one is no load. */
  loads(people: string[]): Promise<Record<string, Load>>;
  /** `account.owner` and `person.owner`. */
  known: { "account.owner"?: string; "person.owner"?: string };
  /** Who has a meeting with the lead: they are asked first, and no load keeps them from it. */
  host?: string | undefined;
  /** People who had the lead before. */
  excluded?: readonly string[];
}

/** Finds the owner: each target in turn (`to`, then `else`) until one can take the lead. */
export async function choose(rulebook: Rulebook, targets: readonly string[], means: Means): Promise<Choice> {
  const choice: Choice = { owner: null, team: null, candidates: [], tickets: {}, seen: {} };
  if (means.host !== undefined) {
    const excluded = unavailable(rulebook, means.host, means.at, noLoad);
    choice.candidates.push(excluded ? { person: means.host, excluded } : { person: means.host });
    if (!excluded) return { ...choice, owner: means.host };
  }
  for (const target of targets) {
    const team = rulebook.agreement.teams[target];
    const person = personOf(rulebook, target, means.known);
    if (team) await pickFromTeam(rulebook, target, team, means, choice);
    else if (person !== undefined) await askPerson(rulebook, person, means, choice);
    if (choice.owner !== null) break;
  }
  return choice;
}

/** Providers whose leads have booked a meeting. */
const BOOKINGS = new Set(["calendly", "cal-com"]);

/** Who has a meeting with a lead and so owns it, unless its source leaves that to the rules; undefined when it is nobody of ours. */
export function hostOf(
  { sources, people }: Pick<Agreement, "sources" | "people">,
  source: string | undefined,
  fields: Readonly<Record<string, FieldValue>>,
): string | undefined {
  const from = source !== undefined && Object.hasOwn(sources, source) ? sources[source] : undefined;
  const host = fields["meeting.host"];
  const isOurs = typeof host === "string" && Object.hasOwn(people, host);
  return from && isOurs && BOOKINGS.has(from.provider) && from.booking !== "rules" ? host : undefined;
}

/** The person whom a target that is no team stands for; undefined when that is nobody. */
export function personOf(rulebook: Rulebook, target: string, known: Means["known"]): string | undefined {
  if (target === "account.owner" || target === "person.owner") return known[target];
  return target === "manager" ? rulebook.topManager : target;
}

/** Reads loads not read yet, so that a decision rests on one reading. */
async function readLoads(rulebook: Rulebook, people: string[], means: Means, choice: Choice): Promise<void> {
  const missing = people.filter((id) => rulebook.counted.has(id) && !choice.seen[id]);
  if (missing.length === 0) return;
  const loads = await means.loads(missing);
  for (const id of missing) choice.seen[id] = loads[id] ?? noLoad;
}

function reasonAgainst(rulebook: Rulebook, id: string, means: Means, choice: Choice): Exclusion | undefined {
  if (means.excluded?.includes(id)) return { code: "had" };
  return unavailable(rulebook, id, means.at, choice.seen[id] ?? noLoad);
}

async function askPerson(rulebook: Rulebook, person: string, means: Means, choice: Choice): Promise<void> {
  await readLoads(rulebook, [person], means, choice);
  const excluded = reasonAgainst(rulebook, person, means, choice);
  choice.candidates.push(excluded ? { person, excluded } : { person });
  if (!excluded) choice.owner = person;
}

async function pickFromTeam(rulebook: Rulebook, name: string, team: Team, means: Means, choice: Choice): Promise<void> {
  await readLoads(
    rulebook,
    team.members.map(({ person }) => person),
    means,
    choice,
  );
  const asked = team.members.map(({ person, weight }) => ({
    person,
    weight,
    excluded: reasonAgainst(rulebook, person, means, choice),
  }));
  let able = asked.filter(({ excluded }) => !excluded);
  // Whoever knows the person or the company goes on with them, whosever turn it is; it costs nobody's turn.
  const familiar = [means.known["person.owner"], means.known["account.owner"]].find((id) =>
    able.some(({ person }) => person === id),
  );
  if (familiar !== undefined) {
    for (const other of able) if (other.person !== familiar) other.excluded = { code: "familiar", person: familiar };
    choice.owner = familiar;
    choice.team = name;
    able = [];
  }
  if (able.length > 0 && team.onDuty === "first") {
    const atWork = able.filter(({ person }) => rulebook.workingTime(person).onDuty(means.at));
    if (atWork.length > 0) {
      for (const other of able) if (!atWork.includes(other)) other.excluded = { code: "offDuty" };
      able = atWork;
    }
  }
  if (able.length > 0) {
    const ticket = await means.ticket(name);
    choice.tickets[name] = ticket;
    let best = able;
    if (team.pick === "least-loaded") {
      const relative = ({ person, weight }: (typeof able)[number]) => (choice.seen[person] ?? noLoad).open / weight;
      const least = Math.min(...able.map(relative));
      best = able.filter((one) => relative(one) === least);
      for (const other of able) {
        if (!best.includes(other))
          other.excluded = { code: "loaded", open: (choice.seen[other.person] ?? noLoad).open };
      }
    }
    choice.owner = rotate(best, ticket);
    choice.team = name;
    for (const other of best) if (other.person !== choice.owner) other.excluded = { code: "turn", ticket };
  }
  choice.candidates.push(
    ...asked.map(({ person, excluded }): Candidate => (excluded ? { person, excluded } : { person })),
  );
}
