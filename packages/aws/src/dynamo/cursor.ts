import { BatonError } from "@baton/core/error";

/** A place in a list, as an opaque text for the next request. */
export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString("base64url");

export function decodeCursor<T>(cursor: string): T {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString()) as T;
  } catch {
    throw new BatonError("cursor.invalid", "The cursor is not one that a list answered.");
  }
}
