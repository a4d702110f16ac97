import { fold } from "../text/index.ts";

/** Letters with a stroke or joined to another, which no normalisation takes apart. */
const letters: Readonly<Record<string, string>> = {
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  ħ: "h",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ı: "i",
};

/** Marks that names are written with and without; vowels of Indian scripts and the marks of Japanese ones make another letter. */
const ACCENTS = /[[\p{M}&&\p{Script=Inherited}]--[\u3099\u309a]]/gv;

/** A name's words without case, accents and punctuation. */
function wordsOf(name: string): string[] {
  const plain = fold(name)
    .normalize("NFD")
    .replace(ACCENTS, "")
    .normalize("NFC")
    .replace(/[øłđðħæœþı]/g, (letter) => letters[letter]!);
  return [...plain.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)].map(([word]) => word.replace(/['’]/g, "")).filter(Boolean);
}

/** Whether two names are the same one, whatever their order, case and accents: `Álvarez, José` and `jose alvarez`. */
export function sameName(one: string, other: string): boolean {
  return spelling(one) === spelling(other) || wordsOf(one).join("") === wordsOf(other).join("");
}

/** Whether two names may be one person's: one says no more than the other, if by an initial, `A. Alpha` and `Anna Maria Alpha`. */
export function mayBeOneName(one: string, other: string): boolean {
  if (sameName(one, other)) return true;
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.length <= b.length ? isPartOf(a, b) : isPartOf(b, a);
}

/** Each word of one has a word of the other to itself; whole words are paired before initials. */
function isPartOf(short: readonly string[], long: readonly string[]): boolean {
  const left = [...long];
  const take = (fits: (word: string) => boolean) => {
    const at = left.findIndex(fits);
    return at >= 0 && left.splice(at, 1).length > 0;
  };
  const unpaired = short.filter((word) => !take((other) => spelt(word) === spelt(other)));
  return unpaired.every((word) => take((other) => isInitial(word, other) || isInitial(other, word)));
}

const isInitial = (letter: string, word: string): boolean => [...letter].length === 1 && word.startsWith(letter);

/** What the spellings of one name have in common, in whatever order its words are. */
export const spelling = (name: string): string => wordsOf(name).map(spelt).sort().join(" ");

/** A word with the German umlauts as others write them: `mueller` as `müller`. */
const spelt = (word: string): string => word.replace(/([aou])e(?=\p{L})/gu, "$1");
