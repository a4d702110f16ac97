import { type QueueAdmin, queueAdmin } from "@baton/aws/admin";
import { queues } from "@baton/aws/topology";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { startSqs } from "../../packages/local/src/emulators/sqs.ts";
import { streamEvent } from "../../packages/local/src/runtime/stream-poller.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";

let emulator: Awaited<ReturnType<typeof startSqs>>;
let sqs: QueueAdmin;
let url: string;
let restore: () => void;
let handler: typeof import("../../functions/stream/rows.ts").handler;

beforeAll(async () => {
  emulator = await startSqs({ dataDir: undefined, onLoss: () => {} });
  sqs = queueAdmin({ endpoint: emulator.url });
  url = await sqs.ensureQueue("DaysQueue", queues.DaysQueue);
  restore = emulatorEnvironment({
    AWS_ENDPOINT_URL_SQS: emulator.url,
    SST_RESOURCE_App: JSON.stringify({ name: "baton", stage: "local" }),
    SST_RESOURCE_Table: JSON.stringify({ name: "baton" }),
    SST_RESOURCE_DaysQueue: JSON.stringify({ url }),
  });
  ({ handler } = await import("../../functions/stream/rows.ts"));
});
afterAll(async () => {
  restore?.();
  sqs?.close();
  await emulator?.stop();
});
beforeEach(async () => {
  expect(await sqs.counts(url)).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
});

/** Changes of rows by their partitions, in order; numbered from 1. */
const changes = (partitions: string[]): DynamoDBStreamEvent =>
  streamEvent(
    partitions.map((pk, n) => ({
      eventID: String(n + 1),
      eventName: "MODIFY",
      dynamodb: { Keys: { pk: { S: pk }, sk: { S: "key" } }, SequenceNumber: String(n + 1), SizeBytes: 1 },
    })),
  );
async function taken(count: number): Promise<unknown[]> {
  const bodies: unknown[] = [];
  while (bodies.length < count) {
    const messages = await sqs.receive(url, 10, AbortSignal.timeout(10_000));
    bodies.push(...messages.map(({ Body }) => JSON.parse(Body!)));
    await sqs.delete(url, messages);
  }
  return bodies;
}

test("a batch names each of its days once, from whichever partition and however often it changed", async () => {
  const partitions = ["ROWS#2026-11-25#3", "ROWS#2026-11-24#0", "ROWS#2026-11-25#1", "ROWS#2026-11-24#0"];
  expect(await handler(changes(partitions))).toEqual({ batchItemFailures: [] });
  expect(await taken(1)).toEqual([{ v: 1, changed: ["2026-11-24", "2026-11-25"] }]);
});

test("many days are several messages", async () => {
  const partitions = Array.from(
    { length: 60 },
    (_, n) => `ROWS#2026-${String((n % 12) + 1).padStart(2, "0")}-${String(1 + (n % 28)).padStart(2, "0")}#0`,
  );
  expect(await handler(changes(partitions))).toEqual({ batchItemFailures: [] });
  const messages = (await taken(3)) as { changed: string[] }[];
  for (const { changed } of messages) expect(changed.length).toBeLessThanOrEqual(25);
  expect(messages.flatMap(({ changed }) => changed).sort()).toEqual(
    [...new Set(partitions.map((pk) => pk.slice(5, 15)))].sort(),
  );
});

test("a change that cannot be read fails alone: what came before it is told, and from it on all comes again", async () => {
  const partitions = ["ROWS#2026-11-24#0", "ROWS#nonsense", "ROWS#2026-11-26#0"];
  expect(await handler(changes(partitions))).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  expect(await taken(1)).toEqual([{ v: 1, changed: ["2026-11-24"] }]);
});

test("a queue that takes nothing fails the batch, so that it comes again", async () => {
  const gone = await startSqs({ dataDir: undefined, onLoss: () => {} });
  await gone.stop();
  process.env.AWS_ENDPOINT_URL_SQS = gone.url;
  // The clients of the functions read it when they are made.
  vi.resetModules();
  const { handler: cut } = await import("../../functions/stream/rows.ts");
  await expect(cut(changes(["ROWS#2026-11-24#0"]))).rejects.toThrow();
});
