import { type DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import type { Store, StoredAgreement } from "@baton/core/store";
import { failedAs, marshall, unmarshall } from "./client.ts";
import { activeKey, versionKey } from "./keys.ts";

type Agreements = Pick<Store, "activeVersion" | "agreement" | "publish" | "ping">;

export function agreements(client: DynamoDBClient, TableName: string): Agreements {
  const activeVersion = async (): Promise<number | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: marshall(activeKey), ConsistentRead: true }),
    );
    return Item && unmarshall<{ version: number }>(Item).version;
  };
  return {
    activeVersion,
    async ping() {
      await activeVersion();
    },

    async agreement(version) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: marshall(versionKey(version)), ConsistentRead: true }),
      );
      if (!Item) return undefined;
      // One JSON text: an agreement is read whole, and unmarshalling its hundreds of attributes would cost every cold start.
      const { model, text, appliedAt } = unmarshall<{ model: string; text: string; appliedAt: string }>(Item);
      return { version, agreement: JSON.parse(model) as StoredAgreement["agreement"], text, appliedAt };
    },

    async publish({ agreement, text, appliedAt }, expected) {
      const version = (expected ?? 0) + 1;
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: {
                  TableName,
                  Item: marshall({ ...versionKey(version), model: JSON.stringify(agreement), text, appliedAt }),
                  ConditionExpression: "attribute_not_exists(pk)",
                },
              },
              {
                Put: {
                  TableName,
                  Item: marshall({ ...activeKey, version }),
                  ConditionExpression: expected === undefined ? "attribute_not_exists(pk)" : "version = :expected",
                  ...(expected !== undefined && { ExpressionAttributeValues: marshall({ ":expected": expected }) }),
                },
              },
            ],
          }),
        );
        return version;
      } catch (error) {
        if (failedAs(error, "TransactionCanceledException")) return undefined;
        throw error;
      }
    },
  };
}
