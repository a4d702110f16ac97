import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { StoredTouch } from "@baton/core/person";
import type { ClueStore, Kept } from "@baton/core/ports";
import type { DynamoDBRecord } from "aws-lambda";
import { agreements } from "./agreements.ts";
import { deliveries, type StoredDelivery } from "./deliveries.ts";
import { unpackBody } from "./items/body.ts";
import { readEntry, type StoredEntry } from "./items/fact-item.ts";
import { leadOfItem } from "./items/lead-item.ts";
import { type Attributes, dynamoClient, type Item, marshall, unmarshall } from "./table/client.ts";
import { clueKey, cluesKey } from "./table/keys.ts";

const PATIENT = { attempts: 3, timeoutMs: 5_000 };
/** Items that one call reads, and that one writes. */
const MOST_READ = 100;
const MOST_WRITTEN = 25;
const FIRST_PAUSE_MS = 50;
const MOST_AGAIN = 8;

/** A place as text: the keys of an item. */
export const placeOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk}\n${sk}`;
export function keyAt(place: string): { pk: string; sk: string } {
  const [pk, sk] = place.split("\n") as [string, string];
  return { pk, sk };
}

/** Places of the items that changed, by the keys of the table's stream. */
export const changedPlaces = (records: readonly DynamoDBRecord[]): string[] =>
  records.map(({ dynamodb }) => placeOf({ pk: dynamodb!.Keys!.pk!.S!, sk: dynamodb!.Keys!.sk!.S! }));

/** Reads items in which people may be. */
export function keptItems(client: DynamoDBClient, TableName: string): { of(item: Attributes): Kept | undefined } {
  const { delivery } = deliveries(client, TableName);
  const { agreement } = agreements(client, TableName);
  return {
    of(item) {
      const { pk, sk } = unmarshall<{ pk: string; sk: string }>({ pk: item.pk!, sk: item.sk! });
      const place = placeOf({ pk, sk });
      const id = pk.slice(pk.indexOf("#") + 1);
      if (sk === "LEAD") return { place, kind: "lead", lead: leadOfItem(item) };
      if (sk.startsWith("FACT#")) {
        const { revision, facts, words = {} } = readEntry(unmarshall<StoredEntry>(item));
        return { place, kind: "words", lead: id, revision, at: facts[0]!.at, words };
      }
      if (sk.startsWith("TOUCH#"))
        return { place, kind: "touch", person: id, touch: unmarshall<{ touch: StoredTouch }>(item).touch };
      if (sk === "DELIVERY") {
        const stored = unmarshall<StoredDelivery>(item);
        return {
          place,
          kind: "delivery",
          delivery: stored.delivery,
          // A large one is in items of its own.
          body: async () =>
            stored.body ? unpackBody(stored.encoding, [stored.body]) : ((await delivery(id))?.body ?? new Uint8Array()),
        };
      }
      if (sk.startsWith("V#")) {
        const version = Number(sk.slice(2));
        return { place, kind: "agreement", version, text: async () => (await agreement(version))?.text ?? "" };
      }
      return undefined;
    },
  };
}

/** The items at some places, in no order. */
export async function itemsAt(
  client: DynamoDBClient,
  TableName: string,
  places: readonly string[],
): Promise<Map<string, Attributes>> {
  const items = new Map<string, Attributes>();
  for (let from = 0; from < places.length; from += MOST_READ) {
    const asked = places.slice(from, from + MOST_READ).map((place) => marshall(keyAt(place)));
    await untilDone(asked, async (Keys) => {
      const RequestItems = { [TableName]: { Keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }));
      for (const item of Responses?.[TableName] ?? [])
        items.set(placeOf(unmarshall<{ pk: string; sk: string }>({ pk: item.pk!, sk: item.sk! })), item);
      return UnprocessedKeys?.[TableName]?.Keys ?? [];
    });
  }
  return items;
}

/** Does something with what a batch call leaves of it again, after pauses that grow, until it leaves nothing. */
async function untilDone<T>(items: T[], work: (items: T[]) => Promise<T[]>): Promise<void> {
  let left = await work(items);
  for (let again = 0; left.length > 0; again++) {
    if (again === MOST_AGAIN) throw new Error("The table does not take that much now.");
    await sleep(FIRST_PAUSE_MS * 2 ** again * (0.5 + Math.random() / 2));
    left = await work(left);
  }
}

/** The clues of a table, patiently: nobody waits for them. */
export const dynamoClues = (options: { table: string; client?: DynamoDBClient }): ClueStore =>
  clueStore(options.client ?? dynamoClient(PATIENT), options.table);

/**
 * Clues as items: one for each, in the partition of the clue, and all of an item's together beside it, by which it is known which of
 * them no longer lead to it.
 */
export function clueStore(client: DynamoDBClient, TableName: string): ClueStore {
  const items = keptItems(client, TableName);
  const write = async (requests: WriteRequest[]): Promise<void> => {
    for (let from = 0; from < requests.length; from += MOST_WRITTEN)
      await untilDone(requests.slice(from, from + MOST_WRITTEN), async (wanted) => {
        const RequestItems = { [TableName]: wanted };
        const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }));
        return UnprocessedItems?.[TableName] ?? [];
      });
  };
  return {
    async indexed(places) {
      const distinct = [...new Set(places)];
      const known = (place: string): string => placeOf(cluesKey(keyAt(place)));
      const found = await itemsAt(client, TableName, [...distinct, ...distinct.map(known)]);
      return distinct.map((place) => {
        const item = found.get(place);
        const clues = found.get(known(place));
        return {
          place,
          kept: () => item && items.of(item),
          clues: new Set(clues ? unmarshall<{ clues: string[] } & Item>(clues).clues : []),
        };
      });
    },

    async saveClues(place, { now, added, gone }) {
      const beside = cluesKey(keyAt(place));
      await write([
        ...added.map((clue) => ({ PutRequest: { Item: marshall(clueKey(clue, place)) } })),
        ...gone.map((clue) => ({ DeleteRequest: { Key: marshall(clueKey(clue, place)) } })),
      ]);
      // Last, so that what is interrupted is done again.
      if (now.length === 0) await write([{ DeleteRequest: { Key: marshall(beside) } }]);
      else await client.send(new PutItemCommand({ TableName, Item: marshall({ ...beside, clues: now }) }));
    },
  };
}
