/** What is in no address without being quoted. */
const OUTSIDE = /[\s@<>()[\]\\,;:"\p{Cc}]/u;
/** Characters that may be in an address, and more often stand before or behind one. */
const AROUND = /[^\p{L}\p{N}\p{M}._%+-]/gu;

/** An address has no more characters before its `@`, or behind it. */
const LONGEST = { before: 64, behind: 255 };
/** Of the characters that may end an address, so many are tried. */
const MOST_TRIED = 3;

/** Something like an address in a text, and its place. */
export interface AddressInText {
  /** Whether it, or a part of it, is one that was asked for; then it is that part. */
  found: boolean;
  text: string;
  from: number;
  to: number;
}

/** Everything like an address in a text, in order. */
export function* addressesIn(text: string, asked: (address: string) => boolean): Generator<AddressInText> {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let first = at;
    while (first > 0 && at - first < LONGEST.before && !OUTSIDE.test(text[first - 1]!)) first -= 1;
    let end = at + 1;
    while (end < text.length && end - at <= LONGEST.behind && !OUTSIDE.test(text[end]!)) end += 1;
    if (first === at || !/[.。．｡]/.test(text.slice(at + 2, end))) continue;
    yield within(text, { first, at, end }, asked) ?? { found: false, ...placed(text, first, end) };
  }
}

function within(
  text: string,
  { first, at, end }: { first: number; at: number; end: number },
  asked: (address: string) => boolean,
): AddressInText | undefined {
  const ends = (from: number, to: number) =>
    [...text.slice(from, to).matchAll(AROUND)].map(({ index }) => from + index);
  const starts = [
    first,
    ...ends(first, at)
      .slice(-MOST_TRIED)
      .map((index) => index + 1),
  ];
  const stops = [end, ...ends(at + 1, end).slice(0, MOST_TRIED)];
  for (const from of starts) {
    for (const to of stops) {
      const place = placed(text, from, to);
      if (asked(place.text)) return { found: true, ...place };
    }
  }
  return undefined;
}

/** A full stop behind an address ends a sentence. */
function placed(text: string, from: number, to: number): Omit<AddressInText, "found"> {
  const address = text.slice(from, to).replace(/[.-]+$/, "");
  return { text: address, from, to: from + address.length };
}
