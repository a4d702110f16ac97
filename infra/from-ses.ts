/// <reference path="../.sst/platform/config.d.ts" />
import { queues } from "./queues.ts";

/**
 * A topic whose messages come to the queue that is named after it. SES publishes to it, and nobody else does: the queue's worker
 * believes what comes from there.
 *
 * @returns the topic's ARN, once SES may publish to it; it tries when it is told of the topic
 */
export function topicForQueue(name: string): $util.Output<string> {
  const topic = new sst.aws.SnsTopic(name);
  const queue = queues[`${name}Queue`]!.live;
  const publishing = new aws.sns.TopicPolicy(`${name}Policy`, {
    arn: topic.arn,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          principals: [{ type: "Service", identifiers: ["ses.amazonaws.com"] }],
          actions: ["sns:Publish"],
          resources: [topic.arn],
          conditions: [
            { test: "StringEquals", variable: "aws:SourceAccount", values: [aws.getCallerIdentityOutput().accountId] },
          ],
        },
      ],
    }).json,
  });
  // Not with the topic's own `subscribeQueue`, whose policy lets anybody's topics and buckets send to the queue.
  const sending = new aws.sqs.QueuePolicy(`${name}QueuePolicy`, {
    queueUrl: queue.url,
    policy: aws.iam.getPolicyDocumentOutput({
      statements: [
        {
          principals: [{ type: "Service", identifiers: ["sns.amazonaws.com"] }],
          actions: ["sqs:SendMessage"],
          resources: [queue.arn],
          conditions: [{ test: "ArnEquals", variable: "aws:SourceArn", values: [topic.arn] }],
        },
      ],
    }).json,
  });
  new aws.sns.TopicSubscription(
    `${name}Subscription`,
    { topic: topic.arn, protocol: "sqs", endpoint: queue.arn, rawMessageDelivery: true },
    { dependsOn: sending },
  );
  return publishing.arn;
}
