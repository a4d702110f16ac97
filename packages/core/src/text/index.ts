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
  const over = graphemes.segment(text.slice(0, most + 1)).containing(most);
  // What is one character as a whole is cut all the same.
  return text.slice(0, over?.index || most).toWellFormed();
}
