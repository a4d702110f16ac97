/** When something that comes round by the calendar is due. Instants are ISO 8601. */
export interface PlannedRound {
  due: string;
  /** The due instant of the last one that was begun. */
  begun?: string;
  /** The due instant of the last one that was done with. */
  done?: string;
}

/** What comes round, by its kind and what it is about: `weekly/max`. */
export interface RoundStore {
  /** Those of some rounds that are planned. */
  rounds(ids: readonly string[]): Promise<Record<string, PlannedRound>>;
  /** Plans the next for an instant (epoch ms), if it is planned as it was seen, or was not; with `begun` that one is begun. */
  planRound(id: string, due: number, seen: string | undefined, options?: { begun: boolean }): Promise<boolean>;
  /** Notes that the one that was due at an instant is done with. */
  doneRound(id: string, due: string): Promise<void>;
}
