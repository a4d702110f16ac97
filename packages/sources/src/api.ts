import { parseJson } from "./json.ts";
import type { Api } from "./types.ts";

/** What a provider may take to answer, in real ms. */
const PROVIDER_MS = 5_000;

/** A provider's API, asked with a token that is sent in headers only, so that it is in no URL. */
export function providerApi(url: string, token: string | undefined, signal: AbortSignal): Api {
  const base = url.replace(/\/$/, "");
  return {
    token,
    async get(path, headers = {}) {
      const response = await fetch(base + path, {
        headers: { accept: "application/json", ...headers },
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(PROVIDER_MS)]),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, body: parseJson(body) };
    },
  };
}
