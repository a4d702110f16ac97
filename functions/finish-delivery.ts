import { complete } from "@baton/core/relay";
import { read } from "@baton/sources";
import { log, relay } from "./deps.ts";

/** Reads a kept delivery again, by the agreement of today, and makes its leads. Answers what became of it; undefined for an unknown id. */
export async function finishDelivery(id: string) {
  const kept = await relay.store.delivery(id);
  if (!kept) return undefined;
  const { delivery, body } = kept;
  if (delivery.outcome === "lead" || delivery.outcome === "test") return delivery;
  const { agreement } = await relay.rulebooks.active();
  const source = agreement.sources[delivery.source];
  const reading = source
    ? await read(source.provider, body, delivery.contentType, { source, declared: Object.keys(agreement.fields) })
    : { unreadable: `The agreement no longer has a source "${delivery.source}".` };
  try {
    const outcome = await complete(relay, delivery, reading);
    log("info", "delivery finished", { delivery: id, outcome });
  } catch (error) {
    // What the store calls invalid stays so: kept with the reason, instead of coming back for ever.
    if (!(error instanceof Error) || error.name !== "ValidationException") throw error;
    await relay.store.settleDelivery({
      ...delivery,
      outcome: "quarantined",
      reason: `It cannot be stored: ${error.message}`,
    });
    log("error", "delivery cannot be stored", { delivery: id });
  }
  return (await relay.store.delivery(id))?.delivery;
}
