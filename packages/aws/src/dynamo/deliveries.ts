import { type DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Delivery } from "@baton/core/delivery";
import type { QuarantineEntry, Store } from "@baton/core/store";
import { packBody, unpackBody } from "./body.ts";
import { type Attributes, failedAs, type Item, marshall, unmarshall } from "./client.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { chunkKey, deliveryKey, dueAttributes, quarantineKey } from "./keys.ts";
import { query } from "./query.ts";

type Deliveries = Pick<Store, "keepDelivery" | "delivery" | "settleDelivery" | "quarantine">;

interface Stored {
  delivery: Delivery;
  encoding: string;
  body?: Uint8Array;
  digest?: string;
}

/** Attributes that put a delivery into the list of quarantined ones. */
export function quarantineAttributes({ id, source, receivedAt, reason, bytes, outcome }: Delivery): Item {
  if (outcome !== "quarantined") return {};
  return {
    recentKey: quarantineKey,
    createdKey: `${receivedAt}#${id}`,
    summary: { id, source, receivedAt, reason, bytes },
  };
}

export function deliveries(client: DynamoDBClient, TableName: string): Deliveries {
  return {
    async keepDelivery(delivery, body, { retryAt, notBefore, expiresAt }) {
      const packed = await packBody(body);
      const expires = { expiresAt: Math.floor(expiresAt / 1000) };
      // Pieces first: a delivery that is there has its body.
      await Promise.all(
        packed.chunks.map((bytes, n) =>
          client.send(
            new PutItemCommand({
              TableName,
              Item: marshall({ ...chunkKey(delivery.id, packed.digest, n), bytes, ...expires }),
            }),
          ),
        ),
      );
      const key = deliveryKey(delivery.id);
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: marshall({
              ...key,
              delivery,
              receivedAt: delivery.receivedAt,
              encoding: packed.encoding,
              body: packed.inline,
              ...(packed.digest && { digest: packed.digest }),
              ...expires,
              ...dueAttributes(key.pk, delivery.id, retryAt),
              ...quarantineAttributes(delivery),
            }),
            ConditionExpression:
              notBefore === undefined
                ? "attribute_not_exists(pk)"
                : "attribute_not_exists(pk) OR receivedAt < :notBefore",
            ...(notBefore !== undefined && {
              ExpressionAttributeValues: marshall({ ":notBefore": new Date(notBefore).toISOString() }),
            }),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return {};
      } catch (error) {
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
        const { Item } = error as { Item?: Attributes };
        return { existing: Item ? unmarshall<Stored>(Item).delivery : delivery };
      }
    },

    async delivery(id) {
      const { pk } = deliveryKey(id);
      const items: Item[] = [];
      const stored = query<Item>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": pk }),
        ConsistentRead: true,
      });
      for await (const item of stored) items.push(item);
      const head = items.find(({ sk }) => sk === "DELIVERY") as (Stored & Item) | undefined;
      if (!head) return undefined;
      const pieces = head.body
        ? [head.body]
        : items
            .filter(({ sk }) => String(sk).startsWith(`BODY#${head.digest}#`))
            .sort((a, b) => Number(String(a.sk).split("#")[2]) - Number(String(b.sk).split("#")[2]))
            .map(({ bytes }) => bytes as Uint8Array);
      return { delivery: head.delivery, body: await unpackBody(head.encoding, pieces) };
    },

    async settleDelivery(delivery) {
      const listed = quarantineAttributes(delivery);
      const quarantined = delivery.outcome === "quarantined";
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(deliveryKey(delivery.id)),
          UpdateExpression: quarantined
            ? "SET delivery = :delivery, recentKey = :recent, createdKey = :created, summary = :summary REMOVE dueShard, due"
            : "SET delivery = :delivery REMOVE dueShard, due, recentKey, createdKey, summary",
          ExpressionAttributeValues: marshall({
            ":delivery": delivery,
            ...(quarantined && {
              ":recent": listed.recentKey,
              ":created": listed.createdKey,
              ":summary": listed.summary,
            }),
          }),
        }),
      );
    },

    async quarantine({ limit, cursor }) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: "recent",
          KeyConditionExpression: `recentKey = :key${cursor ? " AND createdKey < :before" : ""}`,
          ExpressionAttributeValues: marshall({
            ":key": quarantineKey,
            ...(cursor && { ":before": decodeCursor(cursor) }),
          }),
          ScanIndexForward: false,
          // One more than asked for tells whether there is a next page.
          Limit: limit + 1,
        }),
      );
      const found = Items.map((item) => unmarshall<{ createdKey: string; summary: QuarantineEntry }>(item));
      const shown = found.slice(0, limit);
      const more = found.length > limit || LastEvaluatedKey !== undefined;
      return {
        items: shown.map(({ summary }) => summary),
        next: more && shown.length > 0 ? encodeCursor(shown.at(-1)!.createdKey) : null,
      };
    },
  };
}
