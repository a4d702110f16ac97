import { readFacts, replayDecision } from "@baton/core/lead";
import { noticeView } from "@baton/core/mailing";
import { importOwnership } from "@baton/core/ownership";
import { describe, expect, test } from "vitest";
import { ladder, people } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const jo = { name: "Jo", email: "jo@globex.example" };

const nurturing = (parts: object = {}) =>
  ladder({
    people: people({
      ana: {},
      ben: {},
      max: { role: "marketing", manager: undefined },
      sam: { manager: "vera" },
      vera: { manager: undefined },
    }),
    score: {
      qualified: 50,
      rules: [{ name: "Large", when: { employees: { gte: 100 } }, points: 60 }],
      touches: [{ name: "Saw prices", touch: "page", when: { path: "/prices" }, points: 30 }],
    },
    routing: [
      { name: "Hot", when: { score: { gte: 50 } }, to: "sales", sla: "fast" },
      { name: "Spain", when: { country: "ES" }, to: "sales", sla: "fast" },
      { name: "Nurture", to: "max", sla: "slow" },
    ],
    sla: {
      fast: {
        stages: {
          contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
          disposition: { within: "5d" },
        },
      },
      slow: { stages: { contact: { within: "5d" } } },
    },
    ...parts,
  });
const looks = (w: World, label: string) =>
  w.deliver([
    { kind: "touch", touch: "page", label, who: { email: jo.email }, facts: { path: "/prices" }, key: label },
  ]);
const replayed = async (w: World, id: string) => {
  const lead = await w.lead(id);
  const { waited: _waited, ...kept } = lead.decision;
  expect(await replayDecision(await w.relay.rulebooks.version(kept.version), lead)).toEqual(kept);
};

describe("a lead that marketing has", () => {
  test("goes to sales with a fresh clock when a form makes it hot, and both are told", async () => {
    const w = await world(nurturing(), { at: T });
    const { id } = await w.send({ ...jo, message: "Hello" });
    expect(await w.lead(id)).toMatchObject({ owner: "max", decision: { rule: "Nurture", qualified: false } });
    await w.until("2026-11-24T14:00:00Z");
    const again = await w.send({ ...jo, employees: 500, message: "We are 500 by now." });
    expect(again.id).toBe(id);
    const lead = await w.lead(id);
    expect(lead).toMatchObject({
      owner: "ana",
      owners: [{ person: "max" }, { person: "ana", how: "routed" }],
      decision: { rule: "Hot", qualified: true, team: "sales" },
      clock: { policy: "fast", holder: "ana", respondBy: "2026-11-24T15:00:00.000Z" },
    });
    expect(w.mailed(id)).toEqual(["handover max", "handover ana", "reassigned-from max"]);
    expect(await w.told(id)).toContain("Given to Ana, from Max, because its score has reached 60.");
    await replayed(w, id);
    await w.until("2026-11-24T15:01:00Z");
    expect(w.mailed(id).at(-1)).toBe("escalation sam");
    // Whoever hears of them for the first time reads first what is new.
    const notice = { id: "n", kind: "handover" as const, to: "ana", at: T, retryAt: T, retries: 0 };
    const facts = readFacts(id, await w.store.facts(id));
    const view = noticeView(await w.relay.rulebooks.active(), lead, facts, [], notice, { link: "", now: 0 });
    expect(view.lead.message).toMatch(/^We are 500 by now\.\n[\s\S]*\n\nHello$/);
    // What the first score said stays what reports ask about; who of sales had it first is known.
    expect(lead.tally).toMatchObject({ decided: { qualified: false, rule: "Hot" }, sales: { person: "ana" } });
  });

  test("goes to sales when touches make it hot, at the one that does, and not again at the next", async () => {
    const w = await world(nurturing(), { at: T });
    const { id } = await w.send(jo);
    await looks(w, "one");
    expect((await w.lead(id)).owner).toBe("max");
    await looks(w, "two");
    const lead = await w.lead(id);
    expect(lead).toMatchObject({ owner: "ana", score: { total: 60 }, decision: { rule: "Hot" } });
    await replayed(w, id);
    await looks(w, "three");
    expect((await w.lead(id)).revision).toBe(lead.revision);
    expect(w.mailed(id)).toEqual(["handover max", "handover ana", "reassigned-from max"]);
  });

  test("goes to sales when another rule takes it that is theirs, whatever its score", async () => {
    const w = await world(nurturing(), { at: T });
    const { id } = await w.send(jo);
    await w.send({ ...jo, country: "ES" });
    expect(await w.lead(id)).toMatchObject({ owner: "ana", decision: { rule: "Spain" } });
    expect(await w.told(id)).toContain("Given to Ana, from Max, because the rule “Spain” takes it now.");
  });

  test("goes to sales when a CRM says whose customer its person is", async () => {
    const known = { name: "Known", when: { "person.owner": { exists: true } }, to: "person.owner", sla: "fast" };
    const nurture = { name: "Nurture", to: "max", sla: "slow" };
    const w = await world(nurturing({ routing: [known, nurture] }), { at: T });
    const { id } = await w.send(jo);
    // Whoever has somebody's lead is known as theirs.
    expect(await w.lead(id)).toMatchObject({ owner: "max" });
    await w.deliver([{ kind: "ownership", of: jo.email, owner: "ben" }]);
    expect(await w.lead(id)).toMatchObject({ owner: "ben", decision: { rule: "Known" } });
  });

  test("goes to sales when a CRM says what its company is", async () => {
    const key = { name: "Key accounts", when: { "account.tier": "key" }, to: "sales", sla: "fast" };
    const w = await world(nurturing({ routing: [key, { name: "Nurture", to: "max", sla: "slow" }] }), { at: T });
    const { id } = await w.send(jo);
    const other = await w.send({ name: "Flo", email: "flo@initech.example" });
    await importOwnership(w.relay, [{ of: "globex.example", tier: "other" }]);
    expect((await w.lead(id)).owner).toBe("max");
    await importOwnership(w.relay, [{ of: "globex.example", tier: "key" }]);
    expect(await w.lead(id)).toMatchObject({ owner: "ana", decision: { rule: "Key accounts" } });
    expect((await w.lead(other.id)).owner).toBe("max");
  });

  test("stays where it is while nothing makes it one for sales, and its owner hears that they asked again", async () => {
    const w = await world(nurturing(), { at: T });
    const { id } = await w.send(jo);
    await w.send({ ...jo, employees: 20 });
    expect((await w.lead(id)).owner).toBe("max");
    expect(w.mailed(id)).toEqual(["handover max", "touched max"]);
  });

  test("stays where it is where the agreement says never", async () => {
    const w = await world(nurturing({ reroute: "never" }), { at: T });
    const { id } = await w.send(jo);
    await w.send({ ...jo, employees: 500 });
    await looks(w, "one");
    expect(await w.lead(id)).toMatchObject({ owner: "max", decision: { rule: "Nurture" } });
  });

  test("while all of sales are away is nobody's, as a new one would be, until somebody is there", async () => {
    const away = [{ from: "2026-11-24", to: "2026-11-24" }];
    const w = await world(
      nurturing({
        people: people({
          ana: { away },
          ben: { away },
          max: { role: "marketing", manager: undefined },
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        manager: "vera",
      }),
      { at: T },
    );
    const { id } = await w.send(jo);
    await w.send({ ...jo, employees: 500 });
    expect(await w.lead(id)).toMatchObject({ owner: null, decision: { rule: "Hot" }, clock: { policy: "fast" } });
    expect(w.mailed(id)).toEqual(["handover max", "unowned vera", "reassigned-from max"]);
    await w.until("2026-11-25T00:10:00Z");
    expect(["ana", "ben"]).toContain((await w.lead(id)).owner);
    await replayed(w, id);
  });

  test("waits for sales where its rule says so", async () => {
    const full = { capacity: { open: 1 } };
    const w = await world(
      nurturing({
        people: people({
          ana: full,
          ben: full,
          max: { role: "marketing", manager: undefined },
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        routing: [
          { name: "Hot", when: { score: { gte: 50 } }, to: "sales", else: [{ wait: "2d" }, "vera"], sla: "fast" },
          { name: "Nurture", to: "max", sla: "slow" },
        ],
      }),
      { at: T },
    );
    const { id } = await w.send(jo);
    const others = [await w.send({ employees: 300 }), await w.send({ employees: 300 })];
    await w.send({ ...jo, employees: 500 });
    expect(await w.lead(id)).toMatchObject({ owner: null, stage: "waiting" });
    const { owner } = await w.lead(others[0]!.id);
    await w.answer(others[0]!.id, owner!, "contacted");
    await w.answer(others[0]!.id, owner!, "outcome", { reason: "won" });
    expect(await w.lead(id)).toMatchObject({ owner, stage: "contact" });
    expect(w.mailed(id)).toEqual(["handover max", "reassigned-from max", `handover ${owner}`]);
  });
});

test("a lead that somebody of sales has stays theirs, however hot it gets", async () => {
  const w = await world(nurturing({ routing: [{ name: "All", to: "sales", sla: "fast" }] }), { at: T });
  const { id } = await w.send(jo);
  const { owner } = await w.lead(id);
  await w.send({ ...jo, employees: 500, country: "ES" });
  await looks(w, "one");
  expect(await w.lead(id)).toMatchObject({ owner, owners: [{ person: owner }], score: { total: 60 } });
  expect(w.mailed(id)).toEqual([`handover ${owner}`, `touched ${owner}`]);
});

test("mails stay in one thread, whatever becomes known of the lead", async () => {
  const w = await world(
    nurturing({ fields: { employees: { type: "number" }, interest: { type: "string", values: ["demo"] } } }),
    {
      at: T,
    },
  );
  const { id } = await w.send({ ...jo, company: "Globex", campaign: "Guide" });
  const { subject } = await w.lead(id);
  expect(subject).toEqual({ name: "Jo", company: "Globex", wants: "Guide" });
  await w.send({ ...jo, name: "Jo Miller", employees: 500, company: "Globex GmbH", interest: "demo" });
  expect(await w.lead(id)).toMatchObject({ owner: "ana", subject });
  const other = await w.send({ name: "Flo", employees: 500, interest: "demo" });
  expect((await w.lead(other.id)).subject).toEqual({ name: "Flo", wants: "demo", within: "1 hour" });
});

test("what came in twice at once is routed again once", async () => {
  const w = await world(nurturing(), { at: T });
  const { id } = await w.send(jo);
  await Promise.all([1, 2, 3].map((n) => w.send({ ...jo, employees: 500 + n })));
  const { owners } = await w.lead(id);
  expect(owners).toHaveLength(2);
  expect(w.mailed(id).filter((mail) => mail.startsWith("handover"))).toHaveLength(2);
});
