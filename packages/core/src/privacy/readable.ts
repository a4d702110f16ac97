import { decodeHTMLStrict } from "entities";

/** How often text is unwrapped: a form that carries JSON that carries a URL with an address in its query is three. */
const MOST_LAYERS = 4;
/** Longer strings are no telephone number, address or id. */
const LONGEST_VALUE = 300;

/** A text as it is and under every encoding that addresses are found in, and the single values in it where it has any. */
export interface ReadableText {
  texts: string[];
  values: string[];
}

/** What can be read in a raw body, whatever it was meant to be. */
export function readable(body: Uint8Array, contentType: string): ReadableText {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = bytes.toString("utf8");
  const form = /urlencoded/i.test(contentType) || /^[^\s=]+=[^\s]*$/.test(text);
  // A zero byte is in no text but in UTF-16, which may start at either byte.
  const wide = bytes.includes(0) ? [bytes.toString("utf16le"), bytes.subarray(1).toString("utf16le")] : [];
  return unwrapped([
    form ? text.replaceAll("+", " ") : text,
    ...wide,
    ...(isUtf8(text) ? [] : [bytes.toString("latin1")]),
  ]);
}

/** What can be read in some strings. */
export function unwrapped(given: readonly string[]): ReadableText {
  const texts = new Set<string>();
  const values = new Set<string>();
  let layer = [...given];
  for (let depth = 0; depth < MOST_LAYERS && layer.length > 0; depth++) {
    const next: string[] = [];
    for (const text of layer) {
      if (texts.has(text)) continue;
      texts.add(text);
      if (text.length <= LONGEST_VALUE) values.add(text.trim());
      const strings = jsonStrings(text);
      next.push(...(strings ?? formValues(text)), ...decoded(text), ...fromBase64(text));
    }
    layer = next;
  }
  return { texts: [...texts], values: [...values] };
}

const isUtf8 = (text: string): boolean => !text.includes("\ufffd");

/** The strings and numbers in a JSON text; undefined when it is none. */
function jsonStrings(text: string): string[] | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return [...leaves(JSON.parse(text))];
  } catch {
    return undefined;
  }
}

/** Every string, number and key in a value. */
export function* leaves(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "number" || typeof value === "bigint") yield String(value);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* leaves(item);
    }
}

function formValues(text: string): string[] {
  return /=/.test(text) && !/\s/.test(text) ? [...new URLSearchParams(text).values()] : [];
}

/** The text without percent encoding, JavaScript's escapes, HTML's entities and the soft breaks of mail, where it has any. */
function decoded(text: string): string[] {
  const plain = decodeHTMLStrict(text)
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"))
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\([/nrt"])/g, (_, escaped: string) => (escaped === "/" || escaped === '"' ? escaped : " "))
    .replace(/=\r?\n/g, "")
    .replace(/=([2-7][0-9A-F])/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return plain === text ? [] : [plain];
}

/** What long runs of base64 hold, where that is text. */
function fromBase64(text: string): string[] {
  return (text.match(/[A-Za-z0-9+/_-]{16,}={0,2}/g) ?? []).flatMap((run) => {
    const found = Buffer.from(run, "base64").toString("utf8");
    return isUtf8(found) && !/[^\P{Cc}\s]/u.test(found) ? [found] : [];
  });
}
