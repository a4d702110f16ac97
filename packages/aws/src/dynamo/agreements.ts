import { type DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import type { Store, StoredAgreement } from "@baton/core/store";
import { type Attributes, failedAs, marshall, unmarshall } from "./client.ts";
import { activeKey, versionKey } from "./keys.ts";

type Agreements = Pick<Store, "activeVersion" | "agreement" | "activeAgreement" | "publish" | "ping">;

/** One JSON text: an agreement is read whole, and unmarshalling its hundreds of attributes would cost every cold start. */
function readVersion(item: Attributes | undefined): StoredAgreement | undefined {
  if (!item) return undefined;
  const { sk, model, text, appliedAt } = unmarshall<{ sk: string; model: string; text: string; appliedAt: string }>(
    item,
  );
  return {
    version: Number(sk.slice(2)),
    agreement: JSON.parse(model) as StoredAgreement["agreement"],
    text,
    appliedAt,
  };
}

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
      return readVersion(Item);
    },

    // Versions are published together with the pointer, so the newest is the active one.
    async activeAgreement() {
      const { Items } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :version)",
          ExpressionAttributeValues: marshall({ ":pk": activeKey.pk, ":version": "V#" }),
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        }),
      );
      return readVersion(Items?.[0]);
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
