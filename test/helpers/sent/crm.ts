import { readFileSync } from "node:fs";
import type { ProviderName } from "@baton/core/agreement";
import type { Fetched, Found, Reading, Reference } from "@baton/core/delivery";
import { type Api, type Naming, providerModule } from "@baton/sources";
import fc from "fast-check";
import { expect } from "vitest";
import { reading } from "./webhooks.ts";

/** What a fixture expects of the CRM's own events, besides what all fixtures expect. */
export const fixtureFile = (path: string): { expect: Record<string, unknown> } =>
  JSON.parse(readFileSync(new URL(`../../fixtures/webhooks/${path}.json`, import.meta.url), "utf8"));

/** The things found in a body; throws when it is unreadable. */
export async function foundIn(
  name: ProviderName,
  body: unknown,
  options: Parameters<typeof reading>[2] = {},
): Promise<Found[]> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return found(await reading(name, text, options));
}

export function found(read: Reading): Found[] {
  if ("unreadable" in read) throw new Error(read.unreadable);
  return read.found;
}

/** The only thing in a list. */
export function only<Kind extends Found["kind"]>(kind: Kind, list: Found[]): Extract<Found, { kind: Kind }> {
  expect(list.map((one) => one.kind)).toEqual([kind]);
  return list[0] as Extract<Found, { kind: Kind }>;
}

/** A provider's API that answers by path without query; what it does not know is not there. Remembers what it was asked. */
export function api(answers: Record<string, unknown>, token: string | undefined = "token-1") {
  const asked: { path: string; headers: Record<string, string> }[] = [];
  const get: Api["get"] = async (path, headers = {}) => {
    asked.push({ path, headers });
    const body = answers[path.split("?")[0]!];
    if (typeof body === "number") return { status: body, body: undefined };
    return body === undefined ? { status: 404, body: {} } : { status: 200, body };
  };
  return { get, token, asked };
}

/** What asking the provider's API for a reference brings. */
export async function fetched(
  name: ProviderName,
  reference: Reference,
  from: Api,
  naming: Partial<Naming> = {},
): Promise<Fetched> {
  const { fetch } = await providerModule(name);
  if (!fetch) throw new Error(`${name} has nothing to fetch.`);
  return fetch(reference, from, { fields: {}, declared: [], ...naming });
}

type Path = (string | number)[];

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value))
    yield* pathsOf(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

/** A body with one of its parts replaced by any JSON, or any JSON at all. */
export function distorted(body: unknown): fc.Arbitrary<unknown> {
  const part = fc
    .tuple(fc.constantFrom(...pathsOf(body)), fc.jsonValue())
    .map(([path, by]) => replaced(body, path, by));
  return fc.oneof({ weight: 4, arbitrary: part }, { weight: 1, arbitrary: fc.jsonValue() });
}

/** Whatever comes, a provider says what it is or what is wrong with it. */
export async function expectNeverThrows(name: ProviderName, body: unknown): Promise<void> {
  const module = await providerModule(name);
  const bytes = fc.oneof(
    distorted(body).map((one) => Buffer.from(JSON.stringify(one))),
    fc.uint8Array({ maxLength: 200 }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom("application/json", "text/xml", ""), async (given, contentType) => {
      const read = await module.read(given, contentType, { fields: {}, declared: [] });
      if ("unreadable" in read) expect(read.unreadable).toMatch(/^[A-Z].*\.$/s);
      else {
        expect(read.found.length).toBeGreaterThan(0);
        for (const one of read.found) {
          if (one.kind === "ignored") expect(one.reason).not.toBe("");
          if (one.kind === "contact") expect(Number.isNaN(Date.parse(one.at))).toBe(false);
          if (one.kind === "contact") expect(String(one.who.email ?? one.who.phone ?? "")).toMatch(/\S/);
        }
      }
      const id = module.deliveryId?.({ headers: {}, body: given });
      expect(id === undefined || (typeof id === "string" && id !== "")).toBe(true);
    }),
    { numRuns: 400 },
  );
}
