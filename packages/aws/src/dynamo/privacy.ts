import { randomBytes } from "node:crypto";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import { BatonError } from "@baton/core/error";
import { mailboxOf } from "@baton/core/mailbox";
import { inPages } from "@baton/core/pages";
import type { PrivacyStore } from "@baton/core/ports";
import type { Receipt } from "@baton/core/privacy";
import type { Dynamo } from "../call/index.ts";
import { clueStore, itemsAt, keptReader, keyAt } from "./clues.ts";
import { dynamoClient, held, marshall, unmarshall } from "./table/client.ts";
import {
  clueKey,
  currentKey,
  deliveryItemKey,
  factKey,
  mailboxKey,
  personKey,
  receiptKey,
  receiptSecretKey,
  touchKey,
} from "./table/keys.ts";
import { readMany } from "./table/many.ts";
import { merged } from "./table/merge.ts";
import { pages, query } from "./table/query.ts";
import { transact } from "./table/transact.ts";

/** People who change while they are deleted are read again this often. */
const ATTEMPTS = 8;

/** A page of a scan has a megabyte, and somebody in a terminal can wait longer for it than a webhook's provider. */
const CLIENT = { attempts: 3, timeoutMs: 5_000 };

/** The table's stream is read in batches of some seconds. */
const BEHIND_MS = 30_000;

/** What exporting and erasing need of the table, beside core's store over it. */
export function dynamoPrivacy(options: { table: string; client?: Dynamo; behindMs?: number }): PrivacyStore {
  const { table: TableName, client = dynamoClient(CLIENT), behindMs = BEHIND_MS } = options;
  const read = keptReader(client, TableName);

  const rewrite = async (key: { pk: string; sk: string }, name: "words" | "touch", value: object | string) => {
    await held(
      client.send("UpdateItem", {
        TableName,
        Key: marshall(key),
        UpdateExpression: "SET #name = :value",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: marshall({ ":value": value }),
      }),
    );
  };
  const remove = (key: { pk: string; sk: string }) => client.send("DeleteItem", { TableName, Key: marshall(key) });

  /** The sort keys of a partition, in their order. */
  async function* sortKeys(pk: string, after: string): AsyncGenerator<string> {
    const stored = query<{ sk: string }>(client, {
      TableName,
      KeyConditionExpression: "pk = :pk AND sk > :after",
      ExpressionAttributeValues: marshall({ ":pk": pk, ":after": after }),
      ProjectionExpression: "sk",
      ConsistentRead: true,
    });
    for await (const { sk } of stored) yield sk;
  }

  return {
    behindMs,

    async *everything(after) {
      const all = pages(
        {
          TableName,
          ConsistentRead: true,
          FilterExpression:
            "sk IN (:lead, :delivery) OR (begins_with(sk, :fact) AND attribute_exists(words)) OR begins_with(sk, :touch) OR begins_with(sk, :version)",
          ExpressionAttributeValues: marshall({
            ":lead": "LEAD",
            ":delivery": "DELIVERY",
            ":fact": "FACT#",
            ":touch": "TOUCH#",
            ":version": "V#",
          }),
          ...(after !== undefined && { ExclusiveStartKey: marshall(keyAt(after)) }),
        },
        (page) => client.send("Scan", page),
      );
      for await (const items of all) {
        for (const item of items) {
          const kept = read(item);
          if (kept) yield kept;
        }
      }
    },

    async *about(clues, after = " ") {
      const places = clues.map((clue) => sortKeys(clueKey(clue, "").pk, after));
      for await (const together of inPages(distinct(merged(places, (one, other) => one < other)), PAGE)) {
        const found = await itemsAt(client, TableName, together);
        for (const place of together) {
          const item = found.get(place);
          const kept = item && read(item);
          if (kept) yield kept;
        }
      }
    },

    async *keptVersions(after) {
      for await (const sk of sortKeys(currentKey.pk, after === undefined ? "V#" : keyAt(after).sk)) {
        const version = read(marshall({ pk: currentKey.pk, sk }));
        if (version) yield version;
      }
    },

    ...clueStore(client, TableName),

    rewriteWords: (lead, revision, words) => rewrite(factKey(lead, revision), "words", JSON.stringify(words)),
    rewriteTouch: (person, touch) => rewrite(touchKey(person, touch.id), "touch", touch),
    async deleteTouch(person, touch) {
      await remove(touchKey(person, touch));
    },

    async eraseDelivery(erased, seen) {
      const key = deliveryItemKey(erased.id);
      const pieces: TransactWriteItem[] = [];
      const stored = query<{ sk: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :body)",
        ExpressionAttributeValues: marshall({ ":pk": key.pk, ":body": "BODY#" }),
        ProjectionExpression: "sk",
        ConsistentRead: true,
      });
      for await (const { sk } of stored) pieces.push({ Delete: { TableName, Key: marshall({ pk: key.pk, sk }) } });
      // Together, so that no piece is left that nothing leads to.
      const failed = await transact(client, [
        {
          Update: {
            TableName,
            Key: marshall(key),
            UpdateExpression:
              "SET delivery = :delivery, encoding = :raw REMOVE body, digest, recentKey, createdKey, summary, dueShard, due",
            ConditionExpression: "delivery.outcome = :seen AND attribute_not_exists(delivery.erasedAt)",
            ExpressionAttributeValues: marshall({ ":delivery": erased, ":raw": "raw", ":seen": seen }),
          },
        },
        ...pieces,
      ]);
      return failed === -1;
    },

    async deletePeople(ids) {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const items = (await readMany(client, TableName, ids.map(personKey))).map((item) => unmarshall<Stored>(item));
        const theirs = items.filter(({ id, same }) => ids.includes(same ?? id ?? ""));
        const deletes = theirs.map(({ pk, sk, revision, same }): TransactWriteItem => {
          const seen = same === undefined ? { name: "revision", value: revision } : { name: "same", value: same };
          return {
            Delete: {
              TableName,
              Key: marshall({ pk, sk }),
              ConditionExpression: "#name = :value",
              ExpressionAttributeNames: { "#name": seen.name },
              ExpressionAttributeValues: marshall({ ":value": seen.value }),
            },
          };
        });
        // Those who lead to a person go with them, at once.
        const done = deletes.length === 0 || (await transact(client, deletes)) === -1;
        if (done) return deletes.length;
      }
      throw new BatonError("person.busy", "The person changed under every attempt to delete them.", { status: 503 });
    },

    async deleteMark(address) {
      await remove(mailboxKey(mailboxOf(address)));
    },

    async receiptKey() {
      const made = randomBytes(32);
      await held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...receiptSecretKey, key: made }),
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
      const { Item } = await client.send("GetItem", {
        TableName,
        Key: marshall(receiptSecretKey),
        ConsistentRead: true,
      });
      return unmarshall<{ key: Uint8Array }>(Item!).key;
    },

    async saveReceipt(receipt) {
      await client.send("PutItem", {
        TableName,
        Item: marshall({ ...receiptKey(receipt.address, receipt.id), receipt }),
      });
    },

    async receipts(address) {
      const found: Receipt[] = [];
      const { pk, sk } = receiptKey(address ?? "", "");
      const stored = query<{ receipt: Receipt }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues: marshall({ ":pk": pk, ":sk": address === undefined ? "RECEIPT#" : sk }),
        ConsistentRead: true,
      });
      for await (const { receipt } of stored) found.push(receipt);
      return found.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
  };
}

interface Stored {
  pk: string;
  sk: string;
  id?: string;
  revision?: number;
  same?: string;
}

/** Items that are read at a time; of texts some are large. */
const PAGE = 25;

/** A list in order without what is in it again. */
async function* distinct(places: AsyncGenerator<string>): AsyncGenerator<string> {
  let last: string | undefined;
  for await (const place of places) {
    if (place !== last) yield place;
    last = place;
  }
}
