/// <reference path="../.sst/platform/config.d.ts" />
import { inboundQueues, type QueueShape, queues as shapes, streams } from "../packages/aws/src/topology/index.ts";

/** A domain that receives copies of mails to leads, and no other mail, such as in.leads.example.com; without it none are received. */
export const inboundDomain = process.env.BATON_INBOUND;

// A link to a queue lets a function send to it, nothing else.
sst.Linkable.wrap(sst.aws.Queue, (queue) => ({
  properties: { url: queue.url },
  include: [sst.aws.permission({ actions: ["sqs:SendMessage"], resources: [queue.arn] })],
}));

/** The topology's queues by name, each with its dead letters. */
export const queues = Object.fromEntries(
  Object.entries<QueueShape>({ ...shapes, ...(inboundDomain && inboundQueues) }).map(([name, shape]) => [
    name,
    { ...queue(name, shape), shape },
  ]),
);

export const checks = queues.ChecksQueue!.live;
export const notices = queues.NoticesQueue!.live;
export const intake = queues.IntakeQueue!.live;
export const days = queues.DaysQueue!.live;

/** Runs of a schedule that could not be started. */
export const missedRuns = deadLetters("MissedRuns");

/** Where in the table's streams lies what could not be handed over. */
export const streamsDead = Object.fromEntries(Object.keys(streams).map((name) => [name, deadLetters(`${name}Dead`)]));

function queue(name: string, { timeoutSeconds, maxReceives }: QueueShape) {
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
