import { CLOCKS, type Incident } from "../../health/model.ts";
import { type SourceOverview, sourceOverview } from "../../health/overview.ts";
import { type AddressMark, mailboxOf } from "../../mailbox/index.ts";
import type { Relay } from "../../ports/relay.ts";

/** How all does that brings leads in and mails out. */
export interface Plumbing {
  sources: SourceOverview[];
  /** That clocks stand still, while they do. */
  clocks: Pick<Incident, "message" | "since"> | undefined;
  /** Addresses that refuse mail, each with whose it is in the active agreement. */
  addresses: (AddressMark & { person: string | undefined })[];
}

export async function plumbingOf(relay: Pick<Relay, "store" | "rulebooks" | "time" | "queues">): Promise<Plumbing> {
  const today = new Date(relay.time.now()).toISOString().slice(0, 10);
  const [{ agreement }, sources, { incidents }, marks] = await Promise.all([
    relay.rulebooks.active(),
    sourceOverview(relay),
    relay.store.sourceHealth(CLOCKS, today),
    relay.store.markedAddresses(),
  ]);
  const people = new Map(Object.entries(agreement.people).map(([id, { email }]) => [mailboxOf(email), id]));
  return {
    sources,
    clocks: incidents[0],
    addresses: marks.map((mark) => ({ ...mark, person: people.get(mark.address) })),
  };
}
