import { BatonError } from "../error/index.ts";
import { followPeople } from "./comings-and-goings.ts";
import { delaySeconds, type Relay } from "./relay.ts";

/** How far ahead a sweep looks: a little more than until the next one. */
const HORIZON_MS = 6 * 60_000;

/** What a run does: first the clocks, which cannot wait, then the people. */
export async function sweep(relay: Relay): Promise<{ checks: number; deliveries: number; handedOut: number }> {
  const fed = await feed(relay);
  const active = await relay.rulebooks.active().catch((error: unknown) => {
    if (error instanceof BatonError && error.code === "agreement.none") return undefined;
    throw error;
  });
  return { ...fed, ...(active ? await followPeople(relay, active) : { handedOut: 0 }) };
}

/** Feeds the queues from the due index: checks with their exact delay, and deliveries whose process died. Reads only what is due. */
async function feed(relay: Relay): Promise<{ checks: number; deliveries: number }> {
  const counts = { checks: 0, deliveries: 0 };
  let checks: Parameters<Relay["queues"]["checks"]>[0] = [];
  let deliveries: { delivery: string }[] = [];
  const flush = async () => {
    const [a, b] = [checks, deliveries];
    [checks, deliveries] = [[], []];
    await Promise.all([
      a.length > 0 && relay.queues.checks(a),
      b.length > 0 && relay.queues.intake(b.map((message) => ({ message }))),
    ]);
    counts.checks += a.length;
    counts.deliveries += b.length;
  };
  const now = relay.time.now();
  for await (const { kind, id, at } of relay.store.due(now + HORIZON_MS)) {
    if (kind === "lead") {
      const delay = delaySeconds(relay.time, at);
      if (delay !== undefined)
        checks.push({ message: { lead: id, dueAt: new Date(at).toISOString() }, delaySeconds: delay });
    } else if (at <= now) deliveries.push({ delivery: id });
    if (checks.length + deliveries.length >= 100) await flush();
  }
  await flush();
  relay.measure("Sweeps", 1);
  return counts;
}
