import { BatonError } from "@baton/core/error";

/** What unpacks to more is no file of a hundred thousand lines. */
const MOST_BYTES = 32_000_000;

/** The bytes of a request, unpacked. Throws `table.size`, `table.encoding`, or the same of an import. */
export async function bytesOf(request: Request, what: "table" | "import"): Promise<Uint8Array> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (request.headers.get("content-encoding") !== "gzip") return bytes;
  const { gunzipSync } = await import("node:zlib");
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isLarge = (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE";
    throw isLarge
      ? new BatonError(`${what}.size`, `The file has more than ${MOST_BYTES / 1e6} MB.`, { status: 413 })
      : new BatonError(`${what}.encoding`, "The body is no gzip, as its Content-Encoding says.");
  }
}
