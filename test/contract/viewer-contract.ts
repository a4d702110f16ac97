import type { ViewerStore } from "@baton/core/ports";
import { beforeEach, describe, expect, test } from "vitest";

const now = Date.parse("2026-11-24T09:00:00Z");
const DAY = 86_400_000;

/** What core relies on of a store for who has signed in. `open` answers an empty one. */
export function describeViewers(name: string, open: () => Promise<ViewerStore>): void {
  describe(`Store of who has signed in: ${name}`, () => {
    let store: ViewerStore;
    beforeEach(async () => {
      store = await open();
    });

    test("knows a session until it is ended, and others stay", async () => {
      expect(await store.viewer("ana")).toBeUndefined();
      await store.beginSession("ana", "phone", now + DAY, now);
      await store.beginSession("ana", "desk", now + 2 * DAY, now);
      expect((await store.viewer("ana"))?.sessions).toEqual({ phone: now + DAY, desk: now + 2 * DAY });
      await store.endSession("ana", "phone");
      expect((await store.viewer("ana"))?.sessions).toEqual({ desk: now + 2 * DAY });
      await store.endSession("ana", "desk");
      await store.endSession("ana", "desk");
      expect(await store.viewer("ana")).toBeUndefined();
    });

    test("drops sessions that are over when another begins, and of twenty the one that ends first", async () => {
      await store.beginSession("ana", "over", now - 1, now - DAY);
      for (let n = 0; n < 20; n++) await store.beginSession("ana", `s${n}`, now + (n + 1) * DAY, now);
      const before = Object.keys((await store.viewer("ana"))!.sessions);
      expect(before).toHaveLength(20);
      expect(before).not.toContain("over");
      await store.beginSession("ana", "new", now + 30 * DAY, now);
      const sessions = Object.keys((await store.viewer("ana"))!.sessions);
      expect(sessions).toHaveLength(20);
      expect(sessions).toContain("new");
      expect(sessions).not.toContain("s0");
    });

    test("counts changes for those who have signed in, and makes nothing of others", async () => {
      await store.beginSession("ana", "desk", now + DAY, now);
      await store.beginSession("max", "desk", now + DAY, now);
      const [ana, max] = [(await store.viewer("ana"))!.changes, (await store.viewer("max"))!.changes];
      await store.noteChange(["ana", "ben", "ana"]);
      await store.noteChange([]);
      expect((await store.viewer("ana"))!.changes).toBe(ana + 1);
      expect((await store.viewer("max"))!.changes).toBe(max);
      expect(await store.viewer("ben")).toBeUndefined();
    });

    test("counts on for somebody who signs in anew, so that no page is taken for an older one", async () => {
      await store.beginSession("ana", "desk", now + DAY, now);
      const { changes } = (await store.viewer("ana"))!;
      await store.endSession("ana", "desk");
      await store.noteChange(["ana"]);
      await store.beginSession("ana", "desk", now + DAY, now);
      expect((await store.viewer("ana"))!.changes).toBeGreaterThan(changes);
    });

    test("lets one of several at once use something up", async () => {
      const uses = await Promise.all(Array.from({ length: 5 }, () => store.useOnce("link", now + DAY)));
      expect(uses.filter(Boolean)).toHaveLength(1);
      expect(await store.useOnce("link", now + DAY)).toBe(false);
      expect(await store.useOnce("other", now + DAY)).toBe(true);
    });

    test("counts attempts under each key", async () => {
      const counts = await Promise.all(Array.from({ length: 5 }, () => store.countAttempt("a", now + DAY)));
      expect(counts.sort()).toEqual([1, 2, 3, 4, 5]);
      expect(await store.countAttempt("b", now + DAY)).toBe(1);
    });
  });
}
