import { models } from "../attribution/credit.ts";
import type { Row } from "../lead/row.ts";
import { addMoney, addRow, type Cell, emptyCell, readCell, type StoredCell, sizeOf, storedCell } from "./cell.ts";
import { type Carried, countingBy, type Dimension, dimensions, keyOf } from "./dimensions.ts";
import { type MeasureId, measureIds } from "./ids.ts";
import type { Standing } from "./measure.ts";
import { measures } from "./measures.ts";

/** What cubes hold, and how. A cube of another version is folded anew. */
export const CUBES_VERSION = 5;

/** By what campaigns are split further. */
export const besides = ["reason", "segment"] as const;
export type Beside = (typeof besides)[number];

/** Ways in which revenue counts for campaigns: what they get by each model, and what they influenced, which is never added. */
export const crediting = [...models, "influenced"] as const;
export type Crediting = (typeof crediting)[number];

/** What a day is split by: nothing, nothing of what was only observed, each dimension, campaigns by something besides, and won revenue by each way of crediting it. */
const splits = [
  "total",
  "baseline",
  ...dimensions,
  ...besides.map((beside) => `campaign×${beside}` as const),
  ...crediting.map((way) => `credit×${way}` as const),
] as const;
type Split = (typeof splits)[number];

const carried = ({ campaign, source }: Row): Carried => [campaign, source];

/** Cells of a measure in a split, by the value of its dimension; of campaigns by what is carried, and what is besides, as JSON. */
type Cells = Map<string | null, Cell | StoredCell>;

/**
 * All numbers of one day. As text it is a line of what it holds, then one for each measure in each split, of which a report reads
 * those that it asks for: `campaign 3 [["[\"spring\",null]",[2,1,0]]]`.
 */
export class Cube {
  readonly #cells = new Map<string, Cells>();
  /** JSON of what was stored and not asked for yet. */
  readonly #stored = new Map<string, string>();

  /** The cube of some rows, in whatever order they come. */
  static async fold(rows: AsyncIterable<Row> | Iterable<Row>): Promise<Cube> {
    const cube = new Cube();
    for await (const row of rows) cube.add(row);
    return cube;
  }

  add(row: Row): void {
    const from = carried(row);
    for (const [n, id] of measureIds.entries()) {
      const measure = measures[id];
      const verdicts = { leads: measure.judge(row, "leads"), holders: measure.judge(row, "holders") };
      const pays = measure.money !== undefined && measure.money(row).length > 0;
      const count = (split: Split, key: string | null, verdict: Standing | undefined) => {
        if (verdict || pays || measure.looked?.(row)) addRow(this.#cell(split, key, n), measure, row, verdict);
      };
      count("total", null, verdicts.leads);
      for (const dimension of dimensions) {
        const verdict = verdicts[countingBy(dimension)];
        count(dimension, dimension === "campaign" ? JSON.stringify(from) : keyOf(row, dimension), verdict);
      }
      for (const beside of besides)
        count(`campaign×${beside}`, JSON.stringify([...from, keyOf(row, beside)]), verdicts.leads);
    }
    this.#credit(row);
    if (row.out === "observed") this.#observe(row);
  }

  /** Counts what was only observed apart from all else: it is what later numbers are compared with. */
  #observe(row: Row): void {
    const counted = { ...row, out: null } as Row;
    for (const [n, id] of measureIds.entries()) {
      const verdict = measures[id].judge(counted, "leads");
      if (verdict) addRow(this.#cell("baseline", null, n), measures[id], counted, verdict);
    }
  }

  /** Has a deal that is won count for each campaign on the way to it. */
  #credit(row: Row): void {
    if (row.is !== "deal" || row.out !== null || row.state !== "won" || !row.amount) return;
    const { currency, minor } = row.amount;
    const n = measureIds.indexOf("won-revenue");
    // The hand-raise is known by its source as well.
    const own = (campaign: string | null) => (campaign === row.campaign ? carried(row) : [campaign, null]);
    const give = (way: Crediting, campaign: string | null, share: string) => {
      const cell = this.#cell(`credit×${way}`, JSON.stringify(own(campaign)), n);
      addMoney(cell, currency, BigInt(share));
    };
    for (const model of models) for (const [campaign, share] of row.credits[model]) give(model, campaign, share);
    for (const campaign of row.influenced) give("influenced", campaign, minor);
  }

  total(measure: MeasureId): Cell | undefined {
    return this.#found("total", null, measure);
  }

  /** Of what was only observed. */
  baseline(measure: MeasureId): Cell | undefined {
    return this.#found("baseline", null, measure);
  }

  /** Of one value of a dimension; of campaigns use `campaigns`. */
  cell(measure: MeasureId, dimension: Dimension, value: string | null): Cell | undefined {
    return this.#found(dimension, value, measure);
  }

  /** Of every value of a dimension. */
  cells(measure: MeasureId, dimension: Dimension): [key: string | null, cell: Cell][] {
    return this.#all(dimension, measure);
  }

  /** By what is carried. */
  campaigns(measure: MeasureId): [from: Carried, cell: Cell][] {
    return this.#all("campaign", measure).map(([key, cell]) => [JSON.parse(key!) as Carried, cell]);
  }

  /** By what is carried, and what is besides. */
  crossed(measure: MeasureId, beside: Beside): [from: Carried, beside: string | null, cell: Cell][] {
    return this.#all(`campaign×${beside}`, measure).map(([key, cell]) => {
      const [campaign, source, value] = JSON.parse(key!) as [string | null, string | null, string | null];
      return [[campaign, source], value, cell];
    });
  }

  /** Won revenue as it is credited. */
  credited(way: Crediting): [from: Carried, cell: Cell][] {
    return this.#all(`credit×${way}`, "won-revenue").map(([key, cell]) => [JSON.parse(key!) as Carried, cell]);
  }

  /** The text that is stored: of the same rows always the same. */
  toString(): string {
    const lines = splits.flatMap((split) =>
      measureIds.flatMap((_, n) => {
        const cells = [...this.#of(split, n)].sort(([a], [b]) => compareKeys(a, b));
        const stored = cells.map(([key, cell]) => [key, Array.isArray(cell) ? cell : storedCell(cell)]);
        return stored.length === 0 ? [] : [`${placeOf(split, n)} ${JSON.stringify(stored)}`];
      }),
    );
    return [JSON.stringify({ v: CUBES_VERSION, measures: measureIds }), ...lines].join("\n");
  }

  /** Undefined for a text of another version. */
  static read(text: string): Cube | undefined {
    const [head = "", ...lines] = text.split("\n");
    if ((JSON.parse(head) as { v: number }).v !== CUBES_VERSION) return undefined;
    const cube = new Cube();
    for (const line of lines) {
      const end = line.indexOf(" [");
      cube.#stored.set(line.slice(0, end), line.slice(end + 1));
    }
    return cube;
  }

  #of(split: Split, n: number): Cells {
    const place = placeOf(split, n);
    let found = this.#cells.get(place);
    if (!found) {
      found = new Map(JSON.parse(this.#stored.get(place) ?? "[]") as [string | null, StoredCell][]);
      this.#cells.set(place, found);
    }
    return found;
  }

  #cell(split: Split, key: string | null, n: number): Cell {
    const cells = this.#of(split, n);
    const cell = asCell(cells.get(key)) ?? emptyCell();
    cells.set(key, cell);
    return cell;
  }

  #found(split: Split, key: string | null, measure: MeasureId): Cell | undefined {
    return asCell(this.#of(split, measureIds.indexOf(measure)).get(key));
  }

  #all(split: Split, measure: MeasureId): [string | null, Cell][] {
    return [...this.#of(split, measureIds.indexOf(measure))].flatMap(([key, of]): [string | null, Cell][] => {
      const cell = asCell(of);
      return cell && sizeOf(cell) > 0 ? [[key, cell]] : [];
    });
  }
}

/** No split has a space in its name. */
const placeOf = (split: Split, n: number): string => `${split} ${n}`;

const asCell = (cell: Cell | StoredCell | undefined): Cell | undefined => (Array.isArray(cell) ? readCell(cell) : cell);

/** By code units, so that the order is the same everywhere; what has no value comes last. */
export function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
