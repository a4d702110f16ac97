/** Widest line of a comment. */
const WIDTH = 118;
const SIGN = "#";

/** Whatever may end a line, or is no text in YAML. */
const LINE_ENDS = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
const NO_TEXT = /[\p{Cc}\p{Cs}\ufeff\ufffe\uffff]+/gu;

/**
 * Lines of a YAML comment that says a text in its own words: every line of it begins with the sign, however the text breaks, and long
 * ones go on below, further in.
 */
export function commentLines(text: string, indent = ""): string[] {
  return text
    .toWellFormed()
    .split(LINE_ENDS)
    .flatMap((line) => wrapped(line.replace(NO_TEXT, " ").trim(), indent))
    .map((line) => `${SIGN} ${line}`.trimEnd());
}

function wrapped(line: string, indent: string): string[] {
  const lines: string[] = [];
  let current = indent;
  for (const word of line.split(/\s+/)) {
    const next = current.trim() === "" ? `${current}${word}` : `${current} ${word}`;
    if (next.length > WIDTH && current.trim() !== "") {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else current = next;
  }
  return [...lines, current];
}
