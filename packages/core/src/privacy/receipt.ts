import { createHmac, randomBytes } from "node:crypto";
import { sortableId } from "../ids/index.ts";
import type { PrivacyStore, Receipt } from "../ports/privacy.ts";

/** What a round of reading everything finds and cannot erase, before it has begun. */
export const unseen = { unsure: [], pending: [], agreements: [] } satisfies Partial<Receipt>;

/** What a receipt names an address by. A mere digest could be found by trying addresses. */
export const addressDigest = (key: Uint8Array, email: string): string =>
  createHmac("sha256", key).update(`forgotten:${email}`).digest("hex");

/**
 * The receipt of an erasure, by the digest of its address: that with an id, as it is when it is finished; without an id the one
 * that was begun and not finished. Else a new one.
 */
export async function openReceipt(
  store: PrivacyStore,
  address: string,
  { id, now, by, why }: { id?: string | undefined; now: number; by?: string | undefined; why?: string | undefined },
): Promise<Receipt> {
  const begun = (await store.receipts(address)).find((one) =>
    id === undefined ? one.doneAt === undefined : one.id === id,
  );
  if (begun?.doneAt !== undefined) return begun;
  const receipt: Receipt = {
    ...(begun ?? {
      id: sortableId("forgot", now, randomBytes(10)),
      address,
      startedAt: new Date(now).toISOString(),
      erased: { leads: 0, deliveries: 0, touches: 0, people: 0, mentions: 0 },
      ...unseen,
    }),
    ...(by !== undefined && { by }),
    ...(why !== undefined && { why }),
  };
  await store.saveReceipt(receipt);
  return receipt;
}
