import { loggable } from "../../error/index.ts";
import type { Relay } from "../../ports/relay.ts";
import type { MetTurn, TakeTurn } from "../../rules/choosing/choice.ts";
import { metBy, type Share, sumOf, type Taken, taker } from "../../rules/turns.ts";

/** So many turns are kept one by one before they are summed up: an item that stays small takes more writes a second. */
const KEPT = 16;
/** And so many are summed up at once, should whoever was to do it have died. */
const MOST_SUMMED = 200;

/** Turns taken while something is decided, in however many attempts. */
export interface Turns {
  /** Takes a turn for what has this name: once among the same people; among others, what was taken before is given back with it. */
  takenFor(what: string): TakeTurn;
  /** Resolves when what it has to sum up is; rejects never. That is no part of the decision, and best done beside its commit. */
  summedUp(): Promise<unknown>;
}

export function takingTurns({ store, log }: Pick<Relay, "store" | "log">): Turns {
  const taken = new Map<string, { met: MetTurn; turn: Taken }>();
  const sums: Promise<void>[] = [];
  return {
    takenFor: (what) => async (rotation, among) => {
      const before = taken.get(rotation);
      if (before && isSame(before.turn.among, among)) return before.met;
      const found = await store.takeTurn(rotation, { of: what, among, ...(before && { instead: before.turn }) });
      const { since, turns } = found;
      const met = { seq: since + turns.length, credits: metBy(found) };
      taken.set(rotation, { met, turn: { among, took: taker(met.credits, among) } });
      if (met.seq % KEPT === 0) {
        const first = turns.slice(0, MOST_SUMMED);
        const sum = { since, count: first.length, base: sumOf({ ...found, turns: first }) };
        sums.push(
          store
            .sumTurns(rotation, sum)
            .catch((error: unknown) => log("warn", "turns are left to be summed up", { rotation, ...loggable(error) })),
        );
      }
      return met;
    },
    summedUp: () => Promise.all(sums),
  };
}

const isSame = (one: readonly Share[], other: readonly Share[]): boolean =>
  one.length === other.length &&
  one.every(({ who, weight }, n) => who === other[n]!.who && weight === other[n]!.weight);
