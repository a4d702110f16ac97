/** The charset that a content type or a part's names, as it names it. */
export const charsetIn = (contentType: string): string | undefined =>
  /;\s*charset="?([^\s;"]+)/i.exec(contentType)?.[1];

/** In which a browser says what charset it wrote the form in. https://html.spec.whatwg.org/#attr-fe-name-charset */
export const CHARSET_FIELD = "_charset_";

/** What is neither UTF-8 nor said to be anything: what browsers take it for. https://encoding.spec.whatwg.org/#windows-1252 */
const FALLBACK = "windows-1252";

/**
 * Text of some bytes: in the charset named, if there is one of that name and the bytes are in it; else UTF-16 or UTF-8 where they are
 * that, else windows-1252. It has no U+FFFD that was not sent.
 */
export function decodeText(bytes: Uint8Array, named?: string): string {
  const [first = 1, second = 1] = bytes;
  // Of a text's first two characters one at least is a bracket, a letter or a sign of ASCII.
  const wide =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : undefined;
  const bare = bytes.length > 1 && second === 0 ? "utf-16le" : first === 0 ? "utf-16be" : undefined;
  for (const charset of [wide, named, bare, "utf-8"]) {
    const text = charset === undefined ? undefined : decodeAs(bytes, charset);
    if (text !== undefined) return text;
  }
  return new TextDecoder(FALLBACK).decode(bytes);
}

/** Undefined for bytes that are not in the charset, and for a charset that there is not. */
function decodeAs(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
