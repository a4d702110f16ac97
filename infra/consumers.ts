/// <reference path="../.sst/platform/config.d.ts" />
import { queues as queueShapes } from "../packages/aws/src/topology/index.ts";
import { api } from "./api.ts";
import { common, entry, type Own } from "./functions.ts";
import { inbound } from "./inbound.ts";
import { mail } from "./mail.ts";
import { checks, days, intake, notices, queues } from "./queues.ts";
import { linkKey, sourceSecrets } from "./secrets.ts";
import { changes, lists, records, table } from "./table.ts";

/** A setting that is a number from one on. */
function setting(name: string, otherwise: number): number {
  const value = Number(process.env[name] || otherwise);
  if (!(value >= 1)) throw new Error(`${name} is ${process.env[name]}; it is a number from 1 on.`);
  return value;
}

/** Executions that the account may have at once; a new account has ten. */
const executions = setting("BATON_EXECUTIONS", 10);
/** Mails a second that SES takes of the account; one in its sandbox, and at first fourteen out of it. */
const mailRate = setting("BATON_MAIL_RATE", 14);

/** AWS takes no less. */
const LEAST_AT_ONCE = 2;
/** A mail takes a third of a second. */
const MAILS_A_SECOND = 3.5;
const mailsAtOnce = Math.max(LEAST_AT_ONCE, Math.floor(mailRate / MAILS_A_SECOND));
const mailBatch = mailsAtOnce >= 2 * LEAST_AT_ONCE ? queueShapes.NoticesQueue.batchSize : 1;

/**
 * `batchesAtOnce` keeps a backlog from taking the account's concurrency away from the hooks: all together take at most a quarter of
 * it, as far as AWS allows. `requeues`: it sends messages to the queue that it works off, which Lambda otherwise takes for a loop and
 * stops after sixteen turns.
 */
const own: Record<string, Own & { batchesAtOnce: number; batchSize?: number; requeues?: true }> = {
  ChecksQueue: {
    // Periods that are to be closed are work of the days.
    link: [table, checks, notices, days],
    // What waits is given to whoever has room.
    permissions: [records, lists("owner")],
    // Of clocks that are due in the same minute, a hundred are advanced at a time.
    batchesAtOnce: 10,
    requeues: true,
  },
  NoticesQueue: {
    link: [table, notices, mail, linkKey, api, ...inbound],
    // A Weekly counts what its reader holds, a pack lists requests.
    permissions: [records, lists("owner", "recent")],
    // With the size of a batch, the mails that go to SES at once. What it refuses, as in its sandbox, comes again some seconds later.
    batchesAtOnce: mailsAtOnce / mailBatch,
    batchSize: mailBatch,
    requeues: true,
  },
  IntakeQueue: {
    link: [table, checks, notices, intake, sourceSecrets],
    permissions: [records],
    // What waited for the table, or for a provider, must not overwhelm it once it is back.
    batchesAtOnce: 5,
    requeues: true,
  },
  DaysQueue: {
    link: [table],
    // Closed periods are read several at a time.
    permissions: [records],
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

/** Of all consumers together, in batches: a quarter of the account's executions. */
const most = executions / 4;
const wanted = Object.keys(queues).reduce((sum, name) => sum + own[name]!.batchesAtOnce, 0);

export const consumers = Object.entries(queues).map(([name, { live, shape }]) => {
  const { handler, timeoutSeconds } = shape;
  const { batchesAtOnce, batchSize = shape.batchSize, requeues, ...settings } = own[name]!;
  const share = Math.min(batchesAtOnce, (batchesAtOnce * most) / wanted);
  const consumer = live.subscribe(
    { ...common, ...settings, ...entry(handler), timeout: `${timeoutSeconds} seconds` },
    {
      batch: { size: batchSize, partialResponses: true },
      transform: {
        eventSourceMapping: {
          scalingConfig: { maximumConcurrency: Math.max(LEAST_AT_ONCE, Math.floor(share)) },
        },
      },
    },
  );
  if (requeues)
    new aws.lambda.FunctionRecursionConfig(`${name}Requeues`, {
      functionName: consumer.nodes.function.apply((made) => made.name),
      recursiveLoop: "Allow",
    });
  return { handler, function: consumer.nodes.function };
});
