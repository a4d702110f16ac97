import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request that was passed on, and its answer. */
export interface Exchange {
  headers: IncomingHttpHeaders;
  sent: Buffer;
  answer: Buffer;
}

/** Passes requests on to `target`, rewritten, and tells of each when it is answered. Answers where it listens; lives as long as the process. */
export async function startProxy(
  target: string,
  { rewrite, heard }: { rewrite(body: Buffer): Buffer; heard(exchange: Exchange): void },
): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = "POST", url = "/", headers } = incoming;
    const sent = await buffer(incoming);
    const response = await fetch(new URL(url, target), { method, headers: endToEnd(headers), body: rewrite(sent) });
    const answer = Buffer.from(await response.arrayBuffer());
    heard({ headers, sent, answer });
    outgoing.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" }).end(answer);
  });
  server.unref();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Headers that are of one connection, or of the body as it came. */
const perHop = ["host", "connection", "keep-alive", "content-length", "transfer-encoding", "expect"];

function endToEnd(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || perHop.includes(name) ? [] : [[name, String(value)]],
    ),
  );
}
