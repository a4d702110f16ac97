export interface DueEntry {
  kind: "lead" | "delivery" | "round";
  id: string;
  at: number;
}

/** The due index as a sweep sees it: it hears of changes a little later than they happen, and not always in their order. */
export class DueIndex {
  readonly #entries = new Map<string, DueEntry>();
  readonly #newest = new Map<string, number>();
  #changes = 0;

  /** A change to be heard of later; one that was made before it has no effect after it. */
  change(kind: DueEntry["kind"], id: string, at: number | undefined): () => void {
    const order = ++this.#changes;
    return () => {
      if ((this.#newest.get(id) ?? 0) > order) return;
      this.#newest.set(id, order);
      if (at === undefined) this.#entries.delete(id);
      else this.#entries.set(id, { kind, id, at });
    };
  }

  /** What is due at or before an instant, earliest first. */
  until(instant: number): DueEntry[] {
    const due: DueEntry[] = [];
    for (const entry of this.#entries.values()) if (entry.at <= instant) due.push(entry);
    return due.sort((a, b) => a.at - b.at);
  }
}
