import { isObject, parseJson, textOf } from "./json.ts";
import type { Naming } from "./types.ts";

/** The first of several values that is text. */
export const firstText = (...values: unknown[]): string | undefined =>
  values.map((value) => textOf(value)?.trim()).find((text) => text);

/** Whether a mark is set, however a provider writes that: `true`, `1`, `"yes"`, `"on"`. */
export const isYes = (mark: unknown): boolean => mark === true || /^(1|true|yes|on)$/i.test(textOf(mark)?.trim() ?? "");

/** What a browser, or a plugin that posts once, sends again within, in ms: somebody pressed twice, or the connection broke. */
export const RESENT_MS = 600_000;

const MILLISECONDS = { seconds: 1000, milliseconds: 1 };
/** The last instant that a Date can hold, in epoch milliseconds. */
const LAST = 8.64e15;

/**
 * An instant as ISO 8601: text as it is, with a `Z` where it names no time zone, because APIs mean UTC then; numbers count
 * from the epoch in the unit given. Undefined for what is no instant.
 */
export function instantOf(value: unknown, unit: "seconds" | "milliseconds" = "milliseconds"): string | undefined {
  const text = textOf(value)?.trim();
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) {
    const ms = Number(text) * MILLISECONDS[unit];
    return ms > 0 && ms <= LAST ? new Date(ms).toISOString() : undefined;
  }
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?$/i.exec(text);
  if (!iso) return undefined;
  const zone = iso[3]?.toUpperCase() ?? "Z";
  const whole = `${iso[1]}T${iso[2]}${/^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone}`;
  return Number.isNaN(Date.parse(whole)) ? undefined : whole;
}

/** The earlier of two instants, where there are two. */
export function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) <= Date.parse(other) ? one : other;
}

/** A JSON object, or why it is none. */
export function objectIn(body: Uint8Array): { event: Record<string, unknown> } | { unreadable: string } {
  const event = parseJson(body);
  if (isObject(event)) return { event };
  return { unreadable: nothingIn(body) ? "The body is empty." : "The body is not a JSON object." };
}

/** Whether a body is empty but for white space. */
export const nothingIn = (body: Uint8Array): boolean => new TextDecoder().decode(body).trim() === "";

/** Gives fields the names Baton knows, except those that the agreement maps itself. */
export const renamed = (
  given: Iterable<[string, unknown]>,
  names: Readonly<Record<string, string>>,
  { fields }: Naming,
): [string, unknown][] =>
  Array.from(given, ([name, value]) => [
    !Object.hasOwn(fields, name) && Object.hasOwn(names, name) ? names[name]! : name,
    value,
  ]);
