import type { Queues } from "@baton/core/ports";
import { type Sqs, sqs } from "../call/index.ts";
import { writeMessage } from "./message.ts";

export { readMessage, writeMessage } from "./message.ts";

/** Two attempts of so many ms each at most. */
const sqsClient = (timeoutMs: number): Sqs => sqs({ attempts: 2, connectMs: timeoutMs / 2, answerMs: timeoutMs });
const PATIENT_MS = 800;
/** Messages that SQS takes in one request, and requests at a time: a sweep may have a hundred thousand messages. */
const BATCH = 10;
const AT_ONCE = 8;
/** The intake queue is the last chance of a delivery, whose sender has waited long by then. */
const HASTY_MS = 600;

/** Core's queues in SQS. `urls` are asked for when first used, because not every function is linked to every queue. */
export function sqsQueues(urls: { checks(): string; notices(): string; intake(): string; days(): string }): Queues {
  const patient = sqsClient(PATIENT_MS);
  let hasty: Sqs | undefined;
  const send = async (
    QueueUrl: string,
    messages: { message: unknown; delaySeconds?: number }[],
    client = patient,
  ): Promise<void> => {
    const sendBatch = async (from: number): Promise<void> => {
      const Entries = messages.slice(from, from + BATCH).map(({ message, delaySeconds }, n) => ({
        Id: String(n),
        MessageBody: writeMessage(message),
        ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
      }));
      const { Failed = [] } = await client.send("SendMessageBatch", { QueueUrl, Entries });
      if (Failed.length > 0)
        throw new Error(`SQS refused ${Failed.length} of ${Entries.length} messages: ${Failed[0]?.Code}`);
    };
    for (let at = 0; at < messages.length; at += BATCH * AT_ONCE) {
      const starts = Array.from({ length: AT_ONCE }, (_, n) => at + n * BATCH);
      await Promise.all(starts.filter((start) => start < messages.length).map(sendBatch));
    }
  };
  return {
    checks: (messages) => send(urls.checks(), messages),
    notices: (messages) => send(urls.notices(), messages),
    intake(messages) {
      hasty ??= sqsClient(HASTY_MS);
      return send(urls.intake(), messages, hasty);
    },
    days: (messages) => send(urls.days(), messages),
    async waiting(queue) {
      const { Attributes } = await patient.send("GetQueueAttributes", {
        QueueUrl: urls[queue](),
        AttributeNames: ["ApproximateNumberOfMessages"],
      });
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
  };
}

/** Makes a message that failed come again after so many seconds, instead of the queue's own time. `queueArn` as Lambda tells it. */
export function sqsBackOff(): (message: { queueArn: string; receiptHandle: string; seconds: number }) => Promise<void> {
  const client = sqsClient(PATIENT_MS);
  const urls = new Map<string, Promise<string>>();
  const urlOf = (arn: string): Promise<string> => {
    const QueueName = arn.slice(arn.lastIndexOf(":") + 1);
    const found = urls.get(arn) ?? client.send("GetQueueUrl", { QueueName }).then(({ QueueUrl }) => QueueUrl ?? "");
    urls.set(arn, found);
    found.catch(() => urls.delete(arn));
    return found;
  };
  return async ({ queueArn, receiptHandle, seconds }) => {
    await client.send("ChangeMessageVisibility", {
      QueueUrl: await urlOf(queueArn),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    });
  };
}
