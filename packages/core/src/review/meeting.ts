import type { Agreement, ReviewPlan } from "../agreement/model.ts";
import { weekdays } from "../calendar/index.ts";
import { DAY_MS } from "../duration/index.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { addDays, countDays, mondayOf } from "../zone/days.ts";
import { dayStart, localDate, offsetAt } from "../zone/index.ts";

/** A meeting of both sides; instants are epoch ms. */
export interface Meeting {
  /** Where the agreement is. */
  day: string;
  start: number;
  end: number;
  /** The day of the one before. */
  before: string;
}

/** A Monday from which weeks are counted where nothing else is said. */
const SOME_MONDAY = "1970-01-05";
const MINUTE_MS = 60_000;
/** The pack is sent on one of so many days before, after the meeting before, whenever its reader works last. */
const MOST_DAYS = 14;

/** The first meeting on a day or after it; undefined where none is agreed. */
export function meetingFrom(
  { review, timezone }: Pick<Agreement, "review" | "timezone">,
  day: string,
): Meeting | undefined {
  if (!review) return undefined;
  const first = mondayOf(review.from ?? SOME_MONDAY);
  const asked = review.from !== undefined && day < first ? first : day;
  const weeks = (countDays(first, mondayOf(asked)) - 1) / 7;
  for (let n = Math.floor(weeks / review.everyWeeks); ; n++) {
    const on = addDays(first, n * review.everyWeeks * 7 + ((weekdays.indexOf(review.on) + 6) % 7));
    if (on >= asked) return { ...timesOf(review, timezone, on), day: on, before: addDays(on, -7 * review.everyWeeks) };
  }
}

function timesOf({ at, minutes }: ReviewPlan, zone: string, day: string): Pick<Meeting, "start" | "end"> {
  const midnight = dayStart(zone, day);
  const guess = midnight + at * MINUTE_MS;
  // The clocks may change in between.
  const start = guess + offsetAt(zone, midnight) - offsetAt(zone, guess);
  return { start, end: start + minutes * MINUTE_MS };
}

/** Who comes to reviews, and who signs. */
export const reviewers = ({ review, signers, people }: Agreement): string[] =>
  review
    ? [...new Set([...review.with, ...Object.values(signers ?? {})])].filter((person) => Object.hasOwn(people, person))
    : [];

/**
 * When somebody gets the pack of a meeting, epoch ms: as the last day before it begins on which everybody works who comes, so that all
 * read the same; where there is none, as their own last one.
 */
export function packAt(rulebook: Rulebook, person: string, { start, day, before }: Omit<Meeting, "end">): number {
  const openingOn = (one: string, daysBefore: number): number | undefined => {
    const zone = rulebook.zone(one);
    const date = addDays(localDate(zone, start), -daysBefore);
    const opening = beginsWork(rulebook, one, dayStart(zone, date));
    return opening < dayStart(zone, addDays(date, 1)) ? opening : undefined;
  };
  const between = Array.from({ length: Math.min(MOST_DAYS, countDays(before, day) - 2) }, (_, n) => n + 1);
  const others = reviewers(rulebook.agreement);
  const shared = between.find((days) => others.every((one) => openingOn(one, days) !== undefined));
  const own = shared ?? between.find((days) => openingOn(person, days) !== undefined);
  return (own === undefined ? undefined : openingOn(person, own)) ?? start - DAY_MS;
}

/** When the first pack of the meeting before one went out, epoch ms: what happened since then not everybody has read in one. */
export function lastTold(rulebook: Rulebook, { before }: Pick<Meeting, "before">): number {
  const { agreement } = rulebook;
  const last = meetingFrom(agreement, before);
  if (last?.day !== before) return dayStart(agreement.timezone, before);
  return Math.min(last.start, ...reviewers(agreement).map((reader) => packAt(rulebook, reader, last)));
}

/** The first working instant of somebody from another on; never, for whoever never works. */
function beginsWork(rulebook: Rulebook, person: string, from: number): number {
  const work = rulebook.workingTime(person);
  return work.isEmptyFrom(from) ? Number.POSITIVE_INFINITY : work.nextOpening(from);
}

/** The first meeting that begins after an instant, epoch ms: that of whose pack was due then. Undefined where none is agreed. */
export function meetingAfter(agreement: Pick<Agreement, "review" | "timezone">, instant: number): Meeting | undefined {
  const meeting = meetingFrom(agreement, localDate(agreement.timezone, instant));
  return meeting && meeting.start <= instant ? meetingFrom(agreement, addDays(meeting.day, 1)) : meeting;
}

/**
 * The next instant after another at which somebody gets a pack; undefined where they get none. One whose day is over, as it moved, comes
 * when they work next, unless the last one was due since; all epoch ms.
 */
export function nextPack(rulebook: Rulebook, person: string, after: number, last?: number): number | undefined {
  const { agreement } = rulebook;
  if (!reviewers(agreement).includes(person)) return undefined;
  for (let meeting = meetingAfter(agreement, after)!; ; meeting = meetingAfter(agreement, meeting.start)!) {
    const at = packAt(rulebook, person, meeting);
    if (at > after) return at;
    if (last === undefined || last < at) return Math.min(beginsWork(rulebook, person, after + 1), meeting.start - 1);
  }
}
