import { sweep } from "@baton/core/clockwork";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { turnsTaken, type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const today = [{ from: "2026-11-24", to: "2026-11-24" }];
const bosses = { sam: { manager: "vera" }, vera: { manager: undefined } };
const scored = {
  score: {
    rules: [
      { name: "Large", when: { employees: { gte: 500 } }, points: 50 },
      { name: "Middle", when: { employees: { gte: 100 } }, points: 20 },
    ],
  },
};
/** Ana alone is in the team; as she is told to be. */
const alone = (ana: Record<string, unknown>, parts: object = {}) =>
  small({ people: people({ ana, ...bosses }), teams: { sales: { members: ["ana"], manager: "sam" } }, ...parts });
let made = 0;
const send = async (w: World, fields: object = {}) => {
  made += 1;
  return (await w.send({ name: `Jo ${made}`, email: `jo${made}@globex.example`, ...fields })).id;
};
const ownerOf = async (w: World, id: string) => (await w.lead(id)).owner;

describe("leads that nobody could take", () => {
  test("are handed out when somebody becomes available, the highest score first, then the oldest", async () => {
    const w = await world(alone({ capacity: { open: 0 } }, scored), { at: T });
    const cold = await send(w);
    const hot = await send(w, { employees: 900 });
    await w.until(clock("09:01:00"));
    const hotToo = await send(w, { employees: 600 });
    const warm = await send(w, { employees: 200 });
    const inOrder = [hot, hotToo, warm, cold];
    for (let room = 1; room <= 4; room++) {
      await w.publish(alone({ capacity: { open: room } }, scored), room);
      await w.until(w.now() + 5 * 60_000);
      const owners = await Promise.all(inOrder.map((id) => ownerOf(w, id)));
      expect(owners).toEqual(inOrder.map((_, n) => (n < room ? "ana" : null)));
    }
  });

  test("get a fresh clock, one hand-over, and a receipt that says since when and why they waited", async () => {
    const w = await world(alone({ away: today }), { at: "2026-11-24T22:00:00Z" });
    const id = await send(w);
    await w.until("2026-11-25T00:00:00Z");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({
      owner: "ana",
      owners: [{ person: "ana", how: "routed", from: "2026-11-25T00:00:00.000Z" }],
      clock: { startedAt: "2026-11-25T00:00:00.000Z", respondBy: "2026-11-25T01:00:00.000Z" },
      decision: {
        rule: "Everyone",
        at: "2026-11-25T00:00:00.000Z",
        candidates: [{ person: "ana" }],
        turns: {},
        waited: {
          from: "2026-11-24T22:00:00.000Z",
          candidates: [{ person: "ana", excluded: { code: "away", until: "2026-11-24" } }],
        },
      },
    });
    expect(w.mailed(id)).toEqual(["unowned vera", "handover ana"]);
    expect(await w.told(id)).toEqual(["There was no response in time.", "Waited 2 hours until Ana could take it."]);
    await w.until("2026-11-25T00:30:00Z");
    expect(w.mailed(id)).toHaveLength(2);
  });

  test("make their person the new owner's", async () => {
    const w = await world(alone({ away: today }), { at: "2026-11-24T23:50:00Z" });
    const id = await send(w, { email: "sole@globex.example" });
    await w.until("2026-11-25T00:00:00Z");
    const { person } = await w.lead(id);
    const { people: known } = await w.store.known({ identities: [person!.id], accounts: [], loads: [] });
    expect(known[person!.id]?.owner).toBe("ana");
  });

  test("go by the rule of the active agreement that has the name of theirs", async () => {
    const w = await world(alone({ away: [{ from: "2026-11-24", to: "2026-12-24" }] }), { at: T });
    const id = await send(w);
    const sla = { fast: { stages: { contact: { within: "1h" } } }, late: { stages: { contact: { within: "8h" } } } };
    const routing = [
      { name: "First", to: "vera", sla: "fast" },
      { name: "Everyone", to: "ben", sla: "late" },
    ];
    const present = people({ ana: { away: [{ from: "2026-11-24", to: "2026-12-24" }] }, ben: {}, ...bosses });
    await w.publish(small({ people: present, routing, sla }), 1);
    await w.until(clock("09:05:00"));
    expect(await w.lead(id)).toMatchObject({
      owner: "ben",
      decision: { version: 2, rule: "Everyone", policy: "late" },
      clock: { version: 2, policy: "late", respondBy: clock("17:05:00") },
    });
  });

  test("are routed and scored again when their rule is gone, or there was none", async () => {
    const never = { name: "Never", when: { employees: { lt: 0 } }, to: "sales", sla: "fast" };
    const w = await world(alone({}, { routing: [never] }), { at: T });
    const id = await send(w, { employees: 700 });
    await w.until(clock("09:10:00"));
    expect(await w.lead(id)).toMatchObject({ owner: null, stage: "unrouted" });
    await w.publish(alone({}, { ...scored, routing: [never, { name: "Rest", to: "sales", sla: "fast" }] }), 1);
    await w.until(clock("09:15:00"));
    expect(await w.lead(id)).toMatchObject({
      owner: "ana",
      stage: "contact",
      score: { total: 70 },
      decision: { rule: "Rest", version: 2 },
      clock: { respondBy: clock("10:15:00") },
    });
  });

  test("wait without being touched but for the end of their window, and nobody hears more of it than the ladder says", async () => {
    const w = await world(alone({ capacity: { open: 0 } }), { at: T });
    const id = await send(w);
    const { revision } = await w.lead(id);
    await w.until(clock("20:00:00"));
    expect((await w.lead(id)).revision).toBe(revision + 1);
    expect(await w.story(id)).toEqual(["stage.breached"]);
    expect(w.mailed(id)).toEqual(["unowned vera"]);
    expect(await turnsTaken(w)).toBe(0);
  });

  test("do not keep others waiting: what their team cannot take says nothing of another team's", async () => {
    const parts = {
      people: people({ ana: { capacity: { open: 0 } }, ben: { away: today }, ...bosses }),
      teams: { sales: { members: ["ana"], manager: "sam" }, rest: { members: ["ben"], manager: "sam" } },
      routing: [
        { name: "Large", when: { employees: { gte: 500 } }, to: "sales", sla: "fast" },
        { name: "Everyone else", to: "rest", sla: "fast" },
      ],
      ...scored,
    };
    const w = await world(small(parts), { at: "2026-11-24T23:00:00Z" });
    const large = await send(w, { employees: 900 });
    const other = await send(w, { employees: 1 });
    await w.until("2026-11-25T00:00:00Z");
    expect(await ownerOf(w, large)).toBeNull();
    expect(await ownerOf(w, other)).toBe("ben");
  });

  test("keep the stage they are in: whom a manager has spoken to is not called a second time", async () => {
    const sla = { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5h" } } } };
    const w = await world(alone({ away: today }, { sla }), { at: "2026-11-24T23:00:00Z" });
    const id = await send(w);
    await w.answer(id, "vera", "contacted");
    await w.until("2026-11-25T00:00:00Z");
    expect(await w.lead(id)).toMatchObject({
      owner: "ana",
      stage: "disposition",
      clock: { respondBy: "2026-11-25T05:00:00.000Z" },
    });
  });

  test("are never those that a test made, or whose details are still being fetched", async () => {
    const w = await world(alone({}), { at: T, provider: () => ({ problem: "later", message: "busy" }) });
    const { id: tried } = await w.send({ email: "test@globex.example" }, { test: true });
    const { id: listed } = await w.deliver([
      { kind: "reference", type: "lead", id: "9007199254740993", lead: true, fields: {} },
    ]);
    await w.until(clock("10:00:00"));
    expect(await w.lead(tried)).toMatchObject({ owner: null, stage: "closed" });
    expect(await w.lead(listed)).toMatchObject({ owner: null, stage: "fetching" });
    expect(w.mails).toEqual([]);
  });

  test("go to one person each though several sweeps run at once, and take nobody over capacity", async () => {
    const room = (open: number) => ({
      people: people({ ana: { capacity: { open } }, ben: { capacity: { open } }, ...bosses }),
    });
    const w = await world(small(room(0)), { at: T });
    const ids: string[] = [];
    for (let n = 0; n < 8; n++) ids.push(await send(w));
    await w.until(clock("09:02:00"));
    await w.publish(small(room(3)), 1);
    await Promise.all([sweep(w.relay), sweep(w.relay), sweep(w.relay)]);
    await w.until(clock("09:04:00"));
    const leads = await Promise.all(ids.map((id) => w.lead(id)));
    expect(leads.filter(({ owner }) => owner === "ana")).toHaveLength(3);
    expect(leads.filter(({ owner }) => owner === "ben")).toHaveLength(3);
    for (const { id, owner } of leads)
      expect(w.mailed(id).slice(1)).toEqual(owner === null ? [] : [`handover ${owner}`]);
    expect(await w.store.loads(["ana", "ben"])).toMatchObject({ ana: { open: 3 }, ben: { open: 3 } });
  });

  test("do not wait for one that cannot be dealt with", async () => {
    const store = memoryStore();
    const w = await world(alone({ away: today }), { at: "2026-11-24T23:00:00Z", store });
    const [broken, sound] = [await send(w), await send(w)];
    const { lead } = store;
    w.loseMessages();
    store.lead = async (id) => (id === broken ? Promise.reject(new Error("unreadable")) : lead(id));
    await w.until("2026-11-25T00:00:00Z").catch(() => {});
    expect(await ownerOf(w, sound)).toBe("ana");
    expect(w.logged).toContainEqual(
      expect.objectContaining({ level: "error", fields: expect.objectContaining({ lead: broken }) }),
    );
  });

  test("are looked at when the sweep has given its sign of life", async () => {
    const store = memoryStore();
    const happened: unknown[] = [];
    const { openLeads } = store;
    store.openLeads = (owner) => {
      happened.push(owner);
      return openLeads(owner);
    };
    const w = await world(alone({ away: today }), { at: T, store });
    await send(w);
    happened.length = 0;
    await sweep(w.relay, async () => void happened.push("alive"));
    expect(happened[0]).toBe("alive");
    expect(happened).toContain(null);
    expect(w.measured.map(({ metric }) => metric)).toContain("Sweeps");
  });

  describe("by the ten thousands", () => {
    /** Puts as many more of a rule into the list, and tells how much of it was read and which leads were looked at. */
    const long = async (w: World, store: ReturnType<typeof memoryStore>, rule: string | null, many = 50_000) => {
      const model = (await Array.fromAsync(store.openLeads(null)))[0]!;
      const { openLeads, lead } = store;
      const seen = { read: 0, looks: [] as string[] };
      store.openLeads = async function* (owner) {
        if (owner !== null) return yield* openLeads(owner);
        for (let n = 0; n < many; n++) {
          seen.read += 1;
          yield { ...model, id: `stuck-${n}`, rule };
        }
        for await (const one of openLeads(null)) {
          seen.read += 1;
          yield one;
        }
      };
      store.lead = async (id) => {
        seen.looks.push(id);
        return id.startsWith("stuck") ? { ...(await lead(model.id))!, id } : lead(id);
      };
      const step = async () => {
        seen.read = 0;
        seen.looks = [];
        await sweep(w.relay);
        return { read: seen.read, looks: [...new Set(seen.looks.filter((id) => id.startsWith("stuck")))] };
      };
      return step;
    };

    test("are read no further than is handed out", async () => {
      const store = memoryStore();
      const w = await world(alone({ away: today }), { at: "2026-11-24T23:00:00Z", store });
      await send(w);
      const step = await long(w, store, "Everyone");
      await w.until("2026-11-25T00:01:00Z");
      const { read, looks } = await step();
      expect(looks).toHaveLength(400);
      expect(read).toBe(5_000);
    });

    test("cost a look for a rule whose team can take none, and no more than fifty thousand of them are read", async () => {
      const store = memoryStore();
      const w = await world(alone({ away: today }), { at: T, store });
      await send(w);
      const step = await long(w, store, "Everyone");
      const { read, looks } = await step();
      expect(looks).toHaveLength(1);
      expect(read).toBe(50_000);
    });

    test("are looked at in turn where no rule takes them, so that none waits for ever behind the others", async () => {
      const store = memoryStore();
      const none = alone(
        {},
        { routing: [{ name: "None", when: { employees: { gte: 9_000 } }, to: "sales", sla: "fast" }] },
      );
      const w = await world(none, { at: T, store });
      await send(w);
      const step = await long(w, store, null, 10_000);
      const seen = new Set<string>();
      for (let sweeps = 0; sweeps < 100; sweeps++) {
        const { looks } = await step();
        // One may be the lead that is no copy.
        expect(looks.length).toBeGreaterThanOrEqual(499);
        for (const id of looks) seen.add(id);
        await w.until(w.now() + 300_000);
      }
      expect(seen.size).toBe(10_000);
    });
  });

  test("cost a query where there are none, however many leads are open", async () => {
    const store = memoryStore();
    const calls: string[] = [];
    const counting = new Proxy(store, {
      get(target, name) {
        calls.push(String(name));
        return target[name as keyof typeof target];
      },
    });
    const w = await world(small(), { at: T, store: counting });
    for (let n = 0; n < 50; n++) await send(w);
    await w.until(clock("09:15:00"));
    calls.length = 0;
    await sweep(w.relay);
    expect(calls).toEqual(["due", "settled", "openLeads"]);
  });
});
