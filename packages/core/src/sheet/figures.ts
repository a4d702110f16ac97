import type { Target } from "../agreement/model.ts";
import type { Side } from "../facts/codes.ts";
import { type Cell, resultOf } from "../report/cell.ts";
import type { MeasureId } from "../report/ids.ts";
import type { Measure } from "../report/measure.ts";
import { measures } from "../report/measures.ts";
import { formatDate } from "../zone/index.ts";
import type { Figure } from "./model.ts";
import type { Numbers } from "./numbers.ts";
import type { Period } from "./periods.ts";

/** Of fewer nobody can say anything: one more or less would turn it over. */
const FEW = 10;

/** Whose part of a measure counts for a promise of a side. */
export const partOf = (measure: string, side: Side | undefined): Side | undefined =>
  measureOf(measure).bySide ? side : undefined;

const measureOf = (measure: string): Measure => measures[measure as MeasureId];

/** What came of a promise in a period, as far as is known; by a side, of its own part. */
export function figureOf(numbers: Numbers, target: Target, period: Period, side: Side | undefined): Figure {
  const { id } = measureOf(target.measure);
  const part = partOf(target.measure, side);
  const known = numbers.known(id, period.from, part);
  const silent = known ? `no data since ${formatDate(known.last)}` : "no data yet";
  return figureIn(numbers.sum(id, period, part), target, { silent, before: known !== undefined });
}

/** What a cell says of a target; `silent`: what is said where there is nothing, and `before` whether there ever was anything. */
export function figureIn(cell: Cell, target: Target, { silent, before }: { silent: string; before: boolean }): Figure {
  const { value: counted, n, of, open } = resultOf(measureOf(target.measure), cell);
  const value = typeof counted === "number" ? counted : null;
  const figure = { value, n, of, open };
  // A count of nothing is one as soon as there has been anything: silence is no excuse.
  if (of === null) return n === 0 && !before ? missing({ ...figure, value: null }, silent) : judged(figure, target);
  if (of === 0) return missing(figure, open > 0 ? `too few to judge: none, and ${open} still open` : silent);
  if (of < FEW || value === null) return missing(figure, `too few to judge: ${of}`);
  return judged(figure, target);
}

const missing = (figure: Omit<Figure, "met">, why: string): Figure => ({ ...figure, met: null, why });

const judged = (figure: Omit<Figure, "met">, { atLeast = -Infinity, atMost = Infinity }: Target): Figure => ({
  ...figure,
  met: figure.value !== null && figure.value >= atLeast && figure.value <= atMost,
});
