import { type StreamShape, streams as topology } from "@baton/aws/topology";
import { type Deployment, nameOfArn, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

const DAY_SECONDS = 24 * 60 * 60;

/** Each stream is read from its beginning by one function, which is told of what it is for and leaves behind what it cannot do. */
export function streams(deployment: Deployment): string[] {
  const mappings = ofType(deployment, "aws:lambda/eventSourceMapping:EventSourceMapping").filter(({ inputs }) =>
    inputs.eventSourceArn.includes("/stream/"),
  );
  const readers = mappings.map(
    ({ inputs }) => deployment.functions.find(({ arn }) => arn === inputs.functionName)?.handler,
  );
  const wanted = Object.values<StreamShape>(topology).map(({ handler }) => handler);
  return [
    ...readers
      .filter((handler) => !wanted.includes(handler!))
      .map((handler) => `${handler} reads a stream that is not in the topology`),
    ...Object.entries<StreamShape>(topology).flatMap(([name, shape]) => {
      const own = mappings.filter((_, n) => readers[n] === shape.handler);
      const inputs = own[0]?.inputs ?? {};
      const patterns = (inputs.filterCriteria?.filters ?? []) as { pattern: string }[];
      const failed = inputs.destinationConfig?.onFailure?.destinationArn ?? "";
      return findings(name, {
        [`it is read ${own.length} times`]: own.length !== 1,
        "it is switched off": inputs.enabled === false,
        [`it is that of ${inputs.eventSourceArn}`]: !nameOfArn(deployment, inputs.eventSourceArn ?? "").startsWith(
          "Table/stream/",
        ),
        [`what is read of it is ${patterns.map(({ pattern }) => pattern)}`]:
          JSON.stringify(patterns.map(({ pattern }) => JSON.parse(pattern))) !==
          JSON.stringify([
            {
              dynamodb: {
                Keys: Object.fromEntries(
                  Object.entries(shape.keys).map(([name, of]) => [name, { S: of.map((prefix) => ({ prefix })) }]),
                ),
              },
            },
          ]),
        "what changed before is passed over": inputs.startingPosition !== "TRIM_HORIZON",
        [`batches of ${inputs.batchSize}`]: inputs.batchSize !== shape.batchSize,
        [`a batch waits ${inputs.maximumBatchingWindowInSeconds} s`]:
          inputs.maximumBatchingWindowInSeconds !== shape.windowSeconds,
        "it is read out of order": (inputs.parallelizationFactor ?? 1) !== 1,
        [`it tries ${inputs.maximumRetryAttempts} times`]:
          inputs.maximumRetryAttempts !== shape.maxRetries || !(shape.maxRetries > 0),
        "it tries what the stream has forgotten":
          inputs.maximumRecordAgeInSeconds !== shape.maxAgeSeconds || !(shape.maxAgeSeconds < DAY_SECONDS),
        "one change that fails takes its batch along": inputs.bisectBatchOnFunctionError !== true,
        "its function cannot say which failed": String(inputs.functionResponseTypes) !== "ReportBatchItemFailures",
        "what failed is forgotten": nameOfArn(deployment, failed) !== `${name}Dead`,
      });
    }),
  ];
}
