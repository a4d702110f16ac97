import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import type { Store, StoredAgreement, Version } from "@baton/core/ports";
import { type Attributes, failedAs, marshall, unmarshall } from "./table/client.ts";
import { activeKey, settledKey, versionKey } from "./table/keys.ts";
import { query } from "./table/query.ts";

type Agreements = Pick<
  Store,
  | "activeVersion"
  | "agreement"
  | "activeAgreement"
  | "publish"
  | "settledVersion"
  | "settleVersion"
  | "versions"
  | "ping"
>;

type Item = Omit<Version, "version"> & { sk: string };

/** Everything but the contents of a version. */
const summary = ["sk", "appliedAt", "by", "why", "rollbackOf"] as const satisfies (keyof Item)[];

/** One JSON text: an agreement is read whole, and unmarshalling its hundreds of attributes would cost every cold start. */
function readVersion(item: Attributes | undefined): StoredAgreement | undefined {
  if (!item) return undefined;
  const stored = unmarshall<Item & { model: string; text: string }>(item);
  return {
    ...readSummary(stored),
    agreement: JSON.parse(stored.model) as StoredAgreement["agreement"],
    text: stored.text,
  };
}

function readSummary({ sk, appliedAt, by, why, rollbackOf }: Item): Version {
  return {
    version: Number(sk.slice(2)),
    appliedAt,
    ...(by !== undefined && { by }),
    ...(why !== undefined && { why }),
    ...(rollbackOf !== undefined && { rollbackOf }),
  };
}

export function agreements(client: DynamoDBClient, TableName: string): Agreements {
  const versionAt = async (key: { pk: string; sk: string }): Promise<number | undefined> => {
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: marshall(key), ConsistentRead: true }));
    return Item && unmarshall<{ version: number }>(Item).version;
  };
  const activeVersion = () => versionAt(activeKey);
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

    settledVersion: () => versionAt(settledKey),

    async settleVersion(version) {
      await client.send(new PutItemCommand({ TableName, Item: marshall({ ...settledKey, version }) }));
    },

    async versions({ limit, before }) {
      const found: Version[] = [];
      const stored = query<Item>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues: marshall({
          ":pk": activeKey.pk,
          ":first": "V#",
          ":last": before === undefined ? "V#~" : versionKey(before - 1).sk,
        }),
        ProjectionExpression: summary.map((name) => `#${name}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(summary.map((name) => [`#${name}`, name])),
        ScanIndexForward: false,
        Limit: limit,
        ConsistentRead: true,
      });
      for await (const item of stored) {
        found.push(readSummary(item));
        if (found.length === limit) break;
      }
      return found;
    },

    async publish({ agreement, ...entry }, expected) {
      const version = (expected ?? 0) + 1;
      try {
        await client.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              {
                Put: {
                  TableName,
                  Item: marshall({ ...versionKey(version), model: JSON.stringify(agreement), ...entry }),
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
