import { type DynamoDBClient, type TransactWriteItem, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { LoadChange, Store } from "@baton/core/ports";
import { failedAs, marshall } from "./table/client.ts";
import { loadKey } from "./table/keys.ts";

/**
 * The write that takes or frees a place in somebody's load, with the condition under which the choice still stands.
 * It goes into the lead's own transaction, so load and lead cannot disagree.
 */
export function loadWrite(TableName: string, change: LoadChange): TransactWriteItem {
  const Key = marshall(loadKey(change.person));
  const { seen, day, limits = {}, exact } = change;
  if (seen === undefined || change.change === -1) {
    // Given by hand, or freed: the day's count is of what the rules gave.
    return {
      Update: {
        TableName,
        Key,
        UpdateExpression: "SET #open = if_not_exists(#open, :none) + :change REMOVE drift, driftAt",
        ExpressionAttributeNames: { "#open": "open" },
        ExpressionAttributeValues: marshall({ ":none": change.change === -1 ? 1 : 0, ":change": change.change }),
      },
    };
  }
  const sameDay = seen.day === day;
  const conditions = [sameDay ? "#day = :day" : "(attribute_not_exists(#day) OR #day <> :day)"];
  const values: Record<string, unknown> = { ":one": 1, ":zero": 0, ":day": day };
  if (exact) {
    conditions.push(seen.open === 0 ? "(attribute_not_exists(#open) OR #open = :seen)" : "#open = :seen");
    values[":seen"] = seen.open;
  }
  if (limits.open !== undefined) {
    conditions.push("(attribute_not_exists(#open) OR #open < :cap)");
    values[":cap"] = limits.open;
  }
  if (sameDay && limits.perDay !== undefined) {
    conditions.push("#today < :perDay");
    values[":perDay"] = limits.perDay;
  }
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: `SET #open = if_not_exists(#open, :zero) + :one, #day = :day, #today = ${sameDay ? "#today + :one" : ":one"} REMOVE drift, driftAt`,
      ExpressionAttributeNames: { "#open": "open", "#day": "day", "#today": "today" },
      ExpressionAttributeValues: marshall(values),
      ConditionExpression: conditions.join(" AND "),
    },
  };
}

/** A drift is noted on the load itself, where every other change of the load takes it away again. */
export function corrections(client: DynamoDBClient, TableName: string): Pick<Store, "correctLoad"> {
  const write = async (person: string, expressions: Record<string, string>, values: object): Promise<boolean> => {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall(loadKey(person)),
          ...expressions,
          ExpressionAttributeNames: { "#open": "open" },
          ExpressionAttributeValues: marshall(values),
        }),
      );
      return true;
    } catch (error) {
      if (failedAs(error, "ConditionalCheckFailedException")) return false;
      throw error;
    }
  };
  return {
    async correctLoad(person, { seen, found, now, confirms }) {
      const same = seen === 0 ? "(attribute_not_exists(#open) OR #open = :seen)" : "#open = :seen";
      const corrected = await write(
        person,
        {
          UpdateExpression: "SET #open = :found REMOVE drift, driftAt",
          ConditionExpression: `${same} AND drift = :found AND driftAt < :confirms`,
        },
        { ":seen": seen, ":found": found, ":confirms": confirms },
      );
      if (corrected) return true;
      await write(
        person,
        {
          UpdateExpression: "SET drift = :found, driftAt = :now",
          ConditionExpression: `${same} AND (attribute_not_exists(drift) OR drift <> :found)`,
        },
        { ":seen": seen, ":found": found, ":now": now },
      );
      return false;
    },
  };
}
