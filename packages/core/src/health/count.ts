import type { HealthStore } from "../ports/health.ts";
import type { Relay } from "../ports/relay.ts";
import type { Counted } from "./model.ts";

type Counting = Pick<Relay, "time" | "log"> & { store: Pick<HealthStore, "countDelivery"> };

/** Counts a delivery of a source. Never rejects: a delivery must not be lost over its being counted. */
export async function countDelivery(relay: Counting, source: string, counted: Counted): Promise<void> {
  try {
    await relay.store.countDelivery(source, counted);
  } catch (error) {
    relay.log("warn", "a delivery was not counted", {
      source,
      what: counted.what,
      error: error instanceof Error ? error.name : "unknown",
    });
  }
}

/** So many refusals of a source are written as they come; after that one write in ten seconds tells of those since. */
const BURST = 10;
const EVERY_MS = 10_000;

interface Bucket {
  writes: number;
  at: number;
  untold: number;
}
const buckets = new WeakMap<object, Map<string, Bucket>>();

/**
 * Counts a delivery that was refused, without letting whoever forges deliveries make us write for each: a process of ours may
 * keep the latest few to itself. Call it for sources of the agreement only. Never rejects.
 */
export async function countRefusal(
  relay: Counting,
  source: string,
  what: "refused" | "tooLarge" = "refused",
): Promise<void> {
  const now = relay.time.now();
  const own = buckets.get(relay.store) ?? new Map<string, Bucket>();
  buckets.set(relay.store, own);
  const { writes, at, untold } = own.get(source) ?? { writes: BURST, at: now, untold: 0 };
  const allowed = Math.min(BURST, writes + (now - at) / EVERY_MS);
  if (allowed < 1) {
    own.set(source, { writes: allowed, at: now, untold: untold + 1 });
    return;
  }
  own.set(source, { writes: allowed - 1, at: now, untold: 0 });
  await countDelivery(relay, source, { at: now, what, count: untold + 1 });
}
