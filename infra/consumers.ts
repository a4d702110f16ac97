/// <reference path="../.sst/platform/config.d.ts" />
import { api } from "./api.ts";
import { common, entry, type Own } from "./functions.ts";
import { inbound } from "./inbound.ts";
import { mail } from "./mail.ts";
import { checks, intake, notices, queues } from "./queues.ts";
import { linkKey, sourceSecrets } from "./secrets.ts";
import { changes, records, table } from "./table.ts";

/**
 * `batchesAtOnce` keeps a backlog from taking the account's concurrency, a thousand executions or in a new account ten, away from
 * the hooks. AWS takes no less than 2.
 */
const own: Record<string, Own & { batchesAtOnce: number }> = {
  ChecksQueue: {
    link: [table, checks, notices],
    permissions: [records],
    // Of clocks that are due in the same minute, a hundred are advanced at a time.
    batchesAtOnce: 10,
  },
  NoticesQueue: {
    link: [table, notices, mail, linkKey, api, ...inbound],
    permissions: [records],
    // With the size of a batch, the mails that go to SES at once. What it refuses, as in its sandbox, comes again some seconds later.
    batchesAtOnce: 2,
  },
  IntakeQueue: {
    link: [table, checks, notices, intake, sourceSecrets],
    permissions: [records],
    // What waited for the table, or for a provider, must not overwhelm it once it is back.
    batchesAtOnce: 5,
  },
  DaysQueue: {
    link: [table],
    permissions: [changes],
    // A day of many leads is read whole: no more at once than leaves the table to those who wait for it.
    batchesAtOnce: 2,
  },
  MailEventsQueue: {
    link: [table, notices],
    permissions: [changes],
    batchesAtOnce: 2,
  },
  CopiesQueue: {
    link: [table, checks, notices],
    permissions: [changes],
    batchesAtOnce: 2,
  },
};

export const consumers = Object.entries(queues).map(([name, { live, shape }]) => {
  const { handler, timeoutSeconds, batchSize } = shape;
  const { batchesAtOnce, ...settings } = own[name]!;
  const consumer = live.subscribe(
    { ...common, ...settings, ...entry(handler), timeout: `${timeoutSeconds} seconds` },
    {
      batch: { size: batchSize, partialResponses: true },
      transform: { eventSourceMapping: { scalingConfig: { maximumConcurrency: batchesAtOnce } } },
    },
  );
  return { handler, function: consumer.nodes.function };
});
