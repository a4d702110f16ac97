import { quoted } from "../csv/write.ts";
import type { LeadRow } from "../lead/row.ts";
import { isShown } from "../visibility/fields.ts";
import { daysBetween } from "../zone/days.ts";
import { readPlace, writePlace } from "./cursor.ts";
import type { Folding } from "./fold.ts";
import { type Reader, type ReportQuestion, readRange } from "./query.ts";

/** A line of rows as they leave Baton: what a column is called, and what it holds of a lead. */
const columns = {
  day: (_: LeadRow, day: string) => day,
  lead: ({ lead }) => lead,
  receivedAt: ({ at }) => at,
  source: ({ source }) => source,
  campaign: ({ campaign }) => campaign,
  version: ({ version }) => version,
  rule: ({ rule }) => rule,
  team: ({ team }) => team,
  policy: ({ policy }) => policy,
  score: ({ score }) => score,
  band: ({ band }) => band,
  qualified: ({ qualified }) => qualified,
  handedAt: ({ sales }) => sales?.at ?? null,
  lacks: ({ sales }) => sales?.lacks.join(" ") ?? null,
  contactedAt: ({ contact }) => contact?.at ?? null,
  contactEvidence: ({ contact }) => contact?.evidence ?? null,
  contactWorkedMs: ({ contact }) => contact?.workedMs ?? null,
  contactElapsedMs: ({ contact }) => contact?.elapsedMs ?? null,
  closedAt: ({ closed }) => closed?.at ?? null,
  closedAs: ({ closed }) => closed?.as ?? null,
  reason: ({ reason }) => reason,
  cause: ({ closed }) => closed?.cause ?? null,
  silent: ({ silent }) => silent,
  out: ({ out }) => out,
} satisfies Record<string, (row: LeadRow, day: string) => Value>;

/** Those that name people. */
const people = {
  handedTo: ({ sales }) => sales?.person ?? null,
  contactedBy: ({ contact }) => contact?.by ?? null,
} satisfies Record<string, (row: LeadRow, day: string) => Value>;

type Value = string | number | boolean | null;
export type ExportLine = Record<string, Value>;

/** So many lines fit an answer of Lambda's with room to spare. */
const MOST_LINES = 5_000;
const MOST_ROWS = 40_000;

export interface Lines {
  columns: string[];
  lines: ExportLine[];
  /** The cursor of what follows; null when it was all. */
  next: string | null;
}

/** One line for each lead received in some days, without personal data. */
export async function exportRows(
  { store, time }: Folding,
  { cursor, ...asked }: Pick<ReportQuestion, "from" | "to"> & { cursor?: string | undefined },
  reader: Reader,
): Promise<Lines> {
  const { from, to } = readRange(asked, reader, time.now());
  const start = cursor === undefined ? undefined : readPlace(cursor);
  const { teams = (team) => team } = reader;
  const shown: Record<string, (row: LeadRow, day: string) => Value> = {
    ...columns,
    team: ({ team }) => teams(team),
    ...Object.fromEntries(
      Object.entries(people).filter(([name]) => isShown("rows", name as keyof typeof people, reader)),
    ),
  };
  const lines: ExportLine[] = [];
  let read = 0;
  for (const day of daysBetween(start && start.day > from ? start.day : from, to)) {
    for await (const { place, rows } of store.rows(day, start?.day === day ? start.place : undefined)) {
      for (const row of rows)
        if (row.is === "lead")
          lines.push(Object.fromEntries(Object.entries(shown).map(([name, of]) => [name, of(row, day)])));
      read += rows.length;
      if (lines.length === MOST_LINES || read >= MOST_ROWS)
        return { columns: Object.keys(shown), lines, next: writePlace({ day, place }) };
    }
  }
  return { columns: Object.keys(shown), lines, next: null };
}

/** One JSON text a line. */
export const ndjson = (lines: readonly ExportLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/** RFC 4180. What a spreadsheet would take for a formula becomes a text. */
export const csv = (columns: readonly string[], lines: readonly ExportLine[], { header = true } = {}): string =>
  [...(header ? [columns] : []), ...lines.map((line) => columns.map((column) => line[column] ?? ""))]
    .map((cells) => `${cells.map(csvCell).join(",")}\r\n`)
    .join("");

/** https://owasp.org/www-community/attacks/CSV_Injection */
export function csvCell(value: Value): string {
  if (typeof value !== "string") return String(value ?? "");
  return quoted(/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value);
}
