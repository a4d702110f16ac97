/// <reference path="../.sst/platform/config.d.ts" />
import { queues as shapes } from "../packages/aws/src/topology/index.ts";

// A link to a queue lets a function send to it, nothing else.
sst.Linkable.wrap(sst.aws.Queue, (queue) => ({
  properties: { url: queue.url },
  include: [sst.aws.permission({ actions: ["sqs:SendMessage"], resources: [queue.arn] })],
}));

export const checks = queue("ChecksQueue");
export const notices = queue("NoticesQueue");
export const intake = queue("IntakeQueue");

function queue(name: keyof typeof shapes) {
  const { timeoutSeconds, maxReceives } = shapes[name];
  // Dead letters keep the age of their first sending, so they must outlive the queue's own four days.
  const fourteenDaysInSeconds = 14 * 24 * 60 * 60;
  const dead = new sst.aws.Queue(`${name}Dead`, {
    transform: { queue: { messageRetentionSeconds: fourteenDaysInSeconds } },
  });
  return new sst.aws.Queue(name, {
    visibilityTimeout: `${6 * timeoutSeconds} seconds`,
    dlq: { queue: dead.arn, retry: maxReceives },
  });
}
