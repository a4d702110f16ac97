import { distance } from "fastest-levenshtein";

/** Names that are compared with a misspelt one: it takes a while, and hundreds may be misspelt. */
const MOST_NAMES = 2_000;

/** `; did you mean "x"?` when something close enough is known, else nothing. */
export function didYouMean(written: string, known: readonly string[]): string {
  const near = known
    .slice(0, MOST_NAMES)
    .map((name) => ({ name, far: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  // A word without a letter in common is not near, however short.
  const close = near && near.far < written.length && near.far <= Math.max(2, Math.floor(written.length / 3));
  return close ? `; did you mean "${near.name}"?` : "";
}
