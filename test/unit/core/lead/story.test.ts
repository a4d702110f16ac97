import type { Fetched, Found, HandRaise, Reference, Touch } from "@baton/core/delivery";
import { describe, expect, test } from "vitest";
import { small } from "../../../helpers/agreements.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { call } from "../../../helpers/sent/calls.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00.000Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;

const sources = {
  web: { provider: "form", auth: { token: "WEB" } },
  ads: { provider: "google-ads", auth: { key: "ADS" }, campaign: "autumn" },
  meta: { provider: "meta-lead-ads", auth: { secret: "META", accessToken: "META_TOKEN" } },
  li: { provider: "linkedin", auth: { secret: "LI", accessToken: "LI_TOKEN" } },
  crm: { provider: "hubspot", auth: { secret: "HS" }, publicUrl: "https://baton.example/hooks/crm" },
  calls: { provider: "pipedrive", auth: { basic: "PD" }, stopsClock: ["call"] },
  cal: { provider: "calendly", auth: { secret: "CAL" } },
  demos: { provider: "calendly", auth: { secret: "CAL" }, stopsClock: ["Demo"] },
  track: { provider: "segment", auth: { secret: "SEG" } },
};

const agreement = (parts: object = {}) =>
  small({
    sources,
    fields: { employees: { type: "number" }, interest: { type: "string" } },
    score: {
      rules: [{ name: "Big", when: { employees: { gte: 200 } }, points: 40 }],
      touches: [{ name: "Pricing", touch: "page", when: { path: "/pricing" }, points: 10, halfLife: "14d", max: 20 }],
    },
    sla: {
      fast: {
        snooze: { max: "1d" },
        stages: {
          contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
          disposition: { within: "5d" },
        },
      },
    },
    reasons: [{ id: "not-a-fit", name: "Not a fit" }],
    ...parts,
  });

const jo = { name: "Jo Doe", email: "jo@globex.example", phone: "+4930123456" };
const raise = (fields: Record<string, unknown>, more: Partial<HandRaise> = {}): HandRaise => ({
  kind: "lead",
  fields,
  ...more,
});
const page = (path: string, at: string, who: Touch["who"] = { email: jo.email }): Touch => ({
  kind: "touch",
  touch: "page",
  label: `Viewed ${path}`,
  at,
  who,
  facts: { path },
});
const leadsOf = async (w: World) => (await w.store.leads({ limit: 50, until: "2027" })).items;

describe("one person, one story", () => {
  test("the same person through three providers is one person with one owner and one clock", async () => {
    const w = await world(agreement(), { at: T });
    const first = await w.deliver([raise({ email: "JO@globex.example", name: "Jo Doe" })], { source: "web" });
    await w.until(clock("09:05:00"));
    const second = await w.deliver([raise({ email: jo.email, phone: jo.phone })], { source: "ads" });
    const third = await w.deliver([raise({ phone: "+49 30 123456", company: "Globex" })], { source: "cal" });
    expect([first, second, third].map(({ outcome }) => outcome)).toEqual(["lead", "touch", "touch"]);
    expect(await leadsOf(w)).toHaveLength(1);
    const lead = await w.lead(first.id);
    expect(second.kept.leads).toEqual([first.id]);
    expect(lead.clock?.respondBy).toBe(clock("10:00:00"));
    expect(lead.fields).toMatchObject({ name: "Jo Doe", phone: jo.phone, company: "Globex" });
    expect(w.mailed(first.id)).toEqual([`handover ${lead.owner}`, `touched ${lead.owner}`, `touched ${lead.owner}`]);
  });

  test("deliveries of one person that come at the same time make one lead", async () => {
    const w = await world(agreement(), { at: T });
    const sent = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        w.deliver([raise({ ...jo, message: `${i}` })], { source: i % 2 ? "web" : "ads" }),
      ),
    );
    expect(await leadsOf(w)).toHaveLength(1);
    expect(sent.filter(({ outcome }) => outcome === "lead")).toHaveLength(1);
    expect(sent.filter(({ outcome }) => outcome === "touch")).toHaveLength(11);
    const { id, owner, joined } = await w.lead(sent[0]!.id);
    expect(joined).toHaveLength(11);
    expect(w.mailed(id).filter((mail) => mail === `handover ${owner}`)).toHaveLength(1);
  });

  test("a second hand-raise takes no turn of the rotation", async () => {
    const w = await world(agreement(), { at: T });
    await w.send(jo);
    for (let n = 0; n < 3; n++) await w.send({ ...jo, message: `${n}` });
    const { id } = await w.send({ name: "Next", email: "next@other.example" });
    expect((await w.lead(id)).decision.turns).toMatchObject({ "team/sales": { seq: 2 } });
  });

  test("what was missing is filled in, what the rules ask is taken anew, and the score follows", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send({ email: jo.email, name: "Jo Doe", employees: 10 });
    expect((await w.lead(id)).score.total).toBe(0);
    await w.send({ email: jo.email, name: "Joanna Doe", employees: 600, message: "Call me" });
    const lead = await w.lead(id);
    expect(lead.fields).toMatchObject({ name: "Jo Doe", employees: 600, message: "Call me" });
    expect(lead.score).toMatchObject({ total: 40, reasons: [{ name: "Big", points: 40 }] });
    expect(await w.story(id)).toEqual(["lead.resubmitted", "lead.rescored"]);
    expect(await w.told(id)).toEqual([expect.stringContaining("name: Joanna Doe"), "Score 0 → 40."]);
  });

  test("a person whose lead is closed gets a new one, and whoever knows them goes on, whosever turn it is", async () => {
    const w = await world(agreement(), { at: T });
    const first = await w.send(jo);
    const { owner } = await w.lead(first.id);
    await w.answer(first.id, owner!, "reject", { reason: "not-a-fit" });
    for (let n = 0; n < 4; n++) {
      const { id, outcome } = await w.send({ ...jo, message: `${n}` });
      expect(outcome).toBe("lead");
      expect(await w.lead(id)).toMatchObject({ owner, person: { known: true }, decision: { turns: {} } });
      await w.answer(id, owner!, "reject", { reason: "not-a-fit" });
    }
    expect(await leadsOf(w)).toHaveLength(5);
  });

  test("two who share a telephone or a browser, and give addresses of their own, are two people", async () => {
    const w = await world(agreement(), { at: T });
    const started = (email: string): Touch => ({ ...page("/form", T, { email, phone: jo.phone }), touch: "form" });
    await w.deliver([started("eve@globex.example")], { source: "track" });
    const frank = await w.send({ name: "Frank", email: "frank@globex.example", phone: jo.phone });
    const eve = await w.send({ name: "Eve", email: "eve@globex.example", phone: jo.phone });
    expect([frank.outcome, eve.outcome]).toEqual(["lead", "lead"]);
    const identify = (email: string) =>
      w.deliver([{ ...page("/", T, { email, anonymousId: "shared" }), touch: "identify" }], { source: "track" });
    await identify("ann@x.example");
    await identify("bob@x.example");
    const ann = await w.send({ email: "ann@x.example" });
    const bob = await w.send({ email: "bob@x.example" });
    expect([ann.outcome, bob.outcome]).toEqual(["lead", "lead"]);
  });

  test("a tracking tool that gives a new id for every visit does not make a person grow without end", async () => {
    const w = await world(agreement(), { at: T });
    for (let n = 0; n < 60; n++)
      await w.deliver([page(`/${n}`, T, { email: jo.email, anonymousId: `visit-${n}` })], { source: "track" });
    const { id } = await w.send(jo);
    const { person } = await w.lead(id);
    expect(person!.identities.length).toBeLessThan(25);
    const { people } = await w.store.known({ identities: [person!.id], accounts: [], loads: [] });
    expect(await w.store.touches(people[person!.id]!.identities, 100)).toHaveLength(60);
  });

  test("two colleagues who share a telephone are two people", async () => {
    const w = await world(agreement(), { at: T });
    const one = await w.send(jo);
    const two = await w.send({ name: "Flo Roe", email: "flo@globex.example", phone: jo.phone });
    expect(two.outcome).toBe("lead");
    expect((await w.lead(one.id)).person?.id).not.toBe((await w.lead(two.id)).person?.id);
    // The same name under another address is the same person.
    expect((await w.send({ name: "jo doe", email: "jo@home.example", phone: jo.phone })).outcome).toBe("touch");
  });

  test("a test lead joins nobody's story and makes nobody known", async () => {
    const w = await world(agreement(), { at: T });
    await w.send(jo, { test: true });
    const { id, outcome } = await w.send(jo);
    expect(outcome).toBe("lead");
    expect((await w.lead(id)).person?.known).toBe(false);
    expect((await w.send(jo, { test: true })).outcome).toBe("test");
    expect((await w.lead(id)).joined).toBeUndefined();
  });

  test("a delivery that is read twice is told once", async () => {
    const store = memoryStore();
    let crash = false;
    const w = await world(agreement(), {
      at: T,
      store: {
        ...store,
        async commit(lead, also) {
          const result = await store.commit(lead, also);
          if (crash) throw new Error("power cut");
          return result;
        },
      },
    });
    const { id } = await w.send(jo);
    crash = true;
    const second = await w.send({ ...jo, message: "again" }).catch(() => undefined);
    expect(second?.outcome ?? "pending").toBe("pending");
    crash = false;
    await w.until(clock("09:20:00"));
    expect((await w.lead(id)).joined).toHaveLength(1);
    expect(await w.story(id)).toEqual(["lead.resubmitted"]);
  });
});

describe("touches", () => {
  test("before there is a lead they count in its score and do not make the person known", async () => {
    const w = await world(agreement(), { at: T });
    const touched = await w.deliver([page("/pricing", "2026-11-10T09:00:00Z")], { source: "track" });
    expect(touched).toMatchObject({ outcome: "touch", kept: { leads: [] } });
    expect(await leadsOf(w)).toEqual([]);
    const { id } = await w.send(jo);
    const lead = await w.lead(id);
    expect(lead.score).toMatchObject({ total: 5, reasons: [{ name: "Pricing", points: 5 }] });
    expect(lead.person?.known).toBe(false);
  });

  test("of a visitor who only later says who they are belong to them", async () => {
    const w = await world(agreement(), { at: T });
    await w.deliver([page("/pricing", "2026-11-24T08:00:00Z", { anonymousId: "cookie-1" })], { source: "track" });
    const identify: Touch = {
      kind: "touch",
      touch: "identify",
      label: "Identified",
      at: "2026-11-24T08:10:00Z",
      who: { email: jo.email, userId: "u-1", anonymousId: "cookie-1" },
      facts: {},
    };
    await w.deliver([identify], { source: "track" });
    const { id } = await w.send({ email: jo.email });
    expect((await w.lead(id)).score.total).toBe(10);
    // Under the tracking id alone, later: it is them.
    await w.deliver([page("/docs", clock("08:59:00"), { userId: "u-1" })], { source: "track" });
    const { person } = await w.lead(id);
    const { people } = await w.store.known({ identities: [person!.id], accounts: [], loads: [] });
    const seen = await w.store.touches(people[person!.id]!.identities, 10);
    expect(seen.map(({ label }) => label)).toEqual(["Viewed /docs", "Identified", "Viewed /pricing"]);
  });

  test("that come twice count once, and tell nobody", async () => {
    const w = await world(agreement(), { at: T });
    const touch = { ...page("/pricing", clock("08:00:00")), key: "m-1" };
    await w.deliver([touch], { source: "track" });
    await w.deliver([touch], { source: "track" });
    const { id } = await w.send(jo);
    expect((await w.lead(id)).score.total).toBe(10);
    expect(w.mails).toHaveLength(1);
  });

  test("with numbers and names that no store takes are kept as text", async () => {
    const w = await world(agreement(), { at: T });
    const touch = { ...page("/pricing", T), facts: { huge: 1e300, "": "empty", __proto__: "x", path: "/pricing" } };
    expect((await w.deliver([touch], { source: "track" })).outcome).toBe("touch");
    const [kept] = await w.store.touches((await w.lead((await w.send(jo)).id)).person!.identities, 10);
    expect(kept!.facts).toMatchObject({ huge: "1e+300", unnamed: "empty" });
  });

  test("of nobody are ignored, and say why", async () => {
    const w = await world(agreement(), { at: T });
    const { outcome, kept } = await w.deliver([page("/", T, {})], { source: "track" });
    expect(outcome).toBe("ignored");
    expect(kept.reason).toContain("who this was");
  });
});

describe("what another system shows", () => {
  test("a call stops the clock at its own time, with the evidence kept", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("09:30:00"));
    const { outcome, kept } = await w.deliver([call(clock("09:20:00"))], { source: "calls" });
    expect(outcome).toBe("contact");
    expect(kept.leads).toEqual([id]);
    const lead = await w.lead(id);
    expect(lead.stage).toBe("disposition");
    expect(lead.clock?.startedAt).toBe(clock("09:20:00"));
    expect(lead.responses).toMatchObject([
      {
        action: "contacted",
        by: "ana",
        at: clock("09:20:00"),
        evidence: { source: "calls", channel: "call", key: "call-1", delivery: kept.id },
      },
    ]);
    await w.until(clock("11:00:00"));
    expect(w.mailed(id)).toHaveLength(1);
  });

  test("a late one says how late, and the same one again changes nothing", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.until(clock("10:30:00"));
    await w.deliver([call(clock("10:10:00"))], { source: "calls" });
    await w.deliver([call(clock("10:10:00"))], { source: "calls", key: "again" });
    const { responses } = await w.lead(id);
    expect(responses).toHaveLength(1);
    expect(responses[0]!.lateMs).toBe(600_000);
  });

  test("somebody is found by phone, and a colleague nobody knows counts for the owner", async () => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    await w.deliver([call(clock("09:00:00"), { who: { phone: "+49 (30) 123456" }, by: "who@acme.example" })], {
      source: "calls",
    });
    const { owner, responses } = await w.lead(id);
    expect(responses[0]!.by).toBe(owner);
  });

  test("that comes in the same delivery as the lead counts for it", async () => {
    const w = await world(agreement(), { at: T });
    const { outcome, kept } = await w.deliver([raise(jo), call(T)], { source: "crm" });
    expect(outcome).toBe("lead");
    expect((await w.lead(kept.leads[0]!)).stage).toBe("disposition");
  });

  test.each([
    ["before they asked", call(clock("08:50:00")), "before this person asked"],
    ["with somebody who has no lead", call(T, { who: { email: "else@globex.example" } }), "has a lead"],
    ["of a kind that this source's stopsClock leaves out", call(T, { channel: "email", event: "email" }), "stopsClock"],
  ])("one %s stops nothing", async (_name, contact, reason) => {
    const w = await world(agreement(), { at: T });
    const { id } = await w.send(jo);
    const { outcome, kept } = await w.deliver([contact], { source: "calls" });
    expect(outcome).toBe("ignored");
    expect(kept.reason).toContain(reason);
    expect((await w.lead(id)).stage).toBe("contact");
  });

  const booking = (fields: Record<string, unknown>) =>
    raise(fields, {
      contact: { channel: "booking", event: "Demo", at: clock("09:10:00"), by: "ben@acme.example", key: "b-1" },
    });

  test("a booking of somebody without an open lead is a hand-raise; with one, the response that was waited for", async () => {
    const w = await world(agreement(), { at: T });
    const first = await w.deliver([booking(jo)], { source: "cal" });
    expect(first.outcome).toBe("lead");
    expect((await w.lead(first.id)).stage).toBe("contact");
    await w.until(clock("09:10:00"));
    const second = await w.deliver([booking(jo)], { source: "cal" });
    expect(second.outcome).toBe("contact");
    expect(await w.lead(first.id)).toMatchObject({ stage: "disposition", responses: [{ by: "ben" }] });
  });

  test("a booking that the policy does not count is news for the owner", async () => {
    const w = await world(agreement({ sources: { ...sources, cal: { ...sources.cal, stopsClock: false } } }), {
      at: T,
    });
    const { id } = await w.send(jo);
    await w.until(clock("09:10:00"));
    expect((await w.deliver([booking(jo)], { source: "cal" })).outcome).toBe("touch");
    expect((await w.lead(id)).stage).toBe("contact");
    expect((await w.deliver([booking(jo)], { source: "demos" })).outcome).toBe("contact");
  });
});

describe("a delivery that made a lead, read again after a mapping was mended", () => {
  test("gives the lead its fields and score, and leaves rule, owner and clock to those who act on them", async () => {
    const w = await world(agreement(), { at: T });
    const { id, kept } = await w.send({ name: "Jo Doe", company_size: 600 });
    const before = await w.lead(id);
    expect(before).toMatchObject({ score: { total: 0 }, extra: { company_size: { value: 600 } } });
    expect(before.person).toBeUndefined();
    // What the source reads when company_size is mapped to employees, and mail to email.
    w.mend(kept.id, [raise({ name: "Jo Doe", employees: 600, email: jo.email })]);
    await w.replay(kept.id);
    const after = await w.lead(id);
    expect(after).toMatchObject({ fields: { employees: 600, email: jo.email }, extra: {}, score: { total: 40 } });
    expect([after.owner, after.clock]).toEqual([before.owner, before.clock]);
    // The receipt keeps what these fields were when the decision was made.
    expect(after.decision).toEqual({
      ...before.decision,
      inputs: { ...before.decision!.inputs, changed: { email: null, employees: null } },
    });
    expect(await w.told(id)).toEqual([
      "Read again by version 1 — employees: 600, email: jo@globex.example. Score 0 → 40.",
    ]);
    expect(w.mails).toHaveLength(1);
    // From now on they are known by their address.
    expect((await w.send({ email: jo.email })).outcome).toBe("touch");
    await w.replay(kept.id);
    expect(await w.story(id)).toEqual(["lead.reread", "lead.resubmitted"]);
  });
});

describe("what a webhook only names", () => {
  const reference = (id: string, more: Partial<Reference> = {}): Reference => ({
    kind: "reference",
    type: "leadgen",
    id,
    lead: true,
    at: "2026-11-24T08:59:00.000Z",
    fields: { form: "f-1" },
    ...more,
  });
  const details = (id: string, fields: object = jo): Fetched => ({
    found: [{ kind: "lead", key: id, fields: { ...fields } }],
  });

  test("is listed at once, and becomes a lead whose clock runs from receipt", async () => {
    let answer: Fetched = { problem: "later", message: "busy" };
    const w = await world(agreement(), { at: T, provider: () => answer });
    const { id, outcome } = await w.deliver([reference("444")], { source: "meta" });
    expect(outcome).toBe("pending");
    expect(await leadsOf(w)).toMatchObject([{ id, stage: "fetching", owner: null, score: null, rule: null }]);
    expect(w.mails).toEqual([]);
    answer = details("444");
    await w.until(clock("09:10:00"));
    expect(await w.lead(id)).toMatchObject({
      stage: "contact",
      createdAt: T,
      fields: { ...jo, form: "f-1" },
      clock: { respondBy: clock("10:00:00") },
    });
    expect((await w.lead(id)).fetching).toBeUndefined();
    expect((await leadsOf(w))[0]!.id).toBe(id);
    expect(w.mailed(id)).toHaveLength(1);
  });

  test("waits visibly while the access token is refused, raises the alarm, and comes through when it is mended", async () => {
    let answer: Fetched = { problem: "token", message: "Session has expired." };
    const w = await world(agreement(), { at: T, provider: () => answer });
    const { id, kept } = await w.deliver([reference("444")], { source: "meta" });
    expect(await w.lead(id)).toMatchObject({ fetching: { state: "token", message: "Session has expired." } });
    expect((await w.store.delivery(kept.id))?.delivery).toMatchObject({
      outcome: "pending",
      waiting: { state: "token", attempts: 1 },
    });
    const { incidents } = await w.store.sourceHealth("meta", "2026-11-01");
    expect(incidents).toMatchObject([{ kind: "token", message: expect.stringContaining("Session has expired.") }]);
    await w.until(clock("12:00:00"));
    expect((await w.store.delivery(kept.id))?.delivery.waiting).toMatchObject({ since: T });
    answer = details("444");
    await w.until(clock("13:30:00"));
    expect((await w.lead(id)).stage).toBe("contact");
    expect((await w.lead(id)).clock?.respondBy).toBe(clock("10:00:00"));
    expect((await w.store.sourceHealth("meta", "2026-11-01")).incidents).toEqual([]);
  });

  test("of a batch, what is told is done and the rest waits", async () => {
    const known = new Set(["1", "3"]);
    const w = await world(agreement(), {
      at: T,
      provider: ({ id }) =>
        known.has(id)
          ? details(id, { name: `Lead ${id}`, email: `${id}@x.example` })
          : { problem: "later", message: "busy" },
    });
    const { kept } = await w.deliver([reference("1"), reference("2"), reference("3")], { source: "meta" });
    const stages = async () => (await Promise.all(kept.leads.map(w.lead))).map(({ stage }) => stage);
    expect(await stages()).toEqual(["contact", "fetching", "contact"]);
    known.add("2");
    await w.until(clock("09:30:00"));
    expect(await stages()).toEqual(["contact", "contact", "contact"]);
    expect((await w.store.delivery(kept.id))?.delivery).toMatchObject({ outcome: "lead", leads: kept.leads });
    expect(w.mails).toHaveLength(3);
  });

  test("is one lead in whichever batch it comes again", async () => {
    const w = await world(agreement(), { at: T, provider: ({ id }) => details(id) });
    const first = await w.deliver([reference("444")], { source: "meta", key: "444" });
    await w.deliver([reference("444"), reference("445")], { source: "meta", key: "444,445" });
    const leads = await leadsOf(w);
    expect(leads.filter(({ stage }) => stage === "contact").map(({ id }) => id)).toEqual([first.id]);
    // The other one is the same person: it ended in the first one's story.
    expect(leads.filter(({ stage }) => stage === "closed")).toHaveLength(1);
    expect((await w.lead(first.id)).joined).toHaveLength(1);
  });

  test("and the provider will never tell, is put before a human", async () => {
    const w = await world(agreement(), { at: T, provider: () => ({ problem: "gone", message: "Unknown object." }) });
    const { id } = await w.deliver([reference("444")], { source: "meta" });
    expect(await w.lead(id)).toMatchObject({ stage: "fetching", fetching: { state: "gone" } });
    expect(w.mailed(id)).toEqual(["unowned vera"]);
    expect((await w.store.sourceHealth("meta", "2026-11-01")).incidents).toMatchObject([{ kind: "details" }]);
    expect((await w.store.quarantine({ limit: 5 })).items).toMatchObject([
      { reason: expect.stringContaining("Unknown object.") },
    ]);
  });

  test("and that is replayed after the provider has come round, runs its clock from the replay, however long that takes", async () => {
    let answer: Fetched = { problem: "gone", message: "Unknown object." };
    const w = await world(agreement(), { at: T, provider: () => answer });
    const { id, kept } = await w.deliver([reference("444")], { source: "meta" });
    await w.until(clock("12:00:00"));
    answer = { problem: "later", message: "busy" };
    await w.replay(kept.id);
    await w.until(clock("12:10:00"));
    answer = details("444");
    await w.until(clock("13:30:00"));
    expect((await w.lead(id)).clock?.startedAt).toBe(clock("12:00:00"));
    expect(w.mailed(id).slice(0, 2)).toEqual(["unowned vera", `handover ${(await w.lead(id)).owner}`]);
    expect((await w.store.quarantine({ limit: 5 })).items).toEqual([]);
  });

  test("and is not told for hours, is reported until it is", async () => {
    let answer: Fetched = { problem: "later", message: "HTTP 503" };
    const w = await world(agreement(), { at: T, provider: () => answer });
    const incidents = async () => (await w.store.sourceHealth("meta", "2026-11-01")).incidents.map(({ kind }) => kind);
    await w.deliver([reference("444")], { source: "meta" });
    await w.until(clock("14:30:00"));
    expect(await incidents()).toEqual([]);
    await w.until(clock("17:00:00"));
    expect(await incidents()).toEqual(["details"]);
    answer = details("444");
    await w.until(clock("19:00:00"));
    expect(await incidents()).toEqual([]);
  });

  test("may turn out to be a response: the clock stops at its own time", async () => {
    const w = await world(agreement(), { at: T, provider: () => ({ found: [call(clock("09:05:00"))] as Found[] }) });
    const { id } = await w.send(jo);
    await w.until(clock("09:15:00"));
    await w.deliver([reference("9001", { type: "calls", lead: false })], { source: "crm" });
    expect(await w.lead(id)).toMatchObject({ stage: "disposition", responses: [{ at: clock("09:05:00") }] });
  });

  test("a test lead is listed as one, unowned and without a mail", async () => {
    const w = await world(agreement(), {
      at: T,
      provider: ({ id }) => ({ found: [{ kind: "lead", key: id, fields: jo, test: true }] }),
    });
    const { id } = await w.deliver([reference("444")], { source: "meta" });
    expect(await w.lead(id)).toMatchObject({ test: true, owner: null, stage: "closed", closed: { as: "test" } });
    expect(w.mails).toEqual([]);
  });

  test("taken back, is erased and its owner told; before the details are there, they are never read", async () => {
    let answer: Fetched = details("r-1");
    const w = await world(agreement(), { at: T, provider: () => answer });
    const withdraw = (of: string): Found[] => [{ kind: "withdrawal", of }];
    const { id } = await w.deliver([reference("r-1")], { source: "li", key: "r-1|CREATED" });
    const { owner } = await w.lead(id);
    await w.answer(id, owner!, "accept", { note: "secret words" });
    await w.answer(id, owner!, "snooze", { until: clock("10:00:00"), reason: "secret plans" });
    await w.deliver(withdraw("r-1|CREATED"), { source: "li", key: "r-1|DELETED" });
    expect(JSON.stringify(await w.store.facts(id))).not.toContain("secret");
    expect((await w.told(id)).at(-1)).toBe("They took it back. Please do not contact them.");
    expect(JSON.stringify(await w.lead(id))).not.toContain("secret");
    expect(await w.lead(id)).toMatchObject({ stage: "closed", closed: { as: "withdrawn" }, fields: {}, extra: {} });
    expect(w.mailed(id)).toEqual([`handover ${owner}`, `withdrawn ${owner}`]);

    // Who has asked otherwise too goes on being waited for.
    answer = details("r-3", { name: "Twice", email: "twice@x.example" });
    const twice = await w.deliver([reference("r-3")], { source: "li", key: "r-3|CREATED" });
    await w.send({ email: "twice@x.example", message: "Call me" });
    await w.deliver(withdraw("r-3|CREATED"), { source: "li", key: "r-3|DELETED" });
    expect((await w.lead(twice.id)).stage).toBe("contact");
    expect((await w.story(twice.id)).at(-1)).toBe("request.withdrawn");

    answer = { problem: "later", message: "busy" };
    const early = await w.deliver([reference("r-2")], { source: "li", key: "r-2|CREATED" });
    await w.deliver(withdraw("r-2|CREATED"), { source: "li", key: "r-2|DELETED" });
    answer = details("r-2", { name: "Late", email: "late@x.example" });
    await w.until(clock("10:00:00"));
    expect(await w.lead(early.id)).toMatchObject({ stage: "closed", closed: { as: "withdrawn" }, fields: {} });
    expect((await w.deliver(withdraw("r-9|CREATED"), { source: "li" })).outcome).toBe("ignored");
  });
});
