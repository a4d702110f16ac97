import { handOnAll, replayDecision } from "@baton/core/lead";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const jo = { name: "Jo", email: "jo@globex.example" };
const everybody = people({
  ana: {},
  ben: {},
  cleo: { manager: "tim" },
  dora: { manager: "tim" },
  sam: { manager: "vera" },
  tim: { manager: "vera" },
  vera: { manager: undefined },
});
const slaOf = (contact: object = {}, disposition: object = {}) => ({
  fast: {
    stages: {
      contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }], ...contact },
      disposition: { within: "5d", ...disposition },
    },
  },
  deal: {
    stages: {
      contact: {
        within: "2h",
        steps: [
          { at: "100%", do: "escalate", to: "manager" },
          { at: "+30m", do: "reassign" },
        ],
      },
      disposition: { within: "20d" },
    },
  },
});
const company = (parts: object = {}) =>
  ladder({
    people: everybody,
    teams: {
      sales: { members: ["ana", "ben"], manager: "sam" },
      closers: { members: ["cleo", "dora"], manager: "tim" },
    },
    sla: slaOf(),
    ...parts,
  });
const replayed = async (w: World, id: string) => {
  const lead = await w.lead(id);
  const { waited: _waited, ...kept } = lead.decision;
  expect(await replayDecision(await w.relay.rulebooks.version(kept.version), lead)).toEqual(kept);
};

describe("a reassignment in a ladder", () => {
  const handsTo = (to: string) => company({ sla: slaOf({ steps: [{ at: "100%", do: "reassign", to }] }) });

  test("goes to the team that it names, and on within that team", async () => {
    const steps = [
      { at: "100%", do: "reassign", to: "closers" },
      { at: "+1h", do: "reassign" },
    ];
    const w = await world(company({ sla: slaOf({ steps }) }), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T11:01:00Z");
    const lead = await w.lead(id);
    expect(["cleo", "dora"]).toContain(lead.owner);
    await w.until("2026-11-24T12:01:00Z");
    expect(new Set((await w.lead(id)).owners.slice(1).map(({ person }) => person))).toEqual(new Set(["cleo", "dora"]));
    expect(await w.breaches(id)).not.toEqual([]);
  });

  test("goes to the person that it names", async () => {
    const w = await world(handsTo("tim"), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T11:01:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: "tim", owners: [{ person: "ana" }, { how: "reassigned" }] });
    expect(w.mailed(id)).toEqual(["handover ana", "reassigned-to tim", "reassigned-from ana"]);
  });

  test("stays in the lead's own team while whom it names is on leave", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const parts = { people: { ...everybody, ...people({ tim: { manager: "vera", away } }) } };
    const steps = [{ at: "100%", do: "reassign", to: "tim" }];
    const w = await world(company({ ...parts, sla: slaOf({ steps }) }), { at: T });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T11:01:00Z");
    expect((await w.lead(id)).owner).toBe("ben");
  });
});

describe("a lead given on by hand", () => {
  test("to a team goes to whoever of it can take it, and costs nobody their turn", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "sam", "reassign", { to: "closers", note: "They sell this." });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ team: "closers", held: false });
    expect(["cleo", "dora"]).toContain(lead.owner);
    expect(w.mailed(id)).toEqual(["handover ana", `reassigned-to ${lead.owner}`, "reassigned-from ana"]);
    // Its next manager is theirs.
    await w.until("2026-11-24T11:01:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation tim");
  });

  test("to the rules goes where they send it once it is right, with its whole first window", async () => {
    const routing = [
      { name: "Spain", when: { country: "ES" }, to: "closers", sla: "deal" },
      { name: "Rest", to: "sales", sla: "fast" },
    ];
    const w = await world(company({ routing }), { at: T });
    const { id } = await w.send({ ...jo, country: "DE" });
    await w.until("2026-11-24T10:30:00Z");
    expect((await w.answer(id, "ana", "reassign", { to: "rules" })).said).toContain(
      "correct what is wrong about it first",
    );
    expect((await w.lead(id)).responses).toEqual([]);
    await w.answer(id, "ana", "reassign", { to: "rules", fields: { country: "Spain" }, note: "Madrid office" });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({
      fields: { country: "ES" },
      decision: { rule: "Spain", team: "closers", inputs: {} },
      clock: { policy: "deal", respondBy: "2026-11-24T12:30:00.000Z" },
    });
    expect(w.mailed(id)).toEqual(["handover ana", `handover ${lead.owner}`]);
    expect(await w.told(id)).toEqual(
      expect.arrayContaining([
        "Ana corrected it: country: ES.",
        expect.stringMatching(/^Ana left it to the rules, which give it to /),
      ]),
    );
    await replayed(w, id);
  });

  test("to the rules without a change keeps its owner, and a field that is none is refused", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send(jo);
    const before = await w.lead(id);
    const rules = (fields: object) => w.answer(id, "ana", "reassign", { to: "rules", fields });
    await expect(rules({ colour: "red" })).rejects.toThrow(`"colour" is no field of a lead`);
    await expect(rules({ employees: "many" })).rejects.toThrow(`"many" is no value for it`);
    await expect(rules({ email: "x@y.example" })).rejects.toThrow("baton people");
    expect(await w.lead(id)).toEqual(before);
  });

  test("to somebody whom nobody knows is refused, with the nearest name", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send(jo);
    await expect(w.answer(id, "sam", "reassign", { to: "clo" })).rejects.toThrow("cleo");
  });

  test("to the rules while nobody can take it waits for somebody, and the manager knows", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(
      company({
        manager: "vera",
        people: { ...everybody, ...people({ cleo: { manager: "tim", away }, dora: { manager: "tim", away } }) },
        routing: [
          { name: "Spain", when: { country: "ES" }, to: "closers", sla: "deal" },
          { name: "Rest", to: "sales", sla: "fast" },
        ],
      }),
      { at: T },
    );
    const { id } = await w.send({ ...jo, country: "DE" });
    await w.answer(id, "ana", "reassign", { to: "rules", fields: { country: "ES" } });
    expect(await w.lead(id)).toMatchObject({ owner: null, decision: { rule: "Spain" } });
    expect(w.mailed(id)).toEqual(["handover ana", "unowned vera"]);
    // What was right about it then is not wrong by a tap.
    await expect(w.answer(id, "ana", "undo")).rejects.toThrow("Nothing can be taken back");
  });
});

describe("a limit", () => {
  const full = (open: number) => ({
    sales: { members: ["ana", "ben"], manager: "sam" },
    closers: { members: ["cleo", "dora"], manager: "tim", capacity: { open } },
  });

  test("of the team that a ladder names is kept, and the lead stays in its own", async () => {
    const steps = [
      { at: "100%", do: "reassign", to: "closers" },
      { at: "100%", do: "escalate", to: "manager" },
    ];
    const routing = [
      { name: "Large", when: { employees: { gte: 100 } }, to: "closers", sla: "deal" },
      { name: "Rest", to: "sales", sla: "fast" },
    ];
    const w = await world(company({ teams: full(1), routing, sla: slaOf({ steps }) }), { at: T });
    await w.send({ name: "Flo", employees: 500 });
    const { id } = await w.send(jo);
    await w.until("2026-11-24T11:01:00Z");
    expect((await w.lead(id)).owners.map(({ person }) => person)).toEqual(["ana", "ben"]);
    expect(w.mailed(id)).toContain("escalation sam");
    await expect(w.answer(id, "sam", "reassign", { to: "closers" })).rejects.toThrow("Nobody else of closers can take");
  });

  test("counts a lead once that is left to the rules", async () => {
    const routing = [{ name: "All", to: "closers", sla: "deal" }];
    const w = await world(company({ teams: full(1), routing }), { at: T });
    const { id } = await w.send(jo);
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "reassign", { to: "rules", fields: { employees: 7 } });
    const lead = await w.lead(id);
    expect(["cleo", "dora"]).toContain(lead.owner);
    expect(w.mailed(id)).not.toContain("unowned vera");
    await replayed(w, id);
  });
});

test("what is wrong about a lead is put right for the rules only", async () => {
  const w = await world(company(), { at: T });
  const { id } = await w.send(jo);
  const given = w.answer(id, "sam", "reassign", { to: "ben", fields: { employees: 7 } });
  await expect(given).rejects.toThrow("when it goes to the rules");
});

describe("what has become an opportunity", () => {
  const selling = (parts: object = {}) =>
    company({ sla: slaOf({}, { handTo: { to: "closers", sla: "deal" } }), ...parts });

  test("goes on to who sells it, by a policy of its own, and the first owner keeps the credit", async () => {
    const w = await world(selling(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.until("2026-11-25T10:00:00Z");
    await w.answer(id, "ana", "outcome", { reason: "opportunity", note: "They want a quote." });
    const lead = await w.lead(id);
    expect(lead).toMatchObject({
      team: "closers",
      stage: "contact",
      clock: { policy: "deal", respondBy: "2026-11-25T12:00:00.000Z" },
      tally: { sales: { person: "ana" } },
    });
    expect(lead.closed).toBeUndefined();
    expect(["cleo", "dora"]).toContain(lead.owner);
    expect(lead.tally.windows.map(({ ended }) => ended?.result)).toEqual(["contacted", "opportunity", undefined]);
    expect(w.mailed(id)).toEqual(["handover ana", `handover ${lead.owner}`]);
    expect((await w.told(id)).join(" ")).toContain("because it has become an opportunity. “They want a quote.”");
    // The ladder of the deal goes on within the team that sells.
    await w.until("2026-11-25T12:31:00Z");
    expect(w.mailed(id)).toContain("escalation tim");
    const other = (await w.lead(id)).owner!;
    expect(["cleo", "dora"]).toContain(other);
    expect(other).not.toBe(lead.owner);
    await w.answer(id, other, "contacted");
    await w.answer(id, other, "outcome", { reason: "won" });
    expect((await w.lead(id)).closed).toMatchObject({ as: "won" });
  });

  test("stays with whoever sells already", async () => {
    const w = await world(selling({ routing: [{ name: "All", to: "closers", sla: "fast" }] }), { at: T });
    const { id } = await w.send(jo);
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "contacted");
    await w.answer(id, owner!, "outcome", { reason: "opportunity" });
    expect((await w.lead(id)).closed).toMatchObject({ as: "opportunity" });
  });

  test("goes on to a person, and then within their team", async () => {
    const w = await world(company({ sla: slaOf({}, { handTo: { to: "cleo", sla: "deal" } }) }), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "outcome", { reason: "opportunity" });
    expect(await w.lead(id)).toMatchObject({ owner: "cleo", team: "closers" });
    await w.until("2026-11-24T12:31:00Z");
    expect((await w.lead(id)).owner).toBe("dora");
  });

  test("is their manager's while none of them can take it", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(
      selling({
        people: { ...everybody, ...people({ cleo: { manager: "tim", away }, dora: { manager: "tim", away } }) },
      }),
      {
        at: T,
      },
    );
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "outcome", { reason: "opportunity" });
    expect(await w.lead(id)).toMatchObject({ owner: "tim", held: true, clock: { policy: "deal" } });
  });

  test("tapped by mistake is taken back", async () => {
    const w = await world(selling(), { at: T });
    const { id } = await w.send(jo);
    await w.answer(id, "ana", "contacted");
    await w.answer(id, "ana", "outcome", { reason: "opportunity" });
    const { owner } = await w.lead(id);
    await w.answer(id, "ana", "undo");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "ana", stage: "disposition", clock: { policy: "fast", stage: "disposition" } });
    expect(lead.team).toBeUndefined();
    expect(w.mailed(id)).toEqual(["handover ana", `handover ${owner}`, `reassigned-from ${owner}`]);
    await w.answer(id, "ana", "outcome", { reason: "won" });
    expect((await w.lead(id)).closed).toMatchObject({ as: "won" });
  });
});

describe("all leads of somebody who leaves", () => {
  const ten = async (w: World) => {
    for (let n = 0; n < 10; n++) await w.send({ name: `Jo ${n}`, email: `jo${n}@globex.example` });
  };
  const only = company({ routing: [{ name: "Ana's", to: "ana", sla: "fast" }] });

  test("go to three colleagues in turn, each told in one mail where there are many", async () => {
    const w = await world(only, { at: T });
    await ten(w);
    const { handed, left, next } = await handOnAll(w.relay, {
      of: "ana",
      to: ["ben", "cleo", "dora"],
      by: "sam",
      why: "Ana leaves us.",
    });
    await w.settle();
    expect([left, next]).toEqual([[], null]);
    expect(handed.map(({ to }) => to)).toEqual([
      "ben",
      "cleo",
      "dora",
      "ben",
      "cleo",
      "dora",
      "ben",
      "cleo",
      "dora",
      "ben",
    ]);
    const again = await handOnAll(w.relay, { of: "ana", to: ["ben"], by: "sam", why: "Ana leaves us." });
    expect(again).toEqual({ handed: [], left: [], next: null });
  });

  test("go on a hundred at a time, whatever stays", async () => {
    const w = await world(only, { at: T });
    for (let n = 0; n < 103; n++) await w.send({ name: `Jo ${n}` });
    const first = await handOnAll(w.relay, { of: "ana", to: ["ana"], by: "sam", why: "-" });
    expect([first.left.length, first.handed.length, typeof first.next]).toEqual([100, 0, "string"]);
    const rest = await handOnAll(w.relay, { of: "ana", to: ["ben"], by: "sam", why: "-", cursor: first.next! });
    expect([rest.left.length, rest.handed.length, rest.next]).toEqual([0, 3, null]);
  });

  test("stay, with the reason, where they cannot be given, and a name that there is not changes nothing", async () => {
    const w = await world(only, { at: T });
    await ten(w);
    await expect(handOnAll(w.relay, { of: "ana", to: ["ben", "bob"], by: "sam", why: "-" })).rejects.toThrow("bob");
    const { handed, left } = await handOnAll(w.relay, { of: "ana", to: ["ana"], by: "sam", why: "-" });
    expect([handed.length, left.length]).toEqual([0, 10]);
    expect(left[0]!.why).toContain("they have it already");
  });
});
