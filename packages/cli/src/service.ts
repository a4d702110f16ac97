import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BatonApi } from "@baton/web/api";
import type { PrivacyApi } from "@baton/web/privacy";
import { hc, type InferResponseType } from "hono/client";
import { UsageError } from "./usage.ts";

/** What the local stack keeps: so that the CLI works beside `npm start` without any setting. */
interface Kept {
  apiKey?: string;
  sources?: Record<string, string>;
}

const dataDir = process.env.BATON_DATA || ".baton";

function kept(): Kept {
  const file = join(dataDir, "secrets.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : {};
}

/** A running Baton, reached over its API; what it refuses is thrown, as `Refused`. */
export interface Service {
  url: string;
  api: ReturnType<typeof hc<BatonApi>>["api"];
  privacy: ReturnType<typeof hc<PrivacyApi>>["api"]["privacy"];
  /** Reads what is no JSON, by its path. */
  get(path: string, headers: Record<string, string>): Promise<Response>;
}

/** What a route of the API answers when it is good. */
export type GoodAnswer<Route> = InferResponseType<Route, 200>;

/** The body of an answer, which is a good one: others are thrown. */
export { parseResponse as body } from "hono/client";

/** The service said no; `error` is its answer. */
export class Refused extends Error {
  readonly status: number;
  readonly error: { code: string; message: string; details?: unknown };
  constructor(status: number, error: { code: string; message: string; details?: unknown }) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

/** @param url the service's base URL; `BATON_URL`, else the local stack's, when absent */
export function connect(url = process.env.BATON_URL ?? `http://localhost:${process.env.PORT ?? 3000}`): Service {
  const base = url.replace(/\/+$/, "");
  const ask = async (address: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const key = process.env.BATON_API_KEY ?? kept().apiKey;
    if (!key) throw new UsageError("No API key: set BATON_API_KEY, or run this where `npm start` keeps its data.");
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${key}`);
    const response = await fetch(address, { ...init, headers }).catch((cause: Error) => {
      throw new UsageError(
        `Nothing answers at ${base} (${String((cause.cause as Error | undefined)?.message ?? cause.message)}). Is it running?`,
      );
    });
    if (!response.ok) throw new Refused(response.status, await refusalIn(response));
    return response;
  };
  return {
    url: base,
    api: hc<BatonApi>(base, { fetch: ask }).api,
    privacy: hc<PrivacyApi>(base, { fetch: ask }).api.privacy,
    get: (path, headers) => ask(base + path, { headers }),
  };
}

async function refusalIn(response: Response): Promise<Refused["error"]> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: Refused["error"] };
  return error ?? { code: `http.${response.status}`, message: `${response.url} answered ${response.status}.` };
}

/** Values of source secrets known here: `BATON_SECRET_<NAME>`, else what the local stack keeps. */
export function knownSecrets(): Record<string, string> {
  const env = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith("BATON_SECRET_") && value ? [[name.slice(13), value] as const] : [],
  );
  return { ...kept().sources, ...Object.fromEntries(env) };
}
