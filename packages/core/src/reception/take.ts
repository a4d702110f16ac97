import { within } from "../deadline/index.ts";
import type { Outcome } from "../delivery/index.ts";
import { countRefusal } from "../health/count.ts";
import { type Arrival, receive } from "../intake/receive.ts";
import type { Provider } from "../ports/providers.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import type { Incoming } from "./incoming.ts";

/** Under which refusals of sources that there are not are counted. */
export const UNKNOWN = "(unknown)";

/** What counting a refusal may take, in real ms. */
const COUNT_MS = 300;

/** For so long the same bytes that are not to be trusted are kept once. */
const UNTRUSTED_MS = 86_400_000;

/** What became of a request to a hook, for whoever has to answer it. */
export type Taken =
  | { as: "unknown" }
  | { as: "refused"; status: 400 | 401; code: string; message: string }
  | { as: "taken"; delivery: string; outcome: Outcome | "duplicate" };

/**
 * Judges a webhook by the agreement and takes it in. Resolves when it is stored; rejects when it could not be.
 *
 * @param provider of the source that its path names; undefined where there is none
 * @param means.signal is aborted when nobody waits any longer: what is kept by then is finished by the intake worker
 * @param means.authentic is called as soon as it is known to be
 * @param means.keepAll keeps in quarantine what is not authentic, because its sender has been told that all is well
 */
export async function takeDelivery(
  relay: Relay,
  rulebook: Rulebook,
  provider: Provider | undefined,
  { name, request, receivedAt, judged }: Incoming,
  means: { signal?: AbortSignal; authentic?(): void; keepAll?: boolean } = {},
): Promise<Taken> {
  const verdict = judged ? "authentic" : provider?.judge(request, receivedAt);
  if (!provider || (verdict === undefined && !means.keepAll)) {
    // Takes as long as a forged delivery of a source that there is.
    await countRefused(relay, UNKNOWN);
    return { as: "unknown" };
  }
  const refuse = (status: 400 | 401, code: string, message: string): Taken => ({
    as: "refused",
    status,
    code,
    message,
  });
  const forged = verdict === undefined || verdict === "unreadable" || verdict === "forged";
  if (forged && !means.keepAll) {
    await countRefused(relay, name);
    return verdict === "unreadable"
      ? refuse(400, "delivery.unreadable", "The body cannot be read, so it cannot be authenticated.")
      : refuse(401, "delivery.unauthentic", "This delivery is not authentic.");
  }

  const signedAt = provider.signedAt(request);
  const arrival = {
    source: name,
    contentType: request.headers["content-type"] ?? "",
    body: request.body,
    receivedAt,
    ...(signedAt !== undefined && { skewMs: signedAt - receivedAt }),
    ...(means.signal && { signal: means.signal }),
  };
  const key = provider.deliveryKey(request);
  if (forged || verdict === "stale") {
    await keepUntrusted(relay, rulebook, { ...arrival, key }, forged);
    return refuse(401, "delivery.stale", "This delivery is too old, or a clock is wrong.");
  }
  means.authentic?.();
  const reading = await provider.read(request.body, arrival.contentType);
  const { delivery, outcome } = await keep(relay, rulebook, { ...arrival, key, reading });
  relay.log("info", "delivery taken", { source: name, delivery, outcome });
  return { as: "taken", delivery, outcome };
}

/** Takes in what arrived, and measures it if nobody can read it. */
async function keep(relay: Relay, rulebook: Rulebook, arrival: Arrival): ReturnType<typeof receive> {
  const kept = await receive(relay, rulebook, arrival);
  if (kept.outcome === "quarantined") relay.measure("Quarantined", 1);
  return kept;
}

/** Keeps in quarantine what is forged or came too late. It takes no genuine delivery's place: these bytes are what it is known by. */
async function keepUntrusted(
  relay: Relay,
  rulebook: Rulebook,
  arrival: Omit<Arrival, "reading" | "refused">,
  forged: boolean,
): Promise<void> {
  const { delivery } = await keep(relay, rulebook, {
    ...arrival,
    key: { content: Buffer.concat([Buffer.from(JSON.stringify(arrival.key)), arrival.body]), withinMs: UNTRUSTED_MS },
    reading: {
      unreadable: forged
        ? "not authentic, when it could be judged: it came while the agreement could not be read"
        : "stale: well signed, but outside the provider's time tolerance",
    },
    refused: true,
  });
  const { source } = arrival;
  relay.log("warn", "a delivery that is not to be trusted was kept in quarantine", { source, delivery });
}

/** A store that does not answer must not make of a forgery something to be queued. */
export async function countRefused(relay: Relay, source: string, what?: "tooLarge"): Promise<void> {
  await within(AbortSignal.timeout(COUNT_MS), countRefusal(relay, source, what)).catch(() => {});
}
