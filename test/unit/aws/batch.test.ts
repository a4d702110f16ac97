import { lambdaRuntime } from "@baton/aws/lambda";
import { writeMessage } from "@baton/aws/sqs";
import type { SQSEvent } from "aws-lambda";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { emulatorEnvironment } from "../../helpers/stack/env.ts";
import { serve } from "../../helpers/stack/http.ts";

/** A batch of messages, received so often. */
const batch = (bodies: string[], receives = 1): SQSEvent => ({
  Records: bodies.map((body, n) => ({
    messageId: `m${n}`,
    receiptHandle: `r${n}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:ChecksQueue",
    awsRegion: "us-east-1",
  })),
});
const about = (lead: string): string => writeMessage({ lead });
const failures = (...messageIds: string[]) => ({
  batchItemFailures: messageIds.map((itemIdentifier) => ({ itemIdentifier })),
});

describe("a batch of messages", () => {
  const { eachMessage, log, measure } = lambdaRuntime({ now: () => 0, wallMs: (ms) => ms }, () => "test");
  let putOff: { receipt: string; seconds: number }[] = [];
  let sqsAnswers = true;
  const undo: (() => void)[] = [];
  beforeAll(async () => {
    const { url, stop } = await serve(({ headers, body }) => {
      if (!sqsAnswers) return { status: 400, body: "{}" };
      if (headers["x-amz-target"] === "AmazonSQS.GetQueueUrl") {
        const answer = { QueueUrl: "https://sqs.example/ChecksQueue" };
        return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(answer) };
      }
      const { ReceiptHandle, VisibilityTimeout } = JSON.parse(body.toString());
      putOff.push({ receipt: ReceiptHandle, seconds: VisibilityTimeout });
      return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: "{}" };
    });
    undo.push(
      stop,
      emulatorEnvironment({
        AWS_ENDPOINT_URL_SQS: url,
      }),
    );
  });
  afterAll(() => {
    for (const step of undo) step();
  });
  let lines: string[] = [];
  beforeEach(() => {
    putOff = [];
    sqsAnswers = true;
    lines = [];
    vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("one that fails comes again alone; its neighbours, before and after, are done once", async () => {
    const done: string[] = [];
    const handle = eachMessage<{ lead: string }>(async ({ lead }) => {
      if (lead === "poison") throw new Error("It dies of this.");
      done.push(lead);
    });
    expect(await handle(batch(["a", "poison", "b", "c"].map(about)))).toEqual(failures("m1"));
    expect(done).toEqual(["a", "b", "c"]);
    expect(putOff).toEqual([{ receipt: "r1", seconds: 5 }]);
  });

  test("one that cannot even be read harms none either", async () => {
    const done: string[] = [];
    const handle = eachMessage<{ lead: string }>(async ({ lead }) => void done.push(lead));
    expect(await handle(batch(["{", about("a")]))).toEqual(failures("m0"));
    expect(done).toEqual(["a"]);
  });

  test("one of a later version comes again, until the code that knows it is deployed", async () => {
    const done: unknown[] = [];
    const handle = eachMessage(async (message) => void done.push(message));
    const later = JSON.stringify({ v: 2, leads: ["a", "b"] });
    expect(await handle(batch([later, JSON.stringify({ lead: "unversioned" }), about("c")]))).toEqual(
      failures("m0", "m1"),
    );
    expect(done).toEqual([{ lead: "c" }]);
    expect(lines.join("")).toContain("at readMessage");
  });

  test.each([
    [1, 5],
    [2, 10],
    [6, 160],
    [7, 300],
    [200, 300],
  ])("after %i receives one that fails comes again in %i seconds", async (receives, seconds) => {
    const handle = eachMessage(async () => {
      throw new Error("no");
    });
    await handle(batch([about("a")], receives));
    expect(putOff).toEqual([{ receipt: "r0", seconds }]);
  });

  test("that cannot be put off comes again in the queue's own time", async () => {
    sqsAnswers = false;
    const handle = eachMessage<{ lead: string }>(async ({ lead }) => {
      if (lead === "poison") throw new Error("no");
    });
    expect(await handle(batch(["a", "poison"].map(about)))).toEqual(failures("m1"));
  });

  test("publishes in one line what its messages measured, those that failed afterwards too", async () => {
    const handle = eachMessage<{ lateMs: number }>(async ({ lateMs }) => {
      measure("ClockLateness", lateMs);
      if (lateMs === 2) throw new Error("no");
    });
    await handle(batch([1, 2, 3].map((lateMs) => writeMessage({ lateMs }))));
    const published = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === "metrics");
    expect(published).toMatchObject([{ service: "baton", stage: "test", ClockLateness: [1, 2, 3] }]);
  });

  test("says in every line of a message what that one is about, in ids only, though all are handled at once", async () => {
    const { promise: all, resolve } = Promise.withResolvers<void>();
    let begun = 0;
    const handle = eachMessage<{ lead?: string }>(async ({ lead }) => {
      begun += 1;
      if (begun === 3) resolve();
      await all;
      log("info", "at work");
      if (lead === undefined) throw new Error("Address jane@firma.example is not verified.");
    });
    const messages = [
      { lead: "lead_1", notice: "lead_1.1", raw: "someone" },
      { lead: "lead_2" },
      { delivery: "dlv_3" },
    ];
    await handle(batch(messages.map(writeMessage)));
    const said = lines.map((line) => JSON.parse(line));
    const of = (id: string) => said.filter(({ queueMessageId }) => queueMessageId === id);
    expect(of("m0")).toMatchObject([{ message: "at work", lead: "lead_1", notice: "lead_1.1" }]);
    expect(of("m1")).toMatchObject([{ message: "at work", lead: "lead_2" }]);
    expect(of("m1")[0]).not.toHaveProperty("notice");
    expect(of("m2")).toMatchObject([
      { message: "at work", delivery: "dlv_3" },
      { message: "a message failed and will come again", delivery: "dlv_3", error: "Error" },
    ]);
    // What another service says of an error may name anybody.
    expect(lines.join("")).not.toMatch(/someone|jane/);
  });

  test("publishes nothing when nothing was measured", async () => {
    await eachMessage(async () => {})(batch([about("a")]));
    expect(lines).toEqual([]);
  });
});
