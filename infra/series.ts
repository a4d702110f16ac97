/// <reference path="../.sst/platform/config.d.ts" />
import { type Metric, namespace, service } from "../packages/core/src/metrics/index.ts";

/** One of CloudWatch's metrics, of one thing. */
export interface Series {
  namespace: string;
  metric: string;
  dimensions: Record<string, $util.Input<string>>;
}

export const measured = (metric: Metric): Series => ({
  namespace,
  metric,
  dimensions: { service, stage: $app.stage },
});

export const ofQueue = (
  queue: sst.aws.Queue,
  metric: "ApproximateAgeOfOldestMessage" | "ApproximateNumberOfMessagesVisible",
): Series => ({ namespace: "AWS/SQS", metric, dimensions: { QueueName: queue.nodes.queue.name } });

export const ofFunction = (
  name: $util.Input<string>,
  metric: "Duration" | "Errors" | "Invocations" | "IteratorAge" | "Throttles",
): Series => ({ namespace: "AWS/Lambda", metric, dimensions: { FunctionName: name } });

/** Of the table, or of one of its indexes. */
export const ofTable = (
  table: sst.aws.Dynamo,
  metric: "ReadThrottleEvents" | "WriteThrottleEvents",
  index?: string,
): Series => ({
  namespace: "AWS/DynamoDB",
  metric,
  dimensions: { TableName: table.name, ...(index !== undefined && { GlobalSecondaryIndexName: index }) },
});

/** Of all mails of the account, by which AWS judges it. */
export const ofMail = (
  metric: "Bounce" | "Complaint" | "Reputation.BounceRate" | "Reputation.ComplaintRate" | "Send",
): Series => ({ namespace: "AWS/SES", metric, dimensions: {} });
