import type { Fetched } from "@baton/core/delivery";
import { isObject } from "./json.ts";
import type { Api } from "./types.ts";

type Problem = Extract<Fetched, { problem: unknown }>;

/** Asks a provider for one thing; a problem when it does not tell, in words for whoever has to mend it. */
export async function ask(
  api: Api,
  path: string,
  { provider, headers }: { provider: string; headers: (token: string) => Record<string, string> },
): Promise<{ body: Record<string, unknown> } | Problem> {
  if (!api.token)
    return {
      problem: "token",
      message: `${provider} names it by id only, and the source has no accessToken to ask with.`,
    };
  const { status, body } = await api.get(path, headers(api.token));
  if (status === 200 && isObject(body)) return { body };
  if (status === 401 || status === 403)
    return { problem: "token", message: `${provider} refuses the access token, or it may not read this (${status}).` };
  if (status === 404 || status === 410) return { problem: "gone", message: `${provider} has it no more (${status}).` };
  const message = status === 200 ? `${provider}'s answer cannot be read.` : `${provider} answered ${status}.`;
  return { problem: "later", message };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
