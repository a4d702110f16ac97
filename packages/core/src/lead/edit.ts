import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";
import { dispatch } from "./dispatch.ts";
import { commitOf, type Draft, open } from "./draft.ts";
import type { Lead } from "./lead.ts";

/** Somebody else was faster so often that it is better to come again later. */
const ATTEMPTS = 8;

/** What a change came to. */
export interface Edited<T> {
  /** The lead as it is now. */
  lead: Lead;
  /** What the change answered. */
  answer: T;
  /** Whether anything was committed. */
  changed: boolean;
  /** Whether the queues took what comes next; else the sweep sees to it. */
  queued: boolean;
}

/** How a lead is edited. */
export interface Editing {
  /** The lead as it has just been read, so that it need not be read again. */
  read?: Lead | undefined;
  attempts?: number;
  /** Hears why a commit was refused, before the lead is read again. */
  refused?(why: "conflict" | "load" | "person"): void | Promise<void>;
}

/**
 * The one way in which a lead changes: it is read, `change` makes a draft of it, and the draft is committed with its facts, rows,
 * loads, person and unsent notices, all or nothing, if nobody else changed the lead meanwhile; else it is read again. Then what
 * comes next is queued. A draft without a fact changes nothing. Undefined when there is no such lead; throws `lead.busy`.
 *
 * @param change may be called several times; what it does besides must be the same each time
 */
export async function edit<T>(
  relay: Relay,
  id: string,
  change: (draft: Draft) => T | Promise<T>,
  { read, attempts = ATTEMPTS, refused }: Editing = {},
): Promise<Edited<T> | undefined> {
  let before = read;
  for (let attempt = 0; attempt < attempts; attempt++) {
    before ??= await relay.store.lead(id);
    if (!before) return undefined;
    const draft = open(before, relay.time.now());
    const answer = await change(draft);
    const result = await commit(relay, draft);
    if (result === "unchanged") return { lead: before, answer, changed: false, queued: true };
    if (result !== "done") {
      before = undefined;
      await refused?.(result);
      continue;
    }
    return { lead: draft.lead, answer, changed: true, queued: await dispatch(relay, draft) };
  }
  throw new BatonError("lead.busy", `Lead ${id} changed under every attempt to change it.`, { status: 503 });
}

/** Commits a draft, once. */
export async function commit(
  { store }: Pick<Relay, "store">,
  draft: Draft,
): Promise<"done" | "unchanged" | "conflict" | "load" | "person"> {
  const also = commitOf(draft);
  return also ? store.commit(draft.lead, also) : "unchanged";
}
