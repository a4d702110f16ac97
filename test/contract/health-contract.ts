import type { Incident } from "@baton/core/health";
import type { HealthStore } from "@baton/core/ports";
import { beforeEach, describe, expect, test } from "vitest";
import { iso, T0 } from "../helpers/leads.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** What core relies on of a store that keeps the health of sources. `open` answers an empty one. */
export function describeHealth(name: string, open: () => Promise<HealthStore>): void {
  describe(`HealthStore: ${name}`, () => {
    let store: HealthStore;
    beforeEach(async () => {
      store = await open();
    });
    const at = (...hours: [hour: number, count: number][]) => {
      const all: number[] = Array(24).fill(0);
      for (const [hour, count] of hours) all[hour] = count;
      return all;
    };
    const days = async (source: string, since = "2026-01-01") => (await store.sourceHealth(source, since)).days;

    test("a source of which nothing is known has no days and no incidents", async () => {
      expect(await store.sourceHealth("web", "2026-01-01")).toEqual({ days: [], incidents: [] });
    });

    test("deliveries count for their outcome, their day and their hour, of one source only", async () => {
      await store.countDelivery("web", { at: T0, what: "taken", skewMs: 1200.4 });
      await store.countDelivery("web", { at: T0 + 1, what: "taken" });
      await store.countDelivery("web", { at: T0 + HOUR, what: "quarantined" });
      await store.countDelivery("web", { at: T0 + 2 * HOUR, what: "refused", count: 7 });
      await store.countDelivery("web", { at: T0 + 3 * HOUR, what: "stale", skewMs: -400_000 });
      await store.countDelivery("web", { at: T0 + 4 * HOUR, what: "taken", test: true });
      await store.countDelivery("web", { at: T0 + 5 * HOUR, what: "tooLarge", count: 3 });
      await store.countDelivery("web2", { at: T0, what: "taken" });
      expect(await days("web")).toEqual([
        {
          day: "2026-11-24",
          taken: 2,
          quarantined: 1,
          refused: 7,
          stale: 1,
          tooLarge: 3,
          tests: 1,
          arrived: at([9, 2], [10, 1]),
          failed: at([11, 7], [12, 1]),
          lastAt: iso(T0 + 4 * HOUR),
          lastFailedAt: iso(T0 + 5 * HOUR),
          skewMs: -400_000,
        },
      ]);
      expect(await days("web2")).toMatchObject([{ taken: 1 }]);
      expect(await days("we")).toEqual([]);
    });

    test("values that no rule names are counted by source and day, and told from a day on", async () => {
      const texas = { field: "region", value: "Texas", count: 1 };
      for (const day of ["2026-11-23", "2026-11-24", "2026-11-24"]) await store.countUnnamed("web", day, [texas]);
      await store.countUnnamed("web", "2026-11-24", [{ field: "interest", value: "a#b", count: 3 }]);
      await store.countUnnamed("web2", "2026-11-24", [texas]);
      expect(await store.unnamedValues("web", "2026-11-24", 10)).toEqual([
        { ...texas, count: 2 },
        { field: "interest", value: "a#b", count: 3 },
      ]);
      expect(await store.unnamedValues("web", "2026-11-23", 10)).toHaveLength(3);
      expect(await store.unnamedValues("web", "2026-11-23", 1)).toHaveLength(1);
      expect(await store.unnamedValues("we", "2026-11-23", 10)).toEqual([]);
    });

    test("what only ever was refused has no last delivery", async () => {
      await store.countDelivery("web", { at: T0, what: "refused" });
      expect((await days("web"))[0]).not.toHaveProperty("lastAt");
    });

    test("none of many that come at the same time is lost", async () => {
      await Promise.all(Array.from({ length: 40 }, () => store.countDelivery("web", { at: T0, what: "taken" })));
      expect(await days("web")).toMatchObject([{ taken: 40, arrived: at([9, 40]) }]);
    });

    test("days are answered oldest first, as far back as asked, else the newest there is", async () => {
      for (const ago of [0, 1, 3, 5, 8, 60]) await store.countDelivery("web", { at: T0 - ago * DAY, what: "taken" });
      const answered = async (since: string) => (await days("web", since)).map(({ day }) => day);
      expect(await answered("2026-11-19")).toEqual(["2026-11-19", "2026-11-21", "2026-11-23", "2026-11-24"]);
      expect(await answered("2026-11-20")).toEqual(["2026-11-21", "2026-11-23", "2026-11-24"]);
      expect(await answered("2026-11-25")).toEqual(["2026-11-24"]);
      expect(await answered("2026-01-01")).toHaveLength(6);
    });

    describe("an incident", () => {
      const quiet: Incident = { kind: "quiet", openedAt: iso(T0), since: iso(T0 - DAY), message: "Usually 3 a day." };
      const again: Incident = { ...quiet, openedAt: iso(T0 + DAY) };
      const incidents = async () => (await store.sourceHealth("web", "2026-01-01")).incidents;
      const claim = (incident: Incident, now: number) =>
        store.claimIncident("web", incident, { now, until: now + MINUTE });

      test("is open once of its kind and source, however many open it at once", async () => {
        const answers = await Promise.all(Array.from({ length: 8 }, () => store.openIncident("web", quiet)));
        expect(answers.filter(Boolean)).toHaveLength(1);
        expect(await store.openIncident("web", again)).toBe(false);
        expect(await incidents()).toEqual([quiet]);
        const refused: Incident = { ...quiet, kind: "refused" };
        expect(await store.openIncident("web", refused)).toBe(true);
        expect(await store.openIncident("web2", quiet)).toBe(true);
        expect(await incidents()).toEqual([quiet, refused]);
      });

      test("is read beside the days of its source", async () => {
        await store.countDelivery("web", { at: T0, what: "taken" });
        await store.openIncident("web", quiet);
        expect(await store.sourceHealth("web", "2026-11-24")).toMatchObject({
          days: [{ day: "2026-11-24" }],
          incidents: [quiet],
        });
      });

      test("that is over is not listed, and the next of its kind can be opened and told", async () => {
        expect(await store.closeIncident("web", "quiet")).toBe(false);
        await store.openIncident("web", quiet);
        await claim(quiet, T0);
        await store.incidentTold("web", quiet, T0);
        expect(await store.closeIncident("web", "quiet", again.openedAt)).toBe(false);
        expect(await store.closeIncident("web", "quiet", quiet.openedAt)).toBe(true);
        expect(await store.closeIncident("web", "quiet")).toBe(false);
        expect(await incidents()).toEqual([]);
        expect(await claim(quiet, T0 + DAY)).toBe(false);
        expect(await store.openIncident("web", again)).toBe(true);
        expect(await incidents()).toEqual([again]);
        expect(await claim(again, T0 + DAY)).toBe(true);
        expect(await store.closeIncident("web", "quiet")).toBe(true);
      });

      test("is told by one process at a time, until its claim ends or it was told", async () => {
        expect(await claim(quiet, T0)).toBe(false);
        await store.openIncident("web", quiet);
        const answers = await Promise.all(Array.from({ length: 8 }, () => claim(quiet, T0)));
        expect(answers.filter(Boolean)).toHaveLength(1);
        expect(await claim(quiet, T0 + MINUTE - 1)).toBe(false);
        expect(await claim(quiet, T0 + MINUTE)).toBe(true);
        await store.incidentTold("web", quiet, T0 + MINUTE);
        expect(await claim(quiet, T0 + DAY)).toBe(false);
        expect(await incidents()).toEqual([{ ...quiet, toldAt: iso(T0 + MINUTE) }]);
      });

      test("that is told late says nothing of the one after it", async () => {
        await store.openIncident("web", quiet);
        await store.closeIncident("web", "quiet");
        await store.openIncident("web", again);
        await store.incidentTold("web", quiet, T0 + DAY);
        await store.incidentTold("web2", quiet, T0 + DAY);
        expect(await incidents()).toEqual([again]);
        expect((await store.sourceHealth("web2", "2026-01-01")).incidents).toEqual([]);
      });
    });
  });
}
