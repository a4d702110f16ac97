import { type Arrival, receive } from "@baton/core/intake";
import type { Rulebook } from "@baton/core/rules";
import { log, relay } from "./deps.ts";

/** Takes in what arrived, and measures it if nobody can read it. */
export async function keep(rulebook: Rulebook, arrival: Arrival): ReturnType<typeof receive> {
  const kept = await receive(relay, rulebook, arrival);
  if (kept.outcome === "quarantined") relay.measure("Quarantined", 1);
  return kept;
}

/** Keeps in quarantine what is forged or came too late. It takes no genuine delivery's place: these bytes are what it is known by. */
export async function keepUntrusted(
  rulebook: Rulebook,
  arrival: Omit<Arrival, "reading" | "refused">,
  forged: boolean,
): Promise<void> {
  const { delivery } = await keep(rulebook, {
    ...arrival,
    key: { content: Buffer.concat([Buffer.from(JSON.stringify(arrival.key)), arrival.body]) },
    reading: {
      unreadable: forged
        ? "not authentic, when it could be judged: it came while the agreement could not be read"
        : "stale: well signed, but outside the provider's time tolerance",
    },
    refused: true,
  });
  log("warn", "a delivery that is not to be trusted was kept in quarantine", { source: arrival.source, delivery });
}
