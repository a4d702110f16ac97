import { loggable } from "@baton/core/error";
import type { Log } from "@baton/core/ports";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { readMessage, sqsBackOff } from "../sqs/index.ts";
import { withFields } from "./log.ts";

/** A message that failed comes again after five seconds, ten, … up to five minutes: soon after a hiccup, and not all the time in an outage. */
const backOffSeconds = (receives: number): number => Math.min(5 * 2 ** (receives - 1), 300);

let backOff: ReturnType<typeof sqsBackOff> | undefined;

/**
 * Handles a batch message by message; one that fails comes again alone, its neighbours are done. `read` makes a message of its
 * text, which by default a function of ours sent.
 */
export const eachMessage =
  (log: Log) =>
  <T>(
    work: (message: T) => Promise<void>,
    read: (body: string) => T = readMessage,
  ): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
    const later = (record: SQSRecord, seconds: number): Promise<void> => {
      backOff ??= sqsBackOff();
      // If that fails too, the message comes again when its queue's own time is over.
      return backOff({ queueArn: record.eventSourceARN, receiptHandle: record.receiptHandle, seconds }).catch(() => {});
    };
    const succeeds = async (record: SQSRecord): Promise<boolean> => {
      try {
        await work(read(record.body));
        return true;
      } catch (error) {
        const receives = Number(record.attributes.ApproximateReceiveCount);
        log("error", "a message failed and will come again", { receives, ...loggable(error) });
        await later(record, backOffSeconds(receives));
        return false;
      }
    };
    return async ({ Records }) => {
      const done = await Promise.all(Records.map((record) => withFields(subjectOf(record), () => succeeds(record))));
      return {
        batchItemFailures: Records.filter((_, i) => !done[i]).map(({ messageId }) => ({ itemIdentifier: messageId })),
      };
    };
  };

/** What a message is about, by the ids that may be logged of it. */
function subjectOf({ messageId, body }: SQSRecord): Record<string, unknown> {
  try {
    const { lead, notice, delivery } = JSON.parse(body) as Record<string, unknown>;
    return { queueMessageId: messageId, lead, notice, delivery };
  } catch {
    return { queueMessageId: messageId };
  }
}
