/** What is to happen when, in the order of its instants. */
export class Agenda {
  readonly #entries: { at: number; key: string | undefined; happen: () => Promise<void> }[] = [];

  /** Epoch ms of what comes first; undefined when there is nothing to come. */
  get next(): number | undefined {
    return this.#entries[0]?.at;
  }

  /** Puts something behind whatever is to happen at the same instant. With a key it takes the place of what had the same one. */
  put(at: number, happen: () => Promise<void>, key?: string): void {
    const entries = this.#entries;
    const former = key === undefined ? -1 : entries.findIndex((entry) => entry.key === key);
    if (former >= 0) entries.splice(former, 1);
    let [low, high] = [0, entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (entries[middle]!.at <= at) low = middle + 1;
      else high = middle;
    }
    entries.splice(low, 0, { at, key, happen });
  }

  /** Takes out everything that is to happen at or before an instant, the first first. */
  take(until: number): (() => Promise<void>)[] {
    const end = this.#entries.findIndex(({ at }) => at > until);
    return this.#entries.splice(0, end < 0 ? this.#entries.length : end).map(({ happen }) => happen);
  }
}
