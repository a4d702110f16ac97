import type { Capacity } from "../agreement/model.ts";
import type { Load } from "../rules/people/capacity.ts";
import type { Credits, Turn, TurnLog } from "../rules/turns.ts";

/** A change of the load of somebody, or of a team, that must hold for the commit to go through. */
export interface LoadChange {
  of: string;
  change: 1 | -1;
  /** For +1: what the choice was based on. `exact` refuses when anything was given out since; else only the limits count. */
  seen?: Load;
  exact?: boolean;
  /** The day of theirs that it counts for, and week and month where these are limited. */
  day?: string;
  week?: string;
  month?: string;
  limits?: Capacity;
}

/** How many open leads people and teams have. */
export interface LoadStore {
  loads(people: string[]): Promise<Record<string, Load>>;
  /**
   * Corrects how many open leads somebody is said to have, where the leads found say otherwise. The first call only notes it; one
   * that finds the same again corrects it, if the load has not changed since and it was noted before `confirms` (epoch ms): by
   * then what was found is no index that lags behind.
   */
  correctLoad(person: string, drift: { seen: number; found: number; now: number; confirms: number }): Promise<boolean>;
}

/** Turns that people take, by rotations. */
export interface TurnStore {
  /**
   * Takes a turn after all others that were taken before, and answers what was taken until then, it being the last. Asked for again
   * while its log has it, it is the one taken the first time: the answer ends with that.
   */
  takeTurn(rotation: string, turn: Turn): Promise<TurnLog>;
  /**
   * Puts the sum of the first turns of a log, 200 at most, in their place; of no effect when the log does not begin after `since` any
   * more.
   */
  sumTurns(rotation: string, sum: { since: number; count: number; base: Credits }): Promise<void>;
}
