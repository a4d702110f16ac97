import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import { BatonError } from "@baton/core/error";
import type { SimulatedClock } from "../clock/clock.ts";
import { errorFields, log } from "../log.ts";
import { router } from "../routes.ts";
import { type HttpResponse, httpEvent, httpRequest, httpResponse } from "./http-event.ts";
import type { Lambda } from "./lambda.ts";

/** API Gateway's own limit for a request's body. */
const bodyLimitBytes = 10 * 1024 * 1024;

/** What a synchronous invocation of Lambda carries, less some room for everything but the body. */
const invocationLimitBytes = 6 * 1024 * 1024 - 16 * 1024;

export interface Gateway {
  port: number;
  /** From now on requests reach functions; until then they are answered with 503. */
  serve(routes: { route: string; value: Lambda }[], localRoutes: Record<string, LocalRoute>): void;
  /** Accepts nothing more and waits up to `capMs` for the answers under way. */
  stop(capMs: number): Promise<void>;
}

/** A route that only this machine has: gets the body, answers with status and JSON. */
export type LocalRoute = (body: string) => Promise<{ status: number; json: unknown }>;

/**
 * An API Gateway HTTP API on the loopback interfaces. Binding comes before the functions are there, because they want to know their URL.
 * A port that is taken is tried for 5 s, as a predecessor may be letting go of it; then throws `port.busy`.
 */
export async function startGateway(options: {
  port: number;
  clock: SimulatedClock;
  /** What every page says above its content. */
  notice?: string | undefined;
}): Promise<Gateway> {
  const { clock, notice } = options;
  let find: ReturnType<typeof router<Lambda>> | undefined;
  let local: Record<string, LocalRoute> = {};

  const answer = async (request: IncomingMessage): Promise<HttpResponse> => {
    const body = await readBody(request);
    if (!body) return message(413, "Request Entity Too Large");
    const method = request.method ?? "GET";
    const path = (request.url ?? "/").split("?")[0]!;
    const localRoute = local[`${method} ${path}`];
    if (localRoute) {
      const { status, json } = await localRoute(body.toString("utf8"));
      return toJson(status, json);
    }
    if (!find) return message(503, "Service Unavailable");
    const match = find(method, path);
    if (!match) return message(404, "Not Found");
    const event = httpEvent(httpRequest(request, body), match, clock.now());
    if ((event.body?.length ?? 0) > invocationLimitBytes) return message(413, "Request Entity Too Large");
    try {
      const result = await match.value.invoke(event);
      const response = httpResponse(result);
      if (response) return notice === undefined ? response : withNotice(response, notice);
      log("error", "function answered with no valid response", { route: match.route });
    } catch (error) {
      log("error", "function failed", { route: match.route, ...errorFields(error) });
    }
    return message(500, "Internal Server Error");
  };

  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      send(request, response, await answer(request));
    } catch (error) {
      if (request.destroyed) return; // The client went away.
      log("error", "gateway failed", errorFields(error));
      send(request, response, message(500, "Internal Server Error"));
    }
  };

  const servers = await listenOnLoopback(options.port, listener);
  return {
    port: portOf(servers[0]!),
    serve(routes, localRoutes) {
      find = router(routes);
      local = localRoutes;
    },
    async stop(capMs) {
      const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const server of servers) server.closeIdleConnections();
      await Promise.race([Promise.all(closed), sleep(capMs, undefined, { ref: false })]);
      for (const server of servers) server.closeAllConnections();
    },
  };
}

async function listenOnLoopback(
  wanted: number,
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Server[]> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    const servers: Server[] = [];
    try {
      servers.push(await listen(createServer(listener), wanted, "127.0.0.1"));
      const ipv6 = await listen(createServer(listener), portOf(servers[0]!), "::1").catch((error) => {
        // A machine without IPv6 has one loopback address.
        if (error.code === "EADDRINUSE") throw error;
      });
      return ipv6 ? [...servers, ipv6] : servers;
    } catch (error) {
      for (const server of servers) server.close();
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EACCES")
        throw new BatonError("port.refused", `Port ${wanted} needs privileges. Set PORT to another one.`);
      if (code !== "EADDRINUSE") throw error;
      if (performance.now() > deadline)
        throw new BatonError("port.busy", `Port ${wanted} is in use. Stop what uses it, or set PORT to another one.`);
      await sleep(100);
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** The whole body; undefined when it is over the limit. The rest is still read then, for a client that first writes, then listens. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bodyLimitBytes) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > bodyLimitBytes ? undefined : Buffer.concat(chunks);
}

function send(request: IncomingMessage, response: ServerResponse, result: HttpResponse): void {
  response.statusCode = result.status;
  for (const [name, value] of Object.entries(result.headers)) response.setHeader(name, value);
  const bodiless = request.method === "HEAD" || result.status === 204 || result.status === 304;
  if (!bodiless) response.setHeader("content-length", result.body.length);
  response.end(bodiless ? undefined : result.body);
}

/** A page that says something above its content, which is plain text. Anything but a page is as it was. */
function withNotice(response: HttpResponse, notice: string): HttpResponse {
  if (!String(response.headers["content-type"]).startsWith("text/html")) return response;
  const isPacked = response.headers["content-encoding"] === "gzip";
  const page = (isPacked ? gunzipSync(response.body) : response.body).toString("utf8");
  const body = Buffer.from(
    page.replace(/<body>(<div class="page">)?/, `$&<aside><p class="flash good">${notice}</p></aside>`),
  );
  return { ...response, body: isPacked ? gzipSync(body) : body };
}

function message(status: number, text: string): HttpResponse {
  return toJson(status, { message: text });
}

function toJson(status: number, json: unknown): HttpResponse {
  return { status, headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(json)) };
}
