import { parseMultipart } from "@remix-run/multipart-parser";
import { CHARSET_FIELD, charsetIn, decodeText } from "./charset.ts";

/** Parts of a form that people fill in, and bytes before the body of one. */
const MOST = { parts: 5_000, header: 16_384, bytes: 8 * 1_048_576 };

/**
 * The fields of a multipart form, of files their name, type and size. Loaded with the first multipart body.
 * @throws what is wrong with the body
 */
export function multipartEntries(body: Uint8Array, contentType: string): [name: string, value: string][] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error("The content type names no boundary.");
  const options = {
    boundary,
    maxParts: MOST.parts,
    maxHeaderSize: MOST.header,
    maxFileSize: MOST.bytes,
    maxTotalSize: MOST.bytes,
  };
  const parts = [...parseMultipart(body, options)];
  const ofForm = parts.find(({ name }) => name === CHARSET_FIELD);
  const charset = charsetIn(contentType) ?? (ofForm && decodeText(ofForm.bytes).trim());
  return parts.map(({ name, filename, mediaType, bytes, size, headers }) => {
    const text = () => decodeText(bytes, charsetIn(headers["content-type"] ?? "") ?? charset);
    if (filename === undefined) return [name ?? "unnamed", text()];
    return [
      name ?? "unnamed",
      size === 0 && filename === "" ? "" : `${filename} (${mediaType ?? "file"}, ${size} bytes)`,
    ];
  });
}
