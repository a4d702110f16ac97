/// <reference path="../.sst/platform/config.d.ts" />
import { schedules } from "../packages/aws/src/topology/index.ts";
import { common, type OwnTimed } from "./functions.ts";
import { checks, intake, missedRuns, notices } from "./queues.ts";
import { agreements, incidents, lists, records, table } from "./table.ts";

const own: Record<string, OwnTimed> = {
  "functions/cron/sweep-clocks.handler": {
    memory: "512 MB",
    timeout: "2 minutes",
    link: [table, checks, notices, intake],
    permissions: [records, lists("due", "owner")],
  },
  "functions/cron/watch-clocks.handler": {
    memory: "512 MB",
    timeout: "2 minutes",
    link: [table, notices],
    permissions: [incidents, lists("due")],
  },
  "functions/cron/watch-sources.handler": {
    memory: "512 MB",
    timeout: "2 minutes",
    link: [table, notices],
    permissions: [agreements, incidents],
  },
};

for (const { name, everyMinutes, handler } of schedules)
  new sst.aws.CronV2(name, {
    schedule: `rate(${everyMinutes} minutes)`,
    retries: 2,
    dlq: missedRuns.arn,
    function: { ...common, ...own[handler]!, handler },
  });
