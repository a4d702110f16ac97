/**
 * Makes text from outside printable: everything a lead typed passes through here before it reaches a subject, a header, a mail
 * body or a link. Escaping for HTML is the template's job, not this module's.
 */

/** Control characters, line and paragraph separators, and the bidi overrides and isolates that can reverse what stands beside them. */
const unprintable = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu;
const lineBreak = /\r\n?|[\n\u0085\u2028\u2029]/u;

/** At most `max` code points of `text`, with an ellipsis in place of the rest. */
export function clip(text: string, max: number): string {
  // A lead may send a megabyte; a code point is at most two units, so nothing beyond this can matter.
  const points = Array.from(text.length > 2 * max ? text.slice(0, 2 * max + 2).toWellFormed() : text);
  return points.length <= max
    ? text
    : `${points
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

/** One printable line of at most `max` code points; empty when nothing visible is left. */
export function oneLine(text: string | undefined, max: number): string {
  if (!text) return "";
  const start = text.length > 8 * max ? text.slice(0, 8 * max) : text;
  const line = start.toWellFormed().replace(unprintable, " ").replace(/\s+/gu, " ").trim();
  return /[^\p{Cf}\p{M}\s]/u.test(line) ? clip(line, max) : "";
}

/** Printable lines, runs of empty ones collapsed, together at most `maxLength` code points on `maxLines` lines. */
export function manyLines(
  text: string | undefined,
  { maxLength, maxLines }: { maxLength: number; maxLines: number },
): { lines: string[]; cut: boolean } {
  const whole = text ?? "";
  const start = whole.slice(0, 8 * maxLength);
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
    const shown = clip(line, left);
    if (shown !== line) cut = true;
    lines.push(shown);
    left -= Array.from(shown).length;
  }
  while (lines.at(-1) === "") lines.pop();
  return { lines, cut };
}

const regions = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** "Germany" for "DE"; what is no country code stays as it was typed. */
export function countryName(country: string | undefined): string {
  const text = oneLine(country, 60);
  return /^[A-Za-z]{2}$/.test(text) ? (regions.of(text.toUpperCase()) ?? text) : text;
}
