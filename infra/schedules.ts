/// <reference path="../.sst/platform/config.d.ts" />
import { schedules } from "../packages/aws/src/topology/index.ts";
import { common, entry, type OwnTimed } from "./functions.ts";
import { checks, days, intake, missedRuns, notices } from "./queues.ts";
import { changes, incidents, lists, marks, records, table } from "./table.ts";

const own: Record<string, OwnTimed> = {
  "functions/cron/sweep-clocks.handler": {
    // Less than until the next one.
    timeout: "4 minutes",
    link: [table, checks, notices, intake, days],
    permissions: [
      records,
      lists("due", "owner"),
      { actions: ["sqs:GetQueueAttributes"], resources: [checks.arn, intake.arn] },
    ],
  },
  "functions/cron/watch-clocks.handler": {
    timeout: "2 minutes",
    link: [table, notices],
    permissions: [incidents, lists("due")],
  },
  "functions/cron/watch-sources.handler": {
    timeout: "2 minutes",
    link: [table, notices],
    permissions: [changes],
  },
  "functions/cron/check-days.handler": {
    timeout: "2 minutes",
    link: [table],
    permissions: [marks],
  },
};

export const crons = Object.fromEntries(
  schedules.map(({ name, everyMinutes, handler }) => [
    name,
    new sst.aws.CronV2(name, {
      schedule: `rate(${everyMinutes} minutes)`,
      retries: 2,
      dlq: missedRuns.arn,
      function: { ...common, ...own[handler]!, ...entry(handler) },
    }),
  ]),
);
