import { changedPlaces } from "@baton/aws/dynamo";
import { noteClues } from "@baton/core/privacy";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { clues, invoked } from "../deps.ts";

const store = clues();

/** Has leads, deliveries, touches and words be found by whom they name, as they are now. */
export const handler = invoked<DynamoDBBatchResponse, DynamoDBStreamEvent>(async ({ Records }) => {
  await noteClues(store, changedPlaces(Records));
  return { batchItemFailures: [] };
});
