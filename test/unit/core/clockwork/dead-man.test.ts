import { sweep } from "@baton/core/clockwork";
import { type ClockReportView, reportClocks, watchClocks } from "@baton/core/health";
import { describe, expect, test } from "vitest";
import { people, small, withinAnHour } from "../../../helpers/agreements.ts";
import { delivery } from "../../../helpers/leads.ts";
import { PowerCut, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
const T = "2026-11-24T09:00:00.000Z";
const at = (minutes: number): number => Date.parse(T) + minutes * MINUTE;

const parts = {
  operator: "olga",
  people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined }, olga: {} }),
  sla: withinAnHour({ at: "50%", do: "remind" }, { at: "100%", do: "escalate", to: "manager" }),
};

/** The relay with its sweep and its queues, each of which a test may stop; the watch goes on beside them. */
async function watched(options: { parts?: Record<string, unknown> } = {}) {
  const w = await world(small({ ...parts, ...options.parts }), { at: T });
  const mails: (ClockReportView & { id: string; minute: number })[] = [];
  const post = async (view: ClockReportView, meta: { id: string; at: number }) =>
    void mails.push({ ...view, id: meta.id, minute: (meta.at - at(0)) / MINUTE });
  let reports = 0;
  const { notices } = w.relay.queues;
  w.relay.queues.notices = async (given) => {
    reports += given.filter(({ message }) => !("lead" in message)).length;
    await notices(given);
  };
  return {
    ...w,
    mails,
    heard: () => mails.map(({ minute }) => minute),
    report: () => reportClocks(w.relay, post),
    /** Lets minutes pass one by one, with the sweep and the queues as they are then, and the watch every five. */
    async run(until: number, running: { sweep?: boolean; queues?: boolean; reports?: boolean } = {}) {
      for (let now = w.now() + MINUTE; now <= at(until); now += MINUTE) {
        w.outage(now);
        const isTurn = (now - at(0)) % (5 * MINUTE) === 0;
        if (isTurn && running.sweep !== false) await sweep(w.relay);
        if (running.queues !== false) await w.settle();
        if (isTurn) await watchClocks(w.relay);
        if (running.reports !== false) for (; reports > 0; reports--) await this.report();
      }
    },
    loseReports: () => {
      reports = 0;
    },
    measures: (metric: string) => w.measured.filter((one) => one.metric === metric).map(({ value }) => value),
  };
}

const stopped = { "the sweep does not run": { sweep: false }, "the checks queue is stuck": { queues: false } };

describe("a watch beside the escalator", () => {
  test.each(Object.entries(stopped))("when %s, the operator hears within minutes, and once", async (_, running) => {
    const w = await watched();
    await w.send({ email: "jane@firma.example" });
    await w.send({ email: "joe@firma.example" });
    await w.run(50, running);
    // The reminder was due at minute 30.
    expect(w.heard()).toEqual([45]);
    expect(w.mails[0]).toMatchObject({
      recipient: { email: "olga@acme.example" },
      since: "Tue 24 Nov 2026, 09:30 (UTC)",
      message: expect.stringMatching(/^What was due .* is not done for 2 leads; lead_\w+ waits longest\.$/),
    });
    await w.run(85, running);
    expect(w.heard()).toEqual([45]);
    expect(Math.max(...w.measures("Overdue"))).toBe(2);
  });

  test("when clocks have run again, it hears of the next outage", async () => {
    const w = await watched();
    await w.send({ email: "jane@firma.example" });
    await w.run(50, { sweep: false });
    await w.run(100);
    expect(w.measures("Overdue").at(-1)).toBe(0);
    await w.send({ email: "joe@firma.example" });
    await w.run(160, { sweep: false });
    expect(w.heard()).toEqual([45, 145]);
    expect(new Set(w.mails.map(({ id }) => id)).size).toBe(2);
  });

  test("what goes on is told once a day, however much it becomes", async () => {
    const w = await watched();
    for (let hour = 0; hour < 26; hour++) {
      await w.send({ email: `jane.${hour}@firma.example` });
      await w.run((hour + 1) * 60, { sweep: false });
    }
    expect(w.heard()).toEqual([45, 24 * 60 + 55]);
    expect(w.mails[1]?.message).toContain("25 leads;");
  });

  test("while clocks run in time nobody hears, and 0 is measured every five minutes", async () => {
    const w = await watched();
    for (let n = 0; n < 20; n++) await w.send({ email: `jane.${n}@firma.example` });
    await w.run(120);
    expect(w.heard()).toEqual([]);
    expect(w.measures("Overdue")).toEqual(Array(24).fill(0));
  });

  test("a queue that is slow, but works, is no outage", async () => {
    const w = await watched();
    const { checks } = w.relay.queues;
    w.relay.queues.checks = (given) =>
      checks(given.map(({ message, delaySeconds }) => ({ message, delaySeconds: Math.min(900, delaySeconds + 480) })));
    await w.send({ email: "jane@firma.example" });
    await w.run(120);
    expect(w.measures("ClockLateness").every((value) => value > 2 * MINUTE)).toBe(true);
    expect(w.measures("ClockLateness")).toHaveLength(2);
    expect(w.heard()).toEqual([]);
  });

  test("the end of an outage is none: what the next look does not find again is not told", async () => {
    const w = await watched();
    await w.send({ email: "jane@firma.example" });
    w.outage(at(57));
    await watchClocks(w.relay);
    expect(w.measures("Overdue")).toEqual([1]);
    await w.run(120);
    expect(w.measures("Overdue").slice(1)).toEqual(Array(13).fill(0));
    expect(w.heard()).toEqual([]);
  });

  test("a lead whose process dies for ever is found, and its neighbours fire in time", async () => {
    const w = await watched();
    const poison = await w.send({ email: "jane@firma.example" });
    const neighbours = await Promise.all([1, 2, 3].map((n) => w.send({ email: `joe.${n}@firma.example` })));
    const { lead } = w.store;
    w.store.lead = async (id) => {
      if (id === poison.id) throw new PowerCut();
      return lead(id);
    };
    await w.run(180);
    expect(w.heard()).toEqual([45]);
    expect(w.mails[0]?.message).toBe(
      `What was due more than ten minutes ago is not done for 1 lead; ${poison.id} waits longest.`,
    );
    expect(w.measures("ClockLateness")).toEqual(Array(6).fill(0));
    for (const { id } of neighbours)
      expect(await w.story(id)).toEqual(["lead.reminded", "stage.breached", "lead.escalated"]);
    // That all others are late as well shows at once beside it.
    await w.send({ email: "jim@firma.example" });
    await w.run(230, { sweep: false });
    expect(w.measures("Overdue").at(-1)).toBe(2);
  });

  test("a delivery that nobody finishes is overdue like a lead", async () => {
    const w = await watched();
    await w.store.keepDelivery(delivery({ receivedAt: T }), Buffer.from("{}"), { retryAt: at(2), expiresAt: at(1e6) });
    w.relay.queues.intake = async () => {};
    await w.run(20);
    expect(w.heard()).toEqual([20]);
    expect(w.mails[0]?.message).toMatch(/for 1 delivery; dlv_/);
  });

  test("a report that the queue lost is queued again; one that is queued twice is sent once", async () => {
    const w = await watched();
    await w.send({ email: "jane@firma.example" });
    await w.run(45, { sweep: false, reports: false });
    w.loseReports();
    await w.run(50, { sweep: false, reports: false });
    await Promise.all([w.report(), w.report()]);
    expect(w.heard()).toEqual([50]);
    await w.run(80, { sweep: false });
    expect(w.heard()).toEqual([50]);
  });

  test("what is over before its report was sent is not reported, and without an operator the topmost manager hears", async () => {
    const w = await watched({ parts: { operator: undefined } });
    await w.send({ email: "jane@firma.example" });
    await w.run(45, { sweep: false, reports: false });
    await w.run(50, { reports: false });
    await w.report();
    expect(w.heard()).toEqual([]);
    await w.send({ email: "joe@firma.example" });
    await w.run(100, { sweep: false });
    expect(w.mails.map(({ recipient }) => recipient.email)).toEqual(["vera@acme.example"]);
  });

  test("where time runs faster than the queues, that is no outage", async () => {
    const w = await watched();
    w.relay.time.wallMs = (ms) => ms / 600;
    await w.send({ email: "jane@firma.example" });
    await w.run(80, { sweep: false });
    expect(w.heard()).toEqual([]);
  });

  test("is answered for without the queues: with SQS down as well, what is overdue is measured", async () => {
    const w = await watched();
    await w.send({ email: "jane@firma.example" });
    await w.run(44, { sweep: false });
    w.relay.queues.notices = async () => {
      throw new Error("SQS does not answer");
    };
    w.outage(at(45));
    await expect(watchClocks(w.relay)).rejects.toThrow("SQS");
    expect(w.measures("Overdue").at(-1)).toBe(1);
  });
});
