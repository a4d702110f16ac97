import type { Source } from "@baton/core/agreement";
import type { Delivery, Found, Reference } from "@baton/core/delivery";
import { type Answered, answered, complete, fetched, reread } from "@baton/core/relay";
import { type Naming, type Provider, provider, readBody, secretsOf } from "@baton/sources";
import { log, providerApi, relay, sourceSecrets } from "./deps.ts";

/** What asking for all that one delivery names may take, in real ms: the worker has a minute, and wants to keep what it was told. */
const ASKING_MS = 30_000;

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
  const answers: Answered[] = [];
  const until = Date.now() + ASKING_MS;
  // One after the other: a provider that is busy should not get more at once.
  for (const reference of references)
    answers.push(
      Date.now() < until
        ? await ask(module, source, delivery, reference, naming)
        : { reference, problem: "later", message: "The provider is slow; it is asked for the rest later." },
    );
  return fetched(relay, delivery, others, answers);
}

async function ask(
  module: Provider,
  source: Source,
  delivery: Delivery,
  reference: Reference,
  naming: Naming,
): Promise<Answered> {
  if (!module.fetch || !module.api) return { reference, problem: "gone", message: "This provider cannot be asked." };
  const known = await answered(relay, delivery, reference);
  if (known) return { reference, known };
  const token = secretsOf(source, sourceSecrets())?.accessToken[0];
  try {
    return { reference, ...(await module.fetch(reference, providerApi(module.api, token), naming)) };
  } catch (error) {
    return { reference, problem: "later", message: `It could not be reached (${(error as Error).name}).` };
  }
}
