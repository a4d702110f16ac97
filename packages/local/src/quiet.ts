import { setTimeout as sleep } from "node:timers/promises";

/** Counts what runs, so that a move of the clock can wait for it. */
export class RunningWork {
  active = 0;
  started = 0;
  #idle = Promise.withResolvers<void>();

  /** Resolves when nothing runs any more. */
  get idle(): Promise<void> {
    return this.active === 0 ? Promise.resolve() : this.#idle.promise;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    this.active += 1;
    this.started += 1;
    try {
      return await work();
    } finally {
      this.active -= 1;
      if (this.active === 0) {
        this.#idle.resolve();
        this.#idle = Promise.withResolvers();
      }
    }
  }
}

/**
 * Waits until at most `tolerated` messages are visible or in flight, no change is unread in a stream, which would become a message, and
 * no handler runs, twice in a row with nothing begun in between.
 * Answers 0 then, else how many messages are left after `capMs` without getting there.
 */
export async function settle(options: {
  pending(): Promise<number>;
  unread?(): Promise<number>;
  activity: RunningWork;
  tolerated: number;
  capMs?: number;
}): Promise<number> {
  const { pending, unread = async () => 0, activity, tolerated, capMs = 20_000 } = options;
  const deadline = performance.now() + capMs;
  let quietSince: number | undefined;
  for (;;) {
    const count = await pending();
    const quiet = count <= tolerated && activity.active === 0;
    if (quiet && quietSince === activity.started) return count;
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) return Math.max(count, activity.active);
    // What is handed over of a stream has begun something, so it is looked at once.
    quietSince = quiet && (await unread()) === 0 ? activity.started : undefined;
    // While something runs there is nothing to look for.
    if (activity.active > 0) await Promise.race([activity.idle, sleep(leftMs, undefined, { ref: false })]);
    await sleep(10);
  }
}
