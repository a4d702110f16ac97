import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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

/** A running Baton, reached over its API. */
export interface Service {
  url: string;
  /** Calls the API; throws what it refused, as `Refused`. */
  call<T>(method: string, path: string, options?: { body?: string; headers?: Record<string, string> }): Promise<T>;
  /** Reads what is no JSON; `link` names what follows. */
  text(path: string, headers: Record<string, string>): Promise<{ text: string; link: string | null }>;
}

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
export function service(url = process.env.BATON_URL ?? `http://localhost:${process.env.PORT ?? 3000}`): Service {
  const base = url.replace(/\/+$/, "");
  const ask = async (
    method: string,
    path: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ) => {
    const key = process.env.BATON_API_KEY ?? kept().apiKey;
    if (!key) throw new UsageError("No API key: set BATON_API_KEY, or run this where `npm start` keeps its data.");
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...headers },
      ...(body !== undefined && { body }),
    }).catch((cause: Error) => {
      throw new UsageError(
        `Nothing answers at ${base} (${String((cause.cause as Error | undefined)?.message ?? cause.message)}). Is it running?`,
      );
    });
    const text = await response.text();
    if (!response.ok) {
      const { error } = (parse(text) ?? {}) as { error?: { code: string; message: string } };
      throw new Refused(
        response.status,
        error ?? { code: `http.${response.status}`, message: `${base}${path} answered ${response.status}.` },
      );
    }
    return { text, link: response.headers.get("link") };
  };
  return {
    url: base,
    call: async (method, path, options) => parse((await ask(method, path, options)).text) as never,
    text: (path, headers) => ask("GET", path, { headers }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Values of source secrets known here: `BATON_SECRET_<NAME>`, else what the local stack keeps. */
export function knownSecrets(): Record<string, string> {
  const env = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith("BATON_SECRET_") && value ? [[name.slice(13), value] as const] : [],
  );
  return { ...kept().sources, ...Object.fromEntries(env) };
}
