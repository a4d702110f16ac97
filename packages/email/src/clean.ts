/**
 * Makes text from outside printable: everything a lead typed passes through here before it reaches a subject, a header, a mail
 * body or a link. Escaping for HTML is the template's job, not this module's.
 */

import { cutText, shorten } from "@baton/core/text";
import type { Language } from "@baton/words";

/** Control characters, line and paragraph separators, and the bidi overrides and isolates that can reverse what stands beside them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
const lineBreak = /\r\n?|[\n\u0085\u2028\u2029]/u;

/** One printable line of at most `max` UTF-16 units; empty when nothing visible is left. */
export function oneLine(text: string | undefined, max: number): string {
  if (!text) return "";
  // A lead may send a megabyte, most of which may be blanks.
  const line = cutText(text, 8 * max)
    .replace(unprintable, " ")
    .replace(/\s+/gu, " ")
    .trim();
  return /[^\p{Cf}\p{M}\s]/u.test(line) ? shorten(line, max) : "";
}

/** Printable lines, runs of empty ones collapsed, together at most `maxLength` UTF-16 units on `maxLines` lines. */
export function manyLines(
  text: string | undefined,
  { maxLength, maxLines }: { maxLength: number; maxLines: number },
): { lines: string[]; cut: boolean } {
  const whole = text ?? "";
  const start = cutText(whole, 8 * maxLength);
  const lines: string[] = [];
  let left = maxLength;
  let cut = start.length < whole.length;
  for (const source of start.split(lineBreak)) {
    const line = oneLine(source, Number.MAX_SAFE_INTEGER);
    if (line === "" && (lines.length === 0 || lines.at(-1) === "")) continue;
    if (lines.length >= maxLines || left <= 0) {
      cut = cut || line !== "";
      if (line !== "") break;
      continue;
    }
    const shown = shorten(line, left);
    if (shown !== line) cut = true;
    lines.push(shown);
    left -= shown.length;
  }
  while (lines.at(-1) === "") lines.pop();
  return { lines, cut };
}

const regions = new Map<Language, Intl.DisplayNames>();

/** "Germany" for "DE", "Deutschland" in German; what is no country code stays as it was typed. */
export function countryName(country: string | undefined, language: Language = "en"): string {
  const text = oneLine(country, 60);
  if (!/^[A-Za-z]{2}$/.test(text)) return text;
  const names = regions.get(language) ?? new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  regions.set(language, names);
  return names.of(text.toUpperCase()) ?? text;
}
