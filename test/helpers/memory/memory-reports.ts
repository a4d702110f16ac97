import { deflateSync, inflateSync } from "node:zlib";
import type { Row } from "@baton/core/lead";
import type { Day, ReportStore } from "@baton/core/report";

export interface MemoryReports extends ReportStore {
  /** What a commit does with a row. */
  putRow(day: string, key: string, row: Row): void;
  /** The days that are due, as the due index has them. */
  due(until: number): { kind: "day"; id: string; at: number }[];
}

/**
 * The store of reports in maps of one process; for the rest see `memory-store.ts`.
 *
 * @param turn what comes between a call and its answer, and between two rows
 */
export function memoryReports(
  turn: () => Promise<unknown> = () => new Promise((resolve) => setImmediate(resolve)),
): MemoryReports {
  const rows = new Map<string, Map<string, string>>();
  const days = new Map<string, Day & { bytes?: Uint8Array }>();
  const known = (day: string) => {
    const found = days.get(day) ?? { day, dirty: 0 };
    days.set(day, found);
    return found;
  };
  const shown = ({ bytes: _bytes, ...day }: Day & { bytes?: Uint8Array }): Day => ({ ...day });

  return {
    putRow(day, key, row) {
      const of = rows.get(day) ?? new Map<string, string>();
      rows.set(day, of.set(key, JSON.stringify(row)));
    },
    due: (until) =>
      [...days.values()]
        .filter(({ due }) => due !== undefined && Date.parse(due) <= until)
        .map(({ day, due }) => ({ kind: "day", id: day, at: Date.parse(due!) })),

    async *rows(day, after = "") {
      await turn();
      // A commit in between is seen or not, as in any table that is read page by page.
      for (const place of [...(rows.get(day)?.keys() ?? [])].sort()) {
        if (place <= after) continue;
        yield { place, rows: [JSON.parse(rows.get(day)!.get(place)!) as Row] };
        await turn();
      }
    },
    async day(day) {
      await turn();
      const found = days.get(day);
      return found && shown(found);
    },
    async days(from, to) {
      await turn();
      return [...days.values()]
        .filter(({ day }) => from <= day && day <= to)
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map((day) => ({ ...shown(day), ...(day.bytes && { text: inflateSync(day.bytes).toString() }) }));
    },
    async markDay(day, due) {
      await turn();
      const found = known(day);
      found.dirty += 1;
      found.due ??= new Date(due).toISOString();
    },
    async putFold(day, { dirty, at, version, text }) {
      await turn();
      const found = known(day);
      const { folded, foldedAt = "" } = found;
      if (folded !== undefined && (folded > dirty || (folded === dirty && foldedAt >= at))) return false;
      Object.assign(found, { folded: dirty, foldedAt: at, version, bytes: deflateSync(text) });
      return true;
    },
    async settleDay(day, dirty, due) {
      await turn();
      const found = known(day);
      if (found.dirty === dirty && (found.folded ?? -1) >= dirty) delete found.due;
      else if (found.dirty > dirty) found.due = new Date(due).toISOString();
    },
  };
}
