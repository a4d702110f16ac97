import type { Rulebook } from "@baton/core/rules";
import { type Means, noLoad, unavailable } from "@baton/core/rules";
import { localDate, segments, wallRange } from "@baton/core/zone";
import { and } from "./listing.ts";
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

/** Somebody asked for a lead. Only the first target may be full: having an `else` is the answer to load. */
interface Asked {
  person: string;
  mayBeFull: boolean;
}

/**
 * The earliest instant in the 800 days from `at` (epoch ms) when none of the targets, asked in turn as `choose` does, can take
 * a lead; undefined when somebody always can. The first target may be full; those after it fail by leave, a capacity of 0 or
 * standing for nobody.
 */
export function vacancy(
  rulebook: Rulebook,
  targets: readonly string[],
  at: number,
  known: Means["known"] = {},
): Vacancy | undefined {
  const asked = targets.flatMap((target, i) =>
    askedFor(rulebook, target, known).map((person): Asked => ({ person, mayBeFull: i === 0 })),
  );
  const vacant = (instant: number) => asked.every((one) => cannotTake(rulebook, one, instant));
  // Whether somebody can be full does not change with time, so after `at` a vacancy begins with somebody's leave.
  const begins = [at, ...leaveStarts(rulebook, asked, at)].find(vacant);
  if (begins === undefined) return undefined;
  return {
    at: begins,
    loads: Object.fromEntries(
      asked.flatMap(({ person }) =>
        unavailable(rulebook, person, begins, noLoad) ? [] : [[person, fullLoad(rulebook, person)!]],
      ),
    ),
    why: inWords(rulebook, targets, begins, known),
  };
}

const cannotTake = (rulebook: Rulebook, { person, mayBeFull }: Asked, at: number): boolean =>
  unavailable(rulebook, person, at, noLoad) !== undefined || (mayBeFull && fullLoad(rulebook, person) !== undefined);

/** The least load with which a person is full; undefined for those who never are. */
function fullLoad(rulebook: Rulebook, person: string): Loads[string] | undefined {
  const { open, perDay } = rulebook.agreement.people[person]?.capacity ?? {};
  if (open !== undefined) return { open };
  return perDay === undefined ? undefined : { today: perDay };
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

function inWords(rulebook: Rulebook, targets: readonly string[], at: number, known: Means["known"]): string {
  const reasons = new Set(
    targets.flatMap((target) => {
      const people = askedFor(rulebook, target, known);
      return people.length === 0 ? [nobody(target)] : people.map((person) => reasonAgainst(rulebook, person, at));
    }),
  );
  const named = [...reasons].slice(0, NAMED);
  if (reasons.size > NAMED) named.push(`${reasons.size - NAMED} more cannot either`);
  return and(named);
}

function nobody(target: string): string {
  if (target === "account.owner") return "the account may have no owner";
  if (target === "person.owner") return "the person may have no owner";
  return target === "manager" ? "there is no manager" : `team "${target}" has no members`;
}

function reasonAgainst(rulebook: Rulebook, id: string, at: number): string {
  const person = rulebook.agreement.people[id];
  if (!person) return `${id} is not in the agreement`;
  const today = localDate(rulebook.zone(id), at);
  const leave = person.away.find(({ from, to, hours }) => !hours && from <= today && today <= to);
  if (leave) return `${id} is away from ${leave.from} to ${leave.to}`;
  const { open, perDay } = person.capacity;
  if (open === 0) return `${id} takes no leads (capacity.open 0)`;
  if (perDay === 0) return `${id} takes no leads (capacity.perDay 0)`;
  return `${id} can be full (${open === undefined ? `capacity.perDay ${perDay}` : `capacity.open ${open}`})`;
}
