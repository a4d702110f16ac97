import { readdirSync, readFileSync } from "node:fs";
import type { Provider } from "@baton/core/agreement";
import { authenticate, type HookRequest, keyOf, read, type Secrets } from "@baton/sources";

/** A recorded or published delivery, with where it is from and what is to be made of it. */
export interface Fixture {
  id: string;
  clock_unix: number;
  secrets: Record<string, string>;
  request: { headers: Record<string, string>; body?: string; body_repeat?: { char: string; count: number } };
  expect: { auth: string; dedupe_key?: string; is_test?: boolean };
}

const folder = new URL("../fixtures/webhooks/", import.meta.url);

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

export function requestOf({ request }: Fixture): HookRequest {
  const { body_repeat: repeat } = request;
  const body = Buffer.from(repeat ? repeat.char.repeat(repeat.count) : (request.body ?? ""));
  return { headers: request.headers, body };
}

export const judge = (provider: Provider, fixture: Fixture, secrets: Secrets) =>
  authenticate(provider, requestOf(fixture), secrets, fixture.clock_unix * 1000);

/** The key that a sender's own id gives; undefined when the content is the key. */
export function idOf(provider: Provider, request: HookRequest): string | undefined {
  const key = keyOf(provider, request);
  return "id" in key ? key.id : undefined;
}

/** The lead read from a body, or what makes it unreadable. */
export async function leadIn(
  provider: Provider,
  body: Uint8Array | string,
  options: { contentType?: string; fields?: Record<string, string>; declared?: string[] } = {},
): Promise<{ fields: Record<string, unknown>; test?: boolean } | { unreadable: string }> {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const reading = await read(provider, bytes, options.contentType ?? "application/json", {
    source: { fields: options.fields ?? {} },
    declared: options.declared ?? [],
  });
  if ("unreadable" in reading) return reading;
  if (reading.leads.length !== 1) throw new Error(`The body has ${reading.leads.length} leads.`);
  return reading.leads[0]!;
}
