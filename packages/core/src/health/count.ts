import type { HealthStore } from "../ports/health.ts";
import type { Relay } from "../ports/relay.ts";
import type { Counted, CountedValue, UnnamedValue } from "./model.ts";

type Counting = Pick<Relay, "time" | "log"> & { store: Pick<HealthStore, "countDelivery" | "countUnnamed"> };

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

/** A value that no rule names is written at once, and then what came since, at most this often by one process. */
const VALUES_EVERY_MS = 600_000;
const MOST_VALUES = 1_000;

const unwritten = new WeakMap<object, Map<string, { at: number; count: number }>>();

/**
 * Counts values of a source that no rule names. Those that come often are written together: a process of ours may keep the latest few
 * to itself, so the counts say at least how many. Never rejects.
 */
export async function countUnnamed(relay: Counting, source: string, values: readonly UnnamedValue[]): Promise<void> {
  const now = relay.time.now();
  const day = new Date(now).toISOString().slice(0, 10);
  const own = unwritten.get(relay.store) ?? new Map<string, { at: number; count: number }>();
  unwritten.set(relay.store, own);
  const due = values.flatMap((value): CountedValue[] => {
    const key = JSON.stringify([source, day, value.field, value.value]);
    const { at, count } = own.get(key) ?? { at: Number.NEGATIVE_INFINITY, count: 0 };
    const write = now - at >= VALUES_EVERY_MS;
    if (own.size > MOST_VALUES) own.clear();
    own.set(key, write ? { at: now, count: 0 } : { at, count: count + 1 });
    return write ? [{ ...value, count: count + 1 }] : [];
  });
  if (due.length === 0) return;
  await relay.store
    .countUnnamed(source, day, due)
    .catch((error: unknown) => relay.log("warn", "values were not counted", { source, error: (error as Error).name }));
}

/** So many refusals are written as they come; after that one look in ten seconds writes those since. */
const BURST = 10;
const EVERY_MS = 10_000;

interface Bucket {
  writes: number;
  at: number;
  /** Refusals that are not written, by source and kind. */
  untold: Map<string, { source: string; what: "refused" | "tooLarge"; count: number }>;
}
const buckets = new WeakMap<object, Bucket>();

/**
 * Counts a delivery that was refused, without letting whoever forges deliveries make us write for each: a process of ours may
 * keep the latest few to itself. When it writes has nothing to do with whose delivery it is, so that how long an answer takes does
 * not tell which sources there are. Call it for sources of the agreement, and with one name for all others. Never rejects.
 */
export async function countRefusal(
  relay: Counting,
  source: string,
  what: "refused" | "tooLarge" = "refused",
): Promise<void> {
  const now = relay.time.now();
  const bucket = buckets.get(relay.store) ?? { writes: BURST, at: now, untold: new Map() };
  buckets.set(relay.store, bucket);
  const key = `${what} ${source}`;
  const count = (bucket.untold.get(key)?.count ?? 0) + 1;
  bucket.untold.set(key, { source, what, count });
  bucket.writes = Math.min(BURST, bucket.writes + (now - bucket.at) / EVERY_MS);
  bucket.at = now;
  if (bucket.writes < 1) return;
  bucket.writes -= 1;
  const told = [...bucket.untold.values()];
  bucket.untold.clear();
  await Promise.all(told.map((one) => countDelivery(relay, one.source, { at: now, what: one.what, count: one.count })));
}
