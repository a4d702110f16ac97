import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";

/** An item holds at most 400 KB; this leaves room for the attributes beside it. */
const LARGEST_INLINE = 350_000;
/** Below this, with what an item has beside it, it is charged as one KB anyway. */
const SMALLEST_COMPRESSED = 400;

/** A raw body as stored: in the delivery's own item when it fits, else in pieces named after its content. */
export interface PackedBody {
  encoding: "gzip" | "raw";
  inline?: Uint8Array;
  chunks: Uint8Array[];
  /** Digest of the bytes, so that another body under the same delivery id cannot overwrite the pieces. */
  digest: string;
}

export function packBody(body: Uint8Array): PackedBody {
  const zipped = body.byteLength >= SMALLEST_COMPRESSED ? gzipSync(body, { level: 4 }) : undefined;
  const encoding = zipped && zipped.byteLength < body.byteLength ? "gzip" : "raw";
  const bytes = encoding === "gzip" ? zipped! : body;
  if (bytes.byteLength <= LARGEST_INLINE) return { encoding, inline: bytes, chunks: [], digest: "" };
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength; at += LARGEST_INLINE) chunks.push(bytes.subarray(at, at + LARGEST_INLINE));
  return { encoding, chunks, digest: createHash("sha256").update(body).digest("hex").slice(0, 16) };
}

export function unpackBody(encoding: string, pieces: Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(pieces);
  return encoding === "gzip" ? gunzipSync(bytes) : bytes;
}
