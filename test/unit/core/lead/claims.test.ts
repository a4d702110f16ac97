import { replayDecision } from "@baton/core/lead";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const jo = { name: "Jo", email: "jo@globex.example" };
const everybody = people({
  ana: {},
  ben: {},
  cleo: {},
  dora: {},
  sam: { manager: "vera" },
  vera: { manager: undefined },
});
const offering = (parts: object = {}) =>
  ladder({
    manager: "vera",
    people: everybody,
    teams: {
      sales: { members: ["ana", "ben", "cleo"], pick: "claim", claim: { within: "10m" }, manager: "sam" },
      others: { members: ["dora"], manager: "sam" },
    },
    ...parts,
  });
const replayed = async (w: World, id: string) => {
  const lead = await w.lead(id);
  const { waited: _waited, ...kept } = lead.decision;
  expect(await replayDecision(await w.relay.rulebooks.version(kept.version), lead)).toEqual(kept);
};

describe("a lead that is offered to a team", () => {
  test("is told to all of it, and the first tap has it, with the whole first window", async () => {
    const w = await world(offering(), { at: T });
    const { id } = await w.send(jo);
    expect(await w.lead(id)).toMatchObject({ owner: null, stage: "offered", decision: { team: "sales" } });
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo"]);
    await replayed(w, id);
    await w.until("2026-11-24T10:04:00Z");
    const { said } = await w.answer(id, "ben", "claim");
    expect(said).toBe("Jo is yours.");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({
      owner: "ben",
      owners: [{ person: "ben", how: "claimed" }],
      stage: "contact",
      clock: { holder: "ben", respondBy: "2026-11-24T11:04:00.000Z" },
    });
    expect(lead.waiting).toBeUndefined();
    // The others read who has it, and nobody writes to them.
    await expect(w.answer(id, "ana", "claim")).rejects.toThrow("Jo is with Ben now");
    expect(await w.offered(id, "ana")).toEqual([]);
    expect((await w.answer(id, "ben", "claim")).said).toBe("Jo is yours.");
    await w.until("2026-11-24T10:40:00Z");
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo", "reminder ben"]);
    expect(await w.told(id)).toContain("Ben claimed it.");
  });

  test("claimed by two in one millisecond has one owner, and the other hears who it is", async () => {
    const w = await world(offering(), { at: T });
    const { id } = await w.send(jo);
    const answers = await Promise.allSettled(["ana", "ben", "cleo"].map((by) => w.answer(id, by, "claim")));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const { owner, owners } = await w.lead(id);
    expect(owners).toHaveLength(1);
    const name = everybody[owner!]!.name;
    for (const answer of answers)
      if (answer.status === "rejected") expect(`${answer.reason}`).toContain(`Jo is with ${name} now`);
  });

  test("is somebody's turn when nobody claims it, and they are told", async () => {
    const w = await world(offering(), { at: T });
    const owners = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const { id } = await w.send({ name: `Jo ${n}` });
      await w.until(Date.parse(T) + (n + 1) * 600_000);
      const lead = await w.lead(id);
      expect(lead).toMatchObject({ stage: "contact", owners: [{ how: "routed" }] });
      expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo", `handover ${lead.owner}`]);
      await replayed(w, id);
      owners.add(lead.owner!);
    }
    expect(owners.size).toBe(3);
  });

  test("is whose tap comes late, while nothing has given it to somebody else", async () => {
    const w = await world(offering(), { at: T });
    const { id } = await w.send(jo);
    w.outage("2026-11-24T10:12:00Z");
    expect((await w.answer(id, "ben", "claim")).said).toBe("Jo is yours.");
    await w.until("2026-11-24T10:20:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: "ben", owners: [{ person: "ben" }] });
  });

  test("goes on as its rule says when nobody claims it", async () => {
    const routing = [{ name: "All", to: "sales", else: "others", sla: "fast" }];
    const w = await world(offering({ routing }), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T10:10:00Z");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "dora", clock: { respondBy: "2026-11-24T11:10:00.000Z" } });
    expect(lead.decision.candidates).toContainEqual({ person: "ana", excluded: { code: "unclaimed", team: "sales" } });
    await replayed(w, id);
    await expect(w.answer(id, "ana", "claim")).rejects.toThrow("Jo is with Dora now");
  });

  test("goes to the team that shares the rule's leads with those who did not claim it", async () => {
    const to = [
      { team: "sales", share: 99 },
      { team: "others", share: 1 },
    ];
    const w = await world(offering({ routing: [{ name: "All", to, sla: "fast" }] }), { at: T });
    for (let n = 0; n < 3; n++) {
      const { id } = await w.send({ name: `Jo ${n}` });
      expect((await w.lead(id)).stage).toBe("offered");
      await w.until(Date.parse(T) + (n + 1) * 600_000);
      expect(await w.lead(id)).toMatchObject({ owner: "dora" });
      await replayed(w, id);
    }
  });

  test("is offered to the next team that claims, and then it is a turn of the first", async () => {
    const claim = { pick: "claim", claim: { within: "10m" } };
    const w = await world(
      offering({
        teams: {
          sales: { members: ["ana", "ben"], ...claim, manager: "sam" },
          others: { members: ["dora"], ...claim, manager: "sam" },
        },
        routing: [{ name: "All", to: "sales", else: "others", sla: "fast" }],
      }),
      { at: T },
    );
    const { id } = await w.send(jo);
    await w.until("2026-11-24T10:10:00Z");
    expect(await w.lead(id)).toMatchObject({
      stage: "offered",
      waiting: { team: "others" },
      offered: ["sales", "others"],
    });
    await replayed(w, id);
    await w.until("2026-11-24T10:20:00Z");
    const { owner } = await w.lead(id);
    expect(["ana", "ben"]).toContain(owner);
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered dora", `handover ${owner}`]);
    await replayed(w, id);
  });

  test("is not offered to who is on leave or full, nor by somebody who is not of the team", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(offering({ people: { ...everybody, ...people({ ana: { away } }) } }), { at: T });
    const { id } = await w.send(jo);
    expect(w.mailed(id)).toEqual(["offered ben", "offered cleo"]);
    await expect(w.answer(id, "dora", "claim")).rejects.toThrow("cannot be done from your link");
  });

  test("goes to whoever knows the customer at once", async () => {
    const w = await world(offering(), { at: T });
    await w.deliver([{ kind: "ownership", of: "globex.example", owner: "cleo" }]);
    const { id } = await w.send(jo);
    expect(await w.lead(id)).toMatchObject({ owner: "cleo" });
    expect(w.mailed(id)).toEqual(["handover cleo"]);
  });

  test("may be given to somebody by the manager meanwhile", async () => {
    const w = await world(offering(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "sam", "reassign", { to: "dora" });
    await w.until("2026-11-24T10:20:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: "dora", stage: "contact" });
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo", "reassigned-to dora"]);
  });

  test("whose person asks again, or takes it back, tells nobody twice and is never claimed after", async () => {
    const w = await world(offering(), { at: T });
    const { id } = await w.send(jo);
    await w.send({ ...jo, message: "Me again" });
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo"]);
    const other = await w.deliver([{ kind: "lead", fields: { name: "Flo" }, key: "flo" }], { key: "flo-1" });
    await w.deliver([{ kind: "withdrawal", of: "flo-1" }], { key: "flo-2" });
    expect((await w.answer(other.id, "ana", "claim")).said).toContain("already closed");
  });

  test("is not offered to the same people twice when more becomes known of it", async () => {
    const score = { qualified: 50, rules: [{ name: "Large", when: { employees: { gte: 100 } }, points: 60 }] };
    const w = await world(offering({ score }), { at: T });
    const { id } = await w.send(jo);
    await w.send({ ...jo, employees: 500 });
    expect(w.mailed(id)).toEqual(["offered ana", "offered ben", "offered cleo"]);
    expect((await w.lead(id)).score.total).toBe(60);
  });

  test("is offered anew where another rule takes it", async () => {
    const w = await world(
      offering({
        score: { qualified: 50, rules: [{ name: "Large", when: { employees: { gte: 100 } }, points: 60 }] },
        people: { ...everybody, ...people({ max: { role: "marketing" } }) },
        routing: [
          { name: "Hot", when: { score: { gte: 50 } }, to: "sales", sla: "fast" },
          { name: "Nurture", to: "max", sla: "fast" },
        ],
      }),
      { at: T },
    );
    const { id } = await w.send(jo);
    await w.send({ ...jo, employees: 500 });
    expect(await w.lead(id)).toMatchObject({ owner: null, stage: "offered" });
    await w.answer(id, "ana", "claim");
    expect(await w.lead(id)).toMatchObject({ owner: "ana", clock: { policy: "fast", stage: "contact" } });
    expect(w.mailed(id)).toEqual(["handover max", "offered ana", "offered ben", "offered cleo", "reassigned-from max"]);
  });
});

test("what its manager did to an offered lead by mistake is taken back, and it is offered as before", async () => {
  const w = await world(offering(), { at: T });
  const { id } = await w.send(jo);
  await w.answer(id, "sam", "contacted");
  expect((await w.lead(id)).stage).not.toBe("offered");
  await w.answer(id, "sam", "undo");
  expect(await w.lead(id)).toMatchObject({ owner: null, stage: "offered", waiting: { team: "sales" } });
  await w.until("2026-11-24T10:10:00Z");
  expect(["ana", "ben", "cleo"]).toContain((await w.lead(id)).owner);
});

test("a lead that is offered to a team which is there no more goes on when its time is over", async () => {
  const w = await world(offering(), { at: T });
  const { id } = await w.send(jo);
  await w.publish(
    offering({
      teams: { others: { members: ["dora"], manager: "sam" } },
      routing: [{ name: "Everyone", to: "others", sla: "fast" }],
    }),
    1,
  );
  await w.until("2026-11-24T10:15:00Z");
  expect(await w.lead(id)).toMatchObject({ owner: "dora" });
});

test("whoever a lead was only offered to may do nothing with it once it is somebody else's, by whichever way", async () => {
  const routing = [
    { name: "Large", when: { employees: { gte: 100 } }, to: "others", sla: "fast" },
    { name: "Rest", to: "sales", sla: "fast" },
  ];
  const w = await world(offering({ routing }), { at: T });
  const { id } = await w.send(jo);
  await w.answer(id, "sam", "reassign", { to: "rules", fields: { employees: 500 } });
  expect(await w.lead(id)).toMatchObject({ owner: "dora" });
  expect(await w.offered(id, "ana")).toEqual([]);
  await expect(w.answer(id, "ana", "reassign", { to: "ana" })).rejects.toThrow("Jo is with Dora now");
});

test("a team that claims is asked by turn where somebody has to have the lead at once", async () => {
  const w = await world(offering({ routing: [{ name: "All", to: "dora", sla: "fast" }] }), { at: T });
  const { id } = await w.send(jo);
  await w.answer(id, "sam", "reassign", { to: "sales" });
  expect(["ana", "ben", "cleo"]).toContain((await w.lead(id)).owner);
});
