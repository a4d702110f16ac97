import type { Commitment, Target } from "../agreement/model.ts";
import { JUDGED } from "../agreement/model.ts";
import type { Entry, Figure } from "./model.ts";

/** `70 %`, or a number as it is. */
const amount = (value: number, share: boolean): string =>
  share ? `${Number((value * 100).toFixed(1))} %` : String(Number(value.toFixed(2)));

/** "at least 70 % a month". */
export function targetInWords({ per, atLeast, atMost, share, measure }: Target | Commitment): string {
  if (measure === JUDGED) return `judged by the other side, once a ${per}`;
  const bounds = [
    ...(atLeast === undefined ? [] : [`at least ${amount(atLeast, share)}`]),
    ...(atMost === undefined ? [] : [`at most ${amount(atMost, share)}`]),
  ];
  return `${bounds.join(", ")} a ${per}`;
}

/** "82 % (41 of 50)". */
export const amountInWords = ({ value, n, of }: Pick<Figure, "value" | "n" | "of">, unit: Entry["unit"]): string =>
  value === null ? "" : `${amount(value, unit === "share")}${of === null ? "" : ` (${n} of ${of})`}`;

/** "82 % (41 of 50), kept", or why nothing can be said. */
export function figureInWords(figure: Figure, unit: Entry["unit"]): string {
  const { value, met, why } = figure;
  const verdict = met === null ? (why ?? "not judged") : met ? "kept" : "not kept";
  return unit === "judged" || value === null ? verdict : `${amountInWords(figure, unit)}, ${verdict}`;
}
