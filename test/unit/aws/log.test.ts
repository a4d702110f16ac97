import { lambdaRuntime } from "@baton/aws/lambda";
import type { Context } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lineLog, withFields } from "../../../packages/aws/src/lambda/log.ts";

const now = "2026-11-24T09:00:00.000Z";
const time = { now: () => Date.parse(now), wallMs: (ms: number) => ms };
const write = () => lineLog(time, () => "test");

const invocation = (functionName: string, awsRequestId: string): Context =>
  ({ functionName, awsRequestId }) as Partial<Context> as Context;

describe("the functions' log", () => {
  let written = "";
  const lines = () =>
    written
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  beforeEach(() => {
    written = "";
    vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
      written += chunk;
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  test("is JSON lines in Powertools' words, dated by the process's own clock", () => {
    const { log } = write();
    log("info", "delivery taken", { delivery: "dlv_1", leads: ["lead_1"], gone: undefined });
    log("error", "two\nlines", { error: "TypeError" });
    const common = { timestamp: now, service: "baton", stage: "test" };
    expect(lines()).toEqual([
      { level: "INFO", message: "delivery taken", ...common, delivery: "dlv_1", leads: ["lead_1"] },
      { level: "ERROR", message: "two\nlines", ...common, error: "TypeError" },
    ]);
  });

  test("starts at the level that POWERTOOLS_LOG_LEVEL names, but for what is always written", () => {
    vi.stubEnv("POWERTOOLS_LOG_LEVEL", "WARN");
    const { log, always } = write();
    log("info", "swept");
    log("warn", "queue refused a message");
    always("info", "metrics", { service: "baton", Sweeps: 1 });
    expect(lines()).toMatchObject([
      { level: "WARN", message: "queue refused a message" },
      { level: "INFO", message: "metrics", timestamp: now, service: "baton", Sweeps: 1 },
    ]);
  });

  test("names function and invocation in every line of a handler, however many run at once in one process", async () => {
    const { log, invoked } = lambdaRuntime(time, () => "test");
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const handler = invoked(async (last: boolean) => {
      log("info", "begun");
      if (last) resolve();
      await both;
      log("info", "ended");
    });
    await Promise.all([handler(false, invocation("hooks", "one")), handler(true, invocation("api", "two"))]);
    log("info", "outside");
    const named = lines().map(({ message, function_name, function_request_id }) => [
      message,
      function_name,
      function_request_id,
    ]);
    expect(named.toSorted()).toEqual([
      ["begun", "api", "two"],
      ["begun", "hooks", "one"],
      ["ended", "api", "two"],
      ["ended", "hooks", "one"],
      ["outside", undefined, undefined],
    ]);
  });

  test("lets a line's own fields win over those of the work it belongs to, and those of the inner work over the outer", () => {
    const { log } = write();
    withFields({ lead: "lead_1", queueMessageId: "m1" }, () => {
      withFields({ lead: "lead_2" }, () => log("info", "inner"));
      log("info", "own", { lead: "lead_3" });
    });
    expect(lines()).toMatchObject([
      { message: "inner", lead: "lead_2", queueMessageId: "m1" },
      { message: "own", lead: "lead_3", queueMessageId: "m1" },
    ]);
  });
});
