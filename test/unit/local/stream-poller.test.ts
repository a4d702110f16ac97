import type { StreamRecord } from "@baton/aws/admin";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { afterEach, expect, test } from "vitest";
import { RunningWork } from "../../../packages/local/src/quiet.ts";
import { type StreamPoller, startStreamPoller } from "../../../packages/local/src/runtime/stream-poller.ts";

const shape = {
  handler: "functions/stream/rows.handler",
  timeoutSeconds: 1,
  batchSize: 3,
  windowSeconds: 0,
  maxRetries: 2,
  maxAgeSeconds: 60,
  keys: { pk: ["ROWS#"] },
};
const record = (n: number, pk = "ROWS#2026-11-24#0"): StreamRecord => ({
  eventID: String(n),
  eventName: "INSERT",
  dynamodb: { Keys: { pk: { S: pk }, sk: { S: "k" } }, SequenceNumber: String(n), SizeBytes: 1 },
});

let poller: StreamPoller | undefined;
afterEach(() => poller?.stop());

/** A poller of these records, and the sequence numbers of each batch that its function was given. */
function polling(records: StreamRecord[], answer: (numbers: string[]) => unknown) {
  const given: string[][] = [];
  const unread = [...records];
  const lambda = {
    async invoke(event: unknown) {
      const numbers = (event as DynamoDBStreamEvent).Records.map(({ dynamodb }) => dynamodb!.SequenceNumber!);
      given.push(numbers);
      return answer(numbers);
    },
  };
  poller = startStreamPoller({
    stream: { name: "RowsStream", shape, lambda },
    reader: { read: async () => unread.splice(0), close() {} },
    activity: new RunningWork(),
  });
  return { given, poller };
}
const quiet = async (of: StreamPoller) => {
  while ((await of.pending()) > 0);
};

test("what changed is handed over in order, in batches, and nothing that is not for it", async () => {
  const { given, poller } = polling(
    [record(1), record(2, "LEAD#1"), record(3), record(4), record(5), record(6, "DAY#2026-11")],
    () => ({ batchItemFailures: [] }),
  );
  await quiet(poller);
  expect(given).toEqual([["1", "3", "4"], ["5"]]);
});

test("it is quiet only when all that was there is handed over", async () => {
  let answers = 0;
  const { poller } = polling([record(1)], () => {
    if (++answers < 2) throw new Error("once");
    return null;
  });
  expect(await poller.pending()).toBeGreaterThan(0);
  await quiet(poller);
  expect(answers).toBe(2);
});

test("a change that fails comes again with those after it, and not with those before", async () => {
  let failed = false;
  const { given, poller } = polling([record(1), record(2), record(3), record(4)], (numbers) => {
    const fails = !failed && numbers.includes("2");
    failed ||= fails;
    return { batchItemFailures: fails ? [{ itemIdentifier: "2" }] : [] };
  });
  await quiet(poller);
  expect(given).toEqual([
    ["1", "2", "3"],
    ["2", "3", "4"],
  ]);
});

test("a change that always fails is left behind at last, and keeps nothing back", async () => {
  const { given, poller } = polling([record(1), record(2)], (numbers) => ({
    batchItemFailures: numbers[0] === "1" ? [{ itemIdentifier: "1" }] : [],
  }));
  await quiet(poller);
  expect(given).toEqual([["1", "2"], ["1", "2"], ["1", "2"], ["2"]]);
});
