import type { Row } from "../lead/row.ts";
import { addTo, type Money, perEach, type Sums, shownSums } from "../money/index.ts";
import { Durations, type StoredDurations } from "./durations.ts";
import type { Measure, Standing } from "./measure.ts";

/** What a measure adds up to over some rows. Two of them are added up like their rows. */
export interface Cell {
  kept: number;
  missed: number;
  open: number;
  /** Of those kept, where the measure is of durations: in working time, and by the wall clock. */
  worked?: Durations;
  elapsed?: Durations;
  /** Where the measure is of money. */
  sums?: Sums;
  /** How many somebody looked at, where that is asked, whether or not they can be judged. */
  looked?: number;
}

/** Sums as text: they may exceed what a number holds. */
interface StoredSums {
  sums: Record<string, string>;
}
interface StoredLooks {
  looked: number;
}
type StoredMore = StoredDurations | StoredSums | StoredLooks;
export type StoredCell = [kept: number, missed: number, open: number, ...more: StoredMore[]];

export const emptyCell = (): Cell => ({ kept: 0, missed: 0, open: 0 });

/** How many things it is about: judged or not. */
export const sizeOf = ({ kept, missed, open, looked = 0, sums }: Cell): number =>
  kept + missed + open || looked || [...(sums?.values() ?? [])].filter((minor) => minor !== 0n).length;

/** Adds what a row says of a measure, if anything. */
export function addRow(
  cell: Cell,
  { spent, money, looked, counts }: Measure,
  row: Row,
  verdict: Standing | undefined,
): void {
  for (const { currency, minor } of money?.(row) ?? []) addMoney(cell, currency, BigInt(minor));
  if (looked?.(row)) cell.looked = (cell.looked ?? 0) + 1;
  if (!verdict) return;
  cell[verdict] += counts?.(row) ?? 1;
  if (!spent || verdict !== "kept") return;
  const { workedMs, elapsedMs } = spent(row);
  cell.worked ??= new Durations();
  cell.elapsed ??= new Durations();
  cell.worked.add(workedMs);
  cell.elapsed.add(elapsedMs);
}

export function addMoney(cell: Cell, currency: string, minor: bigint): void {
  cell.sums = addTo(cell.sums ?? new Map(), currency, minor);
}

export function addCell(cell: Cell, other: Cell): void {
  cell.kept += other.kept;
  cell.missed += other.missed;
  cell.open += other.open;
  if (other.looked !== undefined) cell.looked = (cell.looked ?? 0) + other.looked;
  for (const [currency, minor] of other.sums ?? []) addMoney(cell, currency, minor);
  if (!other.worked || !other.elapsed) return;
  cell.worked ??= new Durations();
  cell.elapsed ??= new Durations();
  cell.worked.merge(other.worked);
  cell.elapsed.merge(other.elapsed);
}

export const storedCell = ({ kept, missed, open, worked, elapsed, sums, looked }: Cell): StoredCell => [
  kept,
  missed,
  open,
  ...(worked && elapsed ? [worked.toJSON(), elapsed.toJSON()] : []),
  ...(sums
    ? [{ sums: Object.fromEntries([...sums].sort().map(([currency, minor]) => [currency, String(minor)])) }]
    : []),
  ...(looked === undefined ? [] : [{ looked }]),
];

const isSums = (one: StoredMore): one is StoredSums => "sums" in one;
const isLooks = (one: StoredMore): one is StoredLooks => "looked" in one;

export function readCell([kept, missed, open, ...more]: StoredCell): Cell {
  const [worked, elapsed] = more.flatMap((one) => (isSums(one) || isLooks(one) ? [] : [one]));
  const found = more.find(isSums);
  const looks = more.find(isLooks);
  return {
    kept,
    missed,
    open,
    ...(looks && { looked: looks.looked }),
    ...(worked && elapsed && { worked: Durations.of(worked), elapsed: Durations.of(elapsed) }),
    ...(found && { sums: new Map(Object.entries(found.sums).map(([currency, minor]) => [currency, BigInt(minor)])) }),
  };
}

/** A number as it is answered: durations in ms, shares from 0 to 1, money by currency. */
export interface MeasureResult {
  /** Null where there is nothing to judge yet, or too little, or most of it never happened. */
  value: number | Money[] | null;
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

export function resultOf({ unit, each, enough, looked }: Measure, cell: Cell): MeasureResult {
  const { kept, missed, open, worked, elapsed, sums = new Map() } = cell;
  if (unit === "count") return { value: kept, n: kept, of: null, open };
  if (unit === "money") {
    const value = each ? (kept === 0 ? null : shownSums(perEach(sums, kept))) : shownSums(sums);
    return { value, n: kept, of: null, open };
  }
  const of = kept + missed;
  const tooLittle = of === 0 || enough?.(cell) === false || (looked !== undefined && !cell.looked);
  if (unit === "share") return { value: tooLittle ? null : kept / of, n: kept, of, open };
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
