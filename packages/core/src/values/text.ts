/** Characters that show nothing and are no part of a word in any script; joiners are. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+/gu;

/** A text of one line: line breaks and other control characters become blanks. */
export const oneLine = (text: string): string =>
  text
    .replace(INVISIBLE, "")
    .replace(/\p{Cc}+/gu, " ")
    .trim();

/** A text of several lines. */
export const severalLines = (text: string): string => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n\t]+/gu, " ");

const ESCAPED = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31}\d{0,2});|\\['"\\]/i;

/**
 * A name as it was typed, where whoever sent it made it fit for HTML or a program: WordPress sends `O&#039;Brien` and `O\'Brien`.
 * Decoded once.
 */
export async function unescaped(text: string): Promise<string> {
  if (!ESCAPED.test(text)) return text;
  const { decodeHTMLStrict } = await import("entities");
  return decodeHTMLStrict(text.replace(/\\(['"\\])/g, "$1"));
}
