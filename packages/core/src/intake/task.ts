import type { Delivery, Found, Outcome } from "../delivery/index.ts";
import type { Identified } from "../person/identify.ts";

/** One thing found in a delivery. */
export interface Task<T extends Found = Found> {
  delivery: Delivery;
  found: T;
  /** Its place in the delivery. */
  index: number;
  /** What the store knew of the person when the delivery arrived. */
  met: Identified | undefined;
  /** Finds them again, where another way than by what the delivery says. */
  meet?(): Promise<Identified>;
  /** Receipt as far as clocks are concerned, epoch ms. */
  clockFrom: number;
  /** Somebody may have been at it before. */
  again: boolean;
}

/** What became of one thing found. */
export interface TaskResult {
  outcome: Outcome;
  lead?: string;
  reason?: string;
}
