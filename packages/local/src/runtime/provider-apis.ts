import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { apis } from "@baton/sources/apis";
import { z } from "zod";
import type { LocalRoute } from "./gateway.ts";

type Name = keyof typeof apis;

/** What `baton send` composed besides a webhook: what the provider's API tells of the lead that it names. */
const told = z.object({
  provider: z.enum(Object.keys(apis) as [Name, ...Name[]]),
  tells: z.array(z.object({ path: z.string(), body: z.unknown() })),
});

/** Headers that are passed on: who asks, and in which version of the API. */
const passed = ["authorization", "accept", "linkedin-version", "x-restli-protocol-version", "intercom-version"];

export interface ProviderApis {
  /** Base URLs by the environment variables that functions read them from. */
  environment: Record<string, string>;
  /** What `POST /local/providers` does. */
  route: LocalRoute;
  stop(): void;
}

/**
 * The providers' APIs on this machine: they tell of what was composed here, and are asked themselves for everything else.
 * @param env where a base URL may be set to something else already
 */
export async function startProviderApis(env: Readonly<Record<string, string | undefined>>): Promise<ProviderApis> {
  const known = new Map<string, unknown>();
  const server = createServer(async (request, response) => {
    const [, name = "", path = ""] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? "") ?? [];
    if (!Object.hasOwn(apis, name)) return answer(response, 404, { message: "There is no such provider." });
    const key = `${name} ${path.split("?")[0]}`;
    if (known.has(key)) return answer(response, 200, known.get(key));
    const headers = passed.flatMap((header): [string, string][] => {
      const value = request.headers[header];
      return typeof value === "string" ? [[header, value]] : [];
    });
    const { url } = apis[name as Name];
    try {
      const given = await fetch(url + path, { headers, redirect: "error" });
      answer(response, given.status, await given.json().catch(() => undefined));
    } catch (error) {
      const message = `${new URL(url).host} could not be reached (${reasonOf(error)})`;
      answer(response, 502, { message, error: { message } });
    }
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const free = Object.entries(apis).filter(([, { env: variable }]) => !env[variable]);
  return {
    environment: Object.fromEntries(free.map(([name, api]) => [api.env, `http://127.0.0.1:${port}/${name}`])),
    async route(body) {
      const read = told.safeParse(parsed(body));
      if (!read.success)
        return { status: 422, json: { error: { code: "request.invalid", message: read.error.message } } };
      for (const { path, body: tells } of read.data.tells) known.set(`${read.data.provider} ${path}`, tells);
      return { status: 200, json: {} };
    },
    stop: () => void server.close(),
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body ?? null));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const reasonOf = (error: unknown): string => {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
};
