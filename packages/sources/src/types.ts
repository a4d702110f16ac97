import type { Source as SourceSpec } from "@baton/core/agreement";
import type { DeliveryKey, Reading } from "@baton/core/delivery";

/** A webhook request as received. Header names are lower-case; `body` is the exact bytes. */
export interface HookRequest {
  headers: Readonly<Record<string, string | undefined>>;
  /** Last segment of the URL, where the source uses one. */
  token?: string;
  body: Uint8Array;
}

/** Values of a source's secrets by role; a role without a value in the agreement is absent. */
export interface Secrets {
  secret?: string;
  previousSecret?: string;
  key?: string;
  token?: string;
  header?: { name: string; value: string };
  basic?: string;
}

/**
 * Whether a request is genuine. `unreadable`: authenticity lies in a body that cannot be read, so it cannot be judged.
 * `stale`: well signed, but outside the provider's tolerance.
 */
export type Verdict = "authentic" | "forged" | "unreadable" | "stale";

/** How a source's fields get their names. */
export interface Naming {
  /** Provider's field name → lead field, from the agreement. */
  fields: SourceSpec["fields"];
  /** Names of declared lead fields. */
  declared: readonly string[];
}

/** One provider: a few pure functions over the bytes. */
export interface Provider {
  /** The provider's own proof; URL token, header and basic password are checked for every provider alike. */
  verify?(request: HookRequest, secrets: Secrets, now: number): Verdict;
  /** The provider's delivery id; undefined lets the content decide. */
  deliveryId?(request: Pick<HookRequest, "headers" | "body">): string | undefined;
  /** Reads the body into leads. Never throws on bad input: it says what is wrong. */
  read(body: Uint8Array, contentType: string, naming: Naming): Promise<Reading> | Reading;
  /** The body the provider demands; `{"delivery": …}` otherwise. */
  answers?: { accepted?: unknown; refused?(message: string): unknown };
}

export type { DeliveryKey, Reading };
