import { type QueueShape, streams } from "@baton/aws/topology";
import { expected } from "../expected.ts";
import { componentOf, type Deployment, nameOfArn, ofType, queuesOf } from "../graph.ts";
import { findings } from "./findings.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** Each queue has one consumer, time enough for it, and dead letters that wait for somebody. */
export function queues(deployment: Deployment): string[] {
  const deployed = new Map(
    ofType(deployment, "aws:sqs/queue:Queue").map((queue) => [componentOf(queue), queue.inputs]),
  );
  const topology = queuesOf(deployment);
  const names = Object.keys(topology);
  const wanted = new Set([
    ...names,
    ...names.map((name) => `${name}Dead`),
    "MissedRuns",
    ...Object.keys(streams).map((name) => `${name}Dead`),
  ]);
  return [
    ...[...wanted.symmetricDifference(deployed)].map((name) => `${name} is only in the graph, or only in the topology`),
    ...Object.entries(topology).flatMap(([name, shape]) => queue(deployment, name, shape, deployed.get(name) ?? {})),
    ...[...deployed]
      .filter(([name]) => !(name in topology))
      .flatMap(([name, { messageRetentionSeconds }]) =>
        findings(name, { "it forgets dead letters": messageRetentionSeconds !== 14 * DAY_SECONDS }),
      ),
  ];
}

function queue(deployment: Deployment, name: string, shape: QueueShape, inputs: Record<string, unknown>): string[] {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(String(inputs.redrivePolicy ?? "{}"));
  const consumers = ofType(deployment, "aws:lambda/eventSourceMapping:EventSourceMapping").filter(
    ({ inputs }) => nameOfArn(deployment, inputs.eventSourceArn) === name,
  );
  const [mapping] = consumers;
  const batchesAtOnce = mapping?.inputs.scalingConfig?.maximumConcurrency;
  const consumer = deployment.functions.find(({ arn }) => arn === mapping?.inputs.functionName);
  const allowed = ofType(deployment, "aws:lambda/functionRecursionConfig:FunctionRecursionConfig").some(
    ({ inputs }) => inputs.functionName === consumer?.lambda.name && inputs.recursiveLoop === "Allow",
  );
  return findings(name, {
    "its dead letters go nowhere":
      deadLetterTargetArn === undefined || nameOfArn(deployment, deadLetterTargetArn) !== `${name}Dead`,
    [`it gives up after ${maxReceiveCount} receives`]: maxReceiveCount !== shape.maxReceives,
    // What nothing is said about is kept for four days, and not delayed.
    "it forgets": Number(inputs.messageRetentionSeconds ?? 4 * DAY_SECONDS) < 4 * DAY_SECONDS,
    "it delays": Number(inputs.delaySeconds ?? 0) > 0,
    "its consumer is switched off": mapping?.inputs.enabled === false,
    "its consumer does not see every message": mapping?.inputs.filterCriteria !== undefined,
    [`it has ${consumers.length} consumers`]: consumers.length !== 1,
    [`it is consumed by ${consumer?.handler}`]: consumer?.handler !== shape.handler,
    [`batches of ${mapping?.inputs.batchSize}`]: mapping?.inputs.batchSize !== shape.batchSize,
    [`${batchesAtOnce} batches at once`]: !(
      batchesAtOnce >= 2 && batchesAtOnce <= (expected[shape.handler]?.batchesAtOnce ?? 0)
    ),
    "Lambda stops its worker, which sends messages to it, as a loop":
      expected[shape.handler]?.requeues === true && !allowed,
    "one message that fails takes its batch along":
      String(mapping?.inputs.functionResponseTypes) !== "ReportBatchItemFailures",
    "messages wait for a batch to fill": mapping?.inputs.maximumBatchingWindowInSeconds !== 0,
    // AWS's own advice: six times the function's timeout, so that throttled batches do not come twice.
    "messages come again while they are worked on": !(
      Number(inputs.visibilityTimeoutSeconds) >=
      6 * (consumer?.lambda.timeout ?? Number.POSITIVE_INFINITY)
    ),
  });
}
