/** When somebody's Weekly is due. Instants are ISO 8601. */
export interface PlannedWeekly {
  due: string;
  /** The due instant of the last one that was sent, or had nothing to say. */
  done?: string;
}

/** When people hear of the week. */
export interface WeeklyStore {
  /** Of those of some people for whom one is planned. */
  weeklies(people: readonly string[]): Promise<Record<string, PlannedWeekly>>;
  /** Plans somebody's next for an instant (epoch ms), if it is planned as it was seen, or was not. */
  planWeekly(person: string, due: number, seen: string | undefined): Promise<boolean>;
  /** Notes that the one that was due at an instant is done with. */
  doneWeekly(person: string, due: string): Promise<void>;
}
