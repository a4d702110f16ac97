import type { Row } from "@baton/core/lead";
import { CUBES_VERSION, Cube, daysBetween, type Folding, type ReportStore } from "@baton/core/report";

/** Reports of a world over its memory store, whose days are folded whenever somebody asks. */
export function liveReports({ store, now }: { store: unknown; now(): number }): Folding {
  const rows = (day: string): [string, Row[]][] => {
    const kept = (store as { rows(): Map<string, Map<string, Row[]>> }).rows();
    return [...(kept.get(day) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  };
  const reports: Partial<ReportStore> = {
    async *rows(day, after) {
      for (const [place, of] of rows(day)) if (after === undefined || place > after) yield { place, rows: of };
    },
    async day(day) {
      return { day, dirty: 1, folded: 1, version: CUBES_VERSION, foldedAt: new Date(now()).toISOString() };
    },
    async days(from, to) {
      const foldedAt = new Date(now()).toISOString();
      return Promise.all(
        daysBetween(from, to).map(async (day) => ({
          day,
          dirty: 1,
          folded: 1,
          version: CUBES_VERSION,
          foldedAt,
          text: String(await Cube.fold(rows(day).flatMap(([, of]) => of))),
        })),
      );
    },
    async putFold() {
      return true;
    },
    async settleDay() {},
    async markDay() {},
  };
  return { store: reports as ReportStore, time: { now } };
}
