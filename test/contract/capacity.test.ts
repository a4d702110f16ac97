import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ensureTable } from "@baton/aws/admin";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startDynamodb } from "../../packages/local/src/emulators/dynamodb.ts";
import { unitsOf } from "../cost/capacity.ts";
import { type Item, sizeOf } from "../cost/item-size.ts";
import { allOnDynamodbLocal, dynamodbLocalMissing, startDynamodbLocal } from "../helpers/dynamodb-local.ts";

const missing = dynamodbLocalMissing();
const TableName = "capacity";
const ReturnConsumedCapacity = "INDEXES" as const;

const engines = [
  { name: "the emulator", skip: undefined, start: () => startDynamodb({ dataDir: undefined, onLoss: () => {} }) },
  { name: `AWS's DynamoDB Local${missing ? ` (not run: ${missing})` : ""}`, skip: missing, start: startDynamodbLocal },
].slice(0, allOnDynamodbLocal ? 2 : 1);

describe.each(engines)("units that $name tells", ({ skip, start }) => {
  describe.skipIf(skip !== undefined)("are", () => {
    let engine: { url: string; stop(): Promise<void> };
    let client: DynamoDBClient;
    beforeAll(async () => {
      engine = await start();
      await ensureTable({ endpoint: engine.url, name: TableName });
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
      client = new DynamoDBClient({ endpoint: engine.url, region: "us-east-1", credentials });
    });
    afterAll(async () => {
      client.destroy();
      await engine.stop();
    });

    const text = (S: string) => ({ S });
    const keyOf = (id: string) => ({ pk: text(id), sk: text("ITEM") });
    const due = { dueShard: text("0"), due: text("2026-11-24") };
    const put = async (item: Record<string, AttributeValue>) =>
      unitsOf(
        "PutItem",
        {},
        { ...(await client.send(new PutItemCommand({ TableName, Item: item, ReturnConsumedCapacity }))) },
      );

    test("one for each begun KB, and one for an index that the item comes into", async () => {
      expect(await put({ ...keyOf("put"), body: text("x".repeat(1_500)) })).toEqual({ write: 2, index: 0, read: 0 });
      expect(await put({ ...keyOf("due"), ...due })).toEqual({ write: 2, index: 1, read: 0 });
    });

    test("none for an index whose copy stays the same, two where its key changes", async () => {
      await put({ ...keyOf("moved"), ...due });
      expect(await put({ ...keyOf("moved"), ...due, note: text("new") })).toMatchObject({ index: 0 });
      expect(await put({ ...keyOf("moved"), ...due, due: text("2026-11-25") })).toMatchObject({ index: 2 });
    });

    test("those of the whole item for the change of one attribute, and one for the index that it leaves", async () => {
      await put({ ...keyOf("settled"), ...due, body: text("x".repeat(2_500)) });
      const answer = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: keyOf("settled"),
          UpdateExpression: "REMOVE due",
          ReturnConsumedCapacity,
        }),
      );
      expect(unitsOf("UpdateItem", {}, { ...answer })).toEqual({ write: 4, index: 1, read: 0 });
    });

    test("in a transaction twice those of the table, and once those of the indexes", async () => {
      const TransactItems = [
        { Put: { TableName, Item: { ...keyOf("tx 1"), ...due, body: text("x".repeat(2_500)) } } },
        { Put: { TableName, Item: keyOf("tx 2") } },
      ];
      const answer = await client.send(new TransactWriteItemsCommand({ TransactItems, ReturnConsumedCapacity }));
      expect(unitsOf("TransactWriteItems", {}, { ...answer })).toEqual({ write: 9, index: 1, read: 0 });
    });

    test("one for each begun 4 KB that is read consistently", async () => {
      await put({ ...keyOf("read 1"), body: text("x".repeat(5_000)) });
      await put(keyOf("read 2"));
      const Keys = [keyOf("read 1"), keyOf("read 2")];
      const RequestItems = { [TableName]: { ConsistentRead: true, Keys } };
      const answer = await client.send(new BatchGetItemCommand({ RequestItems, ReturnConsumedCapacity }));
      expect(unitsOf("BatchGetItem", {}, { ...answer })).toEqual({ write: 0, index: 0, read: 3 });
    });

    test.each<[string, AttributeValue]>([
      ["text", { S: "é€ and more" }],
      ["number", { N: "-120.0345" }],
      ["bytes", { B: new Uint8Array(33) }],
      ["list", { L: [{ N: "1" }, { S: "abc" }, { L: [] }] }],
      ["map", { M: { a: { N: "1" }, é: { M: { c: { BOOL: true }, d: { NULL: true } } } } }],
      ["set", { SS: ["a", "bcd"] }],
    ])("two as soon as an item with a %s is larger than a KB", async (kind, value) => {
      const item: Item = { ...keyOf(`size ${kind}`), value, rest: text("") };
      const room = 1_024 - sizeOf(item);
      expect(await put({ ...item, rest: text("x".repeat(room)) })).toMatchObject({ write: 1 });
      expect(await put({ ...item, pk: text(`more ${kind}`), rest: text("x".repeat(room + 1)) })).toMatchObject({
        write: 2,
      });
    });
  });
});
