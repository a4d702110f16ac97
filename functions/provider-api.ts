import type { Api } from "@baton/sources";
import { parseJson } from "@baton/sources/json";

/** What a provider may take to answer, in real ms. */
const PROVIDER_MS = 5_000;

/** A provider's API, asked with a token that is sent in headers only, so that it is in no URL. */
export function providerApi({ url, env }: { url: string; env: string }, token: string | undefined): Api {
  const base = (process.env[env] || url).replace(/\/$/, "");
  return {
    token,
    async get(path, headers = {}) {
      const response = await fetch(base + path, {
        headers: { accept: "application/json", ...headers },
        redirect: "error",
        signal: AbortSignal.timeout(PROVIDER_MS),
      });
      const body = new Uint8Array(await response.arrayBuffer());
      return { status: response.status, body: parseJson(body) };
    },
  };
}
