/** So many durations are kept as they are, so that the percentiles of few are exact; more are kept by the bin. */
const MOST_EXACT = 100;

/**
 * The bin of a duration: each doubling has 128 of one width, as in HdrHistogram, so that its middle is within 0.4 % of whatever is
 * in it. Integer arithmetic, so that every machine says the same.
 */
export function binOf(ms: number): number {
  const high = Math.floor(ms / 2 ** 32);
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(ms);
  const shift = Math.max(0, bits - 8);
  return shift * 128 + Math.floor(ms / 2 ** shift);
}

export function middleOf(bin: number): number {
  const shift = Math.max(0, Math.floor(bin / 128) - 1);
  return (bin - shift * 128) * 2 ** shift + Math.floor(2 ** shift / 2);
}

/** Durations as they are stored: `{v: […]}` in order while there are few, then `{b: [bin, count, …]}`. */
export type StoredDurations = { v: number[] } | { b: number[] };

/** Durations in ms, of which percentiles are asked. What was added in parts and put together is the same as what was added at once. */
export class Durations {
  #few: number[] | undefined = [];
  readonly #bins = new Map<number, number>();

  static of(stored: StoredDurations): Durations {
    const made = new Durations();
    if ("v" in stored) made.#few = [...stored.v];
    else {
      made.#few = undefined;
      for (let at = 0; at < stored.b.length; at += 2) made.#bins.set(stored.b[at]!, stored.b[at + 1]!);
    }
    return made;
  }

  add(ms: number): void {
    const whole = Math.max(0, Math.round(ms));
    if (!this.#few) this.#count(binOf(whole), 1);
    else {
      this.#few.push(whole);
      if (this.#few.length > MOST_EXACT) this.#binAll();
    }
  }

  merge(other: Durations): void {
    if (other.#few) for (const ms of other.#few) this.add(ms);
    else {
      this.#binAll();
      for (const [bin, count] of other.#bins) this.#count(bin, count);
    }
  }

  /** The duration at a place in their order, from 1. */
  at(rank: number): number {
    if (this.#few) return this.#sorted()[rank - 1]!;
    let passed = 0;
    for (const [bin, count] of this.#binned()) {
      passed += count;
      if (passed >= rank) return middleOf(bin);
    }
    throw new RangeError(`There are fewer than ${rank} durations.`);
  }

  toJSON(): StoredDurations {
    return this.#few ? { v: this.#sorted() } : { b: this.#binned().flat() };
  }

  #sorted = (): number[] => this.#few!.sort((a, b) => a - b);
  #binned = (): [number, number][] => [...this.#bins].sort(([a], [b]) => a - b);

  #binAll(): void {
    const few = this.#few ?? [];
    this.#few = undefined;
    for (const ms of few) this.#count(binOf(ms), 1);
  }

  #count(bin: number, count: number): void {
    this.#bins.set(bin, (this.#bins.get(bin) ?? 0) + count);
  }
}
