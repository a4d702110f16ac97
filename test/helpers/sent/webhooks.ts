import { readdirSync, readFileSync } from "node:fs";
import type { ProviderName } from "@baton/core/agreement";
import type { HandRaise, Reading } from "@baton/core/delivery";
import type { Authenticity, HookRequest } from "@baton/core/ports";
import {
  authenticate,
  deliveryKey,
  type Judging,
  type Naming,
  providerModule,
  type Secrets,
  secretsOf,
} from "@baton/sources";

/** A recorded or published delivery, with where it is from and what is to be made of it. */
export interface Fixture {
  id: string;
  kind: string;
  clock_unix: number;
  secrets: Record<string, string>;
  request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    body?: string;
    body_base64?: string;
    body_repeat?: { char: string; count: number };
  };
  expect: {
    auth: string;
    dedupe_key?: string;
    dedupe_keys?: string[];
    is_test?: boolean;
    http_status?: number;
    response_body?: string;
    response_content_type?: string;
    response_json?: unknown;
    response_must_not_contain?: string;
  };
  /** What the provider's API answers, in fixtures of kind `fetch_response`. */
  response?: unknown;
  http_status?: number;
  companion_form?: unknown;
}

const folder = new URL("../../fixtures/webhooks/", import.meta.url);

/** All fixtures of a provider, by name. */
export function fixtures(provider: string): Record<string, Fixture> {
  const files = readdirSync(new URL(`${provider}/`, folder));
  return Object.fromEntries(
    files.map((file) => [
      file.replace(".json", ""),
      JSON.parse(readFileSync(new URL(`${provider}/${file}`, folder), "utf8")) as Fixture,
    ]),
  );
}

/** A request; a test names only what matters to it. */
export const request = (
  changes: Partial<Omit<HookRequest, "body">> & { body?: Uint8Array | string } = {},
): HookRequest => ({
  method: "POST",
  headers: {},
  query: "",
  ...changes,
  body: typeof changes.body === "string" ? Buffer.from(changes.body) : (changes.body ?? Buffer.alloc(0)),
});

/** The request of a fixture; the URL's last segment is its token. */
export function requestOf({ request: { method, url, headers, ...given } }: Pick<Fixture, "request">): HookRequest {
  const { pathname, search } = new URL(url);
  const { body, body_base64: base64, body_repeat: repeat } = given;
  return {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    token: pathname.slice(pathname.lastIndexOf("/") + 1),
    query: search.slice(1),
    body: repeat
      ? Buffer.from(repeat.char.repeat(repeat.count))
      : base64 === undefined
        ? Buffer.from(body ?? "")
        : Buffer.from(base64, "base64"),
  };
}

type Value = string | string[];

/** Values by role; a list is newest first. */
export interface Roles {
  secret?: Value;
  previousSecret?: Value;
  key?: Value;
  token?: Value;
  header?: { name: string; value: Value };
  basic?: Value;
  verifyToken?: Value;
  accessToken?: Value;
  publicKey?: string;
  byApplication?: Record<string, Value>;
}

/** A source's secrets as the service builds them. */
export function secrets({ header, publicKey, byApplication = {}, ...roles }: Roles): Secrets {
  const values: Record<string, Value> = { ...roles, ...byApplication, ...(header && { header: header.value }) };
  const auth = {
    ...Object.fromEntries(Object.keys(roles).map((role) => [role, role])),
    ...(header && { header: { name: header.name, secret: "header" } }),
    ...(publicKey !== undefined && { publicKey }),
  };
  const applications = Object.fromEntries(Object.keys(byApplication).map((id) => [id, id]));
  const found = secretsOf({ auth, secrets: applications }, values);
  if (!found) throw new Error("These secrets let nobody in.");
  return found;
}

/** The verdict on a fixture's request, at the fixture's time. */
export const judge = (
  name: ProviderName,
  fixture: Fixture,
  roles: Roles,
  source: Judging["source"] = {},
): Promise<Authenticity> => judged(name, requestOf(fixture), roles, fixture.clock_unix * 1000, source);

/** The verdict on a request; `now` is epoch ms. */
export const judged = async (
  name: ProviderName,
  request: HookRequest,
  roles: Roles,
  now = 0,
  source: Judging["source"] = {},
): Promise<Authenticity> => authenticate(await providerModule(name), request, { secrets: secrets(roles), now, source });

/** The key that a sender's own id gives; undefined when the content is the key. */
export async function idOf(
  name: ProviderName,
  request: Pick<HookRequest, "headers" | "body">,
): Promise<string | undefined> {
  const key = deliveryKey(await providerModule(name), request);
  return "id" in key ? key.id : undefined;
}

interface Read extends Partial<Naming> {
  contentType?: string | undefined;
}

/** What a body is read as. */
export async function reading(
  name: ProviderName,
  body: Uint8Array | string,
  { contentType = "application/json", fields = {}, declared = [], ...naming }: Read = {},
): Promise<Reading> {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return (await providerModule(name)).read(bytes, contentType, { fields, declared, ...naming });
}

/** What a fixture's body is read as. */
export function readingOf(name: ProviderName, fixture: Fixture, naming: Partial<Naming> = {}): Promise<Reading> {
  const { body, headers } = requestOf(fixture);
  return reading(name, body, { contentType: headers["content-type"], ...naming });
}

/** The lead in a reading that has exactly one and nothing else, or what makes it unreadable. */
export function onlyLead(read: Reading): Omit<HandRaise, "kind"> | { unreadable: string } {
  if ("unreadable" in read) return read;
  const [first, ...others] = read.found;
  if (first?.kind !== "lead" || others.length > 0)
    throw new Error(`The body is no single lead: ${JSON.stringify(read.found.map(({ kind }) => kind))}`);
  const { kind: _kind, ...lead } = first;
  return lead;
}

/** The lead read from a body, or what makes it unreadable. */
export const leadIn = async (...given: Parameters<typeof reading>) => onlyLead(await reading(...given));
