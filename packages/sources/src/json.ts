/** No integer with fewer digits is more than a double can hold. */
const LONG_NUMBER = /\d{16}/;

/** Parses JSON text, keeping integers that a double cannot hold as text. Undefined for what is no JSON. */
export function parseJson(body: Uint8Array): unknown {
  // The decoder drops a byte order mark and replaces what is not UTF-8.
  return parseJsonText(new TextDecoder().decode(body));
}

/** The same of a text. */
export function parseJsonText(text: string): unknown {
  try {
    // Looking at every value takes several times as long as parsing.
    return LONG_NUMBER.test(text) ? JSON.parse(text, exactly) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    context?.source &&
    /^-?\d+$/.test(context.source)
    ? context.source
    : value;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An id or a short text as text; numbers are written out. Undefined for what is empty or neither. */
export function textOf(value: unknown): string | undefined {
  const written = typeof value === "number" || typeof value === "string" ? String(value) : "";
  return written === "" ? undefined : written;
}

/** The objects of a list; none where it is no list. */
export const objectsIn = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** What a structure holds under some names, one inside the other. */
export const nested = (value: unknown, ...names: string[]): unknown =>
  names.reduce<unknown>(
    (inner, name) => (isObject(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined),
    value,
  );
