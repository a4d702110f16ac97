import { sqsBackOff } from "@baton/aws/sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { log } from "../deps.ts";

/** A message that failed comes again after five seconds, ten, … up to five minutes: soon after a hiccup, and not all the time in an outage. */
const backOffSeconds = (receives: number): number => Math.min(5 * 2 ** (receives - 1), 300);

let backOff: ReturnType<typeof sqsBackOff> | undefined;

/** Handles a batch message by message; one that fails comes again alone, its neighbours are done. */
export function eachMessage<T>(work: (message: T) => Promise<void>): (event: SQSEvent) => Promise<SQSBatchResponse> {
  const succeeds = async (record: SQSRecord): Promise<boolean> => {
    try {
      await work(JSON.parse(record.body) as T);
      return true;
    } catch (error) {
      const { name, message } = error as Error;
      const receives = Number(record.attributes.ApproximateReceiveCount);
      log("error", "a message failed and will come again", {
        messageId: record.messageId,
        receives,
        error: name,
        reason: message,
      });
      backOff ??= sqsBackOff();
      // If that fails too, the message comes again when its queue's own time is over.
      await backOff({
        queueArn: record.eventSourceARN,
        receiptHandle: record.receiptHandle,
        seconds: backOffSeconds(receives),
      }).catch(() => {});
      return false;
    }
  };
  return async ({ Records }) => {
    const done = await Promise.all(Records.map(succeeds));
    return {
      batchItemFailures: Records.filter((_, i) => !done[i]).map(({ messageId }) => ({ itemIdentifier: messageId })),
    };
  };
}
