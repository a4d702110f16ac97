import {
  type AttributeDefinition,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  type Projection,
  QueryCommand,
  ResourceInUseException,
  ScanCommand,
  UpdateTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { shards } from "../dynamo/table/keys.ts";
import { table } from "../topology/index.ts";
import { emulatorClient } from "./emulator.ts";

const stream = { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } as const;

/**
 * Creates the topology's table under `name` unless it exists; `unread`: without its stream, which slows an emulator down if nobody reads it.
 * Without its TTL: an emulator expires by the real time, and the items carry the simulated one.
 */
export async function ensureTable(options: { endpoint: string; name: string; unread?: boolean }): Promise<void> {
  const client = new DynamoDBClient(emulatorClient(options.endpoint));
  try {
    await client.send(
      new CreateTableCommand({
        TableName: options.name,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: Object.keys(table.fields).map(
          (name): AttributeDefinition => ({ AttributeName: name, AttributeType: "S" }),
        ),
        KeySchema: keySchema(table.primaryIndex),
        GlobalSecondaryIndexes: Object.entries(table.globalIndexes).map(([IndexName, index]) => ({
          IndexName,
          KeySchema: keySchema(index),
          Projection: projection(index.projection),
        })),
        ...(!options.unread && { StreamSpecification: stream }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    if (!options.unread) await ensureStream(client, options.name);
  }
  try {
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 1 }, { TableName: options.name });
  } finally {
    client.destroy();
  }
}

/** A kept table may be older than its stream. */
async function ensureStream(client: DynamoDBClient, TableName: string): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if (Table?.LatestStreamArn === undefined)
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification: stream }));
}

export interface DueReader {
  /** The earliest entry `<ISO instant>#<key>` of the due index after `after` (`""`: of all). */
  nextDue(after: string): Promise<string | undefined>;
  close(): void;
}

/** Reads ahead in the due index over all its shards. */
export function dueReader(options: { endpoint: string; name: string }): DueReader {
  const client = new DynamoDBClient(emulatorClient(options.endpoint));
  const firstOf = async (shard: string, after: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: options.name,
        IndexName: "due",
        KeyConditionExpression: "dueShard = :shard AND due > :after",
        // A key condition takes no empty string; a space sorts before every instant.
        ExpressionAttributeValues: { ":shard": { S: shard }, ":after": { S: after || " " } },
        Limit: 1,
      }),
    );
    return Items[0]?.due?.S;
  };
  /** All entries, in one answer for what a laptop has to do; undefined where there are more. */
  const all = async () => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({ TableName: options.name, IndexName: "due", ProjectionExpression: "due" }),
    );
    return LastEvaluatedKey ? undefined : Items.flatMap(({ due }) => due?.S ?? []);
  };
  return {
    async nextDue(after) {
      const entries = await all();
      if (entries) return entries.filter((due) => due > after).sort()[0];
      const firsts = await Promise.all(shards.map((shard) => firstOf(shard, after)));
      return firsts.filter((due) => due !== undefined).sort()[0];
    },
    close: () => client.destroy(),
  };
}

function keySchema(keys: { hashKey: string; rangeKey: string }): KeySchemaElement[] {
  return [
    { AttributeName: keys.hashKey, KeyType: "HASH" },
    { AttributeName: keys.rangeKey, KeyType: "RANGE" },
  ];
}

function projection(wanted: "keys-only" | string[]): Projection {
  return wanted === "keys-only"
    ? { ProjectionType: "KEYS_ONLY" }
    : { ProjectionType: "INCLUDE", NonKeyAttributes: wanted };
}
