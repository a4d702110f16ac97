import type { MailboxStore } from "@baton/core/ports";
import { beforeEach, describe, expect, test } from "vitest";

const at = (time: string) => `2026-11-24T${time}:00.000Z`;
const ben = "ben@acme.example";

/** What core relies on of a store for addresses that refuse mail. `open` answers an empty one. */
export function describeMailboxes(name: string, open: () => Promise<MailboxStore>): void {
  describe(`Store of marked addresses: ${name}`, () => {
    let store: MailboxStore;
    beforeEach(async () => {
      store = await open();
    });

    test("knows which addresses are marked, why, and since when", async () => {
      await store.markAddress({ address: ben, why: "bounced", since: at("09:00") });
      expect(await store.addressMark(ben)).toEqual({ address: ben, why: "bounced", since: at("09:00") });
      expect(await store.addressMark("ana@acme.example")).toBeUndefined();
    });

    test("knows an address however its letters are written", async () => {
      await store.markAddress({ address: "Ben@ACME.example", why: "bounced", since: at("09:00") });
      expect(await store.addressMark(" bEN@acme.example")).toMatchObject({ address: ben });
      expect(await store.clearAddress("BEN@acme.example", at("10:00"))).toBe(true);
      expect(await store.addressMark(ben)).toBeUndefined();
    });

    test("keeps the first mark of an address", async () => {
      await store.markAddress({ address: ben, why: "bounced", since: at("09:00") });
      await store.markAddress({ address: ben, why: "complained", since: at("09:30") });
      expect(await store.addressMark(ben)).toMatchObject({ why: "bounced", since: at("09:00") });
    });

    test("lists what is marked by its letters, more than a page of it, and nothing that was cleared", async () => {
      expect(await store.markedAddresses()).toEqual([]);
      const people = ["cleo", "ana", "ben", "eve", "dan"].map((name) => `${name}@acme.example`);
      for (const address of people) await store.markAddress({ address, why: "complained", since: at("09:00") });
      await store.clearAddress(ben, at("10:00"));
      expect((await store.markedAddresses()).map(({ address }) => address[0])).toEqual(["a", "c", "d", "e"]);
    });

    test("clears an address once", async () => {
      expect(await store.clearAddress(ben, at("09:00"))).toBe(false);
      await store.markAddress({ address: ben, why: "bounced", since: at("09:30") });
      expect(await store.clearAddress(ben, at("10:00"))).toBe(true);
      expect(await store.clearAddress(ben, at("10:00"))).toBe(false);
    });

    test("does not mark an address again for what was before it was cleared, but for what comes after", async () => {
      const bounced = (since: string) => store.markAddress({ address: ben, why: "bounced", since });
      await bounced(at("09:00"));
      await store.clearAddress(ben, at("10:00"));
      await bounced(at("09:00"));
      await bounced(at("10:00"));
      expect(await store.addressMark(ben)).toBeUndefined();
      await bounced(at("10:01"));
      expect(await store.addressMark(ben)).toMatchObject({ since: at("10:01") });
    });
  });
}
