import { nextPack, reviewers } from "../review/meeting.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { lengthsOf, nextClosing } from "../sheet/closing.ts";
import { addDays, mondayOf } from "../zone/days.ts";
import { dayStart, localDate } from "../zone/index.ts";

/** Something that comes round by the calendar. */
interface RoundKind {
  /** What there are such rounds of now: people, by their ids. */
  of(rulebook: Rulebook): string[];
  /** The first one after an instant that is not the last one, moved; all epoch ms. Undefined when there is none. */
  next(rulebook: Rulebook, about: string, after: number, last: number | undefined): number | undefined;
  /** Whose workers do it. */
  queue: "notices" | "days";
}

/**
 * The first instant after another at which somebody begins to work in a week of theirs, and not in that of the last one: where that has
 * passed, as they came back before they had said, they get it when they work next. All epoch ms.
 */
export function firstOfWeek(rulebook: Rulebook, person: string, after: number, last?: number): number {
  const zone = rulebook.zone(person);
  const work = rulebook.workingTime(person);
  const weekOf = (instant: number) => mondayOf(localDate(zone, instant));
  const told = last === undefined ? undefined : weekOf(last);
  const monday = weekOf(after);
  for (let week = told !== undefined && told >= monday ? addDays(told, 7) : monday; ; week = addDays(week, 7)) {
    const opening = work.nextOpening(dayStart(zone, week));
    if (opening > after) return opening;
    const missed = told === undefined ? opening : work.nextOpening(after + 1);
    if (missed > after && weekOf(missed) === week) return missed;
  }
}

const kinds: Record<string, RoundKind> = {
  /** Somebody's week begins: `weekly/PERSON`. */
  weekly: {
    of: ({ agreement }) => Object.keys(agreement.people),
    next: (rulebook, person, after, last) =>
      Object.hasOwn(rulebook.agreement.people, person) ? firstOfWeek(rulebook, person, after, last) : undefined,
    queue: "notices",
  },

  /** Somebody gets what both sides meet about: `pack/PERSON`. */
  pack: { of: ({ agreement }) => reviewers(agreement), next: nextPack, queue: "notices" },

  /** Periods are closed: `books/all`. */
  books: {
    of: ({ agreement }) => (lengthsOf(agreement).size > 0 ? ["all"] : []),
    next: (rulebook, _, after) => nextClosing(rulebook, after),
    queue: "days",
  },
};

/** Everything that comes round under an agreement, by kind and what it is about: `weekly/max`. */
export const roundsOf = (rulebook: Rulebook): string[] =>
  Object.entries(kinds).flatMap(([name, { of }]) => of(rulebook).map((about) => `${name}/${about}`));

export function kindOf(round: string): { name: string; kind: RoundKind | undefined; about: string } {
  const slash = round.indexOf("/");
  const name = round.slice(0, slash);
  return { name, kind: Object.hasOwn(kinds, name) ? kinds[name] : undefined, about: round.slice(slash + 1) };
}
