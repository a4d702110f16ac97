import pMap from "p-map";
import type { Agreement } from "../agreement/model.ts";
import type { Ask } from "../asks/model.ts";
import { BatonError } from "../error/index.ts";
import { type Side, sides } from "../facts/codes.ts";
import type { Relay } from "../ports/relay.ts";
import { takingPart } from "../rules/people/taking-part.ts";
import { type Period, periodAt } from "../sheet/periods.ts";
import { isDay } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { isOn } from "./occasion.ts";
import { rideAlongOf } from "./subjects.ts";

const AT_ONCE = { concurrency: 16 };

type Asking = Pick<Relay, "store" | "time">;

/** What a side owes and has done in a period. */
export interface SideStanding {
  /** Ride-alongs that its people of today owe together, and how many of these took place. */
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

/** How the sides stand in a period. */
export interface Standing {
  period: Period;
  sides: Record<Side, SideStanding>;
}

/** A ride-along of a guest: without a word of theirs it is still to come, or to be told of. */
interface Ride {
  day: string;
  host: string;
  /** The lead that was met; empty of anything else. */
  about: string;
  word?: NonNullable<Ask["answer"]>;
}

/** Somebody's ride-alongs, of all that they were asked, but for what did not take place or is off. */
async function ridesOf(relay: Asking, zone: string, asks: readonly Ask[]): Promise<Ride[]> {
  const now = relay.time.now();
  const found: Ride[] = [];
  for (const ask of asks) {
    const { subject, answer, respondBy } = ask;
    const ride = subject.startsWith("rode/") ? rideAlongOf(ask) : undefined;
    if (!ride) continue;
    const { host, occasion } = ride;
    const of = { day: localDate(zone, Date.parse(ride.at)), host, about: occasion === "call" ? ride.about : "" };
    if (answer?.given?.was === "yes") found.push({ ...of, word: answer });
    else if (!answer && Date.parse(respondBy) > now && (await isOn(relay, ride))) found.push(of);
  }
  return found;
}

/** Rides of a period: with the same host on the same day it is one. */
function countIn({ from, to }: Period, rides: readonly Ride[]): { done: number; arranged: number } {
  const count = (of: readonly Ride[]) =>
    new Set(of.filter(({ day }) => day >= from && day <= to).map(({ day, host }) => `${day} ${host}`)).size;
  return { done: count(rides.filter(({ word }) => word)), arranged: count(rides) };
}

/** Whether somebody owes a ride-along that is not even arranged, in the period that a day is in. */
export async function owesOne(
  relay: Asking,
  agreement: Agreement,
  { person, side, day, asks }: { person: string; side: Side; day: string; asks?: readonly Ask[] },
): Promise<boolean> {
  const { rideAlongs: agreed, timezone } = agreement;
  if (!agreed || !takingPart(agreement)[side].includes(person)) return false;
  const rides = await ridesOf(relay, timezone, asks ?? (await relay.store.asksOf(person)));
  return countIn(periodAt(agreed.per, day), rides).arranged < agreed[side];
}

/**
 * How the sides stand in the periods that some days are in, and all that was learned of what nobody has had forgotten, the latest first.
 * Throws `rideAlongs.none` or `rideAlongs.at`.
 */
export async function rideAlongs(
  relay: Asking,
  agreement: Agreement,
  days: readonly string[],
): Promise<{ standings: Standing[]; learned: Learned[] }> {
  const { rideAlongs: agreed, timezone } = agreement;
  if (!agreed)
    throw new BatonError("rideAlongs.none", "The agreement says nothing of ride-alongs: rideAlongs.", { status: 404 });
  for (const day of days)
    if (!isDay(day)) throw new BatonError("rideAlongs.at", `"${day}" is not a day such as 2026-11-26.`);
  const people = takingPart(agreement);
  const everybody = sides.flatMap((side) => people[side].map((person) => ({ side, person })));
  const found = await pMap(
    everybody,
    async (one) => ({ ...one, rides: await ridesOf(relay, timezone, await relay.store.asksOf(one.person)) }),
    AT_ONCE,
  );
  const periods = new Map(days.map((day) => periodAt(agreed.per, day)).map((period) => [period.name, period]));
  const standings = [...periods.values()].map((period): Standing => {
    const of = (side: Side): SideStanding => {
      const each = agreed[side];
      const counts = found
        .filter((one) => one.side === side)
        .map(({ person, rides }) => ({ person, ...countIn(period, rides) }));
      return {
        owed: each * counts.length,
        done: counts.reduce((sum, { done }) => sum + Math.min(done, each), 0),
        waiting: counts.flatMap(({ person, arranged }) => (arranged < each ? [person] : [])),
      };
    };
    return { period, sides: { marketing: of("marketing"), sales: of("sales") } };
  });
  const said = found.flatMap(({ side, rides }) =>
    rides.flatMap(({ day, about, word }) => {
      const text = word?.given?.learned;
      return text === undefined ? [] : [{ about, side, day, text, at: word!.at }];
    }),
  );
  const kept = await pMap(
    said,
    async ({ about, ...one }) => (about === "" || (await isKept(relay, about)) ? [one] : []),
    AT_ONCE,
  );
  return { standings, learned: kept.flat().sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0)) };
}

/** Whether a lead is there, and nobody has had them forgotten. */
async function isKept({ store }: Asking, id: string): Promise<boolean> {
  const lead = await store.lead(id);
  return lead !== undefined && lead.forgottenAt === undefined;
}
