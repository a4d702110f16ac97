import { setTimeout as sleep } from "node:timers/promises";
import type { StreamReader, StreamRecord } from "@baton/aws/admin";
import type { StreamShape } from "@baton/aws/topology";
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { errorFields, log } from "../log.ts";
import type { RunningWork } from "../quiet.ts";
import type { Lambda } from "./lambda.ts";

export interface PolledStream {
  name: string;
  shape: StreamShape;
  lambda: Lambda;
}

export interface StreamPoller {
  /** Reads and hands over what is there; answers how many changes that were, with those that had failed and came again. */
  pending(): Promise<number>;
  stop(): Promise<void>;
}

const intervalMs = 200;
/** Between batches it rests so many times as long as one took: deployed, who reads a stream takes nothing from who answers. */
const REST = 3;

/** Does what the Lambda service does for a table's stream: reads it in order, filters, invokes, and comes again with what failed. */
export function startStreamPoller(options: {
  stream: PolledStream;
  reader: StreamReader;
  activity: RunningWork;
}): StreamPoller {
  const { stream, reader, activity } = options;
  const { shape } = stream;
  let waiting: StreamRecord[] = [];
  let failures = 0;
  /** Ends rests while somebody waits for all to be handed over. */
  let hurry = new AbortController();
  let hurried = 0;

  const handOver = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, shape.batchSize);
      const begun = performance.now();
      const done = await activity.run(() => handled(stream, batch));
      waiting = waiting.slice(done);
      if (done === batch.length) {
        failures = 0;
        const ms = REST * (performance.now() - begun);
        if (waiting.length > 0 && hurried === 0) await sleep(ms, undefined, { signal: hurry.signal }).catch(() => {});
        continue;
      }
      failures = done > 0 ? 1 : failures + 1;
      if (failures <= shape.maxRetries) return;
      log("error", "a change of the table is left behind", {
        stream: stream.name,
        sequenceNumber: waiting[0]?.dynamodb?.SequenceNumber,
      });
      waiting = waiting.slice(1);
      failures = 0;
    }
  };
  const pass = async (): Promise<number> => {
    const found = (await reader.read()).filter(({ dynamodb }) =>
      Object.entries(shape.keys).every(([name, beginnings]) =>
        beginnings.some((beginning) => dynamodb?.Keys?.[name]?.S?.startsWith(beginning)),
      ),
    );
    waiting.push(...found);
    const there = waiting.length;
    await handOver();
    return there;
  };

  let last: Promise<unknown> = Promise.resolve();
  /** One pass at a time, because what a stream tells is in order. */
  const next = (): Promise<number> => {
    const passed = last.then(pass);
    last = passed.catch(() => {});
    return passed;
  };

  const stopping = new AbortController();
  const work = async () => {
    while (!stopping.signal.aborted) {
      try {
        await next();
      } catch (error) {
        if (!stopping.signal.aborted)
          log("warn", "stream does not answer", { stream: stream.name, ...errorFields(error) });
      }
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const working = work();
  const hurrying = async <T>(until: () => Promise<T>): Promise<T> => {
    hurried += 1;
    hurry.abort();
    try {
      return await until();
    } finally {
      hurried -= 1;
      if (hurried === 0) hurry = new AbortController();
    }
  };
  return {
    pending: () => hurrying(next),
    async stop() {
      stopping.abort();
      hurried += 1;
      hurry.abort();
      await working;
      await last;
    },
  };
}

/** How many records of a batch are done: those before the first that failed. */
async function handled({ name, lambda }: PolledStream, batch: StreamRecord[]): Promise<number> {
  try {
    const { batchItemFailures = [] } = ((await lambda.invoke(streamEvent(batch))) ??
      {}) as Partial<DynamoDBBatchResponse>;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const first = batch.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ""));
    return failed.size === 0 ? batch.length : Math.max(0, first);
  } catch (error) {
    log("error", "stream function failed", { stream: name, records: batch.length, ...errorFields(error) });
    return 0;
  }
}

/** The event of a DynamoDB event source. */
export const streamEvent = (records: StreamRecord[]): DynamoDBStreamEvent => ({
  Records: records.map(
    ({ eventID, eventName, dynamodb }): DynamoDBRecord => ({
      eventID: eventID!,
      eventName: eventName!,
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "us-east-1",
      eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/baton-local/stream/local",
      dynamodb: {
        Keys: dynamodb!.Keys as NonNullable<DynamoDBRecord["dynamodb"]>["Keys"],
        SequenceNumber: dynamodb!.SequenceNumber!,
        SizeBytes: dynamodb!.SizeBytes!,
        StreamViewType: "KEYS_ONLY",
      },
    }),
  ),
});
