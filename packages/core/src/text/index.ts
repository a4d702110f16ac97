/**
 * Strings compare by Unicode case folding after trimming: `ß`, `ẞ` and `ss` are equal, and so are the sigmas. The dotless
 * `ı` stays a letter of its own.
 */
export function fold(text: string): string {
  return text.normalize("NFC").trim().split("ı").map(foldCase).join("ı").replaceAll("ς", "σ").normalize("NFC");
}

/** Lower case first, because the capital `ẞ` has no upper case. */
const foldCase = (text: string): string => text.toLowerCase().toUpperCase().toLowerCase();

let graphemes: Intl.Segmenter | undefined;

/** A text's beginning of at most so many UTF-16 units, cut between characters as people see them: no half of 👩‍👧 is left. */
export function cutText(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed();
  graphemes ??= new Intl.Segmenter("und", { granularity: "grapheme" });
  // Whole code points: a lone half of one is a character of its own.
  const over = graphemes.segment(text.slice(0, most + 2)).containing(most);
  // What is one character as a whole is cut all the same.
  return text.slice(0, over?.index || most).toWellFormed();
}

/** A text of at most so many UTF-16 units, with an ellipsis in place of what is left out. */
export const shorten = (text: string, most: number): string =>
  text.length <= most ? text.toWellFormed() : `${cutText(text, Math.max(most - 1, 0)).trimEnd()}…`;
