import type { Delivery, Found, Outcome, Reference } from "../delivery/index.ts";
import { BatonError, loggable } from "../error/index.ts";
import { complete } from "../intake/receive.ts";
import { reread } from "../intake/reread.ts";
import type { Provider } from "../ports/providers.ts";
import type { IntakeMessage, ReplayMessage } from "../ports/queues.ts";
import type { Reception } from "../ports/relay.ts";
import { type Answered, answered, fetched } from "./fetched.ts";
import { unpackIncoming } from "./incoming.ts";
import { takeDelivery } from "./take.ts";

/** What asking for all that one delivery names may take, in real ms: the worker has a minute, and wants to keep what it was told. */
const ASKING_MS = 30_000;

/** Works off the intake queue: finishes a delivery that was kept, or takes in one that the store could not keep when it came. */
export async function workIntake(reception: Reception, message: IntakeMessage): Promise<void> {
  if ("delivery" in message) return finishDelivery(reception, message.delivery);
  if ("replay" in message) return replayInTurn(reception, message);
  // Whoever sent it was told that all is well: nothing of it is thrown away, not even what turns out to be forged.
  const rulebook = await reception.rulebooks.active();
  const incoming = unpackIncoming(message.raw);
  const provider = await reception.providers(rulebook.agreement, incoming.name);
  const taken = await takeDelivery(reception, rulebook, provider, incoming, { keepAll: true });
  if (taken.as !== "taken")
    return reception.log("warn", "a delivery from the intake queue was not taken", { as: taken.as });
  // The table may have taken it at the first attempt after all, too late for that to be heard.
  if (taken.outcome === "duplicate") await finishDelivery(reception, taken.delivery);
}

/** Does what a kept delivery says that nobody has finished; asks the provider for what it only names. */
export async function finishDelivery(reception: Reception, id: string): Promise<void> {
  // Most are finished when somebody looks, and some are large.
  if (!(await reception.store.isPending(id))) return;
  const kept = await reception.store.delivery(id);
  if (kept?.delivery.outcome === "pending") await again(reception, kept);
}

/**
 * Reads a delivery once more, by the agreement of today: one that nothing came of as if it had just come, and of one that made a lead
 * its fields. Answers what became of it; undefined for an unknown id.
 */
export async function replayDelivery(
  reception: Reception,
  id: string,
  at = new Date(reception.time.now()).toISOString(),
): Promise<Delivery | undefined> {
  const found = await reception.store.delivery(id);
  if (!found) return undefined;
  const kept = { ...found, delivery: { ...found.delivery, rereadAt: at } };
  const { delivery, body } = kept;
  // There is nothing to read in it any more.
  if (delivery.erasedAt !== undefined) return found.delivery;
  if (["pending", "quarantined", "ignored"].includes(delivery.outcome)) await again(reception, kept);
  else {
    const provider = await providerOf(reception, delivery);
    if (provider) await reread(reception, delivery, await provider.read(body, delivery.contentType));
  }
  return (await reception.store.delivery(id))?.delivery;
}

/**
 * Reads deliveries in quarantine once more, in their order, so that leads come out as they came. One that fails stays where it is and
 * keeps none of the others; what a message that comes again has done already is not done twice.
 */
async function replayInTurn(reception: Reception, { replay, at }: ReplayMessage): Promise<void> {
  for (const id of replay) {
    const kept = await reception.store.delivery(id);
    if (kept?.delivery.outcome !== "quarantined" || (kept.delivery.rereadAt ?? "") >= at) continue;
    try {
      await replayDelivery(reception, id, at);
    } catch (error) {
      reception.log("error", "a delivery could not be read once more", { delivery: id, ...loggable(error) });
      await reception.store.settleDelivery({ ...kept.delivery, rereadAt: at });
    }
  }
}

const providerOf = async ({ rulebooks, providers }: Reception, { source }: Delivery): Promise<Provider | undefined> =>
  providers((await rulebooks.active()).agreement, source);

async function again(
  reception: Reception,
  { delivery, body }: { delivery: Delivery; body: Uint8Array },
): Promise<void> {
  const outcome = await finish(reception, delivery, body).catch((error: unknown) =>
    setAside(reception, delivery, error),
  );
  if (outcome === "quarantined" && delivery.outcome !== outcome) reception.measure("Quarantined", 1);
  reception.log("info", "delivery finished", { delivery: delivery.id, outcome });
}

/** What the store refuses it always will: kept with the reason, instead of coming back for ever. */
async function setAside(reception: Reception, delivery: Delivery, error: unknown): Promise<"quarantined"> {
  if (!(error instanceof BatonError) || error.code !== "store.refused") throw error;
  const reason = `It cannot be stored. ${error.message}`;
  await reception.store.settleDelivery({ ...delivery, outcome: "quarantined", reason });
  reception.log("error", "delivery cannot be stored", { delivery: delivery.id });
  return "quarantined";
}

async function finish(reception: Reception, delivery: Delivery, body: Uint8Array): Promise<Outcome> {
  const provider = await providerOf(reception, delivery);
  if (!provider)
    return complete(reception, delivery, { unreadable: `The agreement no longer has a source "${delivery.source}".` });
  const reading = await provider.read(body, delivery.contentType);
  if ("unreadable" in reading) return complete(reception, delivery, reading);
  const references = reading.found.filter((item) => item.kind === "reference");
  if (references.length === 0) return complete(reception, delivery, reading);
  const others = reading.found.filter((item): item is Exclude<Found, Reference> => item.kind !== "reference");
  return fetched(reception, delivery, others, await ask(reception, provider, delivery, references));
}

/** Asks a provider for what a delivery only names, as far as it has not been asked before and there is time. */
async function ask(
  reception: Reception,
  provider: Provider,
  delivery: Delivery,
  references: Reference[],
): Promise<Answered[]> {
  const answers: Answered[] = [];
  const signal = AbortSignal.timeout(ASKING_MS);
  // One after the other: a provider that is busy should not get more at once.
  for (const reference of references) {
    const known = await answered(reception, delivery, reference);
    if (known) answers.push({ reference, known });
    else if (signal.aborted)
      answers.push({ reference, problem: "later", message: "The provider is slow; it is asked for the rest later." });
    else answers.push({ reference, ...(await provider.fetch(reference, signal)) });
  }
  return answers;
}
