import type { Row } from "../lead/row.ts";
import { addRow, type Cell, emptyCell, readCell, type StoredCell, sizeOf, storedCell } from "./cell.ts";
import { countingBy, type Dimension, dimensions, keyOf } from "./dimensions.ts";
import { type MeasureId, measureIds, measures } from "./measures.ts";

/** What cubes hold, and how. A cube of another version is folded anew. */
export const CUBES_VERSION = 1;

/** What a day is split by: nothing, each dimension, and campaigns by reason. */
const splits = ["total", ...dimensions, "campaign×reason"] as const;
type Split = (typeof splits)[number];

/** Cells of a split, by the value of its dimension; of `campaign×reason` by both, as JSON. Those that were stored are read when asked for. */
type Cells = Map<string | null, (Cell | StoredCell | undefined)[]>;
type StoredCells = [key: string | null, cells: [n: number, cell: StoredCell][]][];

/** All numbers of one day. */
export class Cube {
  readonly #splits: Partial<Record<Split, Cells>> = {};
  /** Splits as they were stored: a report asks for one of them. */
  readonly #stored: Partial<Record<Split, StoredCells>> = {};

  /** The cube of some rows, in whatever order they come. */
  static async fold(rows: AsyncIterable<Row> | Iterable<Row>): Promise<Cube> {
    const cube = new Cube();
    for await (const row of rows) cube.add(row);
    return cube;
  }

  add(row: Row): void {
    for (const [n, id] of measureIds.entries()) {
      const measure = measures[id];
      const verdicts = { leads: measure.judge(row, "leads"), holders: measure.judge(row, "holders") };
      const count = (split: Split, key: string | null, verdict = verdicts.leads) => {
        if (verdict) addRow(this.#cell(split, key, n), measure, row, verdict);
      };
      count("total", null);
      for (const dimension of dimensions) {
        const verdict = verdicts[countingBy(dimension)];
        if (verdict) count(dimension, keyOf(row, dimension), verdict);
      }
      if (verdicts.leads) count("campaign×reason", pair(row.campaign, row.reason));
    }
  }

  total(measure: MeasureId): Cell | undefined {
    return this.#found("total", null, measure);
  }

  /** Of one value of a dimension. */
  cell(measure: MeasureId, dimension: Dimension, value: string | null): Cell | undefined {
    return this.#found(dimension, value, measure);
  }

  /** Of every value of a dimension. */
  cells(measure: MeasureId, dimension: Dimension): [key: string | null, cell: Cell][] {
    return this.#all(dimension, measure);
  }

  /** Of every value of one of campaign and reason, where the other has the given one. */
  crossed(measure: MeasureId, by: "campaign" | "reason", value: string | null): [string | null, Cell][] {
    return this.#all("campaign×reason", measure).flatMap(([key, cell]): [string | null, Cell][] => {
      const [campaign, reason] = JSON.parse(key!) as [string | null, string | null];
      const [own, other] = by === "campaign" ? [campaign, reason] : [reason, campaign];
      return other === value ? [[own, cell]] : [];
    });
  }

  /** The text that is stored: of the same rows always the same. */
  toString(): string {
    const cells = splits.map((split) => [
      split,
      [...this.#of(split)]
        .sort(([a], [b]) => compareKeys(a, b))
        .map(([key, of]) => [
          key,
          of.flatMap((cell, n) => (cell ? [[n, Array.isArray(cell) ? cell : storedCell(cell)]] : [])),
        ]),
    ]);
    return JSON.stringify({ v: CUBES_VERSION, measures: measureIds, cells });
  }

  /** Undefined for a text of another version. */
  static read(text: string): Cube | undefined {
    const { v, cells } = JSON.parse(text) as { v: number; cells: [Split, StoredCells][] };
    if (v !== CUBES_VERSION) return undefined;
    const cube = new Cube();
    for (const [split, stored] of cells) cube.#stored[split] = stored;
    return cube;
  }

  #of(split: Split): Cells {
    let found = this.#splits[split];
    if (!found) {
      found = new Map(
        this.#stored[split]?.map(([key, cells]) => {
          const of: (StoredCell | undefined)[] = [];
          for (const [n, cell] of cells) of[n] = cell;
          return [key, of];
        }),
      );
      this.#splits[split] = found;
    }
    return found;
  }

  #cell(split: Split, key: string | null, n: number): Cell {
    const cells = this.#of(split);
    let of = cells.get(key);
    if (!of) {
      of = Array<undefined>(measureIds.length).fill(undefined);
      cells.set(key, of);
    }
    const cell = asCell(of[n]) ?? emptyCell();
    of[n] = cell;
    return cell;
  }

  #found(split: Split, key: string | null, measure: MeasureId): Cell | undefined {
    return asCell(this.#of(split).get(key)?.[measureIds.indexOf(measure)]);
  }

  #all(split: Split, measure: MeasureId): [string | null, Cell][] {
    const n = measureIds.indexOf(measure);
    return [...this.#of(split)].flatMap(([key, of]): [string | null, Cell][] => {
      const cell = asCell(of[n]);
      return cell && sizeOf(cell) > 0 ? [[key, cell]] : [];
    });
  }
}

const asCell = (cell: Cell | StoredCell | undefined): Cell | undefined => (Array.isArray(cell) ? readCell(cell) : cell);

const pair = (campaign: string | null, reason: string | null): string => JSON.stringify([campaign, reason]);

/** By code units, so that the order is the same everywhere; what has no value comes last. */
export function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
