import { describe, expect, test } from "vitest";
import { monthlyUsage } from "../../cost/fixed.ts";
import {
  add,
  type Call,
  type Counted,
  causedByLead,
  meanUsage,
  nothing,
  type Run,
  type Sizing,
  scale,
  usageOf,
} from "../../cost/usage.ts";

const sizing: Sizing = {
  memoryMb: () => 1024,
  wholeProcessorMb: 2048,
  callMs: 5,
  coldStart: { share: 0, ms: 300 },
  platformLogBytes: { run: 300, request: 200 },
  monthsKept: 12,
};
const call = (given: Partial<Call> = {}): Call => ({
  service: "DynamoDB",
  operation: "PutItem",
  handler: "functions/http/hooks",
  what: "",
  bytes: 100,
  write: 0,
  index: 0,
  read: 0,
  facts: 0,
  rows: 0,
  ...given,
});
const run = (given: Partial<Run> = {}): Run => ({
  handler: "functions/http/hooks",
  events: 1,
  queue: false,
  ms: 0,
  calls: 0,
  logBytes: 0,
  ...given,
});
const counted = (given: Partial<Counted> = {}): Counted => ({ calls: [], runs: [], grown: 0, ...given });
const usage = (given: Partial<Counted>) => usageOf(counted(given), sizing);

describe("what was counted", () => {
  test("units of all calls add up", () => {
    const calls = [call({ write: 3, index: 1 }), call({ write: 2 }), call({ read: 0.5 })];
    expect(usage({ calls })).toMatchObject({ writeUnits: 5, readUnits: 0.5 });
  });

  test("a message costs its sending, its receipt and its deletion", () => {
    const calls = [call({ service: "SQS" })];
    const runs = [run({ handler: "functions/queue/send-notice", queue: true })];
    expect(usage({ calls, runs })).toMatchObject({ queueRequests: 3, invocations: 1 });
  });

  test("messages that came together are charged as if each had come alone", () => {
    const runs = [run({ handler: "functions/queue/send-notice", queue: true, events: 3 })];
    expect(usage({ runs })).toMatchObject({ queueRequests: 6, invocations: 3 });
  });

  test("a large request to a queue is charged for every 64 KB", () => {
    expect(usage({ calls: [call({ service: "SQS", bytes: 64 * 1024 + 1 })] }).queueRequests).toBe(2);
  });

  test("only functions behind the API cost API requests", () => {
    const runs = [run(), run({ handler: "functions/queue/run-check", queue: true })];
    expect(usage({ runs }).apiRequests).toBe(1);
  });

  test("a function with half a processor takes twice as long to compute, and no longer to wait", () => {
    expect(usage({ runs: [run({ ms: 10, calls: 2 })] }).gbSeconds).toBeCloseTo((10 * 2 + 2 * 5) / 1000, 9);
  });

  test("more memory than comes with a processor makes nothing faster", () => {
    const runs = [run({ ms: 10 })];
    expect(usageOf(counted({ runs }), { ...sizing, memoryMb: () => 4096 }).gbSeconds).toBeCloseTo(0.04, 9);
  });

  test("the runs that start a process are charged for its start, in which they have a whole processor", () => {
    const coldStart = { share: 0.5, ms: 300 };
    expect(usageOf(counted({ runs: [run({ ms: 10 })] }), { ...sizing, coldStart }).gbSeconds).toBeCloseTo(0.17, 9);
  });

  test("logs are the function's own and the platform's", () => {
    expect(usage({ runs: [run({ logBytes: 50 })] }).logBytes).toBe(50 + 300 + 200);
  });

  test("what the table grew by is kept, and backed up, for as long as it stays", () => {
    expect(usage({ grown: 10 })).toMatchObject({ storedByteMonths: 120, backedUpByteMonths: 120 });
  });
});

test("a schedule's own work is not the lead's, what it queues is", () => {
  const handler = "functions/cron/sweep-clocks";
  const all = counted({
    calls: [call({ handler, read: 2 }), call({ handler, service: "SQS" }), call({ write: 1 })],
    runs: [run({ handler }), run()],
  });
  expect(usageOf(causedByLead(all), sizing)).toMatchObject({
    readUnits: 0,
    queueRequests: 1,
    writeUnits: 1,
    invocations: 1,
  });
});

test("rounds are averaged, and the quickest is taken for the time", () => {
  const rounds = [
    counted({ calls: [call({ write: 4 })], runs: [run({ ms: 10 })] }),
    counted({ calls: [call({ write: 6 })], runs: [run({ ms: 30 })] }),
  ];
  expect(meanUsage(rounds, sizing)).toMatchObject({ writeUnits: 5, gbSeconds: 0.02 });
});

test("usages add up and scale in everything", () => {
  const one = usage({ calls: [call({ write: 3, read: 2 })], runs: [run({ ms: 7, logBytes: 9 })], grown: 4 });
  expect(add(one, one, nothing)).toEqual(scale(one, 2));
});

describe("a month without leads", () => {
  const handler = "functions/cron/sweep-clocks";
  const idle = [
    counted({
      calls: [call({ handler, read: 2 }), call({ handler: "functions/cron/other", read: 7 })],
      runs: [run({ handler })],
    }),
  ];

  const bare = { schedules: [], queues: 0, alarms: 0, metrics: 0, dashboards: 0 };

  test("a schedule costs its runs and what each of them uses", () => {
    const schedules = [{ everyMinutes: 5, handler: `${handler}.handler` }];
    expect(monthlyUsage(idle, { ...bare, schedules }, sizing)).toMatchObject({
      scheduled: 8_760,
      invocations: 8_760,
      readUnits: 17_520,
      apiRequests: 0,
    });
  });

  test("an empty queue costs five long polls at a time", () => {
    expect(monthlyUsage(idle, { ...bare, queues: 2 }, sizing).queueRequests).toBe(2 * 5 * 3 * 60 * 730);
  });

  test("what watches costs its month, whatever happens", () => {
    expect(monthlyUsage([], { ...bare, alarms: 20, metrics: 6, dashboards: 1 }, sizing)).toEqual({
      ...nothing,
      alarmMonths: 20,
      metricMonths: 6,
      dashboardMonths: 1,
    });
  });
});
