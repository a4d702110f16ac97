import type { Source } from "@baton/core/agreement";
import type { Fetched, Reading, Reference } from "@baton/core/delivery";
import type { Authenticity, HookRequest, Provider, ProviderAnswer } from "@baton/core/ports";

/** Values of a source's secrets by role, newest first: during a rotation more than one is good. */
export interface Secrets {
  secret: string[];
  key: string[];
  token: string[];
  header?: { name: string; values: string[] };
  basic: string[];
  verifyToken: string[];
  accessToken: string[];
  publicKey: string[];
  /** By application id, for providers whose applications have secrets of their own. */
  byApplication: Readonly<Record<string, string[]>>;
}

/** What verifying may need besides the request. */
export interface Judging {
  secrets: Secrets;
  /** Epoch ms. */
  now: number;
  source: Pick<Source, "publicUrl" | "organization">;
}

/** How a source's fields get their names. */
export interface Naming {
  /** Provider's field name → lead field, from the agreement. */
  fields: Source["fields"];
  /** Names of declared lead fields. */
  declared: readonly string[];
  /** Whether the source is that of the agreement's CRM, so that statuses are told. */
  crm?: boolean;
  /** Which fields say what became of a call. */
  calls?: Source["calls"];
}

/** Asks a provider's API. A path starts after the API's base URL. */
export interface Api {
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; body: unknown }>;
  /** Undefined when the source has no `accessToken`. */
  token: string | undefined;
}

/** A test delivery to be written. */
export interface Sending {
  /** Lead fields by Baton's names; `test: true` marks a test where the provider can. */
  lead: Record<string, unknown>;
  secrets: Secrets;
  /** Epoch ms the signature is made at. */
  now: number;
  source: Pick<Source, "publicUrl" | "organization">;
}

/** A request as a provider would send it; URL token, header and password come to it from outside. */
export interface SentHook {
  headers: Record<string, string>;
  body: string;
  /** What the provider's API tells of what the webhook only names, by path. */
  tells?: { path: string; body: unknown }[];
}

/** One kind of provider: a few pure functions over the bytes. */
export interface ProviderModule {
  /** Answers the GET a provider checks a hook with; undefined for a request that is none. */
  handshake?(request: HookRequest, judging: Judging): ProviderAnswer | undefined;
  /** Roles of secrets that `verify` needs: without any of them the source rests on URL token, header or password alone. */
  proof?: readonly ("secret" | "key" | "publicKey" | "byApplication")[];
  /** The provider's own proof; URL token, header and basic password are checked for every provider alike. */
  verify?(request: HookRequest, judging: Judging): Authenticity;
  /** When the sender signed, by its own clock; epoch ms. */
  signedAt?(request: Pick<HookRequest, "headers">): number | undefined;
  /** The provider's delivery id; undefined lets the content decide. */
  deliveryId?(request: Pick<HookRequest, "headers" | "body">): string | undefined;
  /** How long the same bytes without an id are a retry, in ms; a day when absent. A browser, and what sends once, tries again at once. */
  resendsMs?: number;
  /** Reads the body. Never throws on bad input: it says what is wrong. */
  read(body: Uint8Array, contentType: string, naming: Naming): Promise<Reading> | Reading;
  /** The provider's API: its base URL, and the environment variable that overrides it. */
  api?: { url: string; env: string };
  /** Asks the provider for what a webhook only named. Throws only what `Api.get` throws. */
  fetch?(reference: Reference, api: Api, naming: Naming): Promise<Fetched>;
  /** Writes a lead the way the provider delivers it, with a fresh delivery id and a correct signature. */
  compose(sending: Sending): SentHook;
  /** The body the provider demands; `{"delivery": …}` otherwise. */
  answers?: Provider["answers"];
}
