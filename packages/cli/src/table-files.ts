import type { Agreement } from "@baton/core/agreement";
import { readRecords } from "@baton/core/csv";
import { loadOwnerReader } from "@baton/core/ownership";
import { compileBest, type Rulebook } from "@baton/core/rules";
import { type Gap, type LineProblem, type ReadTable, readTable, tableOfRows } from "@baton/core/tables";
import { readBytes, UsageError } from "./usage.ts";

/** What is said of a file of rows. */
export interface SaidOfTable {
  table: string;
  rows: number;
  refused: LineProblem[];
  gaps: Gap[];
  moreGaps: boolean;
}

export interface TableFile {
  file: string;
  said: SaidOfTable;
  read: ReadTable;
}

/** Reads files of rows given as `NAME=FILE`, by what an agreement says of those tables. */
export async function readTables(agreement: Agreement, given: readonly string[]): Promise<TableFile[]> {
  const readOwner = await loadOwnerReader(agreement);
  const files: TableFile[] = [];
  for (const one of given) {
    const [, name, file] = /^([^=]+)=(.+)$/.exec(one) ?? [];
    const { tables = {} } = agreement;
    const spec = name !== undefined && Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (!spec || file === undefined)
      throw new UsageError(`--table takes NAME=FILE, of a table under tables; "${one}" is none.`);
    const read = await readTable(agreement, spec, readRecords(readBytes(file)), readOwner);
    const { refused, gaps, complete, content } = read;
    files.push({
      file,
      read,
      said: { table: name!, rows: content.rows.length, refused, gaps, moreGaps: !complete },
    });
  }
  return files;
}

/** Compiles an agreement whose tables have the rows of files. */
export function compileWith(agreement: Agreement, files: readonly TableFile[]): Promise<Rulebook> {
  const opened = new Map(files.map(({ said: { table }, read }) => [table, tableOfRows(read.content)]));
  const tables = Object.fromEntries(
    Object.entries(agreement.tables ?? {}).map(([name, spec]) => [
      name,
      opened.has(name) ? { ...spec, content: { id: name, rows: 0, names: [] } } : spec,
    ]),
  );
  return compileBest({ ...agreement, tables }, 0, async ({ id }) => opened.get(id)!);
}

/** Gaps that are printed. */
const MOST_GAPS = 20;

/** What is wrong with a file, what it leaves out, and how many rows it has. */
export function tableInLines(file: string, { table, rows, refused, gaps, moreGaps }: SaidOfTable): string[] {
  const shown = gaps.slice(0, MOST_GAPS);
  return [
    ...refused.map(({ line, code, message }) => `${file}:${line} error ${code} ${message}`),
    ...shown.map((gap) => `${file} warning table.gap no row takes leads with ${gap.join(" and ")}`),
    ...(moreGaps || gaps.length > shown.length ? [`${file} warning table.gap there are more gaps`] : []),
    ...(refused.length === 0 ? [`${file}: ${rows} ${rows === 1 ? "row" : "rows"} for table ${table}.`] : []),
  ];
}
