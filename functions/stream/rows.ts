import { changedDays } from "@baton/aws/dynamo";
import { queueDays } from "@baton/core/report";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { invoked, log, relay } from "../deps.ts";

/** Says in which days rows changed: each day once a batch, whatever changed in it. */
export const handler = invoked<DynamoDBBatchResponse, DynamoDBStreamEvent>(async ({ Records }) => {
  const { days, unreadable } = changedDays(Records);
  await queueDays(relay.queues, days);
  if (unreadable === undefined) return { batchItemFailures: [] };
  log("error", "a change of the table cannot be read", { sequenceNumber: unreadable });
  // Lambda comes again with what is from there on, and at last leaves that one behind.
  return { batchItemFailures: [{ itemIdentifier: unreadable }] };
});
