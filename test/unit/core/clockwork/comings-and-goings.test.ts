import { sweep } from "@baton/core/clockwork";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { alongside, changed } from "../../../helpers/leads.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T09:00:00.000Z";
const DAY = 86_400_000;
const bosses = { sam: { manager: "vera" }, vera: { manager: undefined } };
const tomorrow = { away: [{ from: "2026-11-25", to: "2026-11-27" }] };
const stages = { contact: { within: "100h" }, disposition: { within: "10d" } };
const sla = { fast: { snooze: { max: "9d" }, stages } };
const company = (team: Record<string, Record<string, unknown>>, parts: object = {}) =>
  small({
    people: people({ ...team, ...bosses }),
    teams: { sales: { members: Object.keys(team), manager: "sam" } },
    routing: [{ name: "Everyone", to: "sales", else: "vera", sla: "fast" }],
    sla,
    ...parts,
  });
let made = 0;
const send = async (w: World) => {
  made += 1;
  return (await w.send({ name: `Jo ${made}`, email: `jo${made}@globex.example` })).id;
};
const had = async (w: World, id: string) => (await w.lead(id)).owners.map(({ person }) => person);
/** Mails about a lead since the hand-over. */
const since = (w: World, id: string) => w.mailed(id).slice(1);

describe("when leave begins", () => {
  test("a lead that waits for a first answer goes on in the first minutes of that day, and both are told", async () => {
    const w = await world(company({ ana: tomorrow, ben: {} }), { at: T });
    const id = await send(w);
    await w.until("2026-11-24T23:59:59Z");
    expect(await had(w, id)).toEqual(["ana"]);
    await w.until("2026-11-25T00:05:00Z");
    expect(await had(w, id)).toEqual(["ana", "ben"]);
    expect((await w.lead(id)).clock).toMatchObject({ startedAt: "2026-11-25T00:00:00.000Z" });
    expect(since(w, id)).toEqual(["reassigned-to ben", "reassigned-from ana"]);
    expect(await w.told(id)).toEqual(["Reassigned from Ana to Ben because Ana is away until Fri 27 Nov 2026."]);
  });

  test("with nobody else in the team the manager holds it, and with everybody on leave it stays where it is", async () => {
    const held = await world(company({ ana: tomorrow }), { at: T });
    const one = await send(held);
    await held.until("2026-11-25T00:05:00Z");
    expect(await held.lead(one)).toMatchObject({ owner: "sam", held: true });

    const all = people({
      ana: tomorrow,
      sam: { manager: "vera", ...tomorrow },
      vera: { manager: undefined, ...tomorrow },
    });
    const w = await world(company({ ana: tomorrow }, { people: all }), { at: T });
    const two = await send(w);
    await w.until("2026-11-25T12:00:00Z");
    expect(await had(w, two)).toEqual(["ana"]);
    expect(since(w, two)).toEqual([]);
  });

  test("somebody who was spoken to stays with whom they know, and who asked to wait is not handed on while they wait", async () => {
    const w = await world(company({ ana: tomorrow, ben: { away: [{ from: "2026-11-24", to: "2026-11-24" }] } }), {
      at: T,
    });
    const [spoken, waits] = [await send(w), await send(w)];
    await w.answer(spoken, "ana", "contacted");
    await w.answer(waits, "ana", "snooze", { until: "2026-11-26T10:00:00Z", reason: "Back from a fair then" });
    await w.until("2026-11-26T09:59:00Z");
    expect(await had(w, spoken)).toEqual(["ana"]);
    expect(await had(w, waits)).toEqual(["ana"]);
    await w.until("2026-11-26T10:05:00Z");
    expect(await had(w, waits)).toEqual(["ana", "ben"]);
    await w.until("2026-11-28T10:00:00Z");
    expect(await had(w, spoken)).toEqual(["ana"]);
  });

  test("what a manager takes while on leave stays theirs", async () => {
    const away = { away: [{ from: "2026-11-24", to: "2026-11-27" }] };
    const w = await world(
      company(
        { ana: {} },
        { people: people({ ana: {}, sam: { manager: "vera", ...away }, vera: { manager: undefined } }) },
      ),
      { at: T },
    );
    const id = await send(w);
    await w.answer(id, "sam", "reassign", { to: "sam" });
    await w.until("2026-11-25T09:00:00Z");
    expect(await had(w, id)).toEqual(["ana", "sam"]);
  });
});

describe("the leads of people on leave", () => {
  /** Counts the readings of Ana's open leads from now on. */
  const readings = (w: World) => {
    const { openLeads } = w.store;
    let count = 0;
    w.store.openLeads = (owner) => {
      if (owner === "ana") count += 1;
      return openLeads(owner);
    };
    return () => {
      const before = count;
      count = 0;
      return before;
    };
  };

  test("are read when somebody goes or comes, once more when everybody knows, and then once an hour", async () => {
    const ben = { away: [{ from: "2026-11-26", to: "2026-11-26" }] };
    const w = await world(company({ ana: tomorrow, ben }), { at: T });
    const spoken = await send(w);
    await w.answer(spoken, "ana", "contacted");
    const count = readings(w);
    await w.until("2026-11-24T23:59:00Z");
    expect(count()).toBe(0);
    await w.until("2026-11-25T00:59:00Z");
    expect(count()).toBe(2);
    await w.until("2026-11-25T23:59:00Z");
    expect(count()).toBe(23);
    await w.until("2026-11-26T00:59:00Z");
    expect(count()).toBe(2);
    await w.until("2026-11-28T00:59:00Z");
    count();
    await w.until("2026-11-29T00:59:00Z");
    expect(count()).toBe(0);
  });

  test("are read every time while one of them could not be dealt with", async () => {
    const w = await world(company({ ana: tomorrow, ben: {} }), { at: T });
    const id = await send(w);
    const { lead } = w.store;
    w.store.lead = async (one) => {
      if (one === id) throw new Error("The store is slow today.");
      return lead(one);
    };
    await w.until("2026-11-25T00:30:00Z");
    w.store.lead = lead;
    expect(await had(w, id)).toEqual(["ana"]);
    await w.until("2026-11-25T00:35:00Z");
    expect(await had(w, id)).toEqual(["ana", "ben"]);
  });

  test("go on though somebody else on leave has more that stay than a sweep hands on", async () => {
    const w = await world(company({ ana: tomorrow, ben: tomorrow, cid: {} }), { at: T });
    const ids = [await send(w), await send(w)];
    const of = async (person: string) => {
      for (const id of ids) if ((await w.lead(id)).owner === person) return id;
      throw new Error(`${person} has none.`);
    };
    const [anas, bens] = [await of("ana"), await of("ben")];
    await w.answer(anas, "ana", "snooze", { until: "2026-11-27T10:00:00Z", reason: "Back from a fair then" });
    const { openLeads } = w.store;
    w.store.openLeads = async function* (owner) {
      for await (const one of openLeads(owner)) for (let n = 0; n < (owner === "ana" ? 600 : 1); n++) yield one;
    };
    await w.until("2026-11-25T00:05:00Z");
    expect(await had(w, bens)).toEqual(["ben", "cid"]);
    expect(await had(w, anas)).toEqual(["ana"]);
  });

  test("are found by the next reading though the index did not show them to the first", async () => {
    const w = await world(company({ ana: tomorrow, ben: {} }), { at: T });
    const id = await send(w);
    const { openLeads } = w.store;
    w.store.openLeads = async function* (owner) {
      if (owner !== "ana" || w.now() > Date.parse("2026-11-25T00:00:00Z")) yield* openLeads(owner);
    };
    await w.until("2026-11-25T00:04:00Z");
    expect(await had(w, id)).toEqual(["ana"]);
    await w.until("2026-11-25T00:05:00Z");
    expect(await had(w, id)).toEqual(["ana", "ben"]);
  });
});

describe("when somebody is removed from the agreement", () => {
  test("all that is theirs goes on, also whom they have spoken to, and they hear of nothing", async () => {
    const w = await world(company({ ana: {}, ben: { away: [{ from: "2026-11-24", to: "2026-11-24" }] } }), { at: T });
    const [waiting, spoken] = [await send(w), await send(w)];
    await w.answer(spoken, "ana", "contacted");
    await w.publish(company({ ben: {} }), 1);
    await w.until("2026-11-24T09:05:00Z");
    for (const id of [waiting, spoken]) {
      expect(await had(w, id)).toEqual(["ana", "ben"]);
      expect(since(w, id)).toEqual(["reassigned-to ben"]);
    }
    expect(await w.lead(spoken)).toMatchObject({ stage: "disposition" });
  });

  test("it is noticed though another version came before the next sweep, and though that sweep was the first in days", async () => {
    const w = await world(company({ ana: {} }), { at: T });
    const id = await send(w);
    await w.until("2026-11-24T09:10:00Z");
    await w.publish(company({ ben: {} }), 1);
    await w.publish(company({ ben: {}, cid: {} }), 2);
    w.outage("2026-11-27T09:00:00Z");
    await w.until("2026-11-27T09:05:00Z");
    expect((await had(w, id))[0]).toBe("ana");
    expect(["ben", "cid"]).toContain((await w.lead(id)).owner);
  });

  test("a lead that a process with the old version gives them a moment later goes on as well", async () => {
    const w = await world(company({ ana: {} }), { at: T });
    const old = await w.relay.rulebooks.version(1);
    await w.publish(company({ ben: {} }), 1);
    await sweep(w.relay);
    const { active } = w.relay.rulebooks;
    w.relay.rulebooks.active = async () => old;
    const known = w.store.known;
    w.store.known = async (keys) => ({
      ...(await known(keys)),
      current: { version: 1, roster: { version: 0, absences: [] } },
    });
    const id = await send(w);
    expect(await had(w, id)).toEqual(["ana"]);
    Object.assign(w.relay.rulebooks, { active });
    w.store.known = known;
    await w.until("2026-11-24T09:10:00Z");
    expect(await had(w, id)).toEqual(["ana", "ben"]);
  });

  test("and nobody is left, it is nobody's: a manager is told if there is one, and whoever comes gets it", async () => {
    const lone = (id: string, more: object = {}) =>
      small({
        people: people({ [id]: { manager: undefined, ...more } }),
        teams: { sales: { members: [id] } },
        sla,
      });
    const w = await world(lone("ana", { capacity: { open: 5 } }), { at: T });
    const id = await send(w);
    await w.publish(lone("ben", { away: [{ from: "2026-11-24", to: "2026-11-24" }] }), 1);
    await w.until("2026-11-24T12:00:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: null, counted: false });
    expect((await w.store.loads(["ana"])).ana!.open).toBe(0);
    await w.until("2026-11-25T00:00:00Z");
    expect(await w.lead(id)).toMatchObject({
      owner: "ben",
      decision: { waited: { from: "2026-11-24T09:05:00.000Z" } },
    });
  });
});

test("when a team is emptied, the lead of who asked us to wait goes to the manager when they have waited", async () => {
  const w = await world(company({ ana: {} }), { at: T });
  const id = await send(w);
  await w.answer(id, "ana", "snooze", { until: "2026-11-26T10:00:00Z", reason: "Back from a fair then" });
  await w.publish(company({ ana: {} }, { teams: { sales: { members: [], manager: "sam" } } }), 1);
  await w.until("2026-11-26T09:59:00Z");
  expect(await had(w, id)).toEqual(["ana"]);
  await w.until("2026-11-26T10:05:00Z");
  expect(await had(w, id)).toEqual(["ana", "sam"]);
});

test("when a team is emptied, the manager holds what its people have not answered", async () => {
  const w = await world(company({ ana: {} }), { at: T });
  const [waiting, spoken] = [await send(w), await send(w)];
  await w.answer(spoken, "ana", "contacted");
  await w.publish(company({ ana: {} }, { teams: { sales: { members: [], manager: "sam" } } }), 1);
  await w.until("2026-11-24T09:05:00Z");
  expect(await w.lead(waiting)).toMatchObject({ owner: "sam", held: true });
  expect(await had(w, spoken)).toEqual(["ana"]);
});

describe("back from leave", () => {
  test("somebody is neither flooded nor starved: every window of new leads is shared by weight", async () => {
    const w = await world(company({ ana: { away: [{ from: "2026-11-24", to: "2026-11-24" }] }, ben: {} }), { at: T });
    for (let n = 0; n < 21; n++) await send(w);
    await w.until("2026-11-25T09:00:00Z");
    const owners: string[] = [];
    for (let n = 0; n < 10; n++) owners.push((await had(w, await send(w)))[0]!);
    for (let n = 0; n < 9; n++) expect(new Set(owners.slice(n, n + 2)).size).toBe(2);
  });

  test("changing the members resets nobody's turn", async () => {
    const team = { ana: {}, ben: {}, cid: {} };
    const w = await world(company({ ana: {}, ben: {} }), { at: T });
    const first = await had(w, await send(w));
    await w.publish(company(team), 1);
    await w.publish(company({ ana: {}, ben: {} }), 2);
    expect(await had(w, await send(w))).not.toEqual(first);
  });
});

describe("small capacities", () => {
  test("still get leads, and get more as they close them: a closed lead is no load", async () => {
    const w = await world(company({ ana: { capacity: { open: 1 } }, ben: { capacity: { open: 14 } } }), { at: T });
    let hers = 0;
    for (let n = 0; n < 20; n++) {
      const id = await send(w);
      if ((await had(w, id))[0] !== "ana") continue;
      hers += 1;
      await w.answer(id, "ana", "contacted");
      await w.answer(id, "ana", "outcome", { reason: "won" });
    }
    expect(hers).toBeGreaterThanOrEqual(9);
    expect((await w.store.loads(["ana"])).ana!.open).toBe(0);
  });

  test("per day are for that day: what waited is handed out on the next, as many again", async () => {
    const w = await world(
      company({ ana: { capacity: { perDay: 2 } } }, { routing: [{ name: "All", to: "sales", sla: "fast" }] }),
      {
        at: T,
      },
    );
    const ids: string[] = [];
    for (let n = 0; n < 5; n++) ids.push(await send(w));
    const owned = async () =>
      (await Promise.all(ids.map((id) => w.lead(id)))).filter(({ owner }) => owner !== null).length;
    for (const [day, count] of [
      ["24T23:59", 2],
      ["25T00:05", 4],
      ["25T23:59", 4],
      ["26T00:05", 5],
    ] as const) {
      await w.until(`2026-11-${day}:00Z`);
      expect(await owned()).toBe(count);
    }
  });
});

test("a lead given by hand does not shift the rotation", async () => {
  const w = await world(company({ ana: {}, ben: {}, cid: {} }), { at: T });
  const owners: string[] = [];
  for (let n = 0; n < 6; n++) {
    const id = await send(w);
    owners.push((await had(w, id))[0]!);
    await w.answer(id, "sam", "reassign", { to: owners[n] === "ana" ? "ben" : "ana" });
  }
  expect(owners.slice(3)).toEqual(owners.slice(0, 3));
  expect(new Set(owners).size).toBe(3);
});

describe("a load", () => {
  test("of somebody who is counted from a later version on is what they have, and closing frees it", async () => {
    const w = await world(company({ ana: {} }), { at: T });
    const ids = [await send(w), await send(w), await send(w)];
    await w.publish(company({ ana: { capacity: { open: 3 } } }), 1);
    await w.until("2026-11-24T09:05:00Z");
    expect((await w.store.loads(["ana"])).ana!.open).toBe(3);
    expect(await had(w, await send(w))).toEqual(["vera"]);
    await w.answer(ids[0]!, "ana", "contacted");
    await w.answer(ids[0]!, "ana", "outcome", { reason: "won" });
    expect(await had(w, await send(w))).toEqual(["ana"]);
    expect((await w.store.loads(["ana"])).ana!.open).toBe(3);
  });

  test("that drifted is put right", async () => {
    const w = await world(company({ ana: { capacity: { open: 9 } } }), { at: T });
    const id = await send(w);
    // What no commit of ours does: an operator's hand, or a restored backup.
    await w.store.commit(changed(await w.lead(id)), alongside({ loads: [{ of: "ana", change: 1 }] }));
    expect((await w.store.loads(["ana"])).ana!.open).toBe(2);
    await w.until("2026-11-24T09:12:00Z");
    expect((await w.store.loads(["ana"])).ana!.open).toBe(1);
    expect(w.logged.map(({ message }) => message)).toContain("a load was not what its leads say");
  });
});

test("7, 14: in random companies nobody waits whom somebody could take, and nobody gets what they must not have", async () => {
  const member = fc.record({
    capacity: fc.constantFrom<{ open?: number; perDay?: number }>(
      {},
      { open: 1 },
      { open: 3 },
      { perDay: 1 },
      { open: 2, perDay: 1 },
    ),
    away: fc.constantFrom<{ from: string; to: string }[]>(
      [],
      [{ from: "2026-11-25", to: "2026-11-25" }],
      [{ from: "2026-11-24", to: "2026-11-26" }],
    ),
    // In which versions they are, by day.
    there: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
    closes: fc.boolean(),
  });
  const arrivals = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 });
  const names = ["ana", "ben", "cid"];
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(member, member, member),
      arrivals,
      fc.constantFrom("round-robin", "least-loaded"),
      async (members, counts, pick) => {
        const version = (day: number) => {
          const team = names.filter((_, n) => members[n]!.there[day]);
          return small({
            people: people({
              ...Object.fromEntries(
                team.map((id) => {
                  const { capacity, away } = members[names.indexOf(id)]!;
                  return [id, { capacity, away }];
                }),
              ),
              ...bosses,
            }),
            teams: { sales: { members: team, pick, manager: "sam" } },
            routing: [{ name: "Everyone", to: "sales", sla: "fast" }],
            sla,
          });
        };
        const w = await world(version(0), { at: "2026-11-24T08:00:00Z", store: memoryStore() });
        const ids: string[] = [];
        for (let day = 0; day < 4; day++) {
          if (day > 0) await w.publish(version(day), day);
          for (let n = 0; n < counts[day]!; n++) ids.push(await send(w));
          const date = `2026-11-${24 + day}`;
          for (const until of [`${date}T08:10:00Z`, `${date}T20:00:00Z`, `${date}T23:59:00Z`]) {
            await w.until(until);
            const leads = await Promise.all(ids.map((id) => w.lead(id)));
            const held = leads.filter(({ closed }) => !closed);
            const room = names.filter((id, n) => {
              const { there, away, capacity } = members[n]!;
              const open = held.filter(({ owner }) => owner === id).length;
              if (!there[day]) expect(open).toBe(0);
              const isAway = away.some(({ from, to }) => from <= date && date <= to);
              const given = leads.filter(({ owners }) =>
                owners.some((one) => one.person === id && one.from.startsWith(date)),
              );
              if (!there[day] || isAway) {
                // Nothing from the moment the first sweep knew.
                const late = given.filter(({ owners }) =>
                  owners.some(({ person, from }) => person === id && from > `${date}T08:05`),
                );
                expect(late).toEqual([]);
                return false;
              }
              const { open: most = Number.POSITIVE_INFINITY, perDay = Number.POSITIVE_INFINITY } = capacity;
              expect(open).toBeLessThanOrEqual(most);
              expect(given.length).toBeLessThanOrEqual(perDay);
              return open < most && given.length < perDay;
            });
            if (room.length > 0) expect(held.filter(({ owner }) => owner === null)).toEqual([]);
            const loads = await w.store.loads(names);
            const { counted } = await w.relay.rulebooks.active();
            for (const id of counted) expect(loads[id]!.open).toBe(held.filter(({ owner }) => owner === id).length);
          }
          for (const id of ids) {
            const { owner, closed } = await w.lead(id);
            if (closed || owner === null || !members[names.indexOf(owner)]?.closes) continue;
            await w.answer(id, owner, "contacted");
            await w.answer(id, owner, "outcome", { reason: "won" });
          }
          await w.until(new Date(Date.parse("2026-11-24T08:00:00Z") + (day + 1) * DAY).toISOString());
        }
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
