import { BatonError } from "../error/index.ts";
import type { Day } from "../ports/reports.ts";
import { addDays, countDays, daysBetween } from "../zone/days.ts";
import { localDate } from "../zone/index.ts";
import { addCell, addRow, type Cell, emptyCell, type MeasureResult, resultOf, sizeOf } from "./cell.ts";
import { type Beside, besides, Cube, compareKeys } from "./cube.ts";
import { type Dimension, periodOf } from "./dimensions.ts";
import { type Folding, foldDay, isStale, onlyRows } from "./fold.ts";
import type { MeasureId } from "./ids.ts";
import type { Measure } from "./measure.ts";
import { isPeriod, judged, type Query, type Reader, type ReportQuestion, readQuery } from "./query.ts";

export interface Report {
  measure: MeasureId;
  unit: Measure["unit"];
  definition: string;
  from: string;
  to: string;
  /**
   * Whatever changed before is in the numbers: when the rows of the oldest of those days were read that changed since, as far as is
   * known, or that are today; the time of asking when there is none.
   */
  asOf: string;
  total: MeasureResult;
  /** What it was while the agreement was only observed, of an agreement that has been rolled out gently. */
  baseline?: MeasureResult;
  cells: (MeasureResult & { key: string | null })[];
}

/** Where a report asks for it, a day is folded again when its numbers are this old. */
const FRESH_MS = 60_000;
/** So many days are folded for one report, and more while there is time, in real ms; the rest is folded when it falls due. */
const FOLDS = { least: 7, withinMs: 2_000 };
/** What no cell has is counted from rows: of so many days, and so many rows. */
const MOST_ROW_DAYS = 92;
const MOST_ROWS = 250_000;

/** A measure over some days, split and narrowed as asked. */
export async function report(
  folding: Folding,
  measure: Measure,
  asked: ReportQuestion,
  reader: Reader,
): Promise<Report> {
  const now = folding.time.now();
  const query = readQuery(asked, reader, now);
  const counted = isCrossed(query)
    ? await countRows(folding, measure, query, now)
    : await countCubes(folding, measure, query, { today: localDate(reader.zone, now), now });
  const { from, to, by } = query;
  const cells = [...counted.cells].filter(([, cell]) => isPeriod(by) || sizeOf(cell) > 0);
  // The largest first; periods as they follow each other.
  cells.sort(([a, x], [b, y]) => (isPeriod(by) ? 0 : sizeOf(y) - sizeOf(x)) || compareKeys(a, b));
  return {
    measure: measure.id,
    unit: measure.unit,
    definition: measure.definition,
    from,
    to,
    asOf: counted.asOf,
    total: resultOf(measure, counted.total),
    ...(reader.baseline && { baseline: resultOf(measure, await baselineOf(folding, measure, to)) }),
    cells: cells.map(([key, cell]) => ({ key, ...resultOf(measure, cell) })),
  };
}

/** A gentle start is looked for so far back. */
const BASELINE_DAYS = 400;

/** What a measure was while the agreement was only observed. */
async function baselineOf({ store }: Folding, { id }: Measure, to: string): Promise<Cell> {
  const sum = emptyCell();
  for (const { text } of await store.days(addDays(to, 1 - BASELINE_DAYS), to)) {
    const cell = text === undefined ? undefined : Cube.read(text)?.baseline(id);
    if (cell) addCell(sum, cell);
  }
  return sum;
}

interface Counted {
  total: Cell;
  cells: Map<string | null, Cell>;
  asOf: string;
}

/** Two dimensions of which cubes have no cells. */
function isCrossed({ by, where }: Query): boolean {
  if (!where || by === undefined || isPeriod(by) || by === where.dimension) return false;
  return besideOf({ by, where }) === undefined;
}

/** What a question splits campaigns by besides, of what cubes do. */
function besideOf({ by, where }: Pick<Query, "by" | "where">): Beside | undefined {
  const both = [by, where?.dimension];
  return both.includes("campaign") ? besides.find((one) => both.includes(one)) : undefined;
}

async function countCubes(
  folding: Folding,
  measure: Measure,
  query: Query,
  { today, now }: { today: string; now: number },
): Promise<Counted> {
  const { from, to } = query;
  const counted = nothing(query, now);
  const days = await freshDays(folding, { from, to, today, now });
  counted.asOf = asOfDays(days, today, now);
  for (const day of days) {
    const cube = day.text === undefined ? undefined : Cube.read(day.text);
    if (!cube) continue;
    const { total, cells } = sliceOf(cube, day.day, measure, query);
    if (total) addCell(counted.total, total);
    for (const [key, cell] of cells) addCell(cellAt(counted.cells, key), cell);
  }
  return counted;
}

/** Since when nothing that changed is missing in the numbers of some days. */
export const asOfDays = (days: readonly Day[], today: string, now: number): string =>
  days.reduce((oldest, day) => {
    const asOf = day.day === today || isStale(day) ? (day.foldedAt ?? `${day.day}T00:00:00.000Z`) : oldest;
    return asOf < oldest ? asOf : oldest;
  }, new Date(now).toISOString());

type Cells = [key: string | null, cell: Cell][];

/** What a question is about of a day's numbers. By person windows are counted for their holders, and in the total leads. */
function sliceOf(cube: Cube, day: string, { id }: Measure, query: Query): { total: Cell | undefined; cells: Cells } {
  const { by, where } = query;
  const total = where ? sumOf(cellsBy(cube, id, where.dimension, query), where.value) : cube.total(id);
  if (by === undefined) return { total, cells: [] };
  if (isPeriod(by)) return { total, cells: total ? [[periodOf(day, by), total]] : [] };
  if (!where) return { total, cells: cellsBy(cube, id, by, query) };
  if (by === where.dimension) return { total, cells: total ? [[where.value, total]] : [] };
  return { total, cells: crossed(cube, id, by, query) };
}

function cellsBy(cube: Cube, id: MeasureId, by: Dimension, { naming, teams }: Query): Cells {
  if (by === "campaign") return cube.campaigns(id).map(([from, cell]): Cells[number] => [naming(...from), cell]);
  const cells = cube.cells(id, by);
  return by === "team" ? cells.map(([team, cell]): Cells[number] => [teams(team), cell]) : cells;
}

/** Of campaigns by what is besides, or the other way round. */
function crossed(cube: Cube, id: MeasureId, by: Dimension, query: Query): Cells {
  const { where, naming } = query;
  return cube.crossed(id, besideOf(query)!).flatMap(([from, beside, cell]): Cells => {
    const [own, other] = by === "campaign" ? [naming(...from), beside] : [beside, naming(...from)];
    return other === where!.value ? [[own, cell]] : [];
  });
}

function sumOf(cells: Cells, value: string | null): Cell | undefined {
  const found = cells.filter(([key]) => key === value).map(([, cell]) => cell);
  if (found.length < 2) return found[0];
  const sum = emptyCell();
  for (const cell of found) addCell(sum, cell);
  return sum;
}

/** Days as they are stored; today, and the newest of those that changed, folded now. */
export async function freshDays(
  folding: Folding,
  { from, to, today, now }: { from: string; to: string; today: string; now: number },
): Promise<(Day & { text?: string })[]> {
  const days = new Map((await folding.store.days(from, to)).map((day) => [day.day, day]));
  if (from <= today && today <= to && !days.has(today)) days.set(today, { day: today, dirty: 0 });
  const old = ({ foldedAt }: Day) => foldedAt === undefined || now - Date.parse(foldedAt) >= FRESH_MS;
  const wanted = [...days.values()]
    .filter((day) => old(day) && (day.day === today || isStale(day)))
    .sort((a, b) => compareKeys(b.day, a.day));
  const until = performance.now() + FOLDS.withinMs;
  for (const [n, { day }] of wanted.entries()) {
    if (n >= FOLDS.least && performance.now() > until) break;
    await foldDay(folding, day, { refresh: day === today });
    const [folded] = await folding.store.days(day, day);
    if (folded) days.set(day, folded);
  }
  return [...days.values()];
}

/** Counts rows where no cell has what is asked. Throws `report.combination`. */
async function countRows({ store }: Folding, measure: Measure, query: Query, now: number): Promise<Counted> {
  const { from, to, by, where, naming, teams } = query;
  const refuse = (why: string) =>
    new BatonError(
      "report.combination",
      `"${by}" of one "${where?.dimension}" is counted lead by lead, and ${why}: ask for fewer days, or for the rows, and count these.`,
    );
  if (countDays(from, to) > MOST_ROW_DAYS) throw refuse(`for ${MOST_ROW_DAYS} days at most`);
  const counted = nothing(query, now);
  let read = 0;
  for (const day of daysBetween(from, to)) {
    for await (const row of onlyRows(store.rows(day))) {
      if (++read > MOST_ROWS) throw refuse("there are too many of them");
      const inTotal = judged(measure, { from, to, ...(where && { where }), naming, teams }, day, row);
      if (inTotal) addRow(counted.total, measure, row, inTotal.verdict);
      const found = judged(measure, query, day, row);
      if (found) addRow(cellAt(counted.cells, found.key), measure, row, found.verdict);
    }
  }
  return counted;
}

/** Periods are there also when nothing happened in them. */
function nothing({ from, to, by }: Query, now: number): Counted {
  const keys = isPeriod(by) ? daysBetween(from, to).map((day) => periodOf(day, by)) : [];
  return {
    total: emptyCell(),
    cells: new Map(keys.map((key) => [key, emptyCell()])),
    asOf: new Date(now).toISOString(),
  };
}

function cellAt(cells: Map<string | null, Cell>, key: string | null): Cell {
  const found = cells.get(key) ?? emptyCell();
  cells.set(key, found);
  return found;
}
