import { describe, expect, test } from "vitest";
import { askCapacity, itemsOf, unitsOf } from "../../cost/capacity.ts";

const indexes = (units: number) => ({ GlobalSecondaryIndexes: { due: { CapacityUnits: units } } });

describe("units of a call", () => {
  test("a write costs what the table and its indexes took", () => {
    const ConsumedCapacity = { CapacityUnits: 5, Table: { CapacityUnits: 3 }, ...indexes(2) };
    expect(unitsOf("PutItem", {}, { ConsumedCapacity })).toEqual({ write: 5, index: 2, read: 0 });
  });

  test("a read costs read units", () => {
    const ConsumedCapacity = [{ CapacityUnits: 3, Table: { CapacityUnits: 3 } }];
    expect(unitsOf("BatchGetItem", {}, { ConsumedCapacity })).toEqual({ write: 0, index: 0, read: 3 });
  });

  test("a transaction costs the table twice and its indexes once", () => {
    const ConsumedCapacity = [
      { CapacityUnits: 10, WriteCapacityUnits: 10, Table: { CapacityUnits: 8 }, ...indexes(2) },
    ];
    expect(unitsOf("TransactWriteItems", {}, { ConsumedCapacity })).toEqual({ write: 10, index: 2, read: 0 });
  });

  test("indexes that DynamoDB Local charges twice in a transaction are charged once", () => {
    const ConsumedCapacity = [{ CapacityUnits: 12, Table: { CapacityUnits: 8 }, ...indexes(4) }];
    expect(unitsOf("TransactWriteItems", {}, { ConsumedCapacity })).toEqual({ write: 10, index: 2, read: 0 });
  });

  test("a refused write costs a unit at least", () => {
    const answer = { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" };
    expect(unitsOf("UpdateItem", {}, answer).write).toBe(1);
  });

  test("a refused transaction costs two units at least for each of its items", () => {
    const answer = { __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException" };
    expect(unitsOf("TransactWriteItems", { TransactItems: [{}, {}, {}] }, answer).write).toBe(6);
  });
});

test("a request is sent on as it was, but asking for its capacity by index", () => {
  const sent = askCapacity(Buffer.from(JSON.stringify({ TableName: "t", Key: { pk: { S: "ä" } } })));
  expect(JSON.parse(sent.toString())).toEqual({
    TableName: "t",
    Key: { pk: { S: "ä" } },
    ReturnConsumedCapacity: "INDEXES",
  });
});

describe("what a request is about", () => {
  const key = (sk: string) => ({ pk: { S: "P#1" }, sk: { S: sk } });

  test.each([
    ["an item that is put", { Item: key("LEAD") }, "LEAD"],
    ["an item that is updated", { Key: key("NOTICE#ntc_1") }, "NOTICE"],
    ["a batch", { RequestItems: { t: { Keys: [key("ACTIVE"), key("PERSON")] } } }, "ACTIVE+PERSON"],
    [
      "a transaction",
      { TransactItems: [{ Put: { Item: key("LEAD") } }, { Update: { Key: key("LOAD") } }] },
      "LEAD+LOAD",
    ],
    ["a query of an index", { IndexName: "due", ExpressionAttributeValues: { ":shard": { S: "0" } } }, "index due"],
    [
      "a query of what begins alike",
      { ExpressionAttributeValues: { ":pk": { S: "LEAD#1" }, ":prefix": { S: "EVENT#" } } },
      "EVENT",
    ],
    ["a query of all under a key", { ExpressionAttributeValues: { ":pk": { S: "SOURCE#web" } } }, "SOURCE"],
  ])("%s", (_, request, items) => expect(itemsOf(request)).toBe(items));
});
