import { BatonError } from "../error/index.ts";

/** How far a request has come, as an opaque text for the next one: for its body, because it may hold a telephone number. */
export const encodeCursor = (state: object): string => Buffer.from(JSON.stringify(state)).toString("base64url");

/** Throws `cursor.invalid` for what no request answered. */
export function decodeCursor<T extends object>(cursor: string): T {
  try {
    const state: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    if (typeof state === "object" && state !== null && !Array.isArray(state)) return state as T;
  } catch {
    // Told below.
  }
  throw new BatonError("cursor.invalid", "The cursor is not one that this request answered.");
}
