import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { LoadChange, Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { failedAs, marshall } from "./table/client.ts";
import { loadKey } from "./table/keys.ts";

/**
 * The write that takes or frees a place in somebody's load, with the condition under which the choice still stands.
 * It goes into the lead's own transaction, so load and lead cannot disagree.
 */
export function loadWrite(TableName: string, change: LoadChange): TransactWriteItem {
  const Key = marshall(loadKey(change.of));
  const { seen, limits = {}, exact } = change;
  if (seen === undefined || change.change === -1) {
    // Given by hand, or freed: the counts of days, weeks and months are of what the rules gave.
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
  const names: Record<string, string> = { "#open": "open" };
  const values: Record<string, unknown> = { ":one": 1, ":zero": 0 };
  const sets = ["#open = if_not_exists(#open, :zero) + :one"];
  const conditions: string[] = [];
  if (exact) {
    conditions.push(seen.open === 0 ? "(attribute_not_exists(#open) OR #open = :seen)" : "#open = :seen");
    values[":seen"] = seen.open;
  }
  if (limits.open !== undefined) {
    conditions.push("(attribute_not_exists(#open) OR #open < :cap)");
    values[":cap"] = limits.open;
  }
  for (const { period, count, limit } of PERIODS) {
    const now = change[period];
    if (now === undefined) continue;
    const same = seen[period] === now;
    names[`#${period}`] = period;
    names[`#${count}`] = count;
    values[`:${period}`] = now;
    sets.push(`#${period} = :${period}`, `#${count} = ${same ? `#${count} + :one` : ":one"}`);
    conditions.push(
      same ? `#${period} = :${period}` : `(attribute_not_exists(#${period}) OR #${period} <> :${period})`,
    );
    const most = limits[limit];
    if (!same || most === undefined) continue;
    conditions.push(`#${count} < :${limit}`);
    values[`:${limit}`] = most;
  }
  return {
    Update: {
      TableName,
      Key,
      UpdateExpression: `SET ${sets.join(", ")} REMOVE drift, driftAt`,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: marshall(values),
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(" AND ") }),
    },
  };
}

/** What is counted by periods: the attribute that names the period, its count, and what limits that. */
const PERIODS = [
  { period: "day", count: "today", limit: "perDay" },
  { period: "week", count: "thisWeek", limit: "perWeek" },
  { period: "month", count: "thisMonth", limit: "perMonth" },
] as const;

/** A drift is noted on the load itself, where every other change of the load takes it away again. */
export function corrections(client: Dynamo, TableName: string): Pick<Store, "correctLoad"> {
  const write = async (person: string, expressions: Record<string, string>, values: object): Promise<boolean> => {
    try {
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(loadKey(person)),
        ...expressions,
        ExpressionAttributeNames: { "#open": "open" },
        ExpressionAttributeValues: marshall(values),
      });
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
