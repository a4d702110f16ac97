import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { QueueShape } from "../topology/index.ts";
import { emulatorClient } from "./emulator.ts";

export type ReceivedMessage = Message;

export interface QueueCounts {
  visible: number;
  notVisible: number;
  delayed: number;
}

export interface QueueAdmin {
  /** Creates a queue and its dead letters, or brings existing ones in line; answers the queue's URL. */
  ensureQueue(name: string, shape: QueueShape): Promise<string>;
  /** Long poll of up to 20 s. */
  receive(url: string, maxMessages: number, signal: AbortSignal): Promise<ReceivedMessage[]>;
  delete(url: string, messages: ReceivedMessage[]): Promise<void>;
  counts(url: string): Promise<QueueCounts>;
  close(): void;
}

/** SQS as the Lambda service uses it, against an emulator. */
export function queueAdmin(options: { endpoint: string }): QueueAdmin {
  const client = new SQSClient(emulatorClient(options.endpoint));

  const ensure = async (name: string, attributes: Record<string, string>) => {
    const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: name }));
    // The emulator names a host of its own, and a kept queue's port may be an old one.
    const url = new URL(new URL(QueueUrl!).pathname, options.endpoint).href;
    await client.send(new SetQueueAttributesCommand({ QueueUrl: url, Attributes: attributes }));
    return url;
  };

  return {
    async ensureQueue(name, shape) {
      const deadUrl = await ensure(`${name}Dead`, { MessageRetentionPeriod: String(14 * 24 * 3600) });
      const dead = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: deadUrl, AttributeNames: ["QueueArn"] }),
      );
      return ensure(name, {
        VisibilityTimeout: String(6 * shape.timeoutSeconds),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: dead.Attributes?.QueueArn,
          maxReceiveCount: shape.maxReceives,
        }),
      });
    },
    async receive(url, maxMessages, signal) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: maxMessages,
          WaitTimeSeconds: 20,
          MessageSystemAttributeNames: ["All"],
          MessageAttributeNames: ["All"],
        }),
        { abortSignal: signal },
      );
      return Messages;
    },
    async delete(url, messages) {
      if (messages.length === 0) return;
      const { Failed = [] } = await client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: url,
          Entries: messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
        }),
      );
      if (Failed.length > 0)
        throw new Error(`SQS kept ${Failed.length} of ${messages.length} messages: ${Failed[0]!.Code}`);
    },
    async counts(url) {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
          ],
        }),
      );
      return {
        visible: Number(Attributes.ApproximateNumberOfMessages),
        notVisible: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
      };
    },
    close: () => client.destroy(),
  };
}
