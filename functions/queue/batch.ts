import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { log } from "../deps.ts";

/** Handles a batch message by message; one that fails comes again alone, its neighbours are done. */
export function eachMessage<T>(work: (message: T) => Promise<void>): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async ({ Records }) => {
    const results = await Promise.allSettled(Records.map(async ({ body }) => work(JSON.parse(body) as T)));
    const batchItemFailures = results.flatMap((result, i) => {
      if (result.status === "fulfilled") return [];
      const { messageId, attributes } = Records[i]!;
      const { name, message } = result.reason as Error;
      log("error", "a message failed and will come again", {
        messageId,
        receives: attributes.ApproximateReceiveCount,
        error: name,
        reason: message,
      });
      return [{ itemIdentifier: messageId }];
    });
    return { batchItemFailures };
  };
}
