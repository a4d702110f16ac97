import type { Credits, Turn, TurnLog } from "../rules/turns.ts";

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
