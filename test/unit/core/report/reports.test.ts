import { models } from "@baton/core/attribution";
import type { Row } from "@baton/core/lead";
import { addTo, perEach, type Sums, shownSums } from "@baton/core/money";
import {
  addDays,
  CUBES_VERSION,
  Cube,
  checkDay,
  checkDays,
  csv,
  csvCell,
  type DayMessage,
  daysBetween,
  dimensions,
  exportRows,
  foldDay,
  leadsBehind,
  type Measure,
  markDays,
  measures,
  type ReportQuestion,
  report,
} from "@baton/core/report";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { countingBy, periodOf } from "../../../../packages/core/src/report/dimensions.ts";
import { daysToCheck } from "../../../../packages/core/src/report/repair.ts";
import { memoryReports } from "../../../helpers/memory/memory-reports.ts";
import { anyRow, anyRowOfLead } from "../../../helpers/random/random-rows.ts";
import { at, contactedAfter, DAY, keyOfRow, leadRow, MINUTE, windowRow } from "../../../helpers/rows.ts";

const reader = { zone: "Europe/Berlin", names: true };
const DAYS = daysBetween("2026-11-21", "2026-11-26");
const all = Object.values(measures);

/** A store with its queue and clock. */
function world(turn?: () => Promise<unknown>) {
  const store = memoryReports(turn);
  let now = Date.parse("2026-11-26T12:00:00Z");
  const folding = { store, time: { now: () => now } };
  const kept = new Map<string, { day: string; row: Row }>();
  const queue: DayMessage[] = [];
  const work = (message: DayMessage) =>
    "changed" in message
      ? markDays(folding, message.changed)
      : "fold" in message
        ? foldDay(folding, message.fold).then(() => {})
        : Promise.resolve();
  return {
    ...folding,
    folding,
    /** What a commit does, and then the table's stream. */
    change(day: string, row: Row, announced = 1) {
      const key = keyOfRow(row);
      store.putRow(day, key, row);
      kept.set(`${day} ${key}`, { day, row });
      for (let n = 0; n < announced; n++) queue.push({ changed: [day] });
    },
    kept: () => [...kept.values()],
    send: (...messages: DayMessage[]) => queue.push(...messages),
    take: () => queue.splice(0),
    work,
    pass: (ms: number) => {
      now += ms;
    },
    /** Everything that is queued, and everything that falls due of it. */
    async settle() {
      for (let round = 0; round < 20; round++) {
        const messages = queue.splice(0);
        const due = store.due(Number.MAX_SAFE_INTEGER).map(({ id }): DayMessage => ({ fold: id }));
        if (messages.length + due.length === 0) return;
        for (const message of [...messages, ...due]) await work(message);
        now += 1_000;
      }
      throw new Error("It never becomes quiet.");
    },
    report: (measure: Measure, asked: ReportQuestion) => report(folding, measure, asked, reader),
  };
}
type World = ReturnType<typeof world>;

const rowsOf = (w: World, day: string) => w.kept().flatMap((one) => (one.day === day ? [one.row] : []));
async function expectFolded(w: World) {
  for (const day of DAYS) {
    const [stored] = await w.store.days(day, day);
    expect(stored?.text ?? String(new Cube())).toBe(String(await Cube.fold(rowsOf(w, day))));
    expect(stored?.due).toBeUndefined();
  }
}

/** A row's value of a dimension. */
function splitValue(row: Row, dimension: (typeof dimensions)[number]): string | null {
  if (dimension === "side") return row.is === "window" ? row.side : null;
  if (dimension !== "person") return row[dimension] ?? null;
  return row.is === "lead" ? (row.sales?.person ?? null) : row.person;
}

/** A measure over rows, said without cubes and cells. */
function naive(measure: Measure, rows: { day: string; row: Row }[], by: ReportQuestion["by"], key?: string | null) {
  const dimension = dimensions.find((one) => one === by);
  const spent: { workedMs: number; elapsedMs: number }[] = [];
  const count = { kept: 0, missed: 0, open: 0 };
  const sums: Sums = new Map();
  for (const { day, row } of rows) {
    const verdict = measure.judge(row, key === undefined ? "leads" : countingBy(dimension));
    const own = dimension ? splitValue(row, dimension) : periodOf(day, by as "week");
    if (key !== undefined && own !== key) continue;
    for (const { currency, minor } of measure.money?.(row) ?? []) addTo(sums, currency, BigInt(minor));
    if (!verdict) continue;
    count[verdict] += 1;
    if (verdict === "kept" && measure.spent) spent.push(measure.spent(row));
  }
  const { kept, missed, open } = count;
  const of = kept + missed;
  if (measure.unit === "count") return { value: kept, n: kept, of: null, open };
  if (measure.unit === "money") {
    const each = kept === 0 ? null : shownSums(perEach(sums, kept));
    return { value: measure.each ? each : shownSums(sums), n: kept, of: null, open };
  }
  if (measure.unit === "share") {
    const isEnough = of > 0 && (measure.id !== "promise-match" || (of >= 10 && of / (of + open) >= 0.3));
    return { value: isEnough ? kept / of : null, n: kept, of, open };
  }
  const at = (list: number[], share: number) =>
    list.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(of * share)) - 1] ?? null;
  const [worked, elapsed] = [spent.map(({ workedMs }) => workedMs), spent.map(({ elapsedMs }) => elapsedMs)];
  return {
    value: at(worked, 0.5),
    p90: at(worked, 0.9),
    elapsed: { value: at(elapsed, 0.5), p90: at(elapsed, 0.9) },
    n: kept,
    of,
    open,
  };
}

const change = fc.record({ day: fc.constantFrom(...DAYS), row: anyRow });
const someRows = fc.array(change, { maxLength: 60 });

describe("at any time, after what is queued has run,", () => {
  type Step = "change" | "lost" | "twice" | "fold" | "report";
  const step = fc.record({
    what: fc.constantFrom<Step>("change", "change", "change", "lost", "twice", "fold", "report"),
    changed: change,
    measure: fc.constantFrom(...all),
    ms: fc.nat(120_000),
  });

  test("the numbers of each day are the fold of its rows, whatever overlapped, came twice or got lost and was found", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.scheduler(), async (steps, scheduler) => {
        let racing = true;
        const w = world(async () => {
          if (racing) await scheduler.schedule(Promise.resolve());
        });
        const running: Promise<unknown>[] = [];
        const lost = new Set<string>();
        for (const { what, changed, measure, ms } of steps) {
          const { day, row } = changed;
          if (what === "fold") running.push(w.work({ fold: day }));
          else if (what === "report") running.push(w.report(measure, { from: DAYS[0], to: DAYS.at(-1) }));
          else {
            if (what === "lost") lost.add(day);
            w.change(day, row, { change: 1, lost: 0, twice: 2 }[what]);
          }
          for (const message of w.take()) running.push(w.work(message));
          w.pass(ms);
          if (scheduler.count() > 0) await scheduler.waitOne();
        }
        await scheduler.waitFor(Promise.all(running));
        racing = false;
        await w.settle();
        for (const day of lost) await checkDay(w.folding, day);
        await w.settle();
        await expectFolded(w);
        // And then there is nothing left to find.
        for (const day of DAYS) expect(await checkDay(w.folding, day)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("a report over any range is the fold over all of its rows, by whatever it is split", async () => {
    await fc.assert(
      fc.asyncProperty(
        someRows,
        fc.nat(DAYS.length - 1),
        fc.nat(DAYS.length - 1),
        fc.constantFrom(...dimensions, "week" as const, "month" as const),
        async (changes, a, b, by) => {
          const w = world();
          for (const { day, row } of changes) w.change(day, row);
          await w.settle();
          const [from, to] = [DAYS[Math.min(a, b)]!, DAYS[Math.max(a, b)]!];
          const rows = w.kept().filter(({ day }) => from <= day && day <= to);
          for (const measure of all) {
            const found = await w.report(measure, { from, to, by });
            expect(found.total).toEqual(naive(measure, rows, by));
            for (const { key, ...cell } of found.cells) expect(cell).toEqual(naive(measure, rows, by, key));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("what is asked under a condition is what it would be if there were no other rows", async () => {
    await fc.assert(
      fc.asyncProperty(
        someRows,
        fc.constantFrom(...dimensions),
        fc.constantFrom(...dimensions, "week" as const),
        async (changes, dimension, by) => {
          const [w, only] = [world(), world()];
          const [first] = changes;
          const value = (row: Row) => splitValue(row, dimension);
          const wanted = first ? value(first.row) : null;
          for (const { day, row } of changes) w.change(day, row);
          // The last of those that replace each other counts.
          for (const { day, row } of w.kept()) if (value(row) === wanted) only.change(day, row);
          await w.settle();
          await only.settle();
          const range = { from: DAYS[0], to: DAYS.at(-1) };
          for (const measure of all) {
            const found = await w.report(measure, { ...range, by, where: `${dimension}:${wanted ?? ""}` });
            // A person's windows count for their holder, also where they are split otherwise.
            const same =
              dimension === "person" && by !== "person" ? undefined : await only.report(measure, { ...range, by });
            if (same) expect(found.cells).toEqual(same.cells);
            const [own] = (await only.report(measure, { ...range, by: dimension })).cells;
            if (own) {
              const { key: _, ...numbers } = own;
              expect(found.total).toEqual(numbers);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a week is its days, and a month too", async () => {
    await fc.assert(
      fc.asyncProperty(someRows, async (changes) => {
        const w = world();
        for (const { day, row } of changes) w.change(day, row);
        await w.settle();
        for (const measure of all) {
          const weeks = (await w.report(measure, { from: DAYS[0], to: DAYS.at(-1), by: "week" })).cells;
          for (const [n, [from, to]] of [
            ["2026-11-21", "2026-11-22"],
            ["2026-11-23", "2026-11-26"],
          ].entries())
            expect(weeks[n]).toEqual({
              key: `2026-W${47 + n}`,
              ...(await w.report(measure, { from: from!, to: to! })).total,
            });
          const [month] = (await w.report(measure, { from: DAYS[0], to: DAYS.at(-1), by: "month" })).cells;
          expect(month).toEqual({
            key: "2026-11",
            ...(await w.report(measure, { from: DAYS[0], to: DAYS.at(-1) })).total,
          });
        }
      }),
      { numRuns: 40 },
    );
  });

  test("won revenue is credited to campaigns so that each model sums to it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 80 }), async (rows) => {
        const cube = await Cube.fold(rows);
        const total = shownSums(cube.total("won-revenue")?.sums ?? new Map());
        for (const model of models) {
          const sums: Sums = new Map();
          for (const [, { sums: given = new Map() }] of cube.credited(model))
            for (const [currency, minor] of given) addTo(sums, currency, minor);
          const isMore = ({ amount }: { amount: string }) => !/^0(\.0+)?$/.test(amount);
          expect(shownSums(sums).filter(isMore)).toEqual(total.filter(isMore));
        }
      }),
    );
  });

  test("a fold twice gives the same bytes, in whatever order its rows come, and reading them loses nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 150 }), async (rows) => {
        const text = String(await Cube.fold(rows));
        expect(String(await Cube.fold(rows.toReversed()))).toBe(text);
        expect(String(Cube.read(text))).toBe(text);
      }),
    );
  });
});

describe("the numbers of a day", () => {
  test("do not miss a change that comes while they are folded", async () => {
    let interrupt = async () => {};
    const w = world(async () => interrupt());
    for (let n = 0; n < 5; n++) w.change(DAY, leadRow({ lead: `lead_${n}`, at: at(n * MINUTE) }));
    for (const message of w.take()) await w.work(message);
    let calls = 0;
    interrupt = async () => {
      // Between the first rows and the rest: the first lead is read already.
      if (++calls !== 4) return;
      w.change(DAY, leadRow({ qualified: false, lead: "lead_0", at: at(0) }));
      const [mark] = w.take();
      await w.work(mark!);
    };
    await w.work({ fold: DAY });
    const half = await w.store.day(DAY);
    expect(half!.folded).toBeLessThan(half!.dirty);
    expect(half).toHaveProperty("due");
    await w.settle();
    await expectFolded(w);
    expect((await w.report(measures["qualified-leads"], { from: DAY, to: DAY })).total.value).toBe(4);
  });

  test("are not replaced by those of a fold that began before and ends after", async () => {
    const w = world();
    w.change(DAY, leadRow());
    for (const message of w.take()) await w.work(message);
    const slow = Promise.withResolvers<void>();
    const store = {
      ...w.store,
      async putFold(...given: Parameters<typeof w.store.putFold>) {
        await slow.promise;
        return w.store.putFold(...given);
      },
    };
    const early = foldDay({ ...w.folding, store }, DAY);
    await new Promise((resolve) => setImmediate(resolve));
    w.change(DAY, leadRow({ lead: "lead_2", at: at(1) }));
    for (const message of w.take()) await w.work(message);
    expect(await foldDay(w.folding, DAY)).toBe(true);
    slow.resolve();
    expect(await early).toBe(false);
    await w.settle();
    await expectFolded(w);
  });

  test("are folded once by messages that come twice, and not at all where nothing changed", async () => {
    const w = world();
    w.change(DAY, leadRow(), 2);
    await w.settle();
    const first = await w.store.day(DAY);
    w.pass(3_600_000);
    w.send({ fold: DAY }, { fold: DAY }, { fold: "2026-01-01" });
    await w.settle();
    expect(await w.store.day(DAY)).toEqual(first);
    expect(await w.store.day("2026-01-01")).toBeUndefined();
  });

  test("lose a lead that is forgotten, and keep what its retention deletes", async () => {
    const w = world();
    w.change(DAY, leadRow());
    w.change(DAY, leadRow({ lead: "lead_2", at: at(1) }));
    await w.settle();
    w.change(DAY, leadRow({ out: "forgotten" }));
    await w.settle();
    expect((await w.report(measures["qualified-leads"], { from: DAY, to: DAY })).total.value).toBe(1);
    // Rows are no part of the lead, so a lead that is gone is counted as before and shown as far as they tell.
    const { items } = await leadsBehind(
      { ...w.folding, leads: { lead: async () => undefined } },
      measures["qualified-leads"],
      { from: DAY, to: DAY, limit: 25 },
      reader,
    );
    expect(items).toMatchObject([{ id: "lead_2", stage: "deleted", name: null }]);
  });

  test("stay where they are when the agreement moves to another zone; only what today is changes", async () => {
    const w = world();
    w.change("2026-11-26", leadRow({ at: "2026-11-26T22:30:00.000Z" }));
    await w.settle();
    w.pass(11.5 * 3_600_000);
    const ask = (zone: string) => report(w.folding, measures["qualified-leads"], {}, { zone, names: true });
    expect(await ask("Europe/London")).toMatchObject({ to: "2026-11-26", total: { value: 1 } });
    expect(await ask("Asia/Kolkata")).toMatchObject({ to: "2026-11-27", total: { value: 1 } });
    expect((await w.report(measures["qualified-leads"], { from: "2026-11-27", to: "2026-11-27" })).total.value).toBe(0);
  });

  test("of another version are folded anew by the next check, however the marks stand", async () => {
    const w = world();
    w.change(DAY, leadRow());
    await w.settle();
    const text = (await w.store.days(DAY, DAY))[0]!.text!;
    await w.store.putFold(DAY, { dirty: 1, at: "2026-12-01T00:00:00.000Z", version: 0, text: '{"v":0}' });
    expect(await checkDay(w.folding, DAY)).toBe(true);
    w.pass(30 * 86_400_000);
    await w.settle();
    expect((await w.store.days(DAY, DAY))[0]).toMatchObject({ text, version: CUBES_VERSION });
  });
});

describe("the check of the days", () => {
  test("finds within a day each recent day whose message got lost, and then nothing", async () => {
    const w = world();
    const today = "2026-11-26";
    for (const day of [today, addDays(today, 3), addDays(today, -34)]) w.change(day, leadRow(), 0);
    const found: string[] = [];
    const runs = async () => {
      for (let n = 0; n < 96; n++) {
        found.push(...(await checkDays(w.folding, "UTC")));
        w.pass(15 * 60_000);
      }
    };
    await runs();
    expect(found.sort()).toEqual([addDays(today, -34), today, addDays(today, 3)]);
    found.length = 0;
    await w.settle();
    await runs();
    expect(found).toEqual([]);
    expect((await w.report(measures["qualified-leads"], { from: "2026-10-01", to: "2026-12-01" })).total.value).toBe(3);
  });

  test("comes by every day of three years within a month, and looks at few of them at once", () => {
    const from = Date.parse("2026-11-26T00:00:00Z");
    const seen = new Set<string>();
    for (let run = 0; run < 30 * 96; run++) {
      const days = daysToCheck("UTC", from + run * 15 * 60_000);
      expect(days.length).toBeLessThanOrEqual(2);
      for (const day of days) seen.add(day);
    }
    for (const day of daysBetween("2024-01-15", "2026-11-26")) expect(seen).toContain(day);
  });

  test("finds a day that is known to have changed and is due nowhere", async () => {
    const w = world();
    w.change(DAY, leadRow());
    for (const message of w.take()) await w.work(message);
    await w.store.putFold(DAY, { dirty: 1, at: at(0), version: 1, text: "{}" });
    await w.store.settleDay(DAY, 1, 0);
    await w.store.putFold(DAY, { dirty: 1, at: at(1), version: 0, text: "{}" });
    const found: string[] = [];
    for (let n = 0; n < 36; n++) {
      found.push(...(await checkDays(w.folding, "UTC")));
      w.pass(15 * 60_000);
    }
    expect(found).toContain(DAY);
  });
});

describe("a report", () => {
  test("says since when it may lack something: the oldest numbers of a day that changed since, else now", async () => {
    const w = world();
    w.change("2026-11-23", leadRow());
    w.change("2026-11-24", leadRow());
    await w.settle();
    w.pass(3_600_000);
    const now = new Date(w.time.now()).toISOString();
    expect((await w.report(measures["qualified-leads"], { to: "2026-11-24" })).asOf).toBe(now);
    w.change("2026-11-23", leadRow({ lead: "lead_2" }));
    for (const message of w.take()) await w.work(message);
    // It is folded where it is asked for, and again when that is a minute ago.
    expect(await w.report(measures["qualified-leads"], { to: "2026-11-24" })).toMatchObject({
      asOf: now,
      total: { value: 3 },
    });
    w.pass(30_000);
    w.change("2026-11-23", leadRow({ lead: "lead_3" }));
    for (const message of w.take()) await w.work(message);
    expect(await w.report(measures["qualified-leads"], { to: "2026-11-24" })).toMatchObject({
      asOf: now,
      total: { value: 3 },
    });
    w.pass(30_000);
    expect(await w.report(measures["qualified-leads"], { to: "2026-11-24" })).toMatchObject({
      asOf: new Date(w.time.now()).toISOString(),
      total: { value: 4 },
    });
  });

  test("of many days that were never folded says that nothing of the oldest is in it", async () => {
    const w = world();
    const days = daysBetween("2026-11-01", "2026-11-20");
    for (const day of days) w.change(day, leadRow());
    for (const message of w.take()) await w.work(message);
    // Each takes ten seconds.
    let tens = 0;
    const slow = vi.spyOn(performance, "now").mockImplementation(() => 10_000 * tens++);
    expect(await w.report(measures["qualified-leads"], { from: days[0], to: days.at(-1) })).toMatchObject({
      asOf: "2026-11-01T00:00:00.000Z",
      total: { value: 7 },
    });
    slow.mockRestore();
    expect((await w.report(measures["qualified-leads"], { from: days[0]! })).total).toMatchObject({ value: 20 });
  });

  test("of a year reads no rows but those of today", async () => {
    const w = world();
    for (const day of ["2026-01-01", DAY]) w.change(day, leadRow());
    await w.settle();
    const read: string[] = [];
    const store = {
      ...w.store,
      rows(day: string) {
        read.push(day);
        return w.store.rows(day);
      },
    };
    const asked = { from: "2025-11-27", by: "campaign" };
    const { total } = await report({ ...w.folding, store }, measures["qualified-leads"], asked, reader);
    expect(total.value).toBe(2);
    expect(read).toEqual(["2026-11-26"]);
  });

  test("is of thirty days up to today where nothing else is asked, and up to a later day that it begins with", async () => {
    const w = world();
    const range = async (asked: ReportQuestion) => {
      const { from, to } = await w.report(measures["qualified-leads"], asked);
      return [from, to];
    };
    expect(await range({})).toEqual(["2026-10-28", "2026-11-26"]);
    expect(await range({ from: "2026-11-01" })).toEqual(["2026-11-01", "2026-11-26"]);
    expect(await range({ to: "2026-01-10" })).toEqual(["2025-12-12", "2026-01-10"]);
    expect(await range({ from: "2026-12-24" })).toEqual(["2026-12-24", "2026-12-24"]);
  });

  test.each<[string, ReportQuestion, string]>([
    ["a day that there is not", { from: "2026-02-29" }, "report.range"],
    ["a range that ends before it begins", { from: "2026-11-02", to: "2026-11-01" }, "report.range"],
    ["more than three years", { from: "2020-01-01", to: "2026-11-01" }, "report.range"],
    ["a dimension that there is not", { by: "campaing" }, "report.dimension"],
    ["a period in a condition", { where: "week:2026-W48" }, "report.dimension"],
    ["a condition without a value", { where: "campaign" }, "report.where"],
    ["two dimensions over a year", { from: "2026-01-01", by: "team", where: "source:web" }, "report.combination"],
  ])("refuses %s", async (_, asked, code) => {
    await expect(world().report(measures["qualified-leads"], asked)).rejects.toMatchObject({ code, status: 400 });
  });

  test("names the nearest dimension", async () => {
    await expect(world().report(measures["qualified-leads"], { by: "campaing" })).rejects.toThrow('"campaign"');
  });

  test("shows single people only to those who may see them", async () => {
    const w = world();
    for (const asked of [{ by: "person" }, { where: "person:ben" }])
      await expect(
        report(w.folding, measures["windows-kept"], asked, { zone: "UTC", names: false }),
      ).rejects.toMatchObject({ code: "report.visibility", status: 403 });
  });

  test("knows the weeks of ISO 8601 at the turn of the year", () => {
    const weeks = {
      "2026-12-31": "2026-W53",
      "2027-01-03": "2026-W53",
      "2027-01-04": "2027-W01",
      "2024-12-30": "2025-W01",
    };
    for (const [day, week] of Object.entries(weeks)) expect(periodOf(day, "week")).toBe(week);
  });
});

describe("the leads behind a number", () => {
  test("are as many as it says, page by page, each once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ day: fc.constantFrom(...DAYS), row: anyRowOfLead }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom(...dimensions),
        async (changes, limit, by) => {
          const w = world();
          // One row for each lead, so that each lead is one that counts.
          for (const [n, { day, row }] of changes.entries()) w.change(day, { ...row, lead: `lead_${n}` });
          await w.settle();
          const range = { from: DAYS[0], to: DAYS.at(-1), by };
          for (const measure of all) {
            for (const { key, n, of, open } of (await w.report(measure, range)).cells) {
              const count = async (which: string) => {
                const found: string[] = [];
                let cursor: string | undefined;
                do {
                  const page = await leadsBehind(
                    { ...w.folding, leads: { lead: async () => undefined } },
                    measure,
                    { ...range, key: key ?? "", which, limit, cursor },
                    reader,
                  );
                  expect(page.items.length).toBeLessThanOrEqual(limit);
                  found.push(...page.items.map(({ id }) => id));
                  cursor = page.next ?? undefined;
                } while (cursor);
                expect(new Set(found).size).toBe(found.length);
                return found.length;
              };
              expect(await count("kept")).toBe(n);
              expect(await count("open")).toBe(open);
              if (of !== null) expect(await count("missed")).toBe(of - n);
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test("are refused for a key of nothing, a verdict that there is not, and a cursor that no list answered", async () => {
    const w = world();
    const ask = (asked: object) =>
      leadsBehind(
        { ...w.folding, leads: { lead: async () => undefined } },
        measures["qualified-leads"],
        { limit: 5, ...asked },
        reader,
      );
    await expect(ask({ key: "spring" })).rejects.toMatchObject({ code: "report.key", status: 400 });
    await expect(ask({ which: "mised" })).rejects.toThrow('"missed"');
    await expect(ask({ cursor: "nonsense" })).rejects.toMatchObject({ code: "cursor.invalid", status: 400 });
  });
});

describe("rows that go out", () => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+49", "'+49"],
    ["-2", "'-2"],
    ["@sum", "'@sum"],
    ["\t=1", "'\t=1"],
    ['=a,"b"', '"\'=a,""b"""'],
    ["two\r\nlines", '"two\r\nlines"'],
    ["plain text", "plain text"],
  ])("write %j into a CSV so that no spreadsheet runs it and every parser reads it", (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  test("leave numbers as they are, also negative ones, and what is not there empty", () => {
    expect([-1, 0.5, true, null].map(csvCell)).toEqual(["-1", "0.5", "true", ""]);
    expect(csv(["a", "b"], [{ a: 1 }, { b: "x" }])).toBe("a,b\r\n1,\r\n,x\r\n");
  });

  test("are one for each lead, without windows, and name people only to those who may see them", async () => {
    const w = world();
    w.change(DAY, leadRow({ contact: { ...contactedAfter(MINUTE).contact!, by: "ana" } }));
    w.change(DAY, windowRow());
    w.change("2026-11-25", leadRow({ lead: "lead_2", out: "test" }));
    const lines = async (names: boolean) =>
      (await exportRows(w.folding, { from: DAY, to: "2026-11-25" }, { zone: "UTC", names })).lines;
    expect(await lines(false)).toMatchObject([
      { lead: "lead_1", day: DAY, contactWorkedMs: MINUTE, out: null },
      { lead: "lead_2", out: "test" },
    ]);
    expect(JSON.stringify(await lines(false))).not.toMatch(/ana|ben/);
    expect(await lines(true)).toMatchObject([{ handedTo: "ben", contactedBy: "ana" }, {}]);
  });
});
