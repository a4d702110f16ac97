/// <reference path="../.sst/platform/config.d.ts" />
import { queues as shapes } from "../packages/aws/src/topology/index.ts";

type Name = keyof typeof shapes;

// A link to a queue lets a function send to it, nothing else.
sst.Linkable.wrap(sst.aws.Queue, (queue) => ({
  properties: { url: queue.url },
  include: [sst.aws.permission({ actions: ["sqs:SendMessage"], resources: [queue.arn] })],
}));

/** The topology's queues, each with its dead letters. */
export const queues = {
  ChecksQueue: queue("ChecksQueue"),
  NoticesQueue: queue("NoticesQueue"),
  IntakeQueue: queue("IntakeQueue"),
  MailEventsQueue: queue("MailEventsQueue"),
} satisfies Record<Name, object>;

export const checks = queues.ChecksQueue.live;
export const notices = queues.NoticesQueue.live;
export const intake = queues.IntakeQueue.live;

/** Runs of a schedule that could not be started. */
export const missedRuns = deadLetters("MissedRuns");

function queue(name: Name) {
  const { timeoutSeconds, maxReceives } = shapes[name];
  const dead = deadLetters(`${name}Dead`);
  const live = new sst.aws.Queue(name, {
    visibilityTimeout: `${6 * timeoutSeconds} seconds`,
    dlq: { queue: dead.arn, retry: maxReceives },
  });
  return { live, dead };
}

function deadLetters(name: string) {
  // Dead letters keep the age of their first sending, so they must outlive the queue's own four days.
  const fourteenDaysInSeconds = 14 * 24 * 60 * 60;
  return new sst.aws.Queue(name, { transform: { queue: { messageRetentionSeconds: fourteenDaysInSeconds } } });
}
