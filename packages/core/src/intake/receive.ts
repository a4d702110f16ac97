import { within } from "../deadline/index.ts";
import {
  type Delivery,
  type DeliveryKey,
  deliveryId,
  type Found,
  type Outcome,
  type Reading,
} from "../delivery/index.ts";
import { prepareLists } from "../fields/free-mail.ts";
import { countDelivery, countUnnamed } from "../health/count.ts";
import { delaySeconds } from "../lead/change/dispatch.ts";
import { identifyAll } from "../person/identify.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText } from "../text/index.ts";
import { finish } from "./finish.ts";
import type { TaskResult } from "./task.ts";

const DAY_MS = 86_400_000;
/** Raw deliveries can be read again for this long, unless the agreement says otherwise. */
const KEPT_DAYS = 90;
/** When the intake queue finishes a delivery whose process died, or the sweep, should the queue not have been told. */
const UNFINISHED_MS = 60_000;

/** What telling the queue so may take, in real ms. */
const WATCH_MS = 300;

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
  /** It is kept, and answered like what is not authentic. */
  refused?: boolean;
  /** Aborted when nobody waits any longer. */
  signal?: AbortSignal;
}

/**
 * Takes in one authentic delivery: keeps it raw, then does what it says. Resolves only when it is stored, and rejects when it is
 * not by the time it is late; what is kept and not finished by then is left to the intake queue.
 */
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
    contentType: cutText(arrival.contentType, 200),
    receivedAt: new Date(receivedAt).toISOString(),
    bytes: arrival.body.byteLength,
    outcome: unreadable ? "quarantined" : "pending",
    leads: [],
    ...(unreadable && { reason: reading.unreadable }),
  };
  const keep = relay.store.keepDelivery(delivery, arrival.body, {
    expiresAt: receivedAt + (rulebook.agreement.retention?.deliveryDays ?? KEPT_DAYS) * DAY_MS,
    ...("content" in arrival.key && { notBefore: receivedAt - arrival.key.withinMs }),
    ...(!unreadable && { retryAt: receivedAt + UNFINISHED_MS }),
  });
  const watched = watchOver(relay, delivery, reading);
  if (unreadable) {
    const { existing } = await inTime(keep, arrival);
    await count(relay, arrival);
    return { delivery: delivery.id, outcome: existing ? "duplicate" : "quarantined" };
  }
  if (reading.found.some(({ kind }) => kind === "lead")) prepareLists(rulebook.asked);
  // What is known of the people is read while the delivery is being kept; if that fails, keeping it is what matters.
  const met = identifyAll(relay, rulebook, delivery, reading.found);
  met.catch(() => {});
  const { existing } = await inTime(keep, arrival);
  // What could not be kept comes again and is counted then. Beside the rest it needs no connection of its own.
  const counted = Promise.all([
    watched,
    count(relay, arrival),
    existing || countChoices(relay, rulebook, arrival, met),
  ]);
  if (existing) {
    await counted;
    return { delivery: delivery.id, outcome: "duplicate" };
  }
  const finished = finishKept(relay, rulebook, delivery, reading.found, met).then(async (outcome) => {
    await counted;
    return outcome;
  });
  const outcome = await inTime(finished, arrival).catch(() => leave(relay, delivery, "late"));
  return { delivery: delivery.id, outcome };
}

const inTime = <T>(work: Promise<T>, { signal }: Arrival): Promise<T> => (signal ? within(signal, work) : work);

/**
 * Has the intake queue look after a minute whether a delivery was finished, if somebody waits for what it says and its provider need
 * not be asked. Never rejects: the sweep looks as well.
 */
async function watchOver(relay: Relay, { id }: Delivery, reading: Reading): Promise<void> {
  if ("unreadable" in reading || reading.found.some(({ kind }) => kind === "reference")) return;
  if (!reading.found.some(({ kind }) => kind !== "touch" && kind !== "ignored")) return;
  const delay = delaySeconds(relay.time, relay.time.now() + UNFINISHED_MS);
  if (delay === undefined) return;
  const sent = relay.queues.intake([{ message: { delivery: id }, delaySeconds: delay }]);
  // A queue that does not answer must not keep a delivery from being answered that is kept and done.
  await within(AbortSignal.timeout(WATCH_MS), sent).catch(() => {});
}

/** Leaves a kept delivery to the intake queue, else the sweep: it is kept, and that is what a 2xx says. */
async function leave(relay: Relay, { id }: Delivery, error: string): Promise<"pending"> {
  relay.log("warn", "a kept delivery is left to the intake queue", { delivery: id, error });
  await relay.queues.intake([{ message: { delivery: id } }]).catch(() => {});
  return "pending";
}

/** Does what a delivery says that has just been kept. Never rejects. */
async function finishKept(
  relay: Relay,
  rulebook: Rulebook,
  delivery: Delivery,
  found: Found[],
  met: ReturnType<typeof identifyAll>,
): Promise<Outcome> {
  try {
    // What the provider has to be asked for takes longer than it waits for an answer.
    if (found.some(({ kind }) => kind === "reference"))
      return await (await import("./besides.ts")).announce(relay, delivery, found);
    const clockFrom = Date.parse(delivery.receivedAt);
    const finished = await finish(relay, rulebook, {
      delivery,
      found,
      known: [],
      clockFrom,
      met: await met,
      again: false,
    });
    await relay.store.settleDelivery(finished);
    return finished.outcome;
  } catch (error) {
    return leave(relay, delivery, error instanceof Error ? error.name : "unknown");
  }
}

/**
 * Does what a delivery says that was kept but not finished, or that is replayed from quarantine, and records what became of it and
 * of what is `known` to have been done.
 */
export async function complete(
  relay: Relay,
  delivery: Delivery,
  reading: Reading,
  known: TaskResult[] = [],
): Promise<Outcome> {
  const settled =
    "unreadable" in reading
      ? { ...delivery, outcome: "quarantined" as const, reason: reading.unreadable }
      : await resume(relay, delivery, reading.found, known);
  await relay.store.settleDelivery(settled);
  return settled.outcome;
}

/** Does what a delivery says that was kept before; answers it with what became of it, to be settled. */
export async function resume(relay: Relay, delivery: Delivery, found: Found[], known: TaskResult[]): Promise<Delivery> {
  const rulebook = await relay.rulebooks.active();
  const { reason: _reason, waiting: _waiting, ...rest } = release(relay, delivery);
  const clockFrom = Date.parse(rest.releasedAt ?? rest.receivedAt);
  const met = await identifyAll(relay, rulebook, rest, found);
  return finish(relay, rulebook, {
    delivery: { ...rest, outcome: "pending" },
    found,
    known,
    clockFrom,
    met,
    again: true,
  });
}

/** Nobody could answer a lead while it lay in quarantine: its clock starts when it comes out. */
export function release(relay: Relay, delivery: Delivery): Delivery {
  return delivery.outcome === "quarantined"
    ? { ...delivery, releasedAt: new Date(relay.time.now()).toISOString() }
    : delivery;
}

/** Counts what people chose that no rule names. Never rejects. */
async function countChoices(
  relay: Relay,
  rulebook: Rulebook,
  { source }: Arrival,
  met: ReturnType<typeof identifyAll>,
): Promise<void> {
  // Whoever needs what was read of the people says what is wrong with it.
  const people = await met.catch(() => []);
  await countUnnamed(
    relay,
    source,
    people.flatMap((one) => (one ? rulebook.unnamed(one.typed) : [])),
  );
}

/** For the source's health. */
function count(relay: Relay, { source, receivedAt, reading, skewMs, refused }: Arrival): Promise<void> {
  const what = refused ? "stale" : "unreadable" in reading ? "quarantined" : "taken";
  const test = "found" in reading && reading.found.some((item) => item.kind === "lead" && item.test);
  return countDelivery(relay, source, {
    at: receivedAt,
    what,
    ...(test && { test }),
    ...(skewMs !== undefined && { skewMs }),
  });
}
