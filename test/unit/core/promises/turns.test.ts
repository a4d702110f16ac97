import { describe, expect, test } from "vitest";
import { ladder, people, small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { PowerCut, turnsTaken, type World, world } from "../../../helpers/world.ts";

/** Tuesday, 10:00. */
const T = "2026-11-24T10:00:00Z";
const trio = { people: people({ ana: {}, ben: {}, cid: {}, sam: { manager: "vera" }, vera: { manager: undefined } }) };
const team = (...members: string[]) => ({ teams: { sales: { members, manager: "sam" } } });

let sent = 0;
const send = async (w: World) => (await w.send({ email: `jo${++sent}@globex${sent}.example` })).id;
const firstOwners = async (w: World, ids: string[]) =>
  Promise.all(ids.map(async (id) => (await w.lead(id)).owners[0]!.person));
const countOf = (owners: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(owners, (owner) => owner)].map(([owner, all]) => [owner, all.length]));

describe("turns among people who do not all answer", () => {
  test.each([
    ["two", ["ana", "ben"], 8, { ana: 4, ben: 4 }],
    ["three", ["ana", "ben", "cid"], 6, { ana: 2, ben: 2, cid: 2 }],
  ] as const)(
    "of %s, one of whom never does, everybody has as many first turns",
    async (_, members, leads, expected) => {
      const w = await world(ladder({ ...trio, ...team(...members) }), { at: T });
      const ids: string[] = [];
      for (let n = 0; n < leads; n++) {
        const id = await send(w);
        ids.push(id);
        const { owner } = await w.lead(id);
        if (owner !== "ana") await w.answer(id, owner!, "contacted");
        await w.until(new Date(Date.parse(T) + (n + 1) * 3 * 3_600_000).toISOString());
      }
      expect(countOf(await firstOwners(w, ids))).toEqual(expected);
      const reassigned = (await Promise.all(ids.map(w.lead))).filter(({ owners }) => owners[1]?.how === "reassigned");
      expect(reassigned).toHaveLength(expected.ana);
    },
  );

  test("what is given on is shared too, among those who are left", async () => {
    const w = await world(ladder({ ...trio, ...team("ana", "ben", "cid") }), { at: T });
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) {
      const id = await send(w);
      if ((await w.lead(id)).owner === "ana") ids.push(id);
    }
    await w.until("2026-11-24T12:00:00Z");
    const second = await Promise.all(ids.map(async (id) => (await w.lead(id)).owners[1]!.person));
    expect(countOf(second)).toEqual({ ben: 2, cid: 2 });
  });
});

describe("turns among shifts", () => {
  test("two on one are within one over 24 leads, though a third works late", async () => {
    const calendars = {
      early: { week: { "mon-sun": ["08:00-16:00"] } },
      late: { week: { "mon-sun": ["16:00-23:00"] } },
    };
    const shifts = people({
      ana: { calendar: "early" },
      ben: { calendar: "early" },
      cid: { calendar: "late" },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    });
    const w = await world(small({ calendars, people: shifts, ...team("ana", "ben", "cid") }), { at: T });
    const ids: string[] = [];
    for (let day = 24; day < 36; day++) {
      for (const hour of [10, 12, 18]) {
        await w.until(new Date(Date.UTC(2026, 10, day, hour)).toISOString());
        ids.push(await send(w));
      }
    }
    const { ana = 0, ben = 0, cid = 0 } = countOf(await firstOwners(w, ids));
    expect([ana + ben, cid]).toEqual([24, 12]);
    expect(Math.abs(ana - ben)).toBeLessThanOrEqual(1);
  });
});

describe("turns in a rush", () => {
  test("fifty at once are shared evenly also within the rush, whatever its order, and are summed up as they come", async () => {
    const w = await world(small({ ...trio, ...team("ana", "ben", "cid") }), { at: T });
    for (let rush = 0; rush < 3; rush++) {
      const ids = await Promise.all(Array.from({ length: 50 }, () => send(w)));
      const leads = await Promise.all(ids.map(w.lead));
      const turnOf = ({ decision }: (typeof leads)[number]) => decision.turns["team/sales"]!.seq;
      const owners = leads.toSorted((a, b) => turnOf(a) - turnOf(b)).map(({ owner }) => owner);
      for (let from = 0; from + 3 <= owners.length; from += 1)
        expect(new Set(owners.slice(from, from + 3)).size).toBe(3);
    }
    const { since, turns } = await w.store.takeTurn("team/sales", { of: "x", among: [{ who: "ana", weight: 1 }] });
    expect(since + turns.length).toBe(151);
    expect(turns.length).toBeLessThanOrEqual(50);
  });

  test("who is full meanwhile gives the turn back, and nobody loses by it", async () => {
    const limited = people({
      ana: { capacity: { open: 4 } },
      ben: {},
      cid: {},
      sam: { manager: "vera" },
      vera: { manager: undefined },
    });
    const w = await world(small({ people: limited, ...team("ana", "ben", "cid") }), { at: T });
    const ids = await Promise.all(Array.from({ length: 40 }, () => send(w)));
    await w.until("2026-11-24T10:30:00Z");
    const { ana, ben = 0, cid = 0 } = countOf(await firstOwners(w, ids));
    expect([ana, ben + cid]).toEqual([4, 36]);
    expect(Math.abs(ben - cid)).toBeLessThanOrEqual(1);
  });

  test("a process that dies before it commits finds its own turn when it comes again", async () => {
    const store = memoryStore();
    let dies = true;
    const dying = {
      ...store,
      commit: (...commit: Parameters<typeof store.commit>) => {
        if (!dies) return store.commit(...commit);
        dies = false;
        throw new PowerCut();
      },
    };
    const w = await world(small({ ...trio, ...team("ana", "ben", "cid") }), { at: T, store: dying });
    await w.send({ email: "jo@globex.example" }).catch(() => {});
    await w.until("2026-11-24T10:30:00Z");
    const { items } = await w.store.leads({ limit: 10, until: "2026-11-25T00:00:00Z" });
    expect(items.map(({ owner }) => owner)).toEqual(["ana"]);
    expect(await turnsTaken(w)).toBe(1);
  });
});
