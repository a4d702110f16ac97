import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** A Tuesday evening, after work. */
const T = "2026-11-24T18:00:00Z";
const quiet = (ana: object = {}, contact: object = {}) =>
  ladder(
    {
      people: people({
        ana: { calendar: "office", quiet: true, ...ana },
        ben: {},
        sam: { manager: "vera" },
        vera: { manager: undefined },
      }),
      routing: [{ name: "Ana's", to: "ana", sla: "fast" }],
    },
    { within: "4h", steps: [{ at: "50%", do: "remind" }], ...contact },
    { calendar: "always" },
  );

describe("somebody who does not want to be disturbed", () => {
  test("gets reminders when their day begins, and new leads at once", async () => {
    const w = await world(quiet(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-25T08:59:59Z");
    expect(w.mailed(id)).toEqual(["handover ana"]);
    await w.until("2026-11-25T09:06:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana"]);
    expect(w.mails.at(-1)!.at).toBe("2026-11-25T09:00:00.000Z");
    expect((await w.lead(id)).notices).toEqual([]);
  });

  test("is reminded at once while a window of less than an hour runs, and while at work", async () => {
    const w = await world(quiet({}, { within: "30m" }), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T18:16:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana"]);
    const day = await world(quiet(), { at: "2026-11-24T10:00:00Z" });
    const { id: at } = await day.send({ name: "Jo" });
    await day.until("2026-11-24T12:01:00Z");
    expect(day.mailed(at)).toEqual(["handover ana", "reminder ana"]);
  });

  test("is not reminded in the morning of what was done in the night", async () => {
    const w = await world(quiet(), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T22:00:00Z");
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-25T10:00:00Z");
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("finds what came up over night in few mails, not in one each", async () => {
    const w = await world(quiet(), { at: T });
    for (let n = 0; n < 20; n++) {
      await w.send({ name: `Jo ${n}` });
      await w.until(Date.parse(T) + (n + 1) * 120_000);
    }
    await w.until("2026-11-25T09:15:00Z");
    const reminders = w.mails.filter(({ kind }) => kind === "reminder");
    expect(reminders).toHaveLength(20);
    expect(reminders.filter(({ list }) => list === undefined).length).toBeLessThanOrEqual(5);
    expect(reminders.every(({ at }) => at >= "2026-11-25T09:00:00.000Z")).toBe(true);
  });

  test("gets a list of many new leads in the morning, and the first few of them at once", async () => {
    const w = await world(quiet(), { at: T });
    for (let n = 0; n < 12; n++) await w.send({ name: `Jo ${n}` });
    await w.until("2026-11-25T08:59:00Z");
    expect(w.mails).toHaveLength(5);
    await w.until("2026-11-25T09:15:00Z");
    const lists = w.mails.filter(({ kind, list }) => kind === "handover" && list !== undefined);
    expect(new Set(lists.map(({ list }) => list)).size + 5).toBeLessThan(12);
    expect(w.mails.filter(({ kind }) => kind === "handover")).toHaveLength(12);
  });

  test("hears of everything at any time where they did not say so", async () => {
    const w = await world(quiet({ quiet: false }), { at: T });
    const { id } = await w.send({ name: "Jo" });
    await w.until("2026-11-24T20:01:00Z");
    expect(w.mailed(id)).toEqual(["handover ana", "reminder ana"]);
  });
});
