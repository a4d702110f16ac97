import type { Outcome } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import type { QuarantineEntry } from "../ports/deliveries.ts";
import type { Relay } from "../ports/relay.ts";

/** Deliveries that are read once more by one message. */
const AT_A_TIME = 10;
/** Deliveries in quarantine that are looked at, and read at a time. */
const MOST = { all: 10_000, page: 500 };

/** Which deliveries in quarantine are meant: one, or those of a source, of a reason, or both; all without either. */
export interface Selection {
  id?: string;
  source?: string;
  reason?: string;
}

/** Deliveries that are being read once more. */
export interface Replaying {
  /** When it was asked for, ISO: what comes into quarantine later is not meant. */
  at: string;
  /** Those that were queued last, the oldest first. */
  ids: string[];
  /** Where the next ones follow; undefined when there are none. */
  after?: string;
  /** How many those are. */
  left: number;
}

const placeOf = ({ receivedAt, id }: QuarantineEntry): string => `${receivedAt}#${id}`;

/** A page of what lies in quarantine, newest first. */
export interface QuarantinePage {
  items: QuarantineEntry[];
  /** Where older ones follow; null when there are none. */
  next: string | null;
  /** Why deliveries of these sources lie there, whatever the reason asked for. */
  reasons: string[];
}

export async function quarantinePage(
  relay: Pick<Relay, "store">,
  { source, reason, cursor }: { source?: string; reason?: string; cursor?: string },
  limit: number,
): Promise<QuarantinePage> {
  const all = await selected(relay, { ...(source !== undefined && { source }) });
  const meant = all.filter(
    (one) => (reason === undefined || one.reason === reason) && (cursor === undefined || placeOf(one) < cursor),
  );
  const items = meant.slice(0, limit);
  return {
    items,
    next: meant.length > limit ? placeOf(items.at(-1)!) : null,
    reasons: [...new Set(all.map((one) => one.reason))].sort(),
  };
}

/** What lies in quarantine and is meant, newest first. */
async function selected(
  { store }: Pick<Relay, "store">,
  { id, source, reason }: Selection,
): Promise<QuarantineEntry[]> {
  const found: QuarantineEntry[] = [];
  let looked = 0;
  let cursor: string | null | undefined;
  do {
    const { items, next } = await store.quarantine({
      limit: MOST.page,
      ...(source !== undefined && { source }),
      ...(cursor && { cursor }),
    });
    found.push(
      ...items.filter((one) => (id === undefined || one.id === id) && (reason === undefined || one.reason === reason)),
    );
    looked += items.length;
    cursor = next;
  } while (cursor !== null && looked < MOST.all);
  return found;
}

/**
 * Has the next few of a selection be read once more, the oldest first, by who takes deliveries in and may ask providers. Throws
 * `replay.none` when there are none.
 */
export async function replayNext(
  relay: Pick<Relay, "store" | "queues" | "time">,
  selection: Selection,
  { at = new Date(relay.time.now()).toISOString(), after = "" }: { at?: string; after?: string } = {},
): Promise<Replaying> {
  const meant = (await selected(relay, selection))
    .filter((one) => placeOf(one) > after && one.receivedAt <= at)
    .reverse();
  const next = meant.slice(0, AT_A_TIME);
  if (next.length === 0)
    throw new BatonError("replay.none", "There is nothing of that in quarantine any more.", { status: 409 });
  const ids = next.map(({ id }) => id);
  await relay.queues.intake([{ message: { replay: ids, at } }]);
  const left = meant.length - next.length;
  return { at, ids, left, ...(left > 0 && { after: placeOf(next.at(-1)!) }) };
}

/** What became of a delivery that was to be read once more. */
export interface Replayed {
  id: string;
  source: string;
  receivedAt: string;
  /** `waits`: it was not read yet · `still`: it stays in quarantine · `out`: it came out. */
  state: "waits" | "still" | "out";
  outcome: Outcome;
  reason?: string;
  leads: string[];
}

/** What became of deliveries since it was asked, at an instant (ISO), that they be read once more; without those that there are not. */
export async function replayedOf(
  { store }: Pick<Relay, "store">,
  ids: readonly string[],
  at: string,
): Promise<Replayed[]> {
  const found = await Promise.all(ids.map((id) => store.delivery(id)));
  return found.flatMap((kept) => {
    if (!kept) return [];
    const { id, source, receivedAt, outcome, reason, leads, rereadAt = "" } = kept.delivery;
    const state = outcome !== "quarantined" && outcome !== "pending" ? "out" : rereadAt >= at ? "still" : "waits";
    return [{ id, source, receivedAt, state, outcome, leads, ...(reason !== undefined && { reason }) }];
  });
}
