import type { ExportLine } from "../report/export.ts";
import type { Entry, Sheet } from "./model.ts";

export const sheetColumns = [
  "side",
  "name",
  "measure",
  "unit",
  "period",
  "from",
  "to",
  "value",
  "n",
  "of",
  "atLeast",
  "atMost",
  "met",
  "why",
  "closed",
] as const;

/** A balance sheet as lines of a table: one for each promise, then for each goal. */
export function sheetLines({ sides, goals }: Sheet): ExportLine[] {
  const line = (side: string, { target, ...entry }: Entry): ExportLine => ({
    side,
    name: entry.name,
    measure: entry.measure,
    unit: entry.unit,
    period: entry.period,
    from: entry.from,
    to: entry.to,
    value: entry.value,
    n: entry.n,
    of: entry.of,
    atLeast: target.atLeast ?? null,
    atMost: target.atMost ?? null,
    met: entry.met === null ? null : entry.met ? "kept" : "not kept",
    why: entry.why ?? null,
    closed: entry.closed ? "closed" : "open",
  });
  return [
    ...sides.marketing.gives.map((entry) => line("marketing", entry)),
    ...sides.sales.gives.map((entry) => line("sales", entry)),
    ...goals.map((entry) => line("both", entry)),
  ];
}
