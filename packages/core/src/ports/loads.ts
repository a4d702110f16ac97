import type { Load } from "../rules/availability.ts";

/** A change of somebody's load that must hold for the commit to go through. */
export interface LoadChange {
  person: string;
  change: 1 | -1;
  /** For +1: what the choice was based on. `exact` refuses when anything was given out since; else only the limits count. */
  seen?: Load;
  exact?: boolean;
  day?: string;
  limits?: { open?: number; perDay?: number };
}

/** How many open leads people have. */
export interface LoadStore {
  loads(people: string[]): Promise<Record<string, Load>>;
  /**
   * Corrects how many open leads somebody is said to have, where the leads found say otherwise. The first call only notes it; one
   * that finds the same again corrects it, if the load has not changed since and it was noted before `confirms` (epoch ms): by
   * then what was found is no index that lags behind.
   */
  correctLoad(person: string, drift: { seen: number; found: number; now: number; confirms: number }): Promise<boolean>;
}
