/// <reference path="../.sst/platform/config.d.ts" />
import { table as shape } from "../packages/aws/src/topology/index.ts";

// A link tells the table's name only; each function states beside it what it may do.
sst.Linkable.wrap(sst.aws.Dynamo, (dynamo) => ({ properties: { name: dynamo.name } }));

export const table = new sst.aws.Dynamo("Table", {
  fields: shape.fields,
  primaryIndex: shape.primaryIndex,
  globalIndexes: shape.globalIndexes,
  ttl: shape.ttl,
  deletionProtection: $app.protect,
  transform: { table: { pointInTimeRecovery: { enabled: true } } },
});

export const reads = [
  { actions: ["dynamodb:GetItem", "dynamodb:BatchGetItem"], resources: [table.arn] },
  { actions: ["dynamodb:Query"], resources: [table.arn, $interpolate`${table.arn}/index/*`] },
];

/** A transaction needs the permissions of the writes and condition checks in it, and none of its own. */
export const writes = [
  { actions: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"], resources: [table.arn] },
];
