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

/** Runs of a schedule that could not be started. */
export const missedRuns = deadLetters("MissedRuns");

function queue(name: keyof typeof shapes) {
  const { timeoutSeconds, maxReceives } = shapes[name];
  const dead = deadLetters(`${name}Dead`);
  return new sst.aws.Queue(name, {
    visibilityTimeout: `${6 * timeoutSeconds} seconds`,
    dlq: { queue: dead.arn, retry: maxReceives },
  });
}

function deadLetters(name: string) {
  // Dead letters keep the age of their first sending, so they must outlive the queue's own four days.
  const fourteenDaysInSeconds = 14 * 24 * 60 * 60;
  return new sst.aws.Queue(name, { transform: { queue: { messageRetentionSeconds: fourteenDaysInSeconds } } });
}
