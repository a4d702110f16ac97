import { deliveryId, type Found } from "@baton/core/delivery";
import { complete, receive } from "@baton/core/intake";
import type { Relay } from "@baton/core/lead";
import type { Rulebook } from "@baton/core/rules";
import type { Chance } from "./chance.ts";
import type { Ledger } from "./ledger.ts";
import type { Machines, Process } from "./process.ts";
import type { VirtualTime } from "./virtual-time.ts";

export const SOURCE = "web";

/** Something a provider posts until it is taken. */
export interface Arrival {
  name: string;
  /** Epoch ms. */
  at: number;
  found: Found[];
}

export interface Provider {
  post(arrival: Arrival): void;
  /** Takes a delivery that the intake queue brings: a kept one, or a whole one. */
  take(process: Process, message: { delivery: string } | { raw: string }): Promise<void>;
  /** Those that were answered with a 2xx, which promises that they are not lost. */
  readonly accepted: ReadonlySet<string>;
}

/** What is posted is read as it was written: providers' formats are no part of this. */
export function provider(
  { time, chance, machines, ledger }: { time: VirtualTime; chance: Chance; machines: Machines; ledger: Ledger },
  options: { rulebook: Rulebook; relayFor(process: Process): Relay; runningAt(now: number): number },
): Provider {
  const accepted = new Set<string>();
  const posted = new Map<string, Arrival>();

  const store = (process: Process, { name, found }: Arrival, receivedAt: number) =>
    receive(options.relayFor(process), options.rulebook, {
      source: SOURCE,
      contentType: "application/json",
      body: Buffer.from(JSON.stringify(found)),
      key: { id: name },
      reading: { found },
      receivedAt,
    });
  const finish = async (process: Process, id: string): Promise<void> => {
    const relay = options.relayFor(process);
    const kept = await relay.store.delivery(id);
    if (kept?.delivery.outcome !== "pending") return;
    await complete(relay, kept.delivery, { found: JSON.parse(Buffer.from(kept.body).toString()) as Found[] });
  };
  const attempt = (arrival: Arrival, count: number): void => {
    const retry = () => time.at(time.now + Math.min(count, 30) * 60_000, () => attempt(arrival, count + 1));
    if (options.runningAt(time.now) > time.now) {
      retry();
      return;
    }
    machines.start(
      `webhook of ${arrival.name}`,
      async (process) => {
        const receivedAt = process.now();
        try {
          await store(process, arrival, receivedAt);
        } catch {
          const raw = `${arrival.name} @${receivedAt}`;
          await options.relayFor(process).queues.intake([{ message: { raw } }]);
        }
      },
      (end) => {
        if (end.as === "done") accepted.add(arrival.name);
        else retry();
      },
    );
  };

  return {
    accepted,
    post(arrival) {
      posted.set(arrival.name, arrival);
      ledger.called(deliveryId(SOURCE, { id: arrival.name }), arrival.name);
      attempt(arrival, 1);
      if (!chance.happens(`${arrival.name} is posted again`, 0.2)) return;
      const soon = chance.number(`${arrival.name} again soon`) < 0.7;
      const after = chance.between(`${arrival.name} again after`, 0, soon ? 100 : 36_000_000);
      time.at(time.now + after, () => attempt(arrival, 1));
    },
    async take(process, message) {
      if ("delivery" in message) return finish(process, message.delivery);
      const [name, receivedAt] = message.raw.split(" @") as [string, string];
      const { delivery, outcome } = await store(process, posted.get(name)!, Number(receivedAt));
      // The store may have taken it at the first attempt after all.
      if (outcome === "duplicate") await finish(process, delivery);
    },
  };
}
