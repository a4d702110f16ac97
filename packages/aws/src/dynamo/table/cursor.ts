import { BatonError } from "@baton/core/error";

/** A place in a list that is newest first, as an opaque text for the next request. `before` is `<ISO instant>#<id>`. */
export const encodeCursor = (before: string): string => Buffer.from(JSON.stringify({ before })).toString("base64url");

/** Throws `cursor.invalid` for what no list answered. */
export function decodeCursor(cursor: string): string {
  const before = placeOf(Buffer.from(cursor, "base64url").toString());
  const instant = /^(\d{4}-\d{2}-\d{2}T[\d:.]+Z)#[\w:.-]{1,200}$/.exec(before)?.[1];
  if (instant === undefined || Number.isNaN(Date.parse(instant)))
    throw new BatonError("cursor.invalid", "The cursor is not one that a list answered.");
  return before;
}

function placeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { before?: unknown } | null)?.before);
  } catch {
    return "";
  }
}
