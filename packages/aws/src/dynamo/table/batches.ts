import type { UpdateItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { LeadNotice, NoticeStore } from "@baton/core/ports";
import type { Dynamo } from "../../call/index.ts";
import { failedAs, marshall, unmarshall } from "./client.ts";
import { batchKey, claimKey, listKey } from "./keys.ts";
import { query } from "./query.ts";

/** A batch is sent when its minute is over; what is not sent by then is claimed anew. */
const KEPT_SECONDS = 86_400;

interface Key {
  pk: string;
  sk: string;
}

/** One item for each notice, in a partition for each batch: who is at it, and whether it was put off. */
export function batches(client: Dynamo, TableName: string): NoticeStore {
  const update = async (key: Key, change: Partial<UpdateItemCommandInput>) => {
    await client.send("UpdateItem", { TableName, Key: marshall(key), ...change });
  };
  /** Claims an item until an instant, unless somebody else has it. */
  const claim = async (key: Key, { now, until }: { now: number; until: number }, lead?: string): Promise<boolean> => {
    try {
      await update(key, {
        UpdateExpression: `SET claimedUntil = :until, expiresAt = :expiresAt${lead === undefined ? "" : ", #lead = :lead"}`,
        ConditionExpression: "attribute_not_exists(claimedUntil) OR claimedUntil <= :now",
        ...(lead !== undefined && { ExpressionAttributeNames: { "#lead": "lead" } }),
        ExpressionAttributeValues: marshall({
          ":lead": lead,
          ":until": until,
          ":now": now,
          ":expiresAt": Math.floor(until / 1000) + KEPT_SECONDS,
        }),
      });
      return true;
    } catch (error) {
      if (failedAs(error, "ConditionalCheckFailedException")) return false;
      throw error;
    }
  };

  return {
    claimNotice: (batch, { lead, notice }, until) => claim(claimKey(batch, notice), until, lead),

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

    giveUpNotice: (batch, notice) => update(claimKey(batch, notice), { UpdateExpression: "REMOVE claimedUntil" }),

    putOffNotice: (batch, notice, until) =>
      update(claimKey(batch, notice), {
        UpdateExpression: "SET putOffUntil = :until REMOVE claimedUntil",
        ExpressionAttributeValues: marshall({ ":until": until }),
      }),

    async putOffUntil(batch, notice) {
      const { Item } = await client.send("GetItem", {
        TableName,
        Key: marshall(claimKey(batch, notice)),
        ProjectionExpression: "putOffUntil",
        ConsistentRead: true,
      });
      return Item && unmarshall<{ putOffUntil?: number }>(Item).putOffUntil;
    },

    async putOffNotices(batch, { now, limit }) {
      const found: LeadNotice[] = [];
      const stored = query<{ sk: string; lead: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        FilterExpression: "putOffUntil <= :now",
        ExpressionAttributeValues: marshall({ ":pk": batchKey(batch), ":now": now }),
        ConsistentRead: true,
      });
      for await (const { sk, lead } of stored) {
        found.push({ lead, notice: sk });
        if (found.length === limit) break;
      }
      return found;
    },

    forgetNotice: (batch, notice) =>
      update(claimKey(batch, notice), { UpdateExpression: "REMOVE putOffUntil, claimedUntil" }),

    claimList: (batch, until) => claim(listKey(batch), until),

    giveUpList: (batch) => update(listKey(batch), { UpdateExpression: "REMOVE claimedUntil" }),
  };
}
