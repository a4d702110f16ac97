import type { Capacity, Route } from "@baton/core/agreement";
import {
  deputyOf,
  everyTarget,
  exclusionInWords,
  familiarTo,
  isOwnerTarget,
  lackOf,
  type Means,
  mayWait,
  namedBy,
  namesIn,
  noLoad,
  type Rulebook,
  unavailable,
} from "@baton/core/rules";
import { TABLE_FIELD } from "@baton/core/tables";
import { localDate, segments, wallRange } from "@baton/core/zone";
import { and } from "./listing.ts";
import { requiredBy } from "./matches.ts";
import { askedFor } from "./owners.ts";
import type { Loads } from "./problem.ts";

/** An instant and loads with which nobody can take a lead, and why, in words. */
export interface Vacancy {
  /** Epoch ms. */
  at: number;
  loads: Loads;
  why: string;
}

const DAY = 86_400_000;
/** Leave is planned further ahead than clocks run. */
const LOOKAHEAD = 800 * DAY;

/** Somebody asked for a lead. Only the first target may be full: having an `else`, or waiting, is the answer to load. */
interface Asked {
  person: string;
  /** The team they are asked as one of. */
  team: string | undefined;
  mayBeFull: boolean;
  /** For whom they stand in. */
  for?: string;
  /** Whether somebody does not match what is required. */
  lacks(person: string): boolean;
}

/** Whoever stands in for somebody who is named and on leave. */
function standIn(rulebook: Rulebook, one: Asked, at: number): Asked[] {
  const deputy = one.team === undefined ? deputyOf(rulebook, one.person, at) : undefined;
  return deputy === undefined ? [] : [{ ...one, person: deputy, for: one.person }];
}

/**
 * The earliest instant in the 800 days from `at` (epoch ms) when nobody a rule names, asked in turn as `choose` does, can take a lead
 * with such fields; undefined when somebody always can. The first target may be full; those after it fail by leave, a capacity of 0,
 * not matching, or standing for nobody.
 */
export function vacancy(
  rulebook: Rulebook,
  route: Route,
  at: number,
  known: Means["known"] = {},
  fields: Means["fields"] = {},
): Vacancy | undefined {
  const targets = namesIn(everyTarget(route)).map((target) => namedBy(rulebook, target, known) ?? target);
  const first = namesIn([route.to]).length;
  const asked = targets.flatMap((target, n) => {
    const required = requiredBy(rulebook, route, target);
    const team = rulebook.agreement.teams[target] ? target : undefined;
    return askedFor(rulebook, target, known).map(
      (person): Asked => ({
        person,
        team,
        mayBeFull: !mayWait(route) && n < first,
        lacks: (id) => lackOf(rulebook, id, required, { fields, familiar: familiarTo({ known }) }) !== undefined,
      }),
    );
  });
  const askedAt = (instant: number) => asked.flatMap((one) => [one, ...standIn(rulebook, one, instant)]);
  const vacant = (instant: number) => askedAt(instant).every((one) => cannotTake(rulebook, one, instant));
  // Whether somebody can be full does not change with time, so after `at` a vacancy begins with somebody's leave, or with its end, when
  // whoever stood in for them no longer does.
  const begins = [at, ...turnsOfLeave(rulebook, asked, at)].find(vacant);
  if (begins === undefined) return undefined;
  return {
    at: begins,
    loads: Object.fromEntries(
      askedAt(begins).flatMap((one) => {
        if (one.lacks(one.person) || unavailable(rulebook, one.person, begins, noLoad)) return [];
        const teamLoad = one.team === undefined ? undefined : fullLoad(rulebook.agreement.teams[one.team]!.capacity);
        return teamLoad ? [[one.team!, teamLoad]] : [[one.person, fullLoad(capacityOf(rulebook, one.person))!]];
      }),
    ),
    why: inWords(rulebook, route, targets, begins, { known, fields }, askedAt(begins)),
  };
}

const capacityOf = ({ agreement: { people } }: Rulebook, person: string): Capacity => people[person]?.capacity ?? {};

function cannotTake(rulebook: Rulebook, { person, team, mayBeFull, lacks }: Asked, at: number): boolean {
  if (lacks(person) || unavailable(rulebook, person, at, noLoad) !== undefined) return true;
  const ofTeam = team === undefined ? {} : rulebook.agreement.teams[team]!.capacity;
  if (takesNone(ofTeam)) return true;
  return mayBeFull && (fullLoad(capacityOf(rulebook, person)) ?? fullLoad(ofTeam)) !== undefined;
}

const takesNone = (capacity: Capacity): boolean => Object.values(capacity).includes(0);

/** The least load with which somebody with a capacity is full; undefined for those who never are. */
function fullLoad({ open, perDay, perWeek, perMonth }: Capacity): Loads[string] | undefined {
  if (open !== undefined) return { open };
  if (perDay !== undefined) return { today: perDay };
  if (perWeek !== undefined) return { thisWeek: perWeek };
  return perMonth === undefined ? undefined : { thisMonth: perMonth };
}

/** The instants after `at` at which leave of somebody asked, or of who stands in for them, begins or ends, in order. */
function turnsOfLeave(rulebook: Rulebook, asked: Asked[], at: number): number[] {
  const { people } = rulebook.agreement;
  const concerned = new Set(
    asked.flatMap(({ person, team }) => [person, (team === undefined && people[person]?.deputy) || []].flat()),
  );
  const turns = [...concerned].flatMap((person) =>
    (people[person]?.away ?? []).flatMap(({ from, to, hours }) =>
      hours ? [] : [Date.parse(from), Date.parse(to) + DAY].flatMap((day) => firstInstant(rulebook.zone(person), day)),
    ),
  );
  return [...new Set(turns)].filter((turn) => turn > at && turn < at + LOOKAHEAD).sort((a, b) => a - b);
}

/** When a day begins somewhere; one that the zone skips begins with the next one. */
function firstInstant(zone: string, midnight: number): number[] {
  const end = midnight + 2 * DAY;
  const [first] = wallRange(segments(zone, midnight - DAY, end + DAY), midnight, end);
  return first ? [first[0]] : [];
}

const NAMED = 3;

function inWords(
  rulebook: Rulebook,
  route: Route,
  targets: readonly string[],
  at: number,
  { known, fields }: Pick<Means, "known" | "fields">,
  asked: readonly Asked[],
): string {
  const standing = asked.flatMap((one) => {
    if (one.for === undefined) return [];
    const against = one.lacks(one.person) ? `${one.person} does not match` : reasonAgainst(rulebook, one.person, at);
    return against === undefined ? [] : [`${against} (standing in for ${one.for})`];
  });
  const reasons = new Set([
    ...targets.flatMap((target) => {
      const people = askedFor(rulebook, target, known);
      if (people.length === 0) return [nobody(target)];
      const limit = limitInWords(rulebook.agreement.teams[target]?.capacity ?? {});
      const required = requiredBy(rulebook, route, target);
      return people.map((person) => {
        const lack = lackOf(rulebook, person, required, { fields, familiar: familiarTo({ known }) });
        if (lack) return `${person} ${exclusionInWords(lack)}`;
        return reasonAgainst(rulebook, person, at) ?? `team "${target}" ${limit}`;
      });
    }),
    ...standing,
  ]);
  const named = [...reasons].slice(0, NAMED);
  if (reasons.size > NAMED) named.push(`${reasons.size - NAMED} more cannot either`);
  return and(named);
}

function nobody(target: string): string {
  if (target.startsWith(TABLE_FIELD)) return `${target} may name nobody`;
  if (isOwnerTarget(target)) return `the ${target.replace(".", " may have no ")}`;
  return target === "manager" ? "there is no manager" : `team "${target}" has no members`;
}

function reasonAgainst(rulebook: Rulebook, id: string, at: number): string | undefined {
  const person = rulebook.agreement.people[id];
  if (!person) return `${id} is not in the agreement`;
  const today = localDate(rulebook.zone(id), at);
  const leave = person.away.find(({ from, to, hours }) => !hours && from <= today && today <= to);
  if (leave) return `${id} is away from ${leave.from} to ${leave.to}`;
  const limit = limitInWords(person.capacity);
  return limit && `${id} ${limit}`;
}

/** `takes no leads (capacity.open 0)`, `can be full (capacity.perDay 12)`; undefined for whoever has no limit. */
function limitInWords(capacity: Capacity): string | undefined {
  const [none, some] = [(limit?: number) => limit === 0, (limit?: number) => limit !== undefined].map((is) =>
    Object.entries(capacity).find(([, limit]) => is(limit)),
  );
  if (none) return `takes no leads (capacity.${none[0]} 0)`;
  return some && `can be full (capacity.${some[0]} ${some[1]})`;
}
