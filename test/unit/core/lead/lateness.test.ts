import { sweep } from "@baton/core/clockwork";
import { metrics, namespace } from "@baton/core/metrics";
import { describe, expect, test } from "vitest";
import { meter } from "../../../../packages/aws/src/lambda/metrics.ts";
import { small, withinAnHour } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
const T = "2026-11-24T09:00:00.000Z";
const at = (minutes: number): number => Date.parse(T) + minutes * MINUTE;

const agreement = small({
  sla: withinAnHour(
    { at: "50%", do: "remind" },
    { at: "100%", do: "escalate", to: "manager" },
    { at: "+30m", do: "escalate", to: "vera" },
  ),
});
const lateness = (w: World): number[] =>
  w.measured.filter(({ metric }) => metric === "ClockLateness").map(({ value }) => value);

describe("lateness", () => {
  test("is measured once for each step that fires, however often its message comes", async () => {
    for (const deliveries of [1, 3]) {
      const w = await world(agreement, { at: T, deliveries });
      await w.send({ email: "jane@firma.example" });
      await w.until(at(120));
      expect(lateness(w)).toEqual([0, 0, 0]);
    }
  });

  test("is what has passed since the step was due, and none is measured for those it overtook", async () => {
    const w = await world(agreement, { at: T });
    const { id } = await w.send({ email: "jane@firma.example" });
    w.outage(at(67));
    await sweep(w.relay);
    await w.settle();
    expect((await w.lead(id)).clock?.steps.map(({ state }) => state)).toEqual(["skipped", "fired", "pending"]);
    expect(lateness(w)).toEqual([7 * MINUTE]);
  });

  test("is not measured for a step that another process fired first", async () => {
    const w = await world(agreement, { at: T });
    const { id } = await w.send({ email: "jane@firma.example" });
    w.outage(at(31));
    const { dueAt } = { dueAt: new Date(at(30)).toISOString() };
    await Promise.all([w.check(id, dueAt), w.check(id, dueAt)]);
    expect(lateness(w)).toEqual([MINUTE]);
  });

  test("a sweep says that it came to its end, and nothing else when nothing is due", async () => {
    const w = await world(agreement, { at: T });
    await sweep(w.relay);
    expect(w.measured).toEqual([{ metric: "Sweeps", value: 1 }]);
    w.relay.queues.checks = async () => {
      throw new Error("SQS does not answer");
    };
    await w.send({ email: "jane@firma.example" });
    w.outage(at(30));
    await expect(sweep(w.relay)).rejects.toThrow("SQS");
    expect(w.measured).toHaveLength(1);
  });
});

describe("a meter", () => {
  const metered = () => {
    const lines: Record<string, unknown>[] = [];
    const { measure, publish } = meter(
      (level, message, fields) => lines.push({ level, message, ...fields }),
      () => "test",
    );
    return { lines, measure, publish };
  };

  test("publishes what an invocation measured as one line in CloudWatch's embedded format, once", async () => {
    const { lines, measure, publish } = metered();
    for (const value of [0, 120, 7]) measure("ClockLateness", value);
    measure("Sweeps", 1);
    await publish();
    await publish();
    expect(lines).toEqual([
      {
        level: "info",
        message: "metrics",
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: namespace,
              Dimensions: [["service", "stage"]],
              Metrics: [
                { Name: "ClockLateness", Unit: metrics.ClockLateness },
                { Name: "Sweeps", Unit: metrics.Sweeps },
              ],
            },
          ],
        },
        service: "baton",
        stage: "test",
        ClockLateness: [0, 120, 7],
        Sweeps: 1,
      },
    ]);
  });

  test("writes nothing when nothing was measured", async () => {
    const { lines, publish } = metered();
    await publish();
    expect(lines).toEqual([]);
  });

  test("loses none of more values than CloudWatch takes in a line", async () => {
    const { lines, measure, publish } = metered();
    const values = Array.from({ length: 250 }, (_, n) => n);
    for (const value of values) measure("ClockLateness", value);
    await Promise.all([publish(), publish()]);
    expect(lines.flatMap(({ ClockLateness }) => ClockLateness)).toEqual(values);
    expect(lines.every(({ ClockLateness }) => (ClockLateness as number[]).length <= 100)).toBe(true);
  });
});
