import { gunzipSync, gzipSync } from "node:zlib";
import type { HookRequest } from "../ports/providers.ts";

/** A request to a hook. */
export interface Incoming {
  /** The source its path names. */
  name: string;
  request: HookRequest;
  /** Epoch ms. */
  receivedAt: number;
  /** It was found authentic before; since then its secret may have gone. */
  judged?: boolean;
}

/** Headers that say nothing about a delivery, and of which there may be many. */
const noise = /^(cookie|x-amz|x-forwarded|cf-|sec-|accept-encoding|via$)/;

/**
 * A whole request, on its way through the intake queue because the store did not answer: compressed, because a message is bounded.
 * What does not fit, the queue refuses.
 */
export function packIncoming({ name, request, receivedAt, judged }: Incoming): string {
  const { method, query, token, body } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !noise.test(header)));
  const head = Buffer.from(JSON.stringify({ name, receivedAt, judged, method, query, token, headers }));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(head.byteLength);
  return gzipSync(Buffer.concat([size, head, body])).toString("base64");
}

export function unpackIncoming(packed: string): Incoming {
  const bytes = gunzipSync(Buffer.from(packed, "base64"));
  const end = 4 + bytes.readUInt32BE(0);
  const { name, receivedAt, judged, ...rest } = JSON.parse(bytes.subarray(4, end).toString()) as Omit<
    Incoming,
    "request"
  > &
    Omit<HookRequest, "body">;
  return { name, receivedAt, judged: judged === true, request: { ...rest, body: bytes.subarray(end) } };
}
