interface Event {
  at: number;
  /** Events of one instant happen in the order they were planned. */
  order: number;
  happen(): void;
}

/** Time that passes only from event to event: a month takes as long as what happens in it. */
export class VirtualTime {
  /** Epoch ms, with fractions. */
  now: number;
  readonly #heap: Event[] = [];
  #planned = 0;
  #resumed = false;

  constructor(start: number) {
    this.now = start;
  }

  at(instant: number, happen: () => void): void {
    this.#push({ at: Math.max(instant, this.now), order: this.#planned++, happen });
  }

  /** Resolves after so many ms. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now + ms, () => {
        this.#resumed = true;
        resolve();
      });
    });
  }

  /** Lets everything happen that is planned until an instant, or until it is enough. */
  async run(until: number, enough: () => boolean): Promise<void> {
    while (!enough() && this.#heap.length > 0 && this.#heap[0]!.at <= until) {
      const { at, happen } = this.#pop();
      this.now = at;
      happen();
      // Whoever goes on does so as far as they get, before anything else happens: so a seed is always the same story.
      if (this.#resumed) {
        this.#resumed = false;
        await idle();
      }
    }
    if (!enough()) this.now = Math.max(this.now, until);
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): Event {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

const before = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** A turn of Node's loop: by then all that was resolved has been carried on. */
const idle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
