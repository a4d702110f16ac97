import type { Delivery, Found, Reference } from "@baton/core/delivery";
import { complete, fetched, reread } from "@baton/core/intake";
import { type Naming, provider, readBody } from "@baton/sources";
import { askProvider } from "./ask-provider.ts";
import { log, relay } from "./deps.ts";

/** Does what a kept delivery says that nobody has finished; asks the provider for what it only names. */
export async function finishDelivery(id: string): Promise<void> {
  const kept = await relay.store.delivery(id);
  if (kept?.delivery.outcome === "pending") await again(kept);
}

/**
 * Reads a delivery once more, by the agreement of today: one that nothing came of as if it had just come, and of one that made a lead
 * its fields. Answers what became of it; undefined for an unknown id.
 */
export async function replayDelivery(id: string): Promise<Delivery | undefined> {
  const kept = await relay.store.delivery(id);
  if (!kept) return undefined;
  // There is nothing to read in it any more.
  if (kept.delivery.erasedAt !== undefined) return kept.delivery;
  if (["pending", "quarantined", "ignored"].includes(kept.delivery.outcome)) await again(kept);
  else await readAgain(kept);
  return (await relay.store.delivery(id))?.delivery;
}

async function readAgain({ delivery, body }: { delivery: Delivery; body: Uint8Array }): Promise<void> {
  const { agreement } = await relay.rulebooks.active();
  const source = agreement.sources[delivery.source];
  if (!source) return;
  const naming: Naming = { fields: source.fields, declared: Object.keys(agreement.fields) };
  await reread(relay, delivery, await readBody(await provider(source.provider), body, delivery.contentType, naming));
}

async function again({ delivery, body }: { delivery: Delivery; body: Uint8Array }): Promise<void> {
  const outcome = await finish(delivery, body).catch((error: unknown) => setAside(delivery, error));
  if (outcome === "quarantined" && delivery.outcome !== outcome) relay.measure("Quarantined", 1);
  log("info", "delivery finished", { delivery: delivery.id, outcome });
}

/** What the store calls invalid stays so: kept with the reason, instead of coming back for ever. */
async function setAside(delivery: Delivery, error: unknown): Promise<"quarantined"> {
  if (!(error instanceof Error) || error.name !== "ValidationException") throw error;
  const reason = `It cannot be stored: ${error.message}`;
  await relay.store.settleDelivery({ ...delivery, outcome: "quarantined", reason });
  log("error", "delivery cannot be stored", { delivery: delivery.id });
  return "quarantined";
}

async function finish(delivery: Delivery, body: Uint8Array) {
  const { agreement } = await relay.rulebooks.active();
  const source = agreement.sources[delivery.source];
  if (!source)
    return complete(relay, delivery, { unreadable: `The agreement no longer has a source "${delivery.source}".` });
  const module = await provider(source.provider);
  const naming: Naming = { fields: source.fields, declared: Object.keys(agreement.fields) };
  const reading = await readBody(module, body, delivery.contentType, naming);
  if ("unreadable" in reading) return complete(relay, delivery, reading);
  const references = reading.found.filter((item) => item.kind === "reference");
  if (references.length === 0) return complete(relay, delivery, reading);
  const others = reading.found.filter((item): item is Exclude<Found, Reference> => item.kind !== "reference");
  return fetched(relay, delivery, others, await askProvider(module, source, delivery, references, naming));
}
