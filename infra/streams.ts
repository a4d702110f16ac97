/// <reference path="../.sst/platform/config.d.ts" />
import { type StreamShape, streams as shapes } from "../packages/aws/src/topology/index.ts";
import { common, entry, type Own } from "./functions.ts";
import { days, streamsDead } from "./queues.ts";
import { clues, table } from "./table.ts";

const own: Record<string, Own> = {
  RowsStream: {
    link: [table, days],
    permissions: [{ actions: ["sqs:SendMessage"], resources: [streamsDead.RowsStream!.arn] }],
  },
  CluesStream: {
    link: [table],
    permissions: [clues, { actions: ["sqs:SendMessage"], resources: [streamsDead.CluesStream!.arn] }],
  },
};

/** Keys as a filter of events says how they begin. */
const beginning = (keys: StreamShape["keys"]) =>
  Object.fromEntries(Object.entries(keys).map(([name, of]) => [name, { S: of.map((prefix) => ({ prefix })) }]));

/** What reads the table's streams, in order and one batch at a time. */
export const streams = Object.fromEntries(
  Object.entries<StreamShape>(shapes).map(([name, shape]) => {
    const { handler, timeoutSeconds, batchSize, windowSeconds, maxRetries, maxAgeSeconds, keys } = shape;
    const dead = streamsDead[name]!;
    const subscriber = table.subscribe(
      name,
      { ...common, ...own[name]!, ...entry(handler), timeout: `${timeoutSeconds} seconds` },
      {
        filters: [{ dynamodb: { Keys: beginning(keys) } }],
        transform: {
          eventSourceMapping: {
            // What happens while it is being set up is not passed over.
            startingPosition: "TRIM_HORIZON",
            batchSize,
            maximumBatchingWindowInSeconds: windowSeconds,
            maximumRetryAttempts: maxRetries,
            maximumRecordAgeInSeconds: maxAgeSeconds,
            bisectBatchOnFunctionError: true,
            functionResponseTypes: ["ReportBatchItemFailures"],
            destinationConfig: { onFailure: { destinationArn: dead.arn } },
          },
        },
      },
    );
    return [name, { handler, dead, function: $util.output(subscriber).apply(({ nodes }) => nodes.function) }];
  }),
);
