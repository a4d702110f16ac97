import type { Entry, Figure } from "@baton/core/sheet";
import type { Words } from "@baton/words";

/** `70 %`, or a number, as a language writes it. */
function amount({ language }: Words, value: number, share: boolean): string {
  const number = (of: number, digits: number) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(of);
  return share ? `${number(value * 100, 1)} %` : number(value, 2);
}

export const verdict = ({ say }: Words, met: boolean | null): string =>
  say(met === null ? "board.sheet.notKnown" : met ? "board.sheet.kept" : "board.sheet.notKept");

/** "82 % (41 of 50)". */
export function amountOf(
  words: Words,
  { value, n, of }: Pick<Figure, "value" | "n" | "of">,
  unit: Entry["unit"],
): string {
  if (value === null) return "";
  const said = amount(words, value, unit === "share");
  return of === null ? said : words.say("board.sheet.of", { amount: said, n, of });
}

/** "82 % (41 of 50), kept", or why nothing can be said. */
export function figureOf(words: Words, figure: Figure, unit: Entry["unit"]): string {
  const { value, met, why } = figure;
  const said = met === null ? (why ?? words.say("board.sheet.notJudged")) : verdict(words, met);
  return unit === "judged" || value === null ? said : `${amountOf(words, figure, unit)}, ${said}`;
}

/** "at least 70 % a month". */
export function targetOf(words: Words, { unit, per, target }: Pick<Entry, "unit" | "per" | "target">): string {
  const { say } = words;
  if (unit === "judged") return say("board.sheet.judged", { per });
  const bound = (id: "board.sheet.atLeast" | "board.sheet.atMost", value: number | undefined) =>
    value === undefined ? [] : [say(id, { amount: amount(words, value, unit === "share") })];
  const bounds = [...bound("board.sheet.atLeast", target.atLeast), ...bound("board.sheet.atMost", target.atMost)];
  return `${bounds.join(", ")} ${say("board.sheet.per", { per })}`;
}
