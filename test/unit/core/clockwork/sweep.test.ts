import { sweep } from "@baton/core/clockwork";
import { beforeEach, describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { type World, world } from "../../../helpers/world.ts";

const MINUTE = 60_000;
/** What is due at once, a tenth of what a large company may have on a Monday morning. */
const MANY = 15_000;

describe("a sweep of what is due at once", () => {
  let w: World;
  let sent: { checks: string[]; intake: string[] };
  let waiting: { checks: number; intake: number };
  let due: { kind: "lead" | "delivery" | "day"; id: string; at: number }[];

  beforeEach(async () => {
    const store = memoryStore();
    store.due = async function* (until) {
      yield* due.filter(({ at }) => at <= until);
    };
    due = [];
    w = await world(small(), { at: "2026-11-24T09:00:00Z", store });
    sent = { checks: [], intake: [] };
    waiting = { checks: 0, intake: 0 };
    w.relay.queues = {
      checks: async (given) =>
        void sent.checks.push(
          ...given.map(({ message }) => ("lead" in message ? message.lead : JSON.stringify(message))),
        ),
      intake: async (given) => void sent.intake.push(...given.map(({ message }) => JSON.stringify(message))),
      notices: async () => {},
      days: async () => {},
      waiting: async (queue) => waiting[queue],
    };
  });
  const many = (kind: "lead" | "delivery", at: number) =>
    Array.from({ length: MANY }, (_, n) => ({ kind, id: `${kind}-${n}`, at }));

  test("sends each once, before its sign of life, which comes before the backlog", async () => {
    due = many("lead", w.now());
    const happened: string[] = [];
    const { openLeads } = w.store;
    w.store.openLeads = (owner) => {
      happened.push("backlog");
      return openLeads(owner);
    };
    await sweep(w.relay, async () => void happened.push(`alive after ${sent.checks.length}`));
    expect(happened).toEqual([`alive after ${MANY}`, "backlog"]);
    expect(new Set(sent.checks).size).toBe(MANY);
  });

  test("sends none a second time while the queue still works on them, but what has come to be due", async () => {
    due = many("lead", w.now());
    await sweep(w.relay);
    sent.checks = [];
    waiting.checks = 9_000;
    due = [...due.slice(6_000), { kind: "lead", id: "soon", at: w.now() + 5 * MINUTE }];
    await sweep(w.relay);
    expect(sent.checks).toEqual(["soon"]);
  });

  test("sends again what was lost, when the queue is through with the others", async () => {
    due = [{ kind: "lead", id: "lost", at: w.now() - 20 * MINUTE }];
    waiting.checks = 9_000;
    await sweep(w.relay);
    expect(sent.checks).toEqual([]);
    waiting.checks = 900;
    await sweep(w.relay);
    expect(sent.checks).toEqual(["lost"]);
  });

  test("goes by each queue for itself, and sends when one does not say", async () => {
    due = [...many("delivery", w.now()), { kind: "lead", id: "late", at: w.now() - MINUTE }];
    waiting.intake = 9_000;
    await sweep(w.relay);
    expect(sent.intake).toEqual([]);
    expect(sent.checks).toEqual(["late"]);
    w.relay.queues.waiting = async () => Promise.reject(new Error("It does not answer."));
    await sweep(w.relay);
    expect(sent.intake).toHaveLength(MANY);
  });
});
