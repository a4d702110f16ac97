import { setTimeout as sleep } from "node:timers/promises";
import type { QueueAdmin, ReceivedMessage } from "@baton/aws/admin";
import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from "aws-lambda";
import { errorFields, log } from "../log.ts";
import type { RunningWork } from "../quiet.ts";
import type { Lambda } from "./lambda.ts";

export interface PolledQueue {
  name: string;
  url: string;
  batchSize: number;
  lambda: Lambda;
}

const concurrentBatches = 2;

/** Does what the Lambda service does for a queue: receives, invokes, and deletes what was not reported as failed. */
export function startPoller(options: { queue: PolledQueue; sqs: QueueAdmin; activity: RunningWork }): {
  stop(): Promise<void>;
} {
  const { queue, sqs, activity } = options;
  const stopping = new AbortController();

  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        const messages = await sqs.receive(queue.url, queue.batchSize, stopping.signal);
        if (messages.length > 0) await activity.run(() => handleBatch(queue, sqs, messages));
      } catch (error) {
        if (stopping.signal.aborted) return;
        log("warn", "queue does not answer", { queue: queue.name, ...errorFields(error) });
        await sleep(500);
      }
    }
  };
  const workers = Array.from({ length: concurrentBatches }, work);
  return {
    async stop() {
      stopping.abort();
      await Promise.all(workers);
    },
  };
}

/** A message that is not deleted comes back when its visibility timeout ends, and at last goes to the dead letters. */
async function handleBatch(queue: PolledQueue, sqs: QueueAdmin, messages: ReceivedMessage[]): Promise<void> {
  let failed: Set<string> | undefined;
  try {
    failed = failedIds(await queue.lambda.invoke(sqsEvent(queue.name, messages)));
    if (!failed) log("error", "queue function answered with an invalid batch response", { queue: queue.name });
  } catch (error) {
    log("error", "queue function failed", { queue: queue.name, messages: messages.length, ...errorFields(error) });
  }
  if (!failed) return;
  if (failed.size > 0) log("warn", "messages failed", { queue: queue.name, messageIds: [...failed] });
  await sqs.delete(
    queue.url,
    messages.filter(({ MessageId }) => !failed.has(MessageId!)),
  );
}

/**
 * The message ids that a function reports as failed. Undefined, which means all of them, for an answer that Lambda does not take:
 * an entry without an id.
 */
export function failedIds(result: unknown): Set<string> | undefined {
  const { batchItemFailures } = (result ?? {}) as Partial<SQSBatchResponse>;
  if (batchItemFailures === undefined || batchItemFailures === null) return new Set();
  if (!Array.isArray(batchItemFailures)) return undefined;
  const ids = batchItemFailures.map((failure) => failure?.itemIdentifier);
  return ids.every((id) => typeof id === "string" && id !== "") ? new Set(ids) : undefined;
}

/** The event of an SQS event source. Its timestamps are real time, as SQS knows no other. */
export function sqsEvent(queueName: string, messages: ReceivedMessage[]): SQSEvent {
  return {
    Records: messages.map(
      (message): SQSRecord => ({
        messageId: message.MessageId!,
        receiptHandle: message.ReceiptHandle!,
        body: message.Body ?? "",
        attributes: message.Attributes as unknown as SQSRecord["attributes"],
        messageAttributes: messageAttributes(message),
        md5OfBody: message.MD5OfBody ?? "",
        eventSource: "aws:sqs",
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queueName}`,
        awsRegion: "us-east-1",
      }),
    ),
  };
}

function messageAttributes(message: ReceivedMessage): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      {
        dataType: value.DataType!,
        stringListValues: [],
        binaryListValues: [],
        ...(value.StringValue === undefined ? {} : { stringValue: value.StringValue }),
        ...(value.BinaryValue === undefined ? {} : { binaryValue: Buffer.from(value.BinaryValue).toString("base64") }),
      },
    ]),
  );
}
