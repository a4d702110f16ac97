import type { Match, Split, Team } from "../../agreement/model.ts";
import type { Exclusion } from "../exclusion.ts";
import { patienceMs, soonest } from "../people/availability.ts";
import { limitReached, noLoad, periodsAt } from "../people/capacity.ts";
import { matcher, whatOf } from "../people/match.ts";
import type { Rulebook } from "../rulebook.ts";
import { owed, type Share, taker } from "../turns.ts";
import { familiarTo, lackOf, loadOf, matchedBy, readLoads, reasonAgainst } from "./against.ts";
import type { Choice, Means } from "./choice.ts";

/** The rotation of a team's leads; those that are given to somebody again have one of their own, so that they shift nobody's turn. */
export const teamRotation = (team: string, again = false): string => `${again ? "again" : "team"}/${team}`;

/** The rotation of teams that share the leads of a rule, by its name. */
const splitRotation = (rule: string): string => `rule/${rule}`;

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
export async function pickFromTeams(
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
  for (const { name, team, asked } of all)
    if (team.pick === "claim" && means.claims?.over.includes(name))
      for (const one of asked) one.excluded ??= { code: "unclaimed", team: name };
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
  choice.team = name;
  const familiar = familiarIn(chosen, means);
  if (team.pick === "claim" && means.claims && familiar === undefined) {
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
