import type { Row } from "@baton/core/lead";
import type { ReportStore } from "@baton/core/report";
import { beforeEach, describe, expect, test } from "vitest";
import { at, DAY, keyOfRow, leadRow, MINUTE, windowRow } from "../helpers/rows.ts";

const T0 = Date.parse(at(0));

/** A store with what a commit does to a row, and what is due of it. */
export interface OpenedReports extends ReportStore {
  put(day: string, key: string, row: Row): Promise<void>;
  dueDays(until: number): Promise<{ id: string; at: number }[]>;
}

/** What core relies on of a store of reports. `open` answers an empty one. */
export function describeReports(name: string, open: () => Promise<OpenedReports>): void {
  describe(`ReportStore: ${name}`, () => {
    let store: OpenedReports;
    beforeEach(async () => {
      store = await open();
    });
    const put = (row: Row, day = DAY) => store.put(day, keyOfRow(row), row);
    const read = async (day: string, after?: string) => {
      const found: { place: string; row: Row }[] = [];
      for await (const { place, rows } of store.rows(day, after)) for (const row of rows) found.push({ place, row });
      return found;
    };
    const fold = (dirty: number, seconds: number, text = `{"n":${dirty}}`) =>
      store.putFold(DAY, { dirty, at: at(seconds * 1000), version: 1, text });

    test("rows of a day are read by time, from every partition, as they were written last", async () => {
      const rows: Row[] = [];
      for (let n = 0; n < 23; n++) rows.push(leadRow({ lead: `lead_${n}x${n * 7}`, at: at(n * 1000) }));
      for (const row of rows.toReversed()) await put(row);
      await put(leadRow({ lead: "lead_other" }), "2026-11-25");
      const changed = { ...rows[3]!, campaign: "autumn" };
      await put(changed);
      const found = await read(DAY);
      expect(found.map(({ row }) => row)).toEqual(rows.with(3, changed));
      expect(await read("2026-11-23")).toEqual([]);
      // Any of them is a place to go on from.
      for (const [n, { place }] of found.entries())
        expect((await read(DAY, place)).map(({ row }) => row.lead)).toEqual(rows.slice(n + 1).map(({ lead }) => lead));
    });

    test("a lead and its windows are rows of their own", async () => {
      await put(leadRow());
      await put(windowRow());
      await put(windowRow({ window: 1, at: at(20 * MINUTE) }));
      expect((await read(DAY)).map(({ row }) => row)).toEqual([
        leadRow(),
        windowRow(),
        windowRow({ window: 1, at: at(20 * MINUTE) }),
      ]);
    });

    test("of a day that nobody marked or folded nothing is known", async () => {
      expect(await store.day(DAY)).toBeUndefined();
      expect(await store.days("2026-01-01", "2026-12-31")).toEqual([]);
      await put(leadRow());
      expect(await store.day(DAY)).toBeUndefined();
    });

    test("a day that is marked is due, once and when the first mark said", async () => {
      await store.markDay(DAY, T0 + 60_000);
      await store.markDay(DAY, T0 + 90_000);
      expect(await store.day(DAY)).toEqual({ day: DAY, dirty: 2, due: at(60_000) });
      expect(await store.dueDays(T0 + 59_999)).toEqual([]);
      expect(await store.dueDays(T0 + 60_000)).toEqual([{ kind: "day", id: DAY, at: T0 + 60_000 }]);
    });

    test("no mark of many at once is lost", async () => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => store.markDay(DAY, T0 + n)));
      expect(await store.day(DAY)).toMatchObject({ dirty: 20 });
    });

    test("numbers are replaced by those of a later mark, or of rows that were read later, and by no others", async () => {
      expect(await fold(2, 10)).toBe(true);
      expect(await fold(1, 20)).toBe(false);
      expect(await fold(2, 10)).toBe(false);
      expect(await fold(2, 9)).toBe(false);
      expect(await store.days(DAY, DAY)).toEqual([
        { day: DAY, dirty: 0, folded: 2, foldedAt: at(10_000), version: 1, text: '{"n":2}' },
      ]);
      expect(await fold(2, 11, '{"n":"2b"}')).toBe(true);
      expect(await fold(3, 5)).toBe(true);
      expect(await store.days(DAY, DAY)).toMatchObject([{ folded: 3, foldedAt: at(5_000), text: '{"n":3}' }]);
    });

    test("of folds at once that of the latest mark stays", async () => {
      await Promise.all([4, 1, 3, 5, 2].map((dirty) => fold(dirty, dirty)));
      expect(await store.days(DAY, DAY)).toMatchObject([{ folded: 5, text: '{"n":5}' }]);
    });

    test("a day is off what is due once its last mark is folded, and due later if it was marked meanwhile", async () => {
      await store.markDay(DAY, T0);
      await fold(1, 1);
      await store.settleDay(DAY, 1, T0 + 900_000);
      expect(await store.day(DAY)).toEqual({ day: DAY, dirty: 1, folded: 1, foldedAt: at(1_000), version: 1 });
      expect(await store.dueDays(T0 + 9_000_000)).toEqual([]);

      await store.markDay(DAY, T0 + 1);
      await store.markDay(DAY, T0 + 2);
      await fold(2, 2);
      await store.settleDay(DAY, 2, T0 + 900_000);
      expect(await store.dueDays(T0 + 9_000_000)).toEqual([{ kind: "day", id: DAY, at: T0 + 900_000 }]);
      expect(await store.day(DAY)).toMatchObject({ dirty: 3, folded: 2 });
    });

    test("a day whose numbers could not be replaced stays due", async () => {
      await store.markDay(DAY, T0);
      await store.settleDay(DAY, 1, T0 + 900_000);
      expect(await store.dueDays(T0)).toEqual([{ kind: "day", id: DAY, at: T0 }]);
    });

    test("days are answered in order, both ends included, over the ends of months and years", async () => {
      for (const day of ["2027-01-01", "2026-11-30", "2026-12-31", "2026-12-01", "2026-10-31"]) {
        await store.markDay(day, T0);
        await store.putFold(day, { dirty: 1, at: at(0), version: 1, text: `"${day}"` });
      }
      const texts = async (from: string, to: string) => (await store.days(from, to)).map(({ text }) => text);
      expect(await texts("2026-11-30", "2027-01-01")).toEqual(
        ["2026-11-30", "2026-12-01", "2026-12-31", "2027-01-01"].map((day) => `"${day}"`),
      );
      expect(await texts("2026-12-01", "2026-12-01")).toEqual(['"2026-12-01"']);
      expect(await texts("2026-12-02", "2026-12-30")).toEqual([]);
    });

    test("numbers of a megabyte come back whole, and fewer ones after them too", async () => {
      // Digits that cannot be compressed to less than half.
      let seed = 7;
      const large = Array.from({ length: 1_500_000 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return String.fromCharCode(33 + ((seed >> 8) % 90));
      }).join("");
      expect(await fold(1, 1, large)).toBe(true);
      const [stored] = await store.days(DAY, DAY);
      expect(stored!.text === large).toBe(true);
      await fold(2, 2, '"small"');
      expect((await store.days(DAY, DAY))[0]!.text).toBe('"small"');
      await store.markDay("2026-11-25", T0);
      expect(await store.days(DAY, "2026-11-25")).toMatchObject([{ text: '"small"' }, { day: "2026-11-25" }]);
    });
  });
}
