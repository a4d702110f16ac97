import pMap from "p-map";
import type { Agreement } from "../agreement/model.ts";
import type { Ask } from "../asks/model.ts";
import { BatonError } from "../error/index.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { AskStore } from "../ports/loop/asks.ts";
import { takingPart } from "../rules/people/taking-part.ts";
import { type Period, periodAt } from "../sheet/periods.ts";
import { isDay } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { rideAlongOf } from "./subjects.ts";

const AT_ONCE = { concurrency: 16 };

/** What a side owes and has done in a period. */
export interface SideStanding {
  /** Ride-alongs that its people owe together, and how many of these took place. */
  owed: number;
  done: number;
  /** Who owes one that is not even arranged, by id. */
  waiting: string[];
}

/** What the guest of a ride-along learned. */
export interface Learned {
  side: Side;
  /** When it took place, where the agreement is. */
  day: string;
  text: string;
  /** When it was said, ISO 8601. */
  at: string;
}

/** Who looked over whose shoulder in a period. */
export interface RideAlongs {
  period: Period;
  sides: Record<Side, SideStanding>;
  /** The latest first. */
  learned: Learned[];
}

/** A ride-along of a guest: without a word of theirs it is still to come, or to be told of. */
interface Ride {
  day: string;
  word?: NonNullable<Ask["answer"]>;
}

/** Those of somebody's ride-alongs that are of a period, of all that they were asked, but for what did not take place. */
function ridesIn(asks: readonly Ask[], { from, to }: Period, { zone, now }: { zone: string; now: number }): Ride[] {
  return asks.flatMap((ask): Ride[] => {
    const { subject, answer, respondBy } = ask;
    const ride = subject.startsWith("rode/") ? rideAlongOf(ask) : undefined;
    const day = ride && localDate(zone, Date.parse(ride.at));
    if (day === undefined || day < from || day > to) return [];
    if (answer) return answer.given?.was === "yes" ? [{ day, word: answer }] : [];
    return Date.parse(respondBy) > now ? [{ day }] : [];
  });
}

/** How the sides stand in the period that a day is in, today's by default. Throws `ride-alongs.none` or `ride-alongs.at`. */
export async function rideAlongs(
  { store, time }: { store: Pick<AskStore, "asksOf">; time: { now(): number } },
  agreement: Agreement,
  day = localDate(agreement.timezone, time.now()),
): Promise<RideAlongs> {
  const { rideAlongs: agreed, timezone } = agreement;
  const now = time.now();
  if (!agreed)
    throw new BatonError("ride-alongs.none", "The agreement says nothing of ride-alongs: rideAlongs.", { status: 404 });
  if (!isDay(day)) throw new BatonError("ride-alongs.at", `"${day}" is not a day such as 2026-11-26.`);
  const period = periodAt(agreed.per, day);
  const people = takingPart(agreement);
  const learned: Learned[] = [];
  const standing = async (side: Side): Promise<SideStanding> => {
    const each = agreed[side];
    const asks = await pMap(people[side], (person) => store.asksOf(person), AT_ONCE);
    const counts = people[side].map((person, n) => {
      const rides = ridesIn(asks[n]!, period, { zone: timezone, now });
      const told = rides.flatMap(({ day: on, word }) =>
        word ? [{ side, day: on, at: word.at, text: word.given?.learned }] : [],
      );
      learned.push(...told.flatMap(({ text, ...of }) => (text === undefined ? [] : [{ ...of, text }])));
      return { person, done: Math.min(told.length, each), arranged: rides.length };
    });
    return {
      owed: each * counts.length,
      done: counts.reduce((sum, { done }) => sum + done, 0),
      waiting: counts.flatMap(({ person, arranged }) => (arranged < each ? [person] : [])),
    };
  };
  const [marketing, sales] = await Promise.all(sides.map(standing));
  return {
    period,
    sides: { marketing: marketing!, sales: sales! },
    learned: learned.sort((a, b) => (a.at > b.at ? -1 : 1)),
  };
}
