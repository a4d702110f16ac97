/** Parses JSON text, keeping integers that a double cannot hold as text. Undefined for what is no JSON. */
export function parseJson(body: Uint8Array): unknown {
  // The decoder drops a byte order mark and replaces what is not UTF-8.
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text, ((_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === "number" &&
      Number.isInteger(value) &&
      !Number.isSafeInteger(value) &&
      context?.source &&
      /^-?\d+$/.test(context.source)
        ? context.source
        : value) as (key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
