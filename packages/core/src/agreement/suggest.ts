import { distance } from "fastest-levenshtein";

/** `; did you mean "x"?` when something close enough is known, else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near && near.far <= Math.max(2, Math.floor(written.length / 3)) ? `; did you mean "${near.name}"?` : "";
}
