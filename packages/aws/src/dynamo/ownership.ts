import { type DynamoDBClient, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { AccountEntry, Store } from "@baton/core/ports";
import { personWrites } from "./people.ts";
import { failedAs, marshall } from "./table/client.ts";
import { accountKey } from "./table/keys.ts";
import { transact } from "./table/transact.ts";

/** Writes of accounts under way at a time: an import must not take every connection. */
const AT_A_TIME = 25;

export function ownership(client: DynamoDBClient, TableName: string): Pick<Store, "setAccounts" | "savePerson"> {
  const setAccount = ({ domain, owner, at }: AccountEntry) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: marshall(accountKey(domain)),
        UpdateExpression: `SET importedAt = :at${owner === null ? " REMOVE #owner" : owner === undefined ? "" : ", #owner = :owner"}`,
        ...(owner !== undefined && { ExpressionAttributeNames: { "#owner": "owner" } }),
        ExpressionAttributeValues: marshall({ ":at": at, ...(typeof owner === "string" && { ":owner": owner }) }),
      }),
    );
  return {
    async setAccounts(entries) {
      const last = [...new Map(entries.map((entry) => [entry.domain, entry])).values()];
      for (let from = 0; from < last.length; from += AT_A_TIME)
        await Promise.all(last.slice(from, from + AT_A_TIME).map(setAccount));
    },

    async savePerson(write) {
      const [put, ...joins] = personWrites(TableName, write);
      if (joins.length > 0) return (await transact(client, [put!, ...joins])) === -1 ? "done" : "person";
      try {
        await client.send(new PutItemCommand(put!.Put!));
        return "done";
      } catch (error) {
        // The other is a transaction under way with the same person, which will have changed them.
        if (failedAs(error, "ConditionalCheckFailedException") || failedAs(error, "TransactionConflictException"))
          return "person";
        throw error;
      }
    },
  };
}
