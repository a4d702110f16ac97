import { handOver, openOfPerson, peopleOf, takeBack } from "@baton/core/board";
import { goAway } from "@baton/core/roster";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const company = small({
  operator: "otto",
  calendars: { office: { timezone: "UTC", week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: { calendar: "office", capacity: { open: 100 }, deputy: "ben" },
    ben: { calendar: "office" },
    cleo: { calendar: "office", manager: "tim" },
    sam: { manager: "vera" },
    tim: { manager: "vera" },
    vera: { manager: undefined },
    otto: { manager: "vera" },
  }),
  teams: { sales: { members: ["ana", "ben"], manager: "sam" }, east: { members: ["cleo", "ben"], manager: "tim" } },
  routing: [
    { name: "East", when: { country: "PL" }, to: "ben", sla: "fast" },
    { name: "Ana's", to: "ana", sla: "fast" },
  ],
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
});
const rulebook = (w: World) => w.relay.rulebooks.active();
const hand = async (w: World, by: string, to: string[], more: object = {}) => {
  const done = await handOver(w.relay, await rulebook(w), by, { of: "ana", to, why: "Ana is ill", ...more });
  await w.settle();
  return done;
};
const back = async (w: World, by: string, given: { lead: string; to: string | null }[]) =>
  takeBack(w.relay, by, { of: "ana", given, why: "Taken back" });
const withLeads = async (count: number) => {
  const w = await world(company, { at: T });
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push((await w.send({ name: `Jo ${n}`, email: `jo${n}@globex.example` })).id);
  return { w, ids };
};

describe("the people whom somebody answers for", () => {
  test("are a manager's own and their teams', and the operator's all, with what is open and how they are there", async () => {
    const { w } = await withLeads(2);
    await w.until("2026-11-24T11:30:00Z");
    const of = async (reader: string) => peopleOf(w.relay, await rulebook(w), reader, w.now());
    expect((await of("sam")).map(({ person }) => person)).toEqual(["ana", "ben"]);
    expect((await of("tim")).map(({ person }) => person)).toEqual(["ben", "cleo"]);
    expect((await of("otto")).map(({ person }) => person)).toContain("vera");
    expect(await of("ana")).toEqual([]);
    expect((await of("sam"))[0]).toMatchObject({
      open: 2,
      overdue: 2,
      capacity: { open: 100 },
      onDuty: true,
      leave: [],
    });
  });

  test("show leave that was said and leave of the agreement, with who stands in, and when they are there next", async () => {
    const { w } = await withLeads(0);
    await w.until("2026-11-24T18:00:00Z");
    await goAway(w.relay, { person: "ana", from: "2026-11-25", until: "2026-11-26", by: "sam" });
    await goAway(w.relay, { person: "ana", from: "2026-12-24", until: "2026-12-31", deputy: "cleo", by: "sam" });
    const [ana] = await peopleOf(w.relay, await rulebook(w), "sam", w.now());
    expect(ana).toMatchObject({
      onDuty: false,
      nextOnDuty: Date.parse("2026-11-27T09:00:00Z"),
      leave: [
        { from: "2026-11-25", until: "2026-11-26", deputy: "ben", now: false, id: expect.stringMatching(/^away_/) },
        { from: "2026-12-24", until: "2026-12-31", deputy: "cleo", now: false },
      ],
    });
  });
});

describe("what somebody has open", () => {
  test("is seen by who answers for them, the first due first, and by nobody else", async () => {
    const { w, ids } = await withLeads(3);
    const of = async (reader: string, person = "ana") =>
      openOfPerson(w.relay, await rulebook(w), { reader, person, now: w.now() });
    expect((await of("sam")).map(({ id }) => id).sort()).toEqual(ids.toSorted());
    expect(await of("otto")).toHaveLength(3);
    for (const reader of ["tim", "ben", "ana", "nobody"])
      await expect(of(reader)).rejects.toMatchObject({ code: "person.unknown", status: 404 });
    await expect(of("otto", "constructor")).rejects.toMatchObject({ code: "person.unknown" });
  });

  test("of a member of one's team who has another manager is what that team has", async () => {
    const { w } = await withLeads(0);
    const { id } = await w.send({ name: "Jo", email: "jo@globex.example", country: "PL" });
    const of = async (reader: string) =>
      (await openOfPerson(w.relay, await rulebook(w), { reader, person: "ben", now: w.now() })).map((one) => one.id);
    expect((await w.lead(id)).owner).toBe("ben");
    expect(await of("sam")).toEqual([id]);
    expect(await of("tim")).toEqual([]);
  });
});

describe("a hand-over of many leads", () => {
  test("goes on forty at a time until all are handed on, and what was handed on comes back", async () => {
    const { w } = await withLeads(45);
    const first = await hand(w, "sam", ["ben"]);
    expect([first.handed.length, first.left, first.next === null]).toEqual([40, [], false]);
    const rest = await hand(w, "sam", ["ben"], { cursor: first.next });
    expect([rest.handed.length, rest.next]).toEqual([5, null]);
    const before = (await w.lead(first.handed[0]!.lead)).clock;
    expect(await back(w, "sam", first.handed)).toEqual({ back: first.handed.map(({ lead }) => lead), stayed: [] });
    const lead = await w.lead(first.handed[0]!.lead);
    expect([lead.owner, lead.clock?.respondBy]).toEqual(["ana", before?.firstRespondBy]);
    expect((await w.lead(rest.handed[0]!.lead)).owner).toBe("ben");
  });

  test("takes only those that are meant, and none that is somebody else's", async () => {
    const { w, ids } = await withLeads(3);
    await w.answer(ids[1]!, "sam", "reassign", { to: "ben" });
    const { handed } = await hand(w, "sam", ["cleo"], { only: [ids[0], ids[1], "lead_unknown"] });
    expect(handed).toEqual([{ lead: ids[0], to: "cleo" }]);
    expect((await w.lead(ids[2]!)).owner).toBe("ana");
  });

  test("needs somebody to hand to, a reason, and to be of one's people", async () => {
    const { w, ids } = await withLeads(1);
    await expect(hand(w, "sam", [])).rejects.toMatchObject({ code: "handOver.to", status: 422 });
    await expect(hand(w, "sam", ["ben"], { why: " " })).rejects.toMatchObject({ code: "handOver.why", status: 422 });
    await expect(hand(w, "sam", ["bob"])).rejects.toMatchObject({ code: "response.to", status: 422 });
    await expect(hand(w, "tim", ["ben"])).rejects.toMatchObject({ code: "person.unknown", status: 404 });
    expect((await w.lead(ids[0]!)).owner).toBe("ana");
  });

  test("is taken back of what nobody has touched since, and says of the rest why not", async () => {
    const { w, ids } = await withLeads(4);
    const { handed } = await hand(w, "sam", ["ben"]);
    await w.answer(ids[0]!, "ben", "contacted");
    await w.answer(ids[1]!, "ben", "reassign", { to: "cleo" });
    await w.answer(ids[2]!, "ben", "contacted");
    await w.answer(ids[2]!, "ben", "outcome", { reason: "won" });
    const { back: taken, stayed } = await back(w, "sam", [...handed, { lead: "lead_unknown", to: "ben" }]);
    expect(taken).toEqual([ids[3]]);
    expect(new Map(stayed.map(({ lead, why }) => [lead, why]))).toEqual(
      new Map([
        [ids[0], "changed"],
        [ids[1], "changed"],
        [ids[2], "closed"],
        ["lead_unknown", "unknown"],
      ]),
    );
    // Once is enough.
    expect((await back(w, "sam", handed)).back).toEqual([]);
  });

  test("is taken back later than a response may be, with a clock that starts anew", async () => {
    const { w, ids } = await withLeads(1);
    const { handed } = await hand(w, "sam", ["ben"]);
    await w.until("2026-11-24T10:30:00Z");
    expect((await back(w, "sam", handed)).back).toEqual(ids);
    const lead = await w.lead(ids[0]!);
    expect([lead.owner, lead.clock?.respondBy]).toEqual(["ana", "2026-11-24T11:30:00.000Z"]);
  });

  test("comes back also to somebody on leave at once, and not by another's form", async () => {
    const { w, ids } = await withLeads(2);
    const { handed } = await hand(w, "sam", ["ben"]);
    await goAway(w.relay, { person: "ana", from: "2026-11-24", until: "2026-11-30", by: "sam" });
    await w.settle();
    expect((await back(w, "tim", handed)).back).toEqual([]);
    expect((await back(w, "sam", handed)).back.sort()).toEqual(ids.toSorted());
  });
});
