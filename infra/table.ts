/// <reference path="../.sst/platform/config.d.ts" />
import { table as shape } from "../packages/aws/src/topology/index.ts";

// A link tells the table's name only; each function states beside it what it may do.
sst.Linkable.wrap(sst.aws.Dynamo, (dynamo) => ({ properties: { name: dynamo.name } }));

export const table = new sst.aws.Dynamo("Table", {
  fields: shape.fields,
  primaryIndex: shape.primaryIndex,
  globalIndexes: shape.globalIndexes,
  ttl: shape.ttl,
  stream: shape.stream,
  deletionProtection: $app.protect,
  transform: { table: { pointInTimeRecovery: { enabled: true } } },
});

/** What is done with records by their keys: nobody lists other people's leads with it. */
const byKey = (...actions: string[]) => ({
  actions: actions.map((action) => `dynamodb:${action}`),
  resources: [table.arn],
});

// A transaction needs the permissions of what is in it, and none of its own.
export const records = byKey("BatchGetItem", "GetItem", "PutItem", "Query", "UpdateItem");
/** To find one person wherever they are named, and to erase them. */
export const everything = byKey(
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
);
/** To have things be found by whom they name, and the board show what changed. */
export const clues = byKey("BatchGetItem", "BatchWriteItem", "GetItem", "PutItem", "Query", "UpdateItem");
export const changes = byKey("GetItem", "PutItem", "Query", "UpdateItem");
export const marks = byKey("GetItem", "Query", "UpdateItem");
export const incidents = byKey("PutItem", "Query", "UpdateItem");

/** What an index lists: anybody's leads, or what falls due. */
export const lists = (...indexes: (keyof typeof shape.globalIndexes)[]) => ({
  actions: ["dynamodb:Query"],
  resources: indexes.map((index) => $interpolate`${table.arn}/index/${index}`),
});
