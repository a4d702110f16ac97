/// <reference path="../.sst/platform/config.d.ts" />
import { schedules } from "../packages/aws/src/topology/index.ts";
import { common, type OwnTimed } from "./functions.ts";
import { checks, intake, notices } from "./queues.ts";
import { reads, table, writes } from "./table.ts";

const own: Record<string, OwnTimed> = {
  "functions/cron/sweep-clocks.handler": {
    memory: "512 MB",
    timeout: "2 minutes",
    link: [table, checks, notices, intake],
    permissions: reads,
  },
  "functions/cron/watch-sources.handler": {
    memory: "512 MB",
    timeout: "2 minutes",
    link: [table, notices],
    permissions: [...reads, ...writes],
  },
};

for (const { name, everyMinutes, handler } of schedules)
  new sst.aws.CronV2(name, {
    schedule: `rate(${everyMinutes} minutes)`,
    function: { ...common, ...own[handler]!, handler },
  });
