import type { Agreement, Match, Split, Team } from "../agreement/model.ts";
import type { Duration } from "../duration/index.ts";
import type { FieldValue } from "../fields/normalise.ts";
import type { Candidate, Exclusion } from "./exclusion.ts";
import { isOwnerTarget, type KnownOwners } from "./known.ts";
import { deputyOf, patienceMs, soonest, unavailable } from "./people/availability.ts";
import { type Load, limitReached, noLoad, periodsAt } from "./people/capacity.ts";
import { type Matched, matcher, whatOf } from "./people/match.ts";
import type { Rulebook } from "./rulebook.ts";
import type { Target } from "./targets.ts";
import { type Credits, owed, type Share, taker } from "./turns.ts";

export interface Choice {
  owner: string | null;
  /** The team the owner was picked from; null for a target that is a person. */
  team: string | null;
  candidates: Candidate[];
  /** The turn that was taken of each rotation asked. */
  turns: Record<string, MetTurn>;
  /** The team that it is offered to, all of whom may claim it; nobody has it until one does. */
  offered?: string;
  /** Load the choice rests on, for counted people and teams: the commit must find it unchanged enough. */
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

/** The rotation of teams that share the leads of a rule, by its name. */
const splitRotation = (rule: string): string => `rule/${rule}`;

/** What choosing needs to know or do beyond the rulebook. */
export interface Means {
  at: number;
  turn: TakeTurn;
  /** The first window that somebody has to answer in. */
  window: Duration | undefined;
  /** Loads of counted people and teams; a missing one is no load. */
  loads(counted: string[]): Promise<Record<string, Load>>;
  /** Whom targets such as `account.owner` stand for. */
  known: KnownOwners;
  /** What people are matched with the lead by. */
  fields: Readonly<Record<string, FieldValue>>;
  /** The rule that took it. */
  rule: { name: string; require?: readonly Match[]; prefer?: readonly Match[] } | undefined;
  /** Who has a meeting with the lead: they are asked first, and no load keeps them from it. */
  host?: string | undefined;
  /** People who had the lead before; it is given to somebody again. */
  excluded?: readonly string[];
  /** Whose loads include the lead already: it makes them no fuller. */
  counted?: readonly string[];
  /** Whether teams may claim it; else it is somebody's turn there too. */
  claims?: Claims;
}

/** What became of a lead in teams of which whoever says so first has it. */
export interface Claims {
  /** Teams to whom it was offered for as long as they have. */
  over: readonly string[];
  /** Whether nobody comes after those who were asked: then it is somebody's turn in a team that had it offered. */
  last: boolean;
}

/** Finds the owner: each target in turn until one can take the lead. */
export async function choose(rulebook: Rulebook, targets: readonly Target[], means: Means): Promise<Choice> {
  const choice: Choice = { owner: null, team: null, candidates: [], turns: {}, seen: {} };
  if (means.host !== undefined) {
    const host = askInTurn(rulebook, means.host, means, choice, (id) => unavailable(rulebook, id, means.at, noLoad));
    if (host !== undefined) return { ...choice, owner: host };
  }
  for (const target of targets) {
    const named = typeof target === "string" ? namedBy(rulebook, target, means.known) : target;
    if (typeof named === "object") await pickFromTeams(rulebook, named, means, choice);
    else if (named !== undefined && rulebook.agreement.teams[named])
      await pickFromTeams(rulebook, [{ team: named, share: 1 }], means, choice);
    else if (named !== undefined) await askPerson(rulebook, named, means, choice);
    if (choice.owner !== null || choice.offered !== undefined) return choice;
  }
  const { claims } = means;
  if (claims?.last)
    for (const team of claims.over.filter((name) => rulebook.agreement.teams[name])) {
      const isOf = ({ excluded }: Candidate) => excluded?.code === "unclaimed" && excluded.team === team;
      choice.candidates = choice.candidates.filter((candidate) => !isOf(candidate));
      await pickFromTeams(rulebook, [{ team, share: 1 }], { ...means, claims: undefined }, choice);
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

/** The person or team that a target stands for; undefined when that is nobody. */
export function namedBy(rulebook: Rulebook, target: string, known: Means["known"]): string | undefined {
  if (isOwnerTarget(target)) return known[target];
  return target === "manager" ? rulebook.topManager : target;
}

/** Reads loads not read yet, so that a decision rests on one reading. */
async function readLoads(rulebook: Rulebook, names: string[], means: Means, choice: Choice): Promise<void> {
  const missing = names.filter((id) => rulebook.counted.has(id) && !choice.seen[id]);
  if (missing.length === 0) return;
  const loads = await means.loads(missing);
  for (const id of missing) choice.seen[id] = loads[id] ?? noLoad;
}

function reasonAgainst(rulebook: Rulebook, id: string, means: Means, choice: Choice): Exclusion | undefined {
  if (means.excluded?.includes(id)) return { code: "had" };
  return unavailable(rulebook, id, means.at, loadOf(id, means, choice));
}

/** What somebody, or a team, has besides the lead. */
const loadOf = (of: string, { counted = [] }: Means, { seen }: Choice): Load =>
  counted.includes(of) ? noLoad : (seen[of] ?? noLoad);

async function askPerson(rulebook: Rulebook, person: string, means: Means, choice: Choice): Promise<void> {
  const deputy = deputyOf(rulebook, person, means.at);
  await readLoads(rulebook, [person, ...(deputy === undefined ? [] : [deputy])], means, choice);
  const owner = askInTurn(
    rulebook,
    person,
    means,
    choice,
    (id) =>
      reasonAgainst(rulebook, id, means, choice) ?? lackOf(rulebook, id, means.rule?.require ?? [], matchedBy(means)),
  );
  if (owner !== undefined) choice.owner = owner;
}

/** Asks somebody who is named, and whoever stands in for them while they are on leave; answers which of them can take the lead. */
function askInTurn(
  rulebook: Rulebook,
  person: string,
  { at }: Means,
  { candidates }: Choice,
  against: (id: string) => Exclusion | undefined,
): string | undefined {
  const deputy = deputyOf(rulebook, person, at);
  for (const id of [person, ...(deputy === undefined ? [] : [deputy])]) {
    const excluded = against(id);
    candidates.push({ person: id, ...(id !== person && { standsIn: person }), ...(excluded && { excluded }) });
    if (!excluded) return id;
    // Whoever is there and has no room has an `else` for that.
    if (excluded.code !== "away") return undefined;
  }
  return undefined;
}

/** Somebody who can take a lead, unless there is a reason against it. */
interface Asked extends Share {
  excluded: Exclusion | undefined;
}

/** A team, and who of it can take a lead. */
interface AskedTeam {
  name: string;
  share: number;
  team: Team;
  asked: Asked[];
}

/** Finds the owner in one of the teams that share a rule's leads: the team whose turn it is of those that can take it. */
async function pickFromTeams(
  rulebook: Rulebook,
  splits: readonly Split[],
  means: Means,
  choice: Choice,
): Promise<void> {
  const { teams } = rulebook.agreement;
  await readLoads(
    rulebook,
    splits.flatMap(({ team }) => [team, ...teams[team]!.members.map(({ person }) => person)]),
    means,
    choice,
  );
  const all = splits.map(
    ({ team, share }): AskedTeam => ({
      name: team,
      share,
      team: teams[team]!,
      asked: askTeam(rulebook, team, means, choice),
    }),
  );
  const able = all.filter(({ asked }) => asked.some(({ excluded }) => !excluded));
  const chosen = able.length < 2 ? able[0] : await teamInTurn(able, means, choice);
  if (chosen) await ask(rulebook, chosen, means, choice);
  for (const one of all) {
    const passed = chosen && one !== chosen && able.includes(one);
    for (const { who, excluded } of one.asked) {
      const reason: Exclusion | undefined = excluded ?? (passed ? { code: "share", team: chosen.name } : undefined);
      choice.candidates.push({ person: who, ...(reason && { excluded: reason }) });
    }
  }
}

/** Has one of a team take the lead, or all who could have it offered. */
async function ask(rulebook: Rulebook, chosen: AskedTeam, means: Means, choice: Choice): Promise<void> {
  const { name, team, asked } = chosen;
  const claims = team.pick === "claim" ? means.claims : undefined;
  if (claims?.over.includes(name)) {
    for (const one of asked) one.excluded ??= { code: "unclaimed", team: name };
    return;
  }
  choice.team = name;
  const familiar = familiarIn(chosen, means);
  if (claims && familiar === undefined) {
    choice.offered = name;
    for (const one of asked) one.excluded ??= { code: "offered", team: name };
  } else choice.owner = await pick(rulebook, chosen, familiar, means, choice);
}

async function teamInTurn(able: readonly AskedTeam[], means: Means, choice: Choice): Promise<AskedTeam> {
  const among = able.map(({ name, share }) => ({ who: name, weight: share }));
  const rotation = splitRotation(means.rule?.name ?? "");
  const met = await means.turn(rotation, among);
  choice.turns[rotation] = met;
  const took = taker(met.credits, among);
  return able.find(({ name }) => name === took)!;
}

/** The members of a team, each with what is against their taking the lead at all. */
function askTeam(rulebook: Rulebook, name: string, means: Means, choice: Choice): Asked[] {
  const { members, capacity, require } = rulebook.agreement.teams[name]!;
  const limit = limitReached(capacity, loadOf(name, means, choice), periodsAt(rulebook.agreement.timezone, means.at));
  const required = [...require, ...(means.rule?.require ?? [])];
  const lead = matchedBy(means);
  return members.map(({ person, weight }) => ({
    who: person,
    weight,
    excluded: limit
      ? { code: "teamFull", team: name }
      : (reasonAgainst(rulebook, person, means, choice) ?? lackOf(rulebook, person, required, lead)),
  }));
}

/** One of a team's members who can take the lead: who is preferred and there soonest, and then whose turn it is. */
async function pick(
  rulebook: Rulebook,
  { name, team, asked }: AskedTeam,
  familiar: string | undefined,
  means: Means,
  choice: Choice,
): Promise<string> {
  const prefer = means.rule?.prefer ?? team.prefer;
  let able = asked.filter(({ excluded }) => !excluded);
  // Whoever knows the person or the company goes on with them, whosever turn it is; it costs nobody's turn.
  if (familiar !== undefined) {
    for (const other of able) if (other.who !== familiar) other.excluded = { code: "familiar", person: familiar };
    return familiar;
  }
  if (team.onDuty === "first") able = whoAnswersSoonest(rulebook, able, means);
  able = whoMatchesBest(rulebook, able, prefer, means);
  if (team.pick === "least-loaded") able = leastLoaded(able, choice);
  return inTurn(name, able, means, choice);
}

/** Who of a team knows the person or the company, where that is preferred. */
function familiarIn({ team, asked }: AskedTeam, means: Means): string | undefined {
  const prefer = means.rule?.prefer ?? team.prefer;
  if (!prefer.includes("familiar")) return undefined;
  return familiarTo(means).find((id) => asked.some(({ who, excluded }) => who === id && !excluded));
}

/** Who knows the person or the company of a lead, the former first. */
export const familiarTo = ({ known }: Pick<Means, "known">): string[] =>
  [known["person.owner"], known["account.owner"]].filter((id) => id !== undefined);

const matchedBy = (means: Means): Matched => ({ fields: means.fields, familiar: familiarTo(means) });

/** What of what is required somebody does not match. */
export function lackOf(
  rulebook: Rulebook,
  person: string,
  required: readonly Match[],
  lead: Matched,
): Exclusion | undefined {
  const lacking = required.find((match) => matcher(rulebook.agreement, match, lead)?.(person) === false);
  return lacking && { code: "lacks", what: whatOf(lacking) };
}

/** Those of them who match what is preferred, each preference among those who match the ones before, as far as anybody does. */
function whoMatchesBest(rulebook: Rulebook, able: Asked[], prefer: readonly Match[], means: Means): Asked[] {
  let best = able;
  for (const match of prefer) {
    const matches = matcher(rulebook.agreement, match, matchedBy(means));
    const those = matches ? best.filter(({ who }) => matches(who)) : [];
    if (those.length === 0) continue;
    for (const other of best) if (!those.includes(other)) other.excluded = { code: "preferred", what: whatOf(match) };
    best = those;
  }
  return best;
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
