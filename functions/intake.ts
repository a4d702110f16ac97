import type { HookRequest } from "@baton/sources";

/** A whole request to a hook, on its way through the intake queue because the store did not answer. */
export interface IntakeRequest {
  /** The source its path names. */
  name: string;
  request: HookRequest;
  /** Epoch ms: when it really came. */
  receivedAt: number;
}

/** Headers that say nothing about a delivery, and of which there may be many. */
const noise = /^(cookie|x-amz|x-forwarded|cf-|sec-|accept-encoding|via$)/;

/** Compressed, because a message is bounded; what does not fit, the queue refuses. */
export async function packIntake({ name, request, receivedAt }: IntakeRequest): Promise<string> {
  const { gzipSync } = await import("node:zlib");
  const { method, query, token, body } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !noise.test(header)));
  const head = Buffer.from(JSON.stringify({ name, receivedAt, method, query, token, headers }));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(head.byteLength);
  return gzipSync(Buffer.concat([size, head, body])).toString("base64");
}

export async function unpackIntake(packed: string): Promise<IntakeRequest> {
  const { gunzipSync } = await import("node:zlib");
  const bytes = gunzipSync(Buffer.from(packed, "base64"));
  const end = 4 + bytes.readUInt32BE(0);
  const { name, receivedAt, ...rest } = JSON.parse(bytes.subarray(4, end).toString()) as Omit<
    IntakeRequest,
    "request"
  > &
    Omit<HookRequest, "body">;
  return { name, receivedAt, request: { ...rest, body: bytes.subarray(end) } };
}
