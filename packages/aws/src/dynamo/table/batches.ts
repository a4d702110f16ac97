import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { LeadNotice, Store } from "@baton/core/ports";
import { failedAs, marshall } from "./client.ts";
import { batchKey, claimKey } from "./keys.ts";
import { query } from "./query.ts";

type Batches = Pick<Store, "claimNotice" | "claimedNotices" | "giveUpNotice" | "putOffNotice" | "putOffNotices">;

/** A batch is sent when its minute is over; what is not sent by then is claimed anew. */
const KEPT_SECONDS = 86_400;

/** One item for each notice, in a partition for each batch: who is at it, and whether it was put off. */
export function batches(client: DynamoDBClient, TableName: string): Batches {
  return {
    async claimNotice(batch, { lead, notice }, { now, until }) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName,
            Key: marshall(claimKey(batch, notice)),
            UpdateExpression: "SET #lead = :lead, claimedUntil = :until, expiresAt = :expiresAt",
            ConditionExpression: "attribute_not_exists(claimedUntil) OR claimedUntil <= :now",
            ExpressionAttributeNames: { "#lead": "lead" },
            ExpressionAttributeValues: marshall({
              ":lead": lead,
              ":until": until,
              ":now": now,
              ":expiresAt": Math.floor(until / 1000) + KEPT_SECONDS,
            }),
          }),
        );
        return true;
      } catch (error) {
        if (failedAs(error, "ConditionalCheckFailedException")) return false;
        throw error;
      }
    },

    async claimedNotices(batch, limit) {
      const found: string[] = [];
      const stored = query<{ sk: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": batchKey(batch) }),
        ProjectionExpression: "sk",
        Limit: limit,
        ConsistentRead: true,
      });
      for await (const { sk } of stored) {
        found.push(sk);
        if (found.length === limit) break;
      }
      return found;
    },

    async giveUpNotice(batch, notice) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(claimKey(batch, notice)),
          UpdateExpression: "REMOVE claimedUntil",
        }),
      );
    },

    async putOffNotice(batch, notice, until) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(claimKey(batch, notice)),
          UpdateExpression: "SET putOffUntil = :until REMOVE claimedUntil",
          ExpressionAttributeValues: marshall({ ":until": until }),
        }),
      );
    },

    async putOffNotices(batch) {
      const found: (LeadNotice & { until: number })[] = [];
      const stored = query<{ sk: string; lead: string; putOffUntil: number }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        FilterExpression: "attribute_exists(putOffUntil)",
        ExpressionAttributeValues: marshall({ ":pk": batchKey(batch) }),
        ConsistentRead: true,
      });
      for await (const { sk, lead, putOffUntil } of stored) found.push({ lead, notice: sk, until: putOffUntil });
      return found;
    },
  };
}
