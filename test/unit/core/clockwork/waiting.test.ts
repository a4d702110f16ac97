import { replayDecision } from "@baton/core/lead";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** Tuesday, 10:00. */
const T = "2026-11-24T10:00:00Z";
const at = (time: string) => `2026-11-24T${time}Z`;
const agreement = (parts: object = {}) =>
  ladder({
    people: people({
      ana: { capacity: { open: 1 } },
      ben: { capacity: { open: 1 } },
      cid: { capacity: { open: 1 } },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" }, others: { members: ["cid"], manager: "sam" } },
    fields: { employees: { type: "number" } },
    score: { rules: [{ name: "Big", when: { employees: { gte: 500 } }, points: 40 }] },
    routing: [{ name: "All", to: "sales", else: [{ wait: "2h" }, "others"], sla: "fast" }],
    ...parts,
  });

let sent = 0;
const send = async (w: World, fields: object = {}) =>
  (await w.send({ email: `jo${++sent}@globex${sent}.example`, ...fields })).id;
/** Everybody of the first team has a lead whose person they have spoken to. */
async function full(w: World): Promise<string[]> {
  const ids = [await send(w), await send(w)];
  for (const id of ids) await w.answer(id, (await w.lead(id)).owner!, "contacted");
  await w.settle();
  return ids;
}

describe("a lead whose rule has it wait while everybody is full", () => {
  test("is listed as waiting, runs no window, and nobody hears of it", async () => {
    const w = await world(agreement(), { at: T });
    await full(w);
    const id = await send(w);
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: null, stage: "waiting", waiting: { until: at("12:00:00.000") } });
    expect(lead.clock).toBeUndefined();
    expect(lead.decision.candidates.map(({ excluded }) => excluded?.code)).toEqual(["full", "full"]);
    await w.until(at("11:59:00"));
    expect(w.mailed(id)).toEqual([]);
    expect(await w.story(id)).toEqual([]);
  });

  test("goes to whoever has room at that moment, the best first, without a sweep", async () => {
    const w = await world(agreement(), { at: T });
    const [first] = await full(w);
    const small = await send(w);
    const big = await send(w, { employees: 900 });
    await w.until(at("10:07:13"));
    const { owner } = await w.lead(first!);
    await w.answer(first!, owner!, "outcome", { reason: "lost" });
    await w.settle();
    const lead = await w.lead(big);
    expect(lead).toMatchObject({ owner, stage: "contact", clock: { startedAt: at("10:07:13.000") } });
    expect(lead.waiting).toBeUndefined();
    expect(lead.decision.waited).toMatchObject({ from: at("10:00:00.000") });
    expect((await w.lead(small)).stage).toBe("waiting");
    const { waited: _waited, ...decided } = lead.decision;
    expect(await replayDecision(await w.relay.rulebooks.active(), lead)).toEqual(decided);
  });

  test("goes before one with a higher score where its segment is worth more", async () => {
    const segments = [
      { name: "large", when: { employees: { gte: 5_000 } }, value: 90_000 },
      { name: "other", value: 1_000 },
    ];
    const rules = [{ name: "Big", when: { employees: { lt: 5_000 } }, points: 40 }];
    const w = await world(agreement({ segments, score: { rules } }), { at: T });
    const [first] = await full(w);
    const liked = await send(w, { employees: 900 });
    const valuable = await send(w, { employees: 9_000 });
    const { owner } = await w.lead(first!);
    await w.answer(first!, owner!, "outcome", { reason: "lost" });
    expect((await w.lead(valuable)).owner).toBe(owner);
    expect((await w.lead(liked)).stage).toBe("waiting");
  });

  test("goes on to those who come next when it has waited, to the second", async () => {
    const w = await world(agreement(), { at: T });
    await full(w);
    const id = await send(w);
    await w.until(at("12:00:00"));
    expect(await w.lead(id)).toMatchObject({ owner: "cid", decision: { team: "others", at: at("12:00:00.000") } });
    expect(w.mailed(id)).toEqual(["handover cid"]);
  });

  test("is the manager's concern when nobody can take it then, and its window runs from then on", async () => {
    const w = await world(agreement(), { at: T });
    await full(w);
    const ids = [await send(w), await send(w)];
    await w.until(at("12:00:01"));
    const leads = await Promise.all(ids.map(w.lead));
    const left = leads.find(({ owner }) => owner === null)!;
    expect(left).toMatchObject({ stage: "contact", clock: { startedAt: at("12:00:00.000") } });
    expect(left.waiting).toBeUndefined();
    expect(w.mailed(left.id)).toEqual(["unowned vera"]);
    expect(await w.story(left.id)).toEqual(["wait.ended", "stage.started"]);
  });

  test("has a whole window for whoever takes it by hand", async () => {
    const w = await world(agreement(), { at: T });
    await full(w);
    const id = await send(w);
    await w.until(at("10:30:00"));
    await w.answer(id, "vera", "reassign", { to: "vera" });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "vera", stage: "contact", clock: { respondBy: at("11:30:00.000") } });
    expect(lead.waiting).toBeUndefined();
  });

  test("waits for several in turn", async () => {
    const routing = [
      { name: "All", to: "sales", else: [{ wait: "1h" }, "others", { wait: "1h" }, "vera"], sla: "fast" },
    ];
    const w = await world(agreement({ routing }), { at: T });
    await full(w);
    const [one, two] = [await send(w), await send(w)];
    await w.until(at("11:00:00"));
    const owners = (await Promise.all([one, two].map(w.lead))).map(({ owner }) => owner);
    expect(owners.toSorted()).toEqual(["cid", null].toSorted());
    await w.until(at("12:00:00"));
    expect((await Promise.all([one, two].map(w.lead))).map(({ owner }) => owner).toSorted()).toEqual(["cid", "vera"]);
  });

  test("is given once, however often its message comes", async () => {
    const w = await world(agreement(), { at: T, deliveries: 3 });
    await full(w);
    const id = await send(w);
    await w.until(at("12:00:00"));
    expect(w.mailed(id)).toEqual(["handover cid"]);
    expect(await w.story(id)).toEqual(["lead.decided", "lead.assigned", "stage.started"]);
  });
});

describe("limits of a team, and of weeks and months", () => {
  test("a team together takes no more than it may have open, and one more when one is closed", async () => {
    const w = await world(
      agreement({
        people: people({ ana: {}, ben: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
        teams: {
          sales: { members: ["ana", "ben"], manager: "sam", capacity: { open: 3 } },
          others: { members: ["cid"], manager: "sam" },
        },
        routing: [{ name: "All", to: "sales", else: "others", sla: "fast" }],
      }),
      { at: T },
    );
    const ids = await Promise.all(Array.from({ length: 8 }, () => send(w)));
    const teams = async () => (await Promise.all(ids.map(w.lead))).map(({ decision }) => decision.team);
    expect((await teams()).filter((team) => team === "sales")).toHaveLength(3);
    const one = (await Promise.all(ids.map(w.lead))).find(({ decision }) => decision.team === "sales")!;
    expect((await w.store.loads(["sales"])).sales!.open).toBe(3);
    await w.answer(one.id, one.owner!, "reject", { reason: "not-a-fit" });
    expect((await w.store.loads(["sales"])).sales!.open).toBe(2);
    expect((await w.lead(await send(w))).decision.team).toBe("sales");
  });

  test("what is given on within the team is still one of its own", async () => {
    const w = await world(
      agreement({
        people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
        teams: { sales: { members: ["ana", "ben"], manager: "sam", capacity: { open: 1 } } },
        routing: [{ name: "All", to: "sales", else: "vera", sla: "fast" }],
      }),
      { at: T },
    );
    const id = await send(w);
    await w.until(at("12:00:00"));
    expect((await w.lead(id)).owners.map(({ person }) => person)).toEqual(["ana", "ben"]);
    expect((await w.store.loads(["sales"])).sales!.open).toBe(1);
  });

  test("somebody gets so many in a week from Monday on, and so many in a month", async () => {
    const w = await world(
      agreement({
        people: people({
          ana: { capacity: { perWeek: 2, perMonth: 3 } },
          ben: {},
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        teams: { sales: { members: ["ana"] } },
        routing: [{ name: "All", to: "sales", else: "ben", sla: "fast" }],
      }),
      { at: "2026-11-21T10:00:00Z" },
    );
    const owners = async (count: number) => {
      const ids = [];
      for (let n = 0; n < count; n++) ids.push(await send(w));
      return (await Promise.all(ids.map(w.lead))).map(({ owner }) => owner);
    };
    expect(await owners(3)).toEqual(["ana", "ana", "ben"]);
    await w.until("2026-11-23T00:00:00Z");
    expect(await owners(2)).toEqual(["ana", "ben"]);
    await w.until("2026-12-01T00:00:00Z");
    const [lead] = await owners(1);
    expect(lead).toBe("ana");
  });
});
