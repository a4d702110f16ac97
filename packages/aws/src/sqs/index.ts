import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Queues } from "@baton/core/store";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** Core's queues in SQS. `urls` are asked for when first used, because not every function is linked to every queue. */
export function sqsQueues(urls: { checks(): string; notices(): string; intake(): string }): Queues {
  const client = new SQSClient({
    maxAttempts: 2,
    requestHandler: new NodeHttpHandler({ connectionTimeout: 400, requestTimeout: 800, throwOnRequestTimeout: true }),
  });
  const send = async (QueueUrl: string, messages: { body: unknown; delaySeconds?: number }[]): Promise<void> => {
    for (let at = 0; at < messages.length; at += 10) {
      const Entries = messages.slice(at, at + 10).map(({ body, delaySeconds }, n) => ({
        Id: String(n),
        MessageBody: JSON.stringify(body),
        ...(delaySeconds ? { DelaySeconds: delaySeconds } : {}),
      }));
      const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0)
        throw new Error(`SQS refused ${Failed.length} of ${Entries.length} messages: ${Failed[0]?.Code}`);
    }
  };
  return {
    checks: (messages) =>
      send(
        urls.checks(),
        messages.map(({ message, delaySeconds }) => ({ body: message, delaySeconds })),
      ),
    notices: (messages) =>
      send(
        urls.notices(),
        messages.map((body) => ({ body })),
      ),
    intake: (messages) =>
      send(
        urls.intake(),
        messages.map((body) => ({ body })),
      ),
  };
}
