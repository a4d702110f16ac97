import type { WordId, Words } from "@baton/words";
import { formatDate } from "../zone/index.ts";

/** Why nothing can be said of a figure, as books have it for good, each with how it is said. */
const whys: [reads: RegExp, id: WordId][] = [
  [/^no data yet$/, "figure.noData"],
  [/^no data since (?<since>.+)$/, "figure.noDataSince"],
  [/^too few to judge: none, and (?<open>\d+) still open$/, "figure.tooFewOpen"],
  [/^too few to judge: (?<of>\d+)$/, "figure.tooFew"],
  [/^nothing was agreed yet$/, "figure.notAgreed"],
  [/^nobody has judged it$/, "figure.nobodyJudged"],
  [/^too early to say$/, "figure.tooEarly"],
];

/** The reason that books have in English, in the words of who reads. */
export function whyInWords(why: string, { say, language }: Words): string {
  for (const [reads, id] of whys) {
    const places = reads.exec(why);
    if (!places) continue;
    const { since = "", ...others } = places.groups ?? {};
    return say(id, { ...others, day: since && formatDate(dateOf(since), language) });
  }
  return why;
}

/** `2026-11-24` of "Tue 24 Nov 2026". */
const dateOf = (text: string): string => new Date(Date.parse(`${text} UTC`)).toISOString().slice(0, 10);
