import { fold } from "./index.ts";

const ADDRESS = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Seven digits or more, with what people write between them. */
const NUMBER = /\+?\d(?:[\s()./-]*\d){6,}/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Shorter parts of names are words like others: "An", "de". */
const SHORTEST = 3;
/** Parts of companies' names that name none. */
const COMMON = new Set(["gmbh", "ltd", "inc", "llc", "the", "and", "und", "company", "group", "sales", "service"]);

/** A text without addresses and telephone numbers, and without the words of some names. */
export function masked(text: string, names: readonly string[]): string {
  const parts = new Set(
    names
      .flatMap((name) => [...name.matchAll(WORD)].map(([word]) => fold(word)))
      .filter((word) => word.length >= SHORTEST && !COMMON.has(word)),
  );
  return text
    .trim()
    .replace(ADDRESS, "[e-mail]")
    .replace(NUMBER, "[number]")
    .replace(WORD, (word) => (parts.has(fold(word)) ? "[name]" : word))
    .replace(/\[name\](?:[\s-]+\[name\])+/g, "[name]");
}
