import type { Capacity, Route } from "@baton/core/agreement";
import {
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
  /** They do not match what is required. */
  lacks: boolean;
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
        lacks: lackOf(rulebook, person, required, { fields, familiar: familiarTo({ known }) }) !== undefined,
      }),
    );
  });
  const vacant = (instant: number) => asked.every((one) => cannotTake(rulebook, one, instant));
  // Whether somebody can be full does not change with time, so after `at` a vacancy begins with somebody's leave.
  const begins = [at, ...leaveStarts(rulebook, asked, at)].find(vacant);
  if (begins === undefined) return undefined;
  return {
    at: begins,
    loads: Object.fromEntries(
      asked.flatMap((one) => {
        if (one.lacks || unavailable(rulebook, one.person, begins, noLoad)) return [];
        const teamLoad = one.team === undefined ? undefined : fullLoad(rulebook.agreement.teams[one.team]!.capacity);
        return teamLoad ? [[one.team!, teamLoad]] : [[one.person, fullLoad(capacityOf(rulebook, one.person))!]];
      }),
    ),
    why: inWords(rulebook, route, targets, begins, { known, fields }),
  };
}

const capacityOf = ({ agreement: { people } }: Rulebook, person: string): Capacity => people[person]?.capacity ?? {};

function cannotTake(rulebook: Rulebook, { person, team, mayBeFull, lacks }: Asked, at: number): boolean {
  if (lacks || unavailable(rulebook, person, at, noLoad) !== undefined) return true;
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

/** The instants after `at` at which leave of somebody asked begins, in order. */
function leaveStarts(rulebook: Rulebook, asked: Asked[], at: number): number[] {
  const starts = asked.flatMap(({ person }) =>
    (rulebook.agreement.people[person]?.away ?? []).flatMap((leave) =>
      leave.hours ? [] : firstInstant(rulebook.zone(person), leave),
    ),
  );
  return [...new Set(starts)].filter((start) => start > at && start < at + LOOKAHEAD).sort((a, b) => a - b);
}

/** When leave begins where the person is; a date that the zone skips begins with the next one. */
function firstInstant(zone: string, { from, to }: { from: string; to: string }): number[] {
  const midnight = Date.parse(from);
  const end = Math.min(Date.parse(to) + DAY, midnight + 2 * DAY);
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
): string {
  const reasons = new Set(
    targets.flatMap((target) => {
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
  );
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
