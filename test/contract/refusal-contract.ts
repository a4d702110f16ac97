import type { Store } from "@baton/core/ports";
import { beforeEach, describe, expect, test } from "vitest";
import { alongside, delivery, lead, T0 } from "../helpers/leads.ts";

const DAY = 86_400_000;

/** What every store that judges texts as DynamoDB does answers to one that is none. DynamoDB Local takes them. */
export function describeRefusals(name: string, open: () => Promise<Store>): void {
  describe(`What can never be stored: ${name}`, () => {
    const refused = { name: "BatonError", code: "store.refused" };
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    test("is refused by one name, alone and with others, and nothing of it is left", async () => {
      const one = lead({ person: { id: "p1", known: false, identities: ["p1"] } });
      const seenAt = new Date(T0).toISOString();
      const half = { id: "p1", identities: ["p1"], revision: 1, known: true, touched: false, name: "Zoë \ud83d" };
      const person = { person: { ...half, firstSeen: seenAt, lastSeen: seenAt }, seen: 0, join: [] };
      await expect(store.commit(one, alongside({ person }))).rejects.toMatchObject(refused);
      expect(await store.lead(one.id)).toBeUndefined();
      const kept = delivery({ reason: "\udc00" });
      await expect(store.keepDelivery(kept, Buffer.from("{}"), { expiresAt: T0 + DAY })).rejects.toMatchObject(refused);
      expect(await store.delivery(kept.id)).toBeUndefined();
    });

    test("is not text that only tells of half a character", async () => {
      const kept = delivery({ reason: "\\ud83d" });
      await store.keepDelivery(kept, Buffer.from("{}"), { expiresAt: T0 + DAY });
      expect((await store.delivery(kept.id))?.delivery.reason).toBe("\\ud83d");
    });
  });
}
