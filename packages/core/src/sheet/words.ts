import { inEnglish, type Words } from "@baton/words";
import type { Commitment, Target } from "../agreement/model.ts";
import { JUDGED } from "../agreement/model.ts";
import type { Entry, Figure } from "./model.ts";
import { whyInWords } from "./whys.ts";

/** `70 %`, or a number as it is. */
function amount(value: number, share: boolean, { language }: Words): string {
  const rounded = share ? Number((value * 100).toFixed(1)) : Number(value.toFixed(2));
  const text = new Intl.NumberFormat(language, { maximumFractionDigits: 2, useGrouping: false }).format(rounded);
  return share ? `${text} %` : text;
}

/** "at least 70 % a month". */
export function targetInWords(
  { per, atLeast, atMost, share, measure }: Target | Commitment,
  words: Words = inEnglish,
): string {
  const { say } = words;
  if (measure === JUDGED) return say("figure.judgedOnce", { per });
  const bounds = [
    ...(atLeast === undefined ? [] : [say("figure.atLeast", { amount: amount(atLeast, share, words) })]),
    ...(atMost === undefined ? [] : [say("figure.atMost", { amount: amount(atMost, share, words) })]),
  ];
  return say("figure.target", { bounds: bounds.join(", "), per });
}

/** "82 % (41 of 50)". */
export function amountInWords(
  { value, n, of }: Pick<Figure, "value" | "n" | "of">,
  unit: Entry["unit"],
  words: Words = inEnglish,
): string {
  if (value === null) return "";
  const text = amount(value, unit === "share", words);
  return of === null ? text : words.say("figure.outOf", { amount: text, n, of });
}

/** "82 % (41 of 50), kept", or why nothing can be said. */
export function figureInWords(figure: Figure, unit: Entry["unit"], words: Words = inEnglish): string {
  const { value, met, why } = figure;
  const verdict =
    met === null
      ? why === undefined
        ? words.say("figure.notJudged")
        : whyInWords(why, words)
      : words.say(met ? "figure.kept" : "figure.notKept");
  return unit === "judged" || value === null ? verdict : `${amountInWords(figure, unit, words)}, ${verdict}`;
}
