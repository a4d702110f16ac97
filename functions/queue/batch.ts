import { sqsBackOff } from "@baton/aws/sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { log, publishMetrics } from "../deps.ts";

/** A message that failed comes again after five seconds, ten, … up to five minutes: soon after a hiccup, and not all the time in an outage. */
const backOffSeconds = (receives: number): number => Math.min(5 * 2 ** (receives - 1), 300);

let backOff: ReturnType<typeof sqsBackOff> | undefined;

/**
 * Handles a batch message by message; one that fails comes again alone, its neighbours are done. So does one whose work calls
 * `again` with the seconds until then.
 */
export function eachMessage<T>(
  work: (message: T, again: (seconds: number) => void) => Promise<void>,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const later = (record: SQSRecord, seconds: number): Promise<void> => {
    backOff ??= sqsBackOff();
    // If that fails too, the message comes again when its queue's own time is over.
    return backOff({ queueArn: record.eventSourceARN, receiptHandle: record.receiptHandle, seconds }).catch(() => {});
  };
  const succeeds = async (record: SQSRecord): Promise<boolean> => {
    try {
      let seconds: number | undefined;
      await work(JSON.parse(record.body) as T, (given) => {
        seconds = given;
      });
      if (seconds === undefined) return true;
      await later(record, seconds);
    } catch (error) {
      const { name, message } = error as Error;
      const receives = Number(record.attributes.ApproximateReceiveCount);
      log("error", "a message failed and will come again", {
        messageId: record.messageId,
        receives,
        error: name,
        reason: message,
      });
      await later(record, backOffSeconds(receives));
    }
    return false;
  };
  return async ({ Records }) => {
    const done = await Promise.all(Records.map(succeeds));
    await publishMetrics();
    return {
      batchItemFailures: Records.filter((_, i) => !done[i]).map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}
