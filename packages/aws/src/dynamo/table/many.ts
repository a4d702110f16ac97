import { setTimeout as sleep } from "node:timers/promises";
import type { WriteRequest } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "../../call/index.ts";
import { type Attributes, marshall } from "./client.ts";

/** Items that one call reads, and that one writes. */
const MOST_READ = 100;
const MOST_WRITTEN = 25;
/** What a call leaves undone is asked for again after pauses that double, so often. */
const FIRST_PAUSE_MS = 50;
const MOST_AGAIN = 8;

/** The items of some keys, each of which is asked for once, in no order; consistently read. */
export async function readMany(
  client: Dynamo,
  TableName: string,
  keys: readonly { pk: string; sk: string }[],
): Promise<Attributes[]> {
  const items: Attributes[] = [];
  await inBatches(
    keys.map((key) => marshall(key)),
    MOST_READ,
    async (Keys) => {
      const RequestItems = { [TableName]: { Keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send("BatchGetItem", { RequestItems });
      items.push(...(Responses?.[TableName] ?? []));
      return UnprocessedKeys?.[TableName]?.Keys ?? [];
    },
  );
  return items;
}

/** Puts and deletes items, each by itself: what fails half-way is done in part. */
export const writeMany = (client: Dynamo, TableName: string, requests: WriteRequest[]): Promise<void> =>
  inBatches(requests, MOST_WRITTEN, async (wanted) => {
    const { UnprocessedItems } = await client.send("BatchWriteItem", { RequestItems: { [TableName]: wanted } });
    return UnprocessedItems?.[TableName] ?? [];
  });

/** @param work answers what it left undone */
async function inBatches<T>(all: readonly T[], size: number, work: (some: T[]) => Promise<T[]>): Promise<void> {
  for (let from = 0; from < all.length; from += size) {
    let left = await work(all.slice(from, from + size));
    for (let again = 0; left.length > 0; again++) {
      if (again === MOST_AGAIN) throw new Error("The table does not take that much now.");
      await sleep(FIRST_PAUSE_MS * 2 ** again * (0.5 + Math.random() / 2));
      left = await work(left);
    }
  }
}
