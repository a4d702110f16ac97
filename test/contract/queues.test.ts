import { readFileSync } from "node:fs";
import { type QueueAdmin, queueAdmin } from "@baton/aws/admin";
import { readMessage, sqsQueues } from "@baton/aws/sqs";
import type { Queues } from "@baton/core/ports";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startSqs } from "../../packages/local/src/emulators/sqs.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { serve } from "../helpers/stack/http.ts";

const messagesV1: Record<string, string[]> = JSON.parse(
  readFileSync(new URL("../fixtures/messages/v1.json", import.meta.url), "utf8"),
);

const shape = { handler: "", timeoutSeconds: 20, batchSize: 10, maxReceives: 5 };
const dueAt = "2026-11-24T09:07:30.000Z";

describe("Queues: SQS adapter on fauxqs", () => {
  let emulator: Awaited<ReturnType<typeof startSqs>>;
  let admin: QueueAdmin;
  let restore: () => void;
  let made = 0;
  let urls: Record<"checks" | "notices" | "intake" | "days", string>;
  let queues: Queues;

  beforeAll(async () => {
    emulator = await startSqs({ dataDir: undefined, onLoss: () => {} });
    admin = queueAdmin({ endpoint: emulator.url });
    restore = emulatorEnvironment({ AWS_ENDPOINT_URL_SQS: emulator.url });
  });
  afterAll(async () => {
    restore?.();
    admin?.close();
    await emulator?.stop();
  });
  beforeEach(async () => {
    made += 1;
    const [checks, notices, intake, days] = await Promise.all(
      ["Checks", "Notices", "Intake", "Days"].map((name) => admin.ensureQueue(`${name}${made}`, shape)),
    );
    urls = { checks: checks!, notices: notices!, intake: intake!, days: days! };
    queues = sqsQueues({
      checks: () => urls.checks,
      notices: () => urls.notices,
      intake: () => urls.intake,
      days: () => urls.days,
    });
  });

  /** Receives until that many messages were there; long polls, so that it waits no longer than it must. */
  async function bodies(url: string, count: number): Promise<string[]> {
    const received: string[] = [];
    while (received.length < count) {
      const messages = await admin.receive(url, 10, AbortSignal.timeout(10_000));
      received.push(...messages.map(({ Body }) => Body!));
      await admin.delete(url, messages);
    }
    return received;
  }
  const take = async (url: string, count: number): Promise<unknown[]> => (await bodies(url, count)).map(readMessage);

  test("each kind goes into its own queue, in the form in which it is read for ever", async () => {
    await queues.checks([
      { message: { lead: "lead_1", dueAt }, delaySeconds: 0 },
      { message: { freed: "ana" }, delaySeconds: 0 },
      { message: { away: "ana" }, delaySeconds: 0 },
    ]);
    await queues.notices([
      { message: { lead: "lead_1", notice: "lead_1.1" } },
      { message: { source: "web", incident: "silent" } },
      { message: { incident: "overdue" } },
      { message: { absence: "away_1", to: "ben" } },
    ]);
    await queues.intake([{ message: { delivery: "dlv_1" } }, { message: { raw: "packed" } }]);
    await queues.days([{ message: { changed: ["2026-11-24", "2026-11-25"] } }, { message: { fold: "2026-11-24" } }]);
    for (const [queue, texts] of Object.entries(messagesV1)) {
      const taken = await bodies(urls[queue as keyof typeof urls], texts.length);
      expect(taken.toSorted()).toEqual(texts.toSorted());
    }
    for (const url of Object.values(urls))
      expect(await admin.counts(url)).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  test.each(Object.values(messagesV1).flat())("what an earlier deployment sent is read: %s", (text) => {
    const { v, ...message } = JSON.parse(text);
    expect(v).toBe(1);
    expect(readMessage(text)).toEqual(message);
  });

  test("a queue says how many of its messages could be worked on now", async () => {
    expect(await queues.waiting("checks")).toBe(0);
    await queues.checks([0, 0, 900].map((delaySeconds) => ({ message: { lead: "lead_1", dueAt }, delaySeconds })));
    expect(await queues.waiting("checks")).toBe(2);
    expect(await queues.waiting("intake")).toBe(0);
  });

  test("more than the ten of a batch all arrive, once each", async () => {
    const messages = Array.from({ length: 25 }, (_, i) => ({ lead: `lead_${i}`, notice: `lead_${i}.1` }));
    await queues.notices(messages.map((message) => ({ message })));
    const arrived = (await take(urls.notices, 25)) as typeof messages;
    expect(arrived.map(({ lead }) => lead).sort()).toEqual(messages.map(({ lead }) => lead).sort());
    expect((await admin.counts(urls.notices)).visible).toBe(0);
  });

  test("of a thousand, sent at once, each arrives once", async () => {
    const messages = Array.from({ length: 1_003 }, (_, i) => ({
      message: { lead: `lead_${i}`, dueAt },
      delaySeconds: 0,
    }));
    await queues.checks(messages);
    const arrived = (await take(urls.checks, 1_003)) as { lead: string }[];
    expect(new Set(arrived.map(({ lead }) => lead)).size).toBe(1_003);
    expect((await admin.counts(urls.checks)).visible).toBe(0);
  });

  test("nothing to send is nothing sent", async () => {
    await queues.checks([]);
    expect(await admin.counts(urls.checks)).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
  });

  test("a delay holds each message back for its own time", async () => {
    const sentAt = performance.now();
    await queues.checks([
      { message: { lead: "lead_at_once", dueAt }, delaySeconds: 0 },
      { message: { lead: "lead_soon", dueAt }, delaySeconds: 1 },
      { message: { lead: "lead_late", dueAt }, delaySeconds: 900 },
    ]);
    expect(await admin.counts(urls.checks)).toMatchObject({ visible: 1, delayed: 2 });
    expect(await take(urls.checks, 2)).toMatchObject([{ lead: "lead_at_once" }, { lead: "lead_soon" }]);
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(990);
    expect(await admin.counts(urls.checks)).toEqual({ visible: 0, notVisible: 0, delayed: 1 });
  });

  test("a queue that is not there is an error", async () => {
    urls.notices = `${urls.notices}Gone`;
    await expect(queues.notices([{ message: { lead: "lead_1", notice: "lead_1.1" } }])).rejects.toThrow();
  });
});

describe("Queues: an SQS in trouble", () => {
  const undo: (() => void)[] = [];
  afterEach(() => {
    for (const step of undo.splice(0)) step();
    vi.restoreAllMocks();
  });

  async function against(answer: Parameters<typeof serve>[0]): Promise<Queues> {
    const { url, stop } = await serve(answer);
    undo.push(stop, emulatorEnvironment({ AWS_ENDPOINT_URL_SQS: url }));
    const queue = () => `${url}/000000000000/Queue`;
    return sqsQueues({ checks: queue, notices: queue, intake: queue, days: queue });
  }
  const json = { "content-type": "application/x-amz-json-1.0" };

  test("messages of a batch that it refuses are an error though the request succeeds", async () => {
    const queues = await against(() => ({
      status: 200,
      headers: json,
      body: JSON.stringify({ Successful: [], Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }] }),
    }));
    await expect(queues.intake([{ message: { delivery: "dlv_1" } }])).rejects.toThrow("InternalError");
  });

  test("an answer that says it failed is an error", async () => {
    const queues = await against(() => ({ status: 500, headers: json, body: "{}" }));
    await expect(queues.intake([{ message: { delivery: "dlv_1" } }])).rejects.toThrow();
  });

  test("no answer is an error within four seconds", async () => {
    const queues = await against(() => undefined);
    const started = performance.now();
    await expect(queues.intake([{ message: { delivery: "dlv_1" } }])).rejects.toThrow();
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
