import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ensureTable, type StreamReader, streamReader } from "@baton/aws/admin";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDynamodb } from "../../packages/local/src/emulators/dynamodb.ts";
import { dynamodbLocalMissing, startDynamodbLocal } from "../helpers/dynamodb-local.ts";

const TableName = "baton";
const missing = dynamodbLocalMissing();

const engines: [string, () => Promise<{ url: string; stop(): Promise<void> }>, boolean][] = [
  ["dynoxide", () => startDynamodb({ dataDir: undefined, onLoss: () => {} }), false],
  [`DynamoDB Local${missing ? ` (not run: ${missing})` : ""}`, startDynamodbLocal, missing !== undefined],
];
for (const [name, start, skipped] of engines) {
  describe.skipIf(skipped)(`The table's stream: ${name}`, () => {
    let emulator: Awaited<ReturnType<typeof start>>;
    let client: DynamoDBClient;
    let reader: StreamReader;
    beforeAll(async () => {
      emulator = await start();
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
      client = new DynamoDBClient({ endpoint: emulator.url, region: "us-east-1", credentials });
      await ensureTable({ endpoint: emulator.url, name: TableName });
    });
    afterAll(async () => {
      reader?.close();
      client?.destroy();
      await emulator?.stop();
    });
    const key = (sk: string) => ({ pk: { S: "ROWS#2026-11-24#0" }, sk: { S: sk } });
    const put = (sk: string) => client.send(new PutItemCommand({ TableName, Item: { ...key(sk), row: { S: "{}" } } }));
    const read = async () => (await reader.read()).map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.sk?.S]);

    test("tells what changed before it was first read, and then each change once, in order, keys only", async () => {
      await put("a");
      reader = await streamReader({ endpoint: emulator.url, name: TableName });
      expect(await read()).toEqual([["INSERT", "a"]]);
      expect(await read()).toEqual([]);
      await put("b");
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: key("a"),
          UpdateExpression: "SET #row = :row",
          ExpressionAttributeNames: { "#row": "row" },
          ExpressionAttributeValues: { ":row": { S: "[]" } },
        }),
      );
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: { ...key("c"), row: { S: "{}" } } } }],
        }),
      );
      await client.send(new DeleteItemCommand({ TableName, Key: key("b") }));
      const records = await reader.read();
      expect(records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.Keys?.sk?.S])).toEqual([
        ["INSERT", "b"],
        ["MODIFY", "a"],
        ["INSERT", "c"],
        ["REMOVE", "b"],
      ]);
      for (const { dynamodb } of records) expect(dynamodb?.NewImage ?? dynamodb?.OldImage).toBeUndefined();
      expect(await read()).toEqual([]);
    });
  });
}
