import type { Agreement } from "../agreement/model.ts";
import type { DeliveryKey, Fetched, Reading, Reference } from "../delivery/index.ts";

/** A webhook request as received. Header names are lower-case; `body` is the exact bytes. */
export interface HookRequest {
  method: string;
  headers: Readonly<Record<string, string | undefined>>;
  /** Last segment of the URL, where the source uses one. */
  token?: string;
  /** As received, without the question mark. */
  query: string;
  body: Uint8Array;
}

/**
 * Whether a request is genuine. `unreadable`: authenticity lies in a body that cannot be read, so it cannot be judged.
 * `stale`: well signed, but outside the provider's tolerance.
 */
export type Authenticity = "authentic" | "forged" | "unreadable" | "stale";

/** An answer in the provider's own terms. */
export interface ProviderAnswer {
  status: number;
  contentType: string;
  body: string;
}

/** The provider of one source, as the agreement sets it up. */
export interface Provider {
  /** Judges a request by everything the source's `auth` names; undefined while one of its secrets has no value. `now`: epoch ms. */
  judge(request: HookRequest, now: number): Authenticity | undefined;
  /** Answers the GET a provider checks a hook with; undefined for a request that is none, or not genuine. */
  handshake(request: HookRequest, now: number): ProviderAnswer | undefined;
  /** How the delivery is recognised when it comes again. */
  deliveryKey(request: Pick<HookRequest, "headers" | "body">): DeliveryKey;
  /** When the sender signed, by its own clock; epoch ms. */
  signedAt(request: Pick<HookRequest, "headers">): number | undefined;
  /** Reads a body. Never rejects: it says what is wrong. */
  read(body: Uint8Array, contentType: string): Promise<Reading>;
  /** Asks the provider for what a webhook only named. Never rejects. */
  fetch(reference: Reference, signal: AbortSignal): Promise<Fetched>;
  /** The body the provider demands; `{"delivery": …}` and `{"error": …}` otherwise. */
  answers: { accepted?: Omit<ProviderAnswer, "status">; refused?(message: string): unknown };
}

/** The provider of a source by the source's name; undefined where the agreement has no such source. */
export type Providers = (agreement: Agreement, source: string) => Promise<Provider | undefined>;
