import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Served {
  /** Path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** A service of ours for a test: `answer` says what a request gets, undefined lets it wait for ever. */
export async function serve(
  answer: (request: Served) => Answer | undefined | Promise<Answer>,
): Promise<{ url: string; stop(): void }> {
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const given = await answer({ url: request.url ?? "", headers: request.headers, body });
    if (given) response.writeHead(given.status, given.headers).end(given.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
