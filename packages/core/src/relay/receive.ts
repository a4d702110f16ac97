import { type Delivery, type DeliveryKey, deliveryId, type Outcome, type Reading } from "../delivery/index.ts";
import { prepareLists } from "../fields/index.ts";
import { countDelivery } from "../health/index.ts";
import type { Rulebook } from "../rulebook/index.ts";
import { finish } from "./finish.ts";
import { meetAll } from "./meet.ts";
import type { Relay } from "./relay.ts";

const DAY_MS = 86_400_000;
/** Raw deliveries can be read again for this long. */
const KEPT_DAYS = 90;
/** Without an id of its own, a delivery is the same as one with the same bytes for this long. */
const SAME_CONTENT_MS = DAY_MS;
/** When the sweep finishes a delivery whose process died. */
const UNFINISHED_MS = 60_000;

export interface Arrival {
  source: string;
  contentType: string;
  body: Uint8Array;
  key: DeliveryKey;
  reading: Reading;
  /** Epoch ms. */
  receivedAt: number;
  /** How far the sender's clock is ahead of ours, in ms, where it says what it is. */
  skewMs?: number;
  /** Well signed, but outside of the provider's tolerance. */
  stale?: boolean;
}

/** Takes in one authentic delivery: keeps it raw, then does what it says. Resolves only when it is stored. */
export async function receive(
  relay: Relay,
  rulebook: Rulebook,
  arrival: Arrival,
): Promise<{ delivery: string; outcome: Outcome | "duplicate" }> {
  const { reading, receivedAt } = arrival;
  const unreadable = "unreadable" in reading;
  const delivery: Delivery = {
    id: deliveryId(arrival.source, arrival.key),
    source: arrival.source,
    provider: rulebook.agreement.sources[arrival.source]!.provider,
    contentType: arrival.contentType.slice(0, 200),
    receivedAt: new Date(receivedAt).toISOString(),
    bytes: arrival.body.byteLength,
    outcome: unreadable ? "quarantined" : "pending",
    leads: [],
    ...(unreadable && { reason: reading.unreadable }),
  };
  const keep = relay.store.keepDelivery(delivery, arrival.body, {
    expiresAt: receivedAt + KEPT_DAYS * DAY_MS,
    ...("content" in arrival.key && { notBefore: receivedAt - SAME_CONTENT_MS }),
    ...(!unreadable && { retryAt: receivedAt + UNFINISHED_MS }),
  });
  const counted = count(relay, arrival);
  if (unreadable) {
    const [{ existing }] = await Promise.all([keep, counted]);
    return { delivery: delivery.id, outcome: existing ? "duplicate" : "quarantined" };
  }
  prepareLists(rulebook.asked);
  // What is known of the people is read while the delivery is being kept; if that fails, keeping it is what matters.
  const met = meetAll(relay, rulebook, reading.found);
  met.catch(() => {});
  const [{ existing }] = await Promise.all([keep, counted]);
  if (existing) return { delivery: delivery.id, outcome: "duplicate" };
  try {
    const outcome = await finish(relay, rulebook, {
      delivery,
      found: reading.found,
      clockFrom: receivedAt,
      met: await met,
    });
    return { delivery: delivery.id, outcome };
  } catch (error) {
    // It is kept, and that is what a 2xx says. The intake queue, else the sweep, does the rest.
    relay.log("warn", "a kept delivery is left to the intake queue", { delivery: delivery.id, error: nameOf(error) });
    await relay.queues.intake([{ message: { delivery: delivery.id } }]).catch(() => {});
    return { delivery: delivery.id, outcome: "pending" };
  }
}

/**
 * Does what a delivery says that was kept but not finished, or that is replayed from quarantine.
 * @param also.unfinished more of it is still to come, so that it stays pending
 */
export async function complete(
  relay: Relay,
  delivery: Delivery,
  reading: Reading,
  also: { unfinished?: boolean } = {},
): Promise<Outcome> {
  const rulebook = await relay.rulebooks.active();
  if ("unreadable" in reading) {
    await relay.store.settleDelivery({ ...delivery, outcome: "quarantined", reason: reading.unreadable });
    return "quarantined";
  }
  // Nobody could answer a lead while it lay in quarantine: its clock starts when it comes out.
  const clockFrom = delivery.outcome === "quarantined" ? relay.time.now() : Date.parse(delivery.receivedAt);
  const { reason: _reason, waiting: _waiting, ...rest } = delivery;
  const { found } = reading;
  const met = await meetAll(relay, rulebook, found);
  return finish(relay, rulebook, { ...also, delivery: { ...rest, outcome: "pending" }, found, clockFrom, met });
}

/** For the source's health. */
function count(relay: Relay, { source, receivedAt, reading, skewMs, stale }: Arrival): Promise<void> {
  const what = stale ? "stale" : "unreadable" in reading ? "quarantined" : "taken";
  const test = "found" in reading && reading.found.some((item) => item.kind === "lead" && item.test);
  return countDelivery(relay, source, {
    at: receivedAt,
    what,
    ...(test && { test }),
    ...(skewMs !== undefined && { skewMs }),
  });
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
