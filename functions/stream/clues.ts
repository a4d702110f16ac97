import { changedLeads, changedPlaces } from "@baton/aws/dynamo";
import { noteChanges } from "@baton/core/board";
import { loggable } from "@baton/core/error";
import { noteClues } from "@baton/core/privacy";
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { clues, invoked, log, relay } from "../deps.ts";

const store = clues();

/**
 * Has leads, deliveries, touches and words be found by whom they name, as they are now, and the board show changed leads. One reader does
 * both, because a stream has no more than two.
 */
export const handler = invoked<DynamoDBBatchResponse, DynamoDBStreamEvent>(async ({ Records }) => {
  // A board that is behind for some minutes is no reason to read it all again.
  await noteChanges(relay, changedLeads(Records)).catch((error: unknown) =>
    log("warn", "the board is not told of a change", loggable(error)),
  );
  const places = changedPlaces(Records);
  const failed = new Map((await noteClues(store, places)).failed.map(({ place, error }) => [place, error]));
  const first = places.findIndex((place) => failed.has(place));
  if (first < 0) return { batchItemFailures: [] };
  const place = places[first]!;
  log("error", "an item cannot be found by whom it names", { place, ...loggable(failed.get(place)) });
  // Lambda comes again with what is from there on, and at last leaves that one behind.
  return { batchItemFailures: [{ itemIdentifier: Records[first]!.dynamodb?.SequenceNumber ?? "" }] };
});
