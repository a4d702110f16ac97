import { randomBytes } from "node:crypto";
import type { Delivery } from "@baton/core/delivery";
import type { QuarantineEntry, Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { packBody, unpackBody } from "./items/body.ts";
import { type Attributes, failedAs, type Item, marshall, unmarshall } from "./table/client.ts";
import { decodeCursor, encodeCursor } from "./table/cursor.ts";
import { chunkKey, deliveryItemKey, dueAttributes, quarantineKey } from "./table/keys.ts";
import { query } from "./table/query.ts";

type Deliveries = Pick<Store, "keepDelivery" | "isPending" | "delivery" | "settleDelivery" | "quarantine">;

/** A delivery's own item, beside its keys. */
export interface StoredDelivery {
  delivery: Delivery;
  encoding: string;
  body?: Uint8Array;
  digest?: string;
  attempt?: string;
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

export function deliveries(client: Dynamo, TableName: string): Deliveries {
  return {
    async keepDelivery(delivery, body, { retryAt, notBefore, expiresAt }) {
      const packed = packBody(body);
      const expires = { expiresAt: Math.floor(expiresAt / 1000) };
      // Pieces first: a delivery that is there has its body.
      await Promise.all(
        packed.chunks.map((bytes, n) =>
          client.send("PutItem", {
            TableName,
            Item: marshall({ ...chunkKey(delivery.id, packed.digest, n), bytes, ...expires }),
          }),
        ),
      );
      const key = deliveryItemKey(delivery.id);
      const attempt = randomBytes(9).toString("base64url");
      try {
        await client.send("PutItem", {
          TableName,
          Item: marshall({
            ...key,
            delivery,
            attempt,
            encoding: packed.encoding,
            body: packed.inline,
            ...(packed.digest && { digest: packed.digest }),
            ...expires,
            ...dueAttributes(delivery.id, retryAt),
            ...quarantineAttributes(delivery),
          }),
          ConditionExpression:
            notBefore === undefined
              ? "attribute_not_exists(pk)"
              : "attribute_not_exists(pk) OR (delivery.receivedAt < :notBefore AND delivery.outcome <> :pending)",
          ...(notBefore !== undefined && {
            ExpressionAttributeValues: marshall({
              ":notBefore": new Date(notBefore).toISOString(),
              ":pending": "pending",
            }),
          }),
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        });
        return {};
      } catch (error) {
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
        const { Item } = error as { Item?: Attributes };
        const found = Item && unmarshall<StoredDelivery>(Item);
        // The SDK's second attempt meets its first one, of which no answer came in time.
        return found?.attempt === attempt ? {} : { existing: found?.delivery ?? delivery };
      }
    },

    async isPending(id) {
      const { Item } = await client.send("GetItem", {
        TableName,
        Key: marshall(deliveryItemKey(id)),
        ProjectionExpression: "delivery.outcome",
        ConsistentRead: true,
      });
      return (
        Item !== undefined && unmarshall<{ delivery?: { outcome?: string } }>(Item).delivery?.outcome === "pending"
      );
    },

    async delivery(id) {
      const { pk } = deliveryItemKey(id);
      const items: Item[] = [];
      const stored = query<Item>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": pk }),
        ConsistentRead: true,
      });
      for await (const item of stored) items.push(item);
      const head = items.find(({ sk }) => sk === "DELIVERY") as (StoredDelivery & Item) | undefined;
      if (!head) return undefined;
      const pieces = head.body
        ? [head.body]
        : items
            .filter(({ sk }) => String(sk).startsWith(`BODY#${head.digest}#`))
            .sort((a, b) => Number(String(a.sk).split("#")[2]) - Number(String(b.sk).split("#")[2]))
            .map(({ bytes }) => bytes as Uint8Array);
      return { delivery: head.delivery, body: unpackBody(head.encoding, pieces) };
    },

    async settleDelivery(delivery, retryAt) {
      const key = deliveryItemKey(delivery.id);
      const placed: Item = { ...quarantineAttributes(delivery), ...dueAttributes(delivery.id, retryAt) };
      const set = ["delivery = :delivery"];
      const remove: string[] = [];
      const values: Item = { ":delivery": delivery };
      const stays = delivery.outcome === "pending" && retryAt === undefined;
      for (const name of ["recentKey", "createdKey", "summary", ...(stays ? [] : ["dueShard", "due"])]) {
        if (placed[name] === undefined) remove.push(name);
        else {
          set.push(`${name} = :${name}`);
          values[`:${name}`] = placed[name];
        }
      }
      try {
        await client.send("UpdateItem", {
          TableName,
          Key: marshall(key),
          UpdateExpression: `SET ${set.join(", ")}${remove.length > 0 ? ` REMOVE ${remove.join(", ")}` : ""}`,
          ConditionExpression: stays
            ? "delivery.outcome = :pending AND attribute_not_exists(delivery.waiting)"
            : "delivery.outcome IN (:pending, :quarantined, :ignored)",
          ExpressionAttributeValues: marshall({
            ...values,
            ":pending": "pending",
            ...(!stays && { ":quarantined": "quarantined", ":ignored": "ignored" }),
          }),
        });
      } catch (error) {
        // Whoever was at it at the same time has finished it.
        if (!failedAs(error, "ConditionalCheckFailedException")) throw error;
      }
    },

    async quarantine({ limit, cursor, source, since = "" }) {
      const before = cursor ? decodeCursor(cursor) : "~";
      const items: QuarantineEntry[] = [];
      let place = "";
      const stored = query<{ createdKey: string; summary: QuarantineEntry }>(client, {
        TableName,
        IndexName: "recent",
        KeyConditionExpression: "recentKey = :key AND createdKey BETWEEN :since AND :before",
        ExpressionAttributeValues: marshall({ ":key": quarantineKey, ":since": since || "0", ":before": before }),
        ScanIndexForward: false,
        Limit: 100,
      });
      for await (const { createdKey, summary } of since > before ? [] : stored) {
        if (createdKey === before || (source !== undefined && summary.source !== source)) continue;
        // One more than asked for tells that there is a next page.
        if (items.length === limit) return { items, next: encodeCursor(place) };
        items.push(summary);
        place = createdKey;
      }
      return { items, next: null };
    },
  };
}
