import { calendarMs, type Duration } from "../../duration/index.ts";
import { BatonError } from "../../error/index.ts";
import { localDate } from "../../zone/index.ts";
import type { Exclusion } from "../exclusion.ts";
import type { Rulebook } from "../rulebook.ts";
import { type Load, limitReached, periodsAt } from "./capacity.ts";

/** The last day of the leave a person is on, or undefined when they are not on leave. */
export function awayUntil(rulebook: Rulebook, id: string, at: number): string | undefined {
  // Who is not there for some hours is only not at work then.
  const away = (rulebook.agreement.people[id]?.away ?? []).filter(({ hours }) => !hours);
  if (away.length === 0) return undefined;
  const today = localDate(rulebook.zone(id), at);
  return away.find(({ from, to }) => from <= today && today <= to)?.to;
}

/** Who stands in for somebody who is on leave, and is there; undefined where nobody does. At `at`, epoch ms. */
export function deputyOf(rulebook: Rulebook, id: string, at: number): string | undefined {
  const { people } = rulebook.agreement;
  if (!people[id] || awayUntil(rulebook, id, at) === undefined) return undefined;
  const today = localDate(rulebook.zone(id), at);
  const said = rulebook.absences.find(
    ({ person, from, until, deputy }) => person === id && deputy !== undefined && from <= today && today <= until,
  );
  const deputy = said?.deputy ?? people[id].deputy;
  return deputy !== undefined && deputy !== id && people[deputy] && awayUntil(rulebook, deputy, at) === undefined
    ? deputy
    : undefined;
}

/** Why a person cannot take a lead now, or undefined when they can. Shifts are not looked at: being off duty delays, it does not exclude. */
export function unavailable(rulebook: Rulebook, id: string, at: number, load: Load): Exclusion | undefined {
  const person = rulebook.agreement.people[id];
  if (!person) return { code: "left" };
  const until = awayUntil(rulebook, id, at);
  if (until !== undefined) return { code: "away", until };
  return limitReached(person.capacity, load, periodsAt(rulebook.zone(id), at));
}

/**
 * When a person can have answered, epoch ms: the instant by which they have worked for as long as a window is, in their own working
 * time, whatever calendar its clock runs in. Of a window in wall-clock time, or none, it is when they are at work next. Infinity for
 * somebody who never is.
 */
export function soonest(rulebook: Rulebook, id: string, at: number, window: Duration | undefined): number {
  const time = rulebook.workingTime(id);
  try {
    return window === undefined || window.elapsed ? time.nextOpening(at) : time.due(at, time.length(window));
  } catch (error) {
    if (error instanceof BatonError && error.code === "calendar.empty") return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** How much later than the first one somebody may answer and still count as soon: as long as the window is, by the wall clock. */
export const patienceMs = (window: Duration | undefined): number => (window === undefined ? 0 : calendarMs(window));
