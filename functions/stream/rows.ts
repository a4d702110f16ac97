import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from "aws-lambda";
import { invoked } from "../../packages/aws/src/lambda/log.ts";
import { log, relay } from "../deps.ts";

/** A message names so many days at most. */
const MOST_DAYS = 25;

/** Says in which days rows changed: each day once a batch, whatever changed in it. */
export const handler: (event: DynamoDBStreamEvent, context?: Context) => Promise<DynamoDBBatchResponse> = invoked(
  async ({ Records }: DynamoDBStreamEvent) => {
    const days = new Set<string>();
    let unreadable: string | undefined;
    for (const { dynamodb } of Records) {
      const day = /^ROWS#(\d{4}-\d{2}-\d{2})#/.exec(dynamodb?.Keys?.pk?.S ?? "")?.[1];
      if (day !== undefined) days.add(day);
      else {
        unreadable = dynamodb?.SequenceNumber ?? "";
        log("error", "a change of the table cannot be read", { sequenceNumber: unreadable });
        break;
      }
    }
    const changed = [...days].sort();
    const messages = Array.from({ length: Math.ceil(changed.length / MOST_DAYS) }, (_, n) => ({
      message: { v: 1 as const, changed: changed.slice(n * MOST_DAYS, (n + 1) * MOST_DAYS) },
    }));
    if (messages.length > 0) await relay.queues.days(messages);
    // Lambda comes again with what is from there on, and at last leaves that one behind.
    return { batchItemFailures: unreadable === undefined ? [] : [{ itemIdentifier: unreadable }] };
  },
);
