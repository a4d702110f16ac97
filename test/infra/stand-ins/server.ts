import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** How to answer a request; undefined for one that was not foreseen. */
export type Answer = (request: IncomingMessage, body: string) => Reply | undefined;
export type Reply = (response: ServerResponse) => unknown;

/** A server on this machine; what it had no answer to is listed. */
export async function serve(answer: Answer): Promise<{ url: string; unforeseen: string[]; stop(): Promise<void> }> {
  const unforeseen: string[] = [];
  const server = createServer(async (request, response) => {
    const reply = answer(request, await text(request));
    if (reply) {
      try {
        await reply(response);
      } catch {
        response.destroy();
      }
      return;
    }
    unforeseen.push(`${request.method} ${request.url} ${request.headers["x-amz-target"] ?? ""}`);
    response.writeHead(501).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    unforeseen,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
