import { type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { NoticeBatch, Store } from "@baton/core/store";
import { marshall, unmarshall } from "./client.ts";
import { batchKey, noticeKey } from "./keys.ts";
import { query } from "./query.ts";
import { transact } from "./transact.ts";

type Batches = Pick<Store, "countNotice" | "putOffNotice" | "putOffNotices">;

/** A batch is sent when its minute is over; what was not sent by then finds another one. */
const KEPT_SECONDS = 86_400;
const PUT_OFF = "PUT_OFF#";

export function batches(client: DynamoDBClient, TableName: string): Batches {
  const expiresAt = ({ minute }: NoticeBatch): number => Date.parse(minute) / 1000 + KEPT_SECONDS;
  return {
    async countNotice(batch) {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ pk: batchKey(batch), sk: "COUNT" }),
          UpdateExpression: "ADD notices :one SET expiresAt = :expiresAt",
          ExpressionAttributeValues: marshall({ ":one": 1, ":expiresAt": expiresAt(batch) }),
          ReturnValues: "UPDATED_NEW",
        }),
      );
      return unmarshall<{ notices: number }>(Attributes!).notices;
    },

    async putOffNotice(batch, { lead, notice }) {
      const sk = `${PUT_OFF}${lead}#${notice}`;
      await transact(client, [
        { Put: { TableName, Item: marshall({ pk: batchKey(batch), sk, lead, notice, expiresAt: expiresAt(batch) }) } },
        { Update: { TableName, Key: marshall(noticeKey(lead, notice)), UpdateExpression: "REMOVE claimedUntil" } },
      ]);
    },

    async putOffNotices(batch) {
      const found: { lead: string; notice: string }[] = [];
      const stored = query<{ lead: string; notice: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: marshall({ ":pk": batchKey(batch), ":prefix": PUT_OFF }),
        ConsistentRead: true,
      });
      for await (const { lead, notice } of stored) found.push({ lead, notice });
      return found;
    },
  };
}
