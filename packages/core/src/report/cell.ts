import type { Row } from "../lead/row.ts";
import { Durations, type StoredDurations } from "./durations.ts";
import type { Measure, Standing } from "./measures.ts";

/** What a measure adds up to over some rows. Two of them are added up like their rows. */
export interface Cell {
  kept: number;
  missed: number;
  open: number;
  /** Of those kept, where the measure is of durations: in working time, and by the wall clock. */
  worked?: Durations;
  elapsed?: Durations;
}

export type StoredCell = [kept: number, missed: number, open: number, ...durations: StoredDurations[]];

export const emptyCell = (): Cell => ({ kept: 0, missed: 0, open: 0 });

/** How many things it is about: judged or not. */
export const sizeOf = ({ kept, missed, open }: Cell): number => kept + missed + open;

export function addRow(cell: Cell, { spent }: Measure, row: Row, verdict: Standing): void {
  cell[verdict] += 1;
  if (!spent || verdict !== "kept") return;
  const { workedMs, elapsedMs } = spent(row);
  cell.worked ??= new Durations();
  cell.elapsed ??= new Durations();
  cell.worked.add(workedMs);
  cell.elapsed.add(elapsedMs);
}

export function addCell(cell: Cell, other: Cell): void {
  cell.kept += other.kept;
  cell.missed += other.missed;
  cell.open += other.open;
  if (!other.worked || !other.elapsed) return;
  cell.worked ??= new Durations();
  cell.elapsed ??= new Durations();
  cell.worked.merge(other.worked);
  cell.elapsed.merge(other.elapsed);
}

export const storedCell = ({ kept, missed, open, worked, elapsed }: Cell): StoredCell => [
  kept,
  missed,
  open,
  ...(worked && elapsed ? [worked.toJSON(), elapsed.toJSON()] : []),
];

export const readCell = ([kept, missed, open, worked, elapsed]: StoredCell): Cell => ({
  kept,
  missed,
  open,
  ...(worked && elapsed && { worked: Durations.of(worked), elapsed: Durations.of(elapsed) }),
});

/** A number as it is answered: durations in ms, shares from 0 to 1. */
export interface MeasureResult {
  /** Null where there is nothing to judge yet, or most of it never happened. */
  value: number | null;
  n: number;
  /** Of how many; null for a count. */
  of: number | null;
  /** Those that cannot be judged yet; they are in neither. */
  open: number;
  /** Of durations. */
  p90?: number | null;
  /** Of durations: by the wall clock. */
  elapsed?: { value: number | null; p90: number | null };
}

export function resultOf({ unit }: Measure, { kept, missed, open, worked, elapsed }: Cell): MeasureResult {
  if (unit === "count") return { value: kept, n: kept, of: null, open };
  const of = kept + missed;
  if (unit === "share") return { value: of === 0 ? null : kept / of, n: kept, of, open };
  // What never happened takes longer than anything; the place of a percentile is that of the nearest rank.
  const at = (durations: Durations | undefined, percent: number): number | null => {
    const rank = Math.max(1, Math.ceil((of * percent) / 100));
    return durations && rank <= kept ? durations.at(rank) : null;
  };
  return {
    value: at(worked, 50),
    n: kept,
    of,
    open,
    p90: at(worked, 90),
    elapsed: { value: at(elapsed, 50), p90: at(elapsed, 90) },
  };
}
