/** Somebody who has signed in to look at their pages. Instants are epoch ms. */
export interface Viewer {
  /** Counts how often what they look at has changed. */
  changes: number;
  /** Their sessions by id, with when each ends at the latest. */
  sessions: Record<string, number>;
}

/** Who has signed in, and what is counted so that nobody does by guessing. */
export interface ViewerStore {
  /** Somebody as they are at this moment; undefined for whoever has no session. */
  viewer(person: string): Promise<Viewer | undefined>;
  /** Begins a session that ends at an instant; of somebody with very many the one that ends first ends now. */
  beginSession(person: string, id: string, until: number, now: number): Promise<void>;
  endSession(person: string, id: string): Promise<void>;
  /** Notes that what some people look at has changed. Costs a write for each who has signed in, and none for others. */
  noteChange(people: readonly string[]): Promise<void>;
  /** Uses something up that may be used once, and is kept in mind until an instant; false when it was used before. */
  useOnce(id: string, until: number): Promise<boolean>;
  /** Counts an attempt under a key, kept in mind until an instant, and answers how many there were with it. */
  countAttempt(key: string, until: number): Promise<number>;
}
