import type { Agreement, Team } from "../agreement/model.ts";
import type { Duration } from "../duration/index.ts";
import type { FieldValue } from "../fields/normalise.ts";
import { type Load, noLoad, patienceMs, soonest, unavailable } from "./availability.ts";
import type { Candidate, Exclusion } from "./exclusion.ts";
import type { Rulebook } from "./rulebook.ts";
import { type Credits, owed, type Share, taker } from "./turns.ts";

export interface Choice {
  owner: string | null;
  /** The team the owner was picked from; null for a target that is a person. */
  team: string | null;
  candidates: Candidate[];
  /** The turn that was taken of each rotation asked. */
  turns: Record<string, MetTurn>;
  /** Load the choice rests on, for counted people: the commit must find it unchanged enough. */
  seen: Record<string, Load>;
}

/** A turn, as it was met. */
export interface MetTurn {
  /** The how-manieth it is of its rotation, from 1. */
  seq: number;
  /** What those who could take it were owed before it. */
  credits: Credits;
}

/** Takes a turn of a rotation, among those who could. */
export type TakeTurn = (rotation: string, among: readonly Share[]) => Promise<MetTurn>;

/** The rotation of a team's leads; those that are given to somebody again have one of their own, so that they shift nobody's turn. */
export const teamRotation = (team: string, again = false): string => `${again ? "again" : "team"}/${team}`;

/** What choosing needs to know or do beyond the rulebook. */
export interface Means {
  at: number;
  turn: TakeTurn;
  /** The first window that somebody has to answer in. */
  window: Duration | undefined;
  /** Loads of counted people; a missing one is no load. */
  loads(people: string[]): Promise<Record<string, Load>>;
  /** `account.owner` and `person.owner`. */
  known: { "account.owner"?: string; "person.owner"?: string };
  /** Who has a meeting with the lead: they are asked first, and no load keeps them from it. */
  host?: string | undefined;
  /** People who had the lead before; it is given to somebody again. */
  excluded?: readonly string[];
}

/** Finds the owner: each target in turn (`to`, then `else`) until one can take the lead. */
export async function choose(rulebook: Rulebook, targets: readonly string[], means: Means): Promise<Choice> {
  const choice: Choice = { owner: null, team: null, candidates: [], turns: {}, seen: {} };
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
  const asked = team.members.map(
    ({ person, weight }): Asked => ({
      who: person,
      weight,
      excluded: reasonAgainst(rulebook, person, means, choice),
    }),
  );
  let able = asked.filter(({ excluded }) => !excluded);
  // Whoever knows the person or the company goes on with them, whosever turn it is; it costs nobody's turn.
  const familiar = [means.known["person.owner"], means.known["account.owner"]].find((id) =>
    able.some(({ who }) => who === id),
  );
  if (familiar !== undefined) {
    for (const other of able) if (other.who !== familiar) other.excluded = { code: "familiar", person: familiar };
    choice.owner = familiar;
    choice.team = name;
    able = [];
  }
  if (team.onDuty === "first") able = whoAnswersSoonest(rulebook, able, means);
  if (able.length > 0) {
    const best = team.pick === "least-loaded" ? leastLoaded(able, choice) : able;
    choice.owner = await inTurn(name, best, means, choice);
    choice.team = name;
  }
  choice.candidates.push(
    ...asked.map(({ who, excluded }): Candidate => ({ person: who, ...(excluded && { excluded }) })),
  );
}

/** Somebody who can take a lead, unless there is a reason against it. */
interface Asked extends Share {
  excluded: Exclusion | undefined;
}

/** Those of them who can answer about as soon as the first one can. */
function whoAnswersSoonest(rulebook: Rulebook, able: Asked[], { at, window }: Means): Asked[] {
  if (able.length < 2) return able;
  const answers = new Map(able.map((one) => [one, soonest(rulebook, one.who, at, window)]));
  const first = Math.min(...answers.values());
  const soon = able.filter((one) => answers.get(one)! <= first + patienceMs(window));
  for (const other of able)
    if (!soon.includes(other)) other.excluded = { code: "later", by: iso(answers.get(other)!), first: iso(first) };
  return soon;
}

/** An instant of epoch ms as a text; of one that never comes the last there is. */
const iso = (instant: number): string => new Date(Math.min(instant, LAST_INSTANT)).toISOString();
const LAST_INSTANT = 8.64e15;

/** Those of them who have the fewest open leads for their weight. */
function leastLoaded(able: Asked[], { seen }: Choice): Asked[] {
  const openOf = ({ who }: Share) => (seen[who] ?? noLoad).open;
  const relative = (one: Share) => openOf(one) / one.weight;
  const least = Math.min(...able.map(relative));
  const best = able.filter((one) => relative(one) === least);
  for (const other of able) if (!best.includes(other)) other.excluded = { code: "loaded", open: openOf(other) };
  return best;
}

/** Whose turn it is; of one alone it is not asked, and costs them none. */
async function inTurn(team: string, able: Asked[], means: Means, choice: Choice): Promise<string> {
  const among = able.map(({ who, weight }) => ({ who, weight }));
  if (among.length === 1) return among[0]!.who;
  const rotation = teamRotation(team, means.excluded !== undefined);
  const met = await means.turn(rotation, among);
  choice.turns[rotation] = met;
  const sums = owed(met.credits, among);
  const took = taker(met.credits, among);
  for (const other of able)
    if (other.who !== took) other.excluded = { code: "turn", owed: sums[other.who]!, most: sums[took]! };
  return took;
}
