import type { Queues } from "@baton/core/ports";
import { describe, expect, test } from "vitest";
import { Agenda } from "../../../../packages/local/src/demo/agenda.ts";
import { agendaQueues } from "../../../../packages/local/src/demo/queues.ts";

/** Takes out what happens until an instant, one after the other. */
async function happen(agenda: Agenda, until: number): Promise<void> {
  for (const one of agenda.take(until)) await one();
}

describe("an agenda", () => {
  const noting = () => {
    const agenda = new Agenda();
    const happened: string[] = [];
    const put = (at: number, what: string, key?: string) =>
      agenda.put(
        at,
        async () => {
          happened.push(what);
        },
        key,
      );
    return { agenda, happened, put };
  };

  test("has things happen in the order of their instants, and of one instant as they were put", async () => {
    const { agenda, happened, put } = noting();
    for (const [at, what] of [
      [30, "d"],
      [10, "a"],
      [20, "b"],
      [20, "c"],
    ] as const)
      put(at, what);
    expect(agenda.next).toBe(10);
    await happen(agenda, 20);
    expect([happened, agenda.next]).toEqual([["a", "b", "c"], 30]);
    await happen(agenda, 30);
    expect([happened.at(-1), agenda.next]).toEqual(["d", undefined]);
  });

  test("keeps of what has the same key the last", async () => {
    const { agenda, happened, put } = noting();
    put(10, "early", "lead");
    put(15, "another", "lead 2");
    put(20, "late", "lead");
    await happen(agenda, 30);
    expect(happened).toEqual(["another", "late"]);
  });
});

describe("queues of an agenda", () => {
  const NOW = Date.parse("2026-11-02T09:00:00Z");
  const lead = { lead: "lead_1" };
  const queues = () => {
    const agenda = new Agenda();
    const consumed: string[] = [];
    const told: object[] = [];
    const sqs: string[] = [];
    const kept = Object.fromEntries(
      ["checks", "notices", "intake", "days"].map((name) => [name, async () => void sqs.push(name)]),
    );
    const made = agendaQueues({ ...kept, waiting: async () => 7 } as unknown as Queues, {
      agenda,
      now: () => NOW,
      consume: async (queue, body) => void consumed.push(`${queue} ${body}`),
      countedAt: (after) => after + 1_000,
      told: (notice) => told.push(notice),
    });
    return { agenda, consumed, told, sqs, made };
  };

  test("deliver a check at its instant, and only the last one of a lead", async () => {
    const { agenda, consumed, made } = queues();
    for (const minute of ["10", "20"])
      await made.checks([{ message: { ...lead, dueAt: `2026-11-02T09:${minute}:00Z` }, delaySeconds: 0 }]);
    expect(agenda.next).toBe(NOW + 20 * 60_000);
    await happen(agenda, NOW + 30 * 60_000);
    expect(consumed).toEqual(['ChecksQueue {"v":1,"lead":"lead_1","dueAt":"2026-11-02T09:20:00Z"}']);
  });

  test("tell of a notice once its mail is out, and let a minute pass when it comes again", async () => {
    const { agenda, told, made } = queues();
    const message = { ...lead, notice: "lead_1.1" };
    await made.notices([{ message }]);
    expect(agenda.next).toBe(NOW);
    await happen(agenda, NOW);
    expect(told).toEqual([message]);
    await made.notices([{ message }]);
    expect(agenda.next).toBe(NOW + 60_000);
  });

  test("count days when that is wanted, each once", async () => {
    const { agenda, consumed, made } = queues();
    for (const fold of ["2026-11-01", "2026-11-02", "2026-11-01"]) await made.days([{ message: { fold } }]);
    expect(agenda.next).toBe(NOW + 1_000);
    await happen(agenda, NOW + 1_000);
    expect(consumed).toHaveLength(2);
  });

  test("are those of SQS from then on that they go live", async () => {
    const { agenda, sqs, made } = queues();
    made.live();
    await made.notices([{ message: { ...lead, notice: "lead_1.1" } }]);
    expect([sqs, agenda.next, await made.waiting("checks")]).toEqual([["notices"], undefined, 7]);
  });
});
