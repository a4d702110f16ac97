import type { Capacity } from "../agreement/model.ts";
import type { Load } from "../rules/capacity.ts";

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
