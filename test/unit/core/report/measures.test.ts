import type { LeadRow, Row, WindowRow } from "@baton/core/lead";
import { measureOf, measures, report } from "@baton/core/report";
import { describe, expect, test } from "vitest";
import { memoryReports } from "../../../helpers/memory/memory-reports.ts";
import {
  at,
  contactedAfter,
  DAY,
  endedAfter,
  HOUR,
  keyOfRow,
  leadRow,
  MINUTE,
  windowRow,
} from "../../../helpers/rows.ts";

const reader = { zone: "Europe/Berlin", names: true };
const day = { from: DAY, to: DAY };

/** What a measure says of some rows. */
async function counted(id: string, rows: readonly Row[], asked: object = {}) {
  const store = memoryReports();
  for (const [n, row] of rows.entries()) store.putRow(DAY, `${keyOfRow(row)}#${n}`, row);
  const time = { now: () => Date.parse(at(8 * HOUR)) };
  return report({ store, time }, measureOf(id), { ...day, ...asked }, reader);
}
const total = async (id: string, rows: readonly Row[]) => (await counted(id, rows)).total;
const ofPerson = async (id: string, rows: readonly Row[], person = "ben") =>
  (await counted(id, rows, { by: "person" })).cells.find(({ key }) => key === person);
const share = (n: number, of: number, open = 0) => ({ value: of === 0 ? null : n / of, n, of, open });
const rejected = (cause: NonNullable<LeadRow["closed"]>["cause"]): Partial<LeadRow> => ({
  reason: "r",
  closed: { at: at(HOUR), as: "rejected", cause },
});

describe("every measure", () => {
  test("says what it means, whose it is and which way is better", () => {
    for (const [id, measure] of Object.entries(measures)) {
      expect(measure.id).toBe(id);
      expect(measure.definition.length).toBeGreaterThan(80);
      expect(measure.definition).toMatch(/\.$/);
    }
  });

  test("leaves out tests, and leads that were merged, withdrawn or forgotten", async () => {
    for (const out of ["test", "merged", "withdrawn", "forgotten"] as const) {
      const rows = [leadRow({ out }), windowRow({ out, over: true }), windowRow({ out, kind: "disposition" })];
      for (const id of Object.keys(measures)) {
        const { total, cells } = await counted(id, rows, { by: "campaign" });
        expect(total).toMatchObject({ n: 0, open: 0 });
        expect(cells).toEqual([]);
      }
    }
  });

  test("that there is not is refused with the name of the nearest", () => {
    expect(() => measureOf("contact-intime")).toThrow(
      expect.objectContaining({
        code: "measure.unknown",
        status: 404,
        message: expect.stringContaining('"contact-in-time"'),
      }),
    );
    expect(() => measureOf("constructor")).toThrow(expect.objectContaining({ code: "measure.unknown" }));
  });
});

describe("qualified-leads", () => {
  const count = (n: number, open = 0) => ({ value: n, n, of: null, open });
  test("counts those that reached it when they were decided first", async () => {
    expect(await total("qualified-leads", [leadRow(), leadRow({ qualified: false })])).toEqual(count(1));
  });
  test("leaves open what is not decided, and counts nothing where the agreement names no score", async () => {
    const undecided = leadRow({ version: null, qualified: null, sales: null });
    expect(await total("qualified-leads", [undecided])).toEqual(count(0, 1));
    expect(await total("qualified-leads", [leadRow({ qualified: null })])).toEqual(count(0));
  });
});

describe("acceptance-rate", () => {
  test.each<[string, Partial<LeadRow>, ReturnType<typeof share>]>([
    ["is open while nobody said anything", {}, share(0, 0, 1)],
    ["accepts what became an opportunity", { closed: { at: at(0), as: "opportunity", cause: null } }, share(1, 1)],
    ["accepts what was lost later", { closed: { at: at(0), as: "lost", cause: null } }, share(1, 1)],
    ["accepts what was closed with its contact", { closed: { at: at(0), as: "contacted", cause: null } }, share(1, 1)],
    ["deems accepted of what nobody said anything in time", { silent: true }, share(1, 1)],
    ["refuses what was rejected for its data", rejected("data"), share(0, 1)],
    ["refuses what was rejected as no fit", rejected("fit"), share(0, 1)],
    ["takes a rejection without a cause for no fit", rejected(null), share(0, 1)],
    ["accepts what was rejected for another reason", rejected("other"), share(1, 1)],
    ["leaves out what was rejected for its timing", rejected("timing"), share(0, 0)],
    ["leaves out what was rejected as a duplicate", rejected("duplicate"), share(0, 0)],
    ["takes a rejection after the silence for a rejection", { ...rejected("fit"), silent: true }, share(0, 1)],
    ["leaves out what was not qualified", { qualified: false, silent: true }, share(0, 0)],
    ["leaves out what sales never had", { sales: null, silent: true }, share(0, 0)],
  ])("%s", async (_, changes, expected) => {
    expect(await total("acceptance-rate", [leadRow(changes)])).toEqual(expected);
  });
});

test("context-completeness is of what was handed to sales, and lacked nothing then", async () => {
  const lacking = leadRow({ sales: { person: "ben", at: at(0), lacks: ["words"] } });
  expect(await total("context-completeness", [leadRow(), leadRow(), lacking, leadRow({ sales: null })])).toEqual(
    share(2, 3),
  );
});

describe("contact-in-time", () => {
  const promise = 15 * MINUTE;
  test.each<[string, Partial<WindowRow>, ReturnType<typeof share>]>([
    ["is open while the window runs", {}, share(0, 0, 1)],
    ["keeps what was contacted at the last instant", contactedAfter(promise), share(1, 1)],
    ["misses what was contacted a moment later", contactedAfter(promise + 1), share(0, 1)],
    ["misses what nobody answered", { over: true, breached: true }, share(0, 1)],
    ["keeps what was rejected in time", { answered: { at: at(MINUTE), as: "rejected" } }, share(1, 1)],
    [
      "is held to what was promised first, whatever a pause made of it",
      { ...contactedAfter(promise + 1), respondBy: at(HOUR) },
      share(0, 1),
    ],
    ["leaves out windows of marketing", { side: "marketing", over: true }, share(0, 0)],
    ["leaves out the second window of a lead", { first: false, over: true }, share(0, 0)],
    ["leaves out other stages", { kind: "disposition", over: true }, share(0, 0)],
  ])("%s", async (_, changes, expected) => {
    expect(await total("contact-in-time", [windowRow(changes)])).toEqual(expected);
  });

  test("counts a lead that was reassigned once, and by person each window for its holder", async () => {
    const late = { at: at(HOUR), as: "contacted" as const };
    const rows = [
      windowRow({ over: true, breached: true, answered: late, ended: endedAfter(promise, "handed") }),
      windowRow({ window: 1, person: "ana", first: false, ended: endedAfter(HOUR), respondBy: at(2 * HOUR) }),
    ];
    expect(await total("contact-in-time", rows)).toEqual(share(0, 1));
    expect(await ofPerson("contact-in-time", rows, "ben")).toEqual({ key: "ben", ...share(0, 1) });
    expect(await ofPerson("contact-in-time", rows, "ana")).toEqual({ key: "ana", ...share(1, 1) });
  });

  test("by person says nothing of a window that was handed on before its end", async () => {
    expect(await ofPerson("contact-in-time", [windowRow({ ended: endedAfter(MINUTE, "handed") })])).toBeUndefined();
  });

  test("by person keeps a window whose breach was withdrawn", async () => {
    const row = windowRow({ over: true, breached: false, ended: endedAfter(HOUR) });
    expect(await ofPerson("contact-in-time", [row])).toMatchObject(share(1, 1));
  });
});

describe("windows-kept", () => {
  test("is of all windows that somebody had, of either side and any stage", async () => {
    const rows = [
      windowRow({ ended: endedAfter(MINUTE) }),
      windowRow({ stage: "accept", kind: "accept", first: false, over: true, breached: true }),
      windowRow({ side: "marketing", ended: endedAfter(MINUTE), person: "mia" }),
      windowRow({ ended: endedAfter(MINUTE, "handed") }),
      windowRow({ person: null, over: true, breached: true }),
      windowRow(),
    ];
    expect(await total("windows-kept", rows)).toEqual(share(2, 3, 1));
    expect(await ofPerson("windows-kept", rows)).toMatchObject(share(1, 2, 1));
  });
});

describe("disposition-in-time", () => {
  const disposition = (changes: Partial<WindowRow>) =>
    windowRow({ kind: "disposition", stage: "disposition", ...changes });
  test("is of the first such window of a lead, and by person of each", async () => {
    const rows = [
      disposition({ ended: endedAfter(MINUTE, "opportunity") }),
      disposition({ lead: "lead_2", over: true, breached: true }),
      disposition({ lead: "lead_2", window: 3, first: false, ended: endedAfter(MINUTE, "rejected") }),
      disposition({ lead: "lead_3" }),
      disposition({ lead: "lead_4", side: "marketing", over: true, breached: true, first: false }),
      windowRow({ over: true, breached: true }),
    ];
    expect(await total("disposition-in-time", rows)).toEqual(share(1, 2, 1));
    expect(await ofPerson("disposition-in-time", rows)).toMatchObject(share(2, 3, 1));
  });
});

describe("time-to-contact", () => {
  test("is the median and the ninth decile, in working time and by the wall clock", async () => {
    const rows = Array.from({ length: 10 }, (_, n) => windowRow(contactedAfter((n + 1) * HOUR, (n + 1) * MINUTE)));
    expect(await total("time-to-contact", rows)).toEqual({
      value: 5 * MINUTE,
      p90: 9 * MINUTE,
      elapsed: { value: 5 * HOUR, p90: 9 * HOUR },
      n: 10,
      of: 10,
      open: 0,
    });
  });

  test("never contacted is longer than any: a percentile that falls there is null", async () => {
    const never = windowRow({ over: true, breached: true });
    const two = [windowRow(contactedAfter(MINUTE)), windowRow(contactedAfter(2 * MINUTE))];
    expect(await total("time-to-contact", [...two, never, never])).toMatchObject({
      value: 2 * MINUTE,
      p90: null,
      n: 2,
      of: 4,
    });
    expect(await total("time-to-contact", [...two, never, never, never])).toMatchObject({ value: null, n: 2, of: 5 });
    expect(await total("time-to-contact", [never])).toEqual({
      value: null,
      p90: null,
      elapsed: { value: null, p90: null },
      n: 0,
      of: 1,
      open: 0,
    });
  });

  test("of nothing is null", async () => {
    expect(await total("time-to-contact", [])).toMatchObject({ value: null, p90: null, n: 0, of: 0, open: 0 });
  });

  test("leaves out what was rejected without a contact, and keeps open what waits", async () => {
    const rejectedUncontacted = windowRow({
      answered: { at: at(MINUTE), as: "rejected" },
      ended: endedAfter(MINUTE, "rejected"),
    });
    expect(await total("time-to-contact", [rejectedUncontacted, windowRow()])).toMatchObject({ n: 0, of: 0, open: 1 });
  });

  test("counts as never contacted what was closed without a contact, and late contacts with their time", async () => {
    const closed = windowRow({ ended: endedAfter(MINUTE, "opportunity") });
    const late = windowRow({ ...contactedAfter(HOUR), over: true, breached: true });
    expect(await total("time-to-contact", [closed, late])).toMatchObject({ value: HOUR, n: 1, of: 2 });
  });

  test("who was contacted before the window began did not wait in it", async () => {
    const row = windowRow({ ...contactedAfter(HOUR), contact: { ...contactedAfter(HOUR).contact!, workedMs: null } });
    expect(await total("time-to-contact", [row])).toMatchObject({ value: 0, elapsed: { value: HOUR } });
  });
});
