/** Strings compare by Unicode case folding after trimming. `ß` equals `ss`, and the two small sigmas are one. */
export function fold(text: string): string {
  return text.normalize("NFC").trim().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}
