import { BatonError } from "../error/index.ts";
import type { Relay } from "../ports/relay.ts";

/** Somebody else was faster so often that it is better to come again later. */
const ATTEMPTS = 8;

/** A kind of thing that has a clock: how it is read, changed by a draft, committed, and what comes next queued. */
export interface Gated<Thing, Draft, Refused extends string> {
  /** What it is called, in `<name>.busy`. */
  name: string;
  read(relay: Relay, id: string): Promise<Thing | undefined>;
  /** The draft that has changed nothing yet; `now` is epoch ms. */
  open(before: Thing, now: number): Draft;
  /** What a draft makes of it. */
  after(draft: Draft): Thing;
  /** Commits a draft with all that goes with it or not at all, once; a draft without a fact changes nothing. */
  commit(relay: Relay, draft: Draft): Promise<"done" | "unchanged" | Refused>;
  /** Queues what comes next; false when the sweep has to see to it. */
  dispatch(relay: Relay, draft: Draft): Promise<boolean>;
}

/** What a change came to. */
export interface Edited<Thing, T> {
  /** It as it is now. */
  thing: Thing;
  /** What the change answered. */
  answer: T;
  /** Whether anything was committed. */
  changed: boolean;
  /** Whether the queues took what comes next; else the sweep sees to it. */
  queued: boolean;
}

/** How something is edited. */
export interface Editing<Thing, Refused extends string> {
  /** It as it has just been read, so that it need not be read again. */
  read?: Thing | undefined;
  attempts?: number;
  /** Hears why a commit was refused, before it is read again. */
  refused?(why: Refused): void | Promise<void>;
}

/**
 * The one way in which things of a kind change: one is read, `change` makes a draft of it, and the draft is committed, if nobody else
 * changed it meanwhile; else it is read again. Then what comes next is queued. Undefined when there is none by that id; throws
 * `<name>.busy`. `change` may be called several times; what it does besides must be the same each time.
 */
export function gate<Thing, Draft, Refused extends string>(kind: Gated<Thing, Draft, Refused>) {
  return async function edit<T>(
    relay: Relay,
    id: string,
    change: (draft: Draft) => T | Promise<T>,
    { read, attempts = ATTEMPTS, refused }: Editing<Thing, Refused> = {},
  ): Promise<Edited<Thing, T> | undefined> {
    let before = read;
    for (let attempt = 0; attempt < attempts; attempt++) {
      before ??= await kind.read(relay, id);
      if (before === undefined) return undefined;
      const draft = kind.open(before, relay.time.now());
      const answer = await change(draft);
      const result = await kind.commit(relay, draft);
      if (result === "unchanged") return { thing: before, answer, changed: false, queued: true };
      if (result === "done")
        return { thing: kind.after(draft), answer, changed: true, queued: await kind.dispatch(relay, draft) };
      before = undefined;
      await refused?.(result);
    }
    throw new BatonError(`${kind.name}.busy`, `The ${kind.name} ${id} changed under every attempt to change it.`, {
      status: 503,
    });
  };
}
