import type { WriteRequest } from "@aws-sdk/client-dynamodb";
import type { StoredTouch } from "@baton/core/person";
import type { ClueStore, Kept } from "@baton/core/ports";
import type { DynamoDBRecord } from "aws-lambda";
import type { Dynamo } from "../call/index.ts";
import { agreements } from "./agreements.ts";
import { deliveries, type StoredDelivery } from "./deliveries.ts";
import { unpackBody } from "./items/body.ts";
import { readEntry, type StoredEntry } from "./items/fact-item.ts";
import { leadOfItem } from "./items/lead-item.ts";
import { type Attributes, dynamoClient, type Item, marshall, unmarshall } from "./table/client.ts";
import { clueKey, cluesKey, leadKey } from "./table/keys.ts";
import { readMany, writeMany } from "./table/many.ts";

const PATIENT = { attempts: 3, timeoutMs: 5_000 };

/** A place as text: the keys of an item. */
export const placeOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk}\n${sk}`;
export function keyAt(place: string): { pk: string; sk: string } {
  const [pk, sk] = place.split("\n") as [string, string];
  return { pk, sk };
}

/** Places of the items that changed, by the keys of the table's stream. */
export const changedPlaces = (records: readonly DynamoDBRecord[]): string[] =>
  records.map(({ dynamodb }) => placeOf({ pk: dynamodb!.Keys!.pk!.S!, sk: dynamodb!.Keys!.sk!.S! }));

/** Ids of the leads that changed, each once. */
export const changedLeads = (records: readonly DynamoDBRecord[]): string[] => [
  ...new Set(
    changedPlaces(records)
      .map(keyAt)
      .filter(({ sk }) => sk === leadKey("").sk)
      .map(({ pk }) => pk.slice(leadKey("").pk.length)),
  ),
];

/** Reads items in which people may be; undefined for any other. */
export function keptReader(client: Dynamo, TableName: string): (item: Attributes) => Kept | undefined {
  const { delivery } = deliveries(client, TableName);
  const { agreement } = agreements(client, TableName);
  return (item) => {
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
  };
}

/** The items at some places. */
export async function itemsAt(
  client: Dynamo,
  TableName: string,
  places: readonly string[],
): Promise<Map<string, Attributes>> {
  const items = await readMany(client, TableName, places.map(keyAt));
  return new Map(items.map((item) => [placeOf(unmarshall({ pk: item.pk!, sk: item.sk! })), item]));
}

/** The clues of a table, patiently: nobody waits for them. */
export const dynamoClues = (options: { table: string; client?: Dynamo }): ClueStore =>
  clueStore(options.client ?? dynamoClient(PATIENT), options.table);

/**
 * Clues as items: one for each, in the partition of the clue, and all of an item's together beside it, by which it is known which of
 * them no longer lead to it.
 */
export function clueStore(client: Dynamo, TableName: string): ClueStore {
  const read = keptReader(client, TableName);
  const write = (requests: WriteRequest[]) => writeMany(client, TableName, requests);
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
          kept: () => item && read(item),
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
      else await client.send("PutItem", { TableName, Item: marshall({ ...beside, clues: now }) });
    },
  };
}
