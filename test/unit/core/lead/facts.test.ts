import { edit, type Fact, type FactOf, type Row, rowsOf } from "@baton/core/lead";
import { describe, expect, test } from "vitest";
import { ladder, people, small, withinAnHour } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const clock = (time: string) => `2026-11-24T${time}.000Z`;
const MINUTE = 60_000;
const jane = {
  name: "Jane Doe",
  email: "jane@firma.example",
  phone: "+49 30 5551234",
  company: "Firma",
  message: "Hi",
};

async function of<Name extends Fact["is"]>(w: World, id: string, name: Name): Promise<FactOf<Name>[]> {
  return (await w.facts(id)).filter((fact): fact is FactOf<Name> => fact.is === name);
}
const windows = async (w: World, id: string) => (await w.lead(id)).tally.windows;
async function rows(w: World, id: string): Promise<Row[]> {
  return rowsOf(id, (await w.lead(id)).tally).flatMap(({ rows }) => rows);
}

describe("the gate", () => {
  test("does not commit a change without a fact", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane);
    const before = await w.lead(id);
    const edited = await edit(w.relay, id, ({ lead }) => {
      lead.owner = "ben";
      return "said";
    });
    expect(edited).toMatchObject({ changed: false, answer: "said" });
    expect(await w.lead(id)).toEqual(before);
  });

  test("answers nothing for a lead that there is not", async () => {
    const w = await world(small(), { at: T });
    expect(await edit(w.relay, "lead_unknown", () => 1)).toBeUndefined();
  });

  test("gives up when others are faster every time", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane);
    const { commit } = w.store;
    w.store.commit = async () => "conflict";
    await expect(w.answer(id, "ana", "contacted")).rejects.toMatchObject({ code: "lead.busy", status: 503 });
    w.store.commit = commit;
  });
});

describe("a lead's history", () => {
  test("is its facts: who had it, every window with what became of it, and what it took", async () => {
    const w = await world(ladder({ score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] } }), {
      at: T,
    });
    const { id } = await w.send(jane);
    await w.until(clock("10:30:00"));
    await w.answer(id, "ben", "contacted", { note: "She was glad" });
    await w.answer(id, "ben", "outcome", { reason: "won" });
    expect((await w.facts(id)).map(({ at, is }) => `${at.slice(11, 16)} ${is}`)).toEqual([
      "09:00 lead.received",
      "09:00 lead.decided",
      "09:00 lead.assigned",
      "09:00 stage.started",
      "09:30 lead.reminded",
      "10:00 stage.breached",
      "10:00 lead.escalated",
      "10:15 lead.assigned",
      "10:15 stage.ended",
      "10:15 stage.started",
      "10:30 lead.contacted",
      "10:30 stage.ended",
      "10:30 stage.started",
      "10:30 deal.reported",
      "10:30 deal.attributed",
      "10:30 stage.ended",
      "10:30 lead.closed",
    ]);
    expect(await of(w, id, "lead.decided")).toMatchObject([
      { score: 10, band: null, qualified: true, version: 1, candidates: [{ person: "ana" }, { person: "ben" }] },
    ]);
    expect(await of(w, id, "lead.assigned")).toMatchObject([
      { from: null, to: "ana", how: "routed", side: "sales", lacks: [] },
      { from: "ana", to: "ben", how: "reassigned", why: { code: "unanswered", withinMs: 60 * MINUTE }, window: 0 },
    ]);
    expect(await of(w, id, "stage.ended")).toMatchObject([
      { holder: "ana", result: "handed", elapsedMs: 75 * MINUTE, workedMs: 75 * MINUTE, lateMs: 15 * MINUTE },
      { holder: "ben", result: "contacted", by: "ben", workedMs: 15 * MINUTE, lateMs: 0, evidence: "claimed" },
      { holder: "ben", result: "won", by: "ben", workedMs: 0 },
    ]);
    expect(await of(w, id, "lead.contacted")).toMatchObject([
      { by: "ben", workedMs: 90 * MINUTE, elapsedMs: 90 * MINUTE },
    ]);
    expect(await of(w, id, "lead.closed")).toMatchObject([{ as: "won", by: "ben" }]);
    // What people typed is beside it, not in it.
    expect(JSON.stringify(await w.facts(id))).not.toContain("glad");
    expect(JSON.stringify(await w.store.facts(id))).toContain("glad");
  });

  test("counts working time apart from the time that passed, and pauses apart from both", async () => {
    const office = { "mon-fri": ["09:00-12:00", "13:00-18:00"] };
    const parts = {
      calendars: { office: { week: office } },
      people: people({ ana: { calendar: "office" }, sam: { manager: "vera" }, vera: { manager: undefined } }),
      teams: { sales: { members: ["ana"], manager: "sam" } },
    };
    const w = await world(ladder(parts), { at: clock("11:30:00") });
    const { id } = await w.send(jane);
    await w.until(clock("11:45:00"));
    await w.answer(id, "ana", "snooze", { until: clock("14:00:00"), reason: "In a meeting" });
    await w.until(clock("14:30:00"));
    await w.answer(id, "ana", "contacted");
    // A quarter of an hour before the pause, half an hour after it; of the pause itself, lunch was no working time.
    expect(await of(w, id, "stage.ended")).toMatchObject([
      { elapsedMs: 180 * MINUTE, workedMs: 45 * MINUTE, pausedMs: 75 * MINUTE, lateMs: 0 },
    ]);
    expect(await of(w, id, "lead.snoozed")).toMatchObject([
      { until: clock("14:00:00"), moved: [{ window: 0, respondBy: clock("14:45:00") }] },
    ]);
    expect(await windows(w, id)).toMatchObject([{ promisedBy: clock("13:30:00"), respondBy: clock("14:45:00") }, {}]);
  });

  test("names no campaign that may be an address or a number of the person", async () => {
    const w = await world(small(), { at: T });
    for (const campaign of ["for jane@firma.example", "jane%40firma.example", "call-00493055512-34"]) {
      const { id } = await w.send({ ...jane, email: `${campaign.length}@firma.example`, campaign });
      expect((await of(w, id, "lead.received"))[0]!.campaign).toBeNull();
    }
    const { id } = await w.send({ email: "joe@firma.example", campaign: " Autumn 2026 " });
    expect((await of(w, id, "lead.received"))[0]!.campaign).toBe("Autumn 2026");
  });

  test("says what a hand-over lacks", async () => {
    const w = await world(small(), { at: T });
    const lacks = async (fields: object) => (await of(w, (await w.send({ ...fields })).id, "lead.assigned"))[0]!.lacks;
    expect(await lacks(jane)).toEqual([]);
    expect(await lacks({ email: "a@firma.example" })).toEqual(["name", "company", "words"]);
    expect(await lacks({ name: "Nobody", message: "Call me" })).toEqual(["contact", "company"]);
  });
});

describe("the end of a window", () => {
  test("is noted though nobody is told of it, at its instant, once", async () => {
    const w = await world(small(), { at: T, deliveries: 3 });
    const { id } = await w.send(jane);
    await w.until(clock("09:59:59"));
    expect(await w.story(id)).toEqual([]);
    await w.until(clock("11:00:00"));
    expect(await w.story(id)).toEqual(["stage.breached"]);
    expect(await of(w, id, "stage.breached")).toMatchObject([{ at: clock("10:00:00"), holder: "ana", window: 0 }]);
    expect(w.mailed(id)).toEqual(["handover ana"]);
  });

  test("is noted when somebody answers before anything noticed it", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane);
    w.outage(clock("10:20:00"));
    await w.answer(id, "ana", "contacted");
    expect((await w.facts(id)).slice(4).map(({ at, is }) => `${at.slice(11, 16)} ${is}`)).toEqual([
      "10:20 lead.contacted",
      "10:00 stage.breached",
      "10:20 stage.ended",
      "10:20 lead.closed",
    ]);
    expect(await of(w, id, "stage.ended")).toMatchObject([{ result: "contacted", lateMs: 20 * MINUTE }]);
  });

  test("is none for who answers in the last millisecond", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane);
    w.outage(clock("10:00:00"));
    await w.answer(id, "ana", "contacted");
    expect(await of(w, id, "stage.breached")).toEqual([]);
  });

  test("is moved by a pause and by a recalculation, like any other step", async () => {
    const w = await world(ladder({}, { steps: [] }), { at: T });
    const { id } = await w.send(jane);
    await w.answer(id, "ana", "snooze", { until: clock("12:00:00"), reason: "In a meeting" });
    await w.until(clock("12:59:59"));
    expect(await of(w, id, "stage.breached")).toEqual([]);
    await w.until(clock("13:00:00"));
    expect(await of(w, id, "stage.breached")).toMatchObject([{ at: clock("13:00:00") }]);
  });

  test("of the first owner comes though the lead has gone to somebody else before, who has a window of their own", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane);
    await w.until(clock("09:40:00"));
    await w.answer(id, "ana", "reassign", { to: "ben" });
    await w.until(clock("10:10:00"));
    expect(await of(w, id, "stage.breached")).toMatchObject([{ at: clock("10:00:00"), window: 0, holder: "ana" }]);
    await w.answer(id, "ben", "contacted");
    expect(await rows(w, id)).toMatchObject([
      { is: "lead" },
      // The lead's first promise was broken, and neither of the two did.
      {
        is: "window",
        first: true,
        person: "ana",
        over: true,
        answered: { at: clock("10:10:00") },
        promisedBy: clock("10:00:00"),
      },
      { is: "window", first: false, person: "ben", over: false, breached: false, ended: { result: "contacted" } },
    ]);
  });

  test("of a lead that nobody has is nobody's", async () => {
    const away = { away: [{ from: "2026-11-24", to: "2026-11-24" }] };
    const parts = { people: people({ ana: away, ben: away, sam: { manager: "vera" }, vera: { manager: undefined } }) };
    const w = await world(small({ ...parts, sla: withinAnHour() }), { at: T });
    const { id } = await w.send(jane);
    await w.until(clock("10:00:00"));
    expect(await of(w, id, "stage.breached")).toMatchObject([{ holder: null }]);
    expect(await w.told(id)).toEqual(["There was no response in time."]);
  });
});

describe("a response", () => {
  const sources = {
    web: { provider: "form", auth: { token: "WEB" } },
    calls: { provider: "pipedrive", auth: { basic: "CALLS" } },
  };
  const called = (by?: string) => ({
    kind: "contact" as const,
    channel: "call" as const,
    event: "call",
    at: clock("09:20:00"),
    who: { email: jane.email },
    key: "call-1",
    ...(by !== undefined && { by }),
  });

  test("of somebody who is not known is nobody's, and never the source's", async () => {
    const away = { away: [{ from: "2026-11-24", to: "2026-11-24" }] };
    const parts = { people: people({ ana: away, ben: away, sam: { manager: "vera" }, vera: { manager: undefined } }) };
    const w = await world(small({ ...parts, sources }), { at: T });
    const { id } = await w.send(jane);
    await w.until(clock("09:30:00"));
    await w.deliver([called("stranger@elsewhere.example")], { source: "calls" });
    expect(await of(w, id, "lead.contacted")).toMatchObject([{ by: null, evidence: "observed", source: "calls" }]);
    expect((await w.lead(id)).responses).toMatchObject([{ by: null }]);
    expect(await w.told(id)).toContain("Somebody called Jane Doe, as calls shows.");
  });

  test("that is seen is told from one that somebody claims", async () => {
    const w = await world(small({ sources }), { at: T });
    const { id } = await w.send(jane);
    await w.until(clock("09:30:00"));
    await w.deliver([called("ana@acme.example")], { source: "calls" });
    expect(await of(w, id, "stage.ended")).toMatchObject([{ at: clock("09:20:00"), by: "ana", evidence: "observed" }]);
  });
});

describe("rows", () => {
  const reasons = [
    { id: "bad-data", name: "Bad data", cause: "data" },
    { id: "no", name: "Not for us" },
  ];

  test("stand under the local day of the agreement's zone: a lead's of its receipt, a window's of when it fell due or was answered", async () => {
    const w = await world(small({ timezone: "Pacific/Auckland", sla: withinAnHour() }), { at: "2026-11-24T10:30:00Z" });
    const { id } = await w.send(jane);
    const places = async () =>
      rowsOf(id, (await w.lead(id)).tally).flatMap(({ day, rows }) => rows.map((row) => `${row.is} ${day}`));
    expect(await places()).toEqual(["lead 2026-11-24", "window 2026-11-25"]);
    await w.until("2026-11-24T10:50:00Z");
    await w.answer(id, "ana", "contacted");
    expect(await places()).toEqual(["lead 2026-11-24", "window 2026-11-24"]);
  });

  test("say why sales handed a lead back, and a reason that names no cause is one of fit", async () => {
    for (const [reason, cause] of [
      ["bad-data", "data"],
      ["no", "fit"],
    ] as const) {
      const w = await world(small({ reasons }), { at: T });
      const { id } = await w.send(jane);
      await w.answer(id, "ana", "reject", { reason });
      expect((await rows(w, id))[0]).toMatchObject({ reason, closed: { as: "rejected", cause } });
      expect((await rows(w, id))[1]).toMatchObject({ answered: { as: "rejected", at: clock("09:00:00") } });
    }
  });

  test("of tests count nowhere, and have no window", async () => {
    const w = await world(small(), { at: T });
    const { id } = await w.send(jane, { test: true });
    expect(await rows(w, id)).toMatchObject([{ is: "lead", out: "test" }]);
  });
});
