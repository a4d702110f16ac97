import { queues, routes, schedules, streams } from "@baton/aws/topology";
import { expect, test } from "vitest";
import { formLead } from "../bench/load.ts";
import { limits, sizing } from "../cost/assumptions.ts";
import { drive } from "../cost/scenarios.ts";
import { withStack } from "../cost/start.ts";
import { causedByLead, usageOf, withoutStream } from "../cost/usage.ts";

test("everything that a lead's hand-over sends to AWS is counted, for the function that sent it", async () => {
  const counted = await withStack(async (stack) => {
    const driver = drive(stack);
    const lead = await driver.count(() => driver.form(formLead(1)));
    const answered = await driver.count(driver.answer);
    const check = await driver.count(driver.endDelays);
    return { lead, answered, check };
  });

  const paths = [...routes, ...Object.values(queues), ...schedules, ...Object.values(streams)].map(({ handler }) =>
    handler.replace(".handler", ""),
  );
  for (const { handler } of Object.values(counted).flatMap(({ calls }) => calls)) expect(paths).toContain(handler);
  const usage = usageOf(causedByLead(withoutStream(counted.lead)), sizing);
  expect(usage).toMatchObject({ apiRequests: 1, invocations: 2, mails: 1, queueRequests: 5 });
  // With what the table's stream tells of its rows and the mark of their day, and has people be found by.
  const whole = usageOf(causedByLead(counted.lead), sizing);
  expect(whole.queueRequests).toBe(8);
  expect(whole.invocations).toBeGreaterThanOrEqual(5);
  expect(whole.writeUnits - usage.writeUnits).toBeLessThanOrEqual(limits.streamUnits);
  expect(usage.writeUnits).toBeGreaterThan(10);
  expect(usage.writeUnits).toBeLessThanOrEqual(limits.writeUnits);
  expect(usage.queueRequests + usageOf(causedByLead(counted.check), sizing).queueRequests).toBeLessThanOrEqual(
    limits.queueRequests,
  );
  expect(counted.lead.grown, "a lead takes a few KB").toBeGreaterThan(2_000);
  expect(usageOf(causedByLead(counted.answered), sizing)).toMatchObject({ apiRequests: 3, mails: 0 });
  expect(usageOf(causedByLead(counted.check), sizing)).toMatchObject({
    invocations: 2,
    queueRequests: 4,
    writeUnits: 0,
  });
});
