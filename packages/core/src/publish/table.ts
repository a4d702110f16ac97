import type { Agreement, TableContent } from "../agreement/model.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { readRecords, writeRecords } from "../csv/index.ts";
import { BatonError } from "../error/index.ts";
import { ownerReader } from "../ownership/read.ts";
import type { Relay } from "../ports/relay.ts";
import type { Gap } from "../tables/gaps.ts";
import { type LineProblem, readTable } from "../tables/read.ts";
import type { TableRows } from "../tables/table.ts";

/** What became of a file, or would. */
export interface ImportedTable {
  table: string;
  /** The version of the agreement that has these rows. */
  version: number;
  rows: number;
  /** Rows beside those before, by the cells that they are found by. */
  added: number;
  changed: number;
  removed: number;
  /** Nothing of the file is taken where a line is refused. */
  refused: LineProblem[];
  /** Leads that no row takes, by what is said of each column. */
  gaps: Gap[];
  /** Whether there are more gaps than these. */
  moreGaps: boolean;
}

/** More gaps nobody reads. */
const MOST_GAPS = 50;

interface Import {
  dryRun?: boolean | undefined;
  by?: string | undefined;
  why?: string | undefined;
}

/**
 * Gives a table the rows of a CSV file, as the next version of the agreement: its text stays as it is. Rows that are the same as before
 * make no version. Throws `table.unknown` for a table that the active agreement has not, and `agreement.conflict` when it changes
 * meanwhile.
 */
export async function importTable(
  relay: Relay,
  name: string,
  file: Uint8Array,
  { dryRun = false, by, why }: Import,
): Promise<ImportedTable> {
  const active = await activeOf(relay);
  const { agreement, version } = active;
  const spec = tableIn(agreement, name);
  const read = await readTable(agreement, spec, readRecords(file), ownerReader(agreement));
  const before = spec.content && (await relay.store.table(spec.content.id));
  const told: ImportedTable = {
    table: name,
    version,
    rows: read.content.rows.length,
    ...(read.refused.length > 0 ? { added: 0, changed: 0, removed: 0 } : compared(before, read.content)),
    refused: read.refused,
    gaps: read.gaps.slice(0, MOST_GAPS),
    moreGaps: !read.complete || read.gaps.length > MOST_GAPS,
  };
  if (read.refused.length > 0 || dryRun) return told;
  const id = await relay.store.saveTable(read.content);
  if (id === spec.content?.id) return told;
  const content: TableContent = { id, rows: read.content.rows.length, names: read.names };
  const published = await relay.store.publish(
    {
      agreement: { ...agreement, tables: { ...agreement.tables, [name]: { ...spec, content } } },
      text: active.text,
      // Rows are no part of what is signed.
      ...(active.digest !== undefined && { digest: active.digest }),
      ...(active.signatures && { signatures: active.signatures }),
      ...(active.unsigned !== undefined && { unsigned: active.unsigned }),
      appliedAt: new Date(relay.time.now()).toISOString(),
      ...(by !== undefined && { by }),
      why: why ?? `rows of table ${name}: ${told.added} added, ${told.changed} changed, ${told.removed} removed`,
    },
    version,
  );
  if (published === undefined)
    throw new BatonError("agreement.conflict", "Somebody else published meanwhile. Import again.", { status: 412 });
  relay.rulebooks.noticed({ version: published });
  return { ...told, version: published };
}

/** The rows of a table as a CSV file, with what the agreement has them give. Throws `table.unknown`, and `table.none` when none were imported. */
export async function exportTable(relay: Relay, name: string): Promise<string> {
  const { agreement } = await activeOf(relay);
  const { content } = tableIn(agreement, name);
  const stored = content && (await relay.store.table(content.id));
  if (!stored) throw new BatonError("table.none", `Table "${name}" has no rows yet.`, { status: 404 });
  const { by, gives } = tableIn(agreement, name);
  const places = gives.map(({ column }) => stored.gives.findIndex((other) => other.column === column));
  const header = [...by.map(({ field }) => field), ...gives.map(({ column }) => column)];
  // A row of any lead that gives nothing would be a blank line.
  const written = stored.rows.map((cells) => [
    ...cells.slice(0, by.length).map((cell) => cell || "*"),
    ...places.map((place) => cells[by.length + place]!),
  ]);
  return writeRecords([header, ...written]);
}

async function activeOf({ store }: Relay) {
  const active = await store.activeAgreement();
  if (!active) throw new BatonError("agreement.none", "No agreement has been applied yet.", { status: 503 });
  return active;
}

function tableIn({ tables = {} }: Agreement, name: string) {
  const found = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (!found)
    throw new BatonError(
      "table.unknown",
      `The agreement has no table "${name}"${didYouMean(name, Object.keys(tables)) || "; declare it under tables"}.`,
      { status: 404 },
    );
  return found;
}

/** How many rows are new, say something else, or are gone. */
function compared(
  before: TableRows | undefined,
  after: TableRows,
): Pick<ImportedTable, "added" | "changed" | "removed"> {
  const byKey = ({ by, rows }: TableRows) =>
    new Map(rows.map((cells) => [JSON.stringify(cells.slice(0, by.length)), JSON.stringify(cells.slice(by.length))]));
  const old = before ? byKey(before) : new Map<string, string>();
  const now = byKey(after);
  const kept = [...now].filter(([key]) => old.has(key));
  return {
    added: now.size - kept.length,
    changed: kept.filter(([key, values]) => old.get(key) !== values).length,
    removed: old.size - kept.length,
  };
}
