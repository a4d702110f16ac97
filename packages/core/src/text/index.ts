/**
 * Strings compare by Unicode case folding after trimming: `ß`, `ẞ` and `ss` are equal, and so are the sigmas. The dotless
 * `ı` stays a letter of its own.
 */
export function fold(text: string): string {
  return text.normalize("NFC").trim().split("ı").map(foldCase).join("ı").replaceAll("ς", "σ").normalize("NFC");
}

/** Lower case first, because the capital `ẞ` has no upper case. */
const foldCase = (text: string): string => text.toLowerCase().toUpperCase().toLowerCase();
