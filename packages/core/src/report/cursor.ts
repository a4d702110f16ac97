import { BatonError } from "../error/index.ts";
import { isDay } from "../zone/days.ts";

/** Where a list of rows goes on: after a place of a day. */
export interface Place {
  day: string;
  place: string;
}

export const writePlace = ({ day, place }: Place): string =>
  Buffer.from(JSON.stringify([day, place])).toString("base64url");

/** Throws `cursor.invalid` for what no list answered. */
export function readPlace(cursor: string): Place {
  const [day, place] = parsed(Buffer.from(cursor, "base64url").toString());
  if (typeof day !== "string" || !isDay(day) || typeof place !== "string" || !place)
    throw new BatonError("cursor.invalid", "The cursor is not one that a list answered.");
  return { day, place };
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
