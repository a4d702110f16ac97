import type { Side } from "../facts/codes.ts";
import { addCell, type Cell, emptyCell, sizeOf } from "../report/cell.ts";
import { Cube } from "../report/cube.ts";
import type { Dimension } from "../report/dimensions.ts";
import type { Folding } from "../report/fold.ts";
import type { MeasureId } from "../report/ids.ts";
import { asOfDays, freshDays } from "../report/report.ts";
import { localDate } from "../zone/index.ts";
import type { Period } from "./periods.ts";

type Days = Pick<Period, "from" | "to">;

/** The numbers of some days, read once for whatever is counted over them. */
export class Numbers {
  readonly #days: readonly { day: string; cube: Cube }[];
  /** Whatever changed before is in them, ISO 8601. */
  readonly asOf: string;

  private constructor(days: readonly { day: string; cube: Cube }[], asOf: string) {
    this.#days = days;
    this.asOf = asOf;
  }

  static async read(folding: Folding, days: Days, zone: string): Promise<Numbers> {
    const now = folding.time.now();
    const today = localDate(zone, now);
    const found = await freshDays(folding, { ...days, today, now });
    const cubes = found.flatMap(({ day, text }) => {
      const cube = text === undefined ? undefined : Cube.read(text);
      return cube ? [{ day, cube }] : [];
    });
    return new Numbers(cubes, asOfDays(found, today, now));
  }

  /** What a measure adds up to over some days; of one side's, where a side is given. */
  sum(id: MeasureId, days: Days, side?: Side): Cell {
    const sum = emptyCell();
    for (const { cube } of this.#in(days)) {
      const cell = cellOf(cube, id, side);
      if (cell) addCell(sum, cell);
    }
    return sum;
  }

  /** Likewise of each value of a dimension. */
  by(id: MeasureId, dimension: Dimension, days: Days): Map<string | null, Cell> {
    const sums = new Map<string | null, Cell>();
    for (const { cube } of this.#in(days)) {
      for (const [key, cell] of cube.cells(id, dimension)) {
        const sum = sums.get(key) ?? emptyCell();
        addCell(sum, cell);
        sums.set(key, sum);
      }
    }
    return sums;
  }

  /** What it was while the agreement was only observed. */
  baseline(id: MeasureId): Cell {
    const sum = emptyCell();
    for (const { cube } of this.#days) {
      const cell = cube.baseline(id);
      if (cell) addCell(sum, cell);
    }
    return sum;
  }

  /** The first and the last day on which there was anything to count, before another. */
  known(id: MeasureId, before: string, side?: Side): { first: string; last: string } | undefined {
    const found = this.#days.filter(({ day, cube }) => {
      const cell = day < before ? cellOf(cube, id, side) : undefined;
      return cell !== undefined && sizeOf(cell) > 0;
    });
    const [first] = found;
    return first && { first: first.day, last: found.at(-1)!.day };
  }

  #in({ from, to }: Days) {
    return this.#days.filter(({ day }) => day >= from && day <= to);
  }
}

const cellOf = (cube: Cube, id: MeasureId, side: Side | undefined): Cell | undefined =>
  side === undefined ? cube.total(id) : cube.cell(id, "side", side);
