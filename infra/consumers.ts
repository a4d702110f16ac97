/// <reference path="../.sst/platform/config.d.ts" />
import { queues as shapes } from "../packages/aws/src/topology/index.ts";
import { api } from "./api.ts";
import { common, type Own } from "./functions.ts";
import { mail } from "./mail.ts";
import { checks, intake, notices } from "./queues.ts";
import { linkKey, sourceSecrets } from "./secrets.ts";
import { records, table } from "./table.ts";

consume("ChecksQueue", checks, {
  memory: "512 MB",
  link: [table, checks, notices],
  permissions: [records],
});

consume("NoticesQueue", notices, {
  memory: "512 MB",
  link: [table, mail, linkKey, api],
  permissions: [records],
});

consume("IntakeQueue", intake, {
  memory: "512 MB",
  link: [table, checks, notices, intake, sourceSecrets],
  permissions: [records],
});

function consume(name: keyof typeof shapes, queue: sst.aws.Queue, own: Own) {
  const { handler, timeoutSeconds, batchSize } = shapes[name];
  queue.subscribe(
    { ...common, ...own, handler, timeout: `${timeoutSeconds} seconds` },
    { batch: { size: batchSize, partialResponses: true } },
  );
}
