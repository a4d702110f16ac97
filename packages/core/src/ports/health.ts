import type { AnyIncident, Counted, CountedValue, Incident, SourceDay } from "../health/model.ts";

/** What a store keeps of the sources' health, and of the clocks'. */
export interface HealthStore {
  /** Adds to the counts of the source's day. */
  countDelivery(source: string, counted: Counted): Promise<void>;
  /** Counts values that no rule names, of a UTC day (`YYYY-MM-DD`). They are kept for a week. */
  countUnnamed(source: string, day: string, values: readonly CountedValue[]): Promise<void>;
  /** Those counted from a day on, the latest days first, `most` of them at most. */
  unnamedValues(source: string, sinceDay: string, most: number): Promise<CountedValue[]>;
  /**
   * The days with any delivery from `sinceDay` (`YYYY-MM-DD`, UTC) on, oldest first, or the newest one before when there is none;
   * and the incidents that are open.
   */
  sourceHealth(source: string, sinceDay: string): Promise<{ days: SourceDay[]; incidents: Incident[] }>;
  /** False when one of its kind is open. */
  openIncident(source: string, incident: AnyIncident): Promise<boolean>;
  /** Ends the open incident of a kind, when given only if it is the one opened then; false when there is none. */
  closeIncident(source: string, kind: AnyIncident["kind"], openedAt?: string): Promise<boolean>;
  /** Claims the telling of an open incident until an instant; false when it was told, is over, or another process is at it. */
  claimIncident(
    source: string,
    incident: Pick<AnyIncident, "kind" | "openedAt">,
    claim: { now: number; until: number },
  ): Promise<boolean>;
  /** Records that the operator was told of an incident at an instant, epoch ms; of no effect once another has taken its place. */
  incidentTold(source: string, incident: Pick<AnyIncident, "kind" | "openedAt">, at: number): Promise<void>;
}
