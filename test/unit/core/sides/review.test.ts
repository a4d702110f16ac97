import { askOnce } from "@baton/core/asks";
import type { Row } from "@baton/core/lead";
import { measures } from "@baton/core/report";
import { askFor, askToAct } from "@baton/core/requests";
import { meetingFrom, type Pack, packOf } from "@baton/core/review";
import { comeBack, goAway } from "@baton/core/roster";
import { describe, expect, test } from "vitest";
import { checked, people, small } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { leadRow, windowRow } from "../../../helpers/rows.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const review = { every: "2w", on: "tue", at: "10:00", with: ["mo", "sam"], from: "2026-12-01" };
const company = (parts: object = {}) =>
  small({
    timezone: "Europe/Berlin",
    calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
    people: people({
      ana: { calendar: "office", manager: "sam" },
      ben: { calendar: "office", manager: "sam" },
      max: { role: "marketing", calendar: "office", manager: "mo" },
      mo: { role: "marketing", calendar: "office" },
      sam: { manager: undefined, calendar: "office" },
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    sla: {
      fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } },
      asking: { stages: { answer: { within: "4h" } } },
    },
    reasons: [{ id: "fit", name: "No fit for us" }],
    requests: [{ id: "quote", name: "Quote", to: "ana", sla: "asking" }],
    review,
    ...parts,
  });

const put = (w: World, day: string, rows: Row[]) =>
  w.store.putRows(
    day,
    rows.map((row, n) => ({ day, key: `${day}#${n}`, rows: [row] })),
  );
const pack = async (w: World, day?: string): Promise<Pack> =>
  packOf(w.relay, liveReports({ store: w.store, now: w.now }), await w.relay.rulebooks.active(), day);
const starts = (parts: object, day: string) =>
  new Date(meetingFrom(checked(company({ review: { ...review, ...parts } })), day)!.start).toISOString();

describe("a review", () => {
  test("is every so many weeks from its first one on, at its hour on the wall clock", () => {
    expect(starts({}, "2026-11-01")).toBe("2026-12-01T09:00:00.000Z");
    expect(starts({}, "2026-12-01")).toBe("2026-12-01T09:00:00.000Z");
    expect(starts({}, "2026-12-02")).toBe("2026-12-15T09:00:00.000Z");
    expect(starts({}, "2027-03-30")).toBe("2027-04-06T08:00:00.000Z");
    expect(starts({ every: "1w", on: "sun", at: "03:30" }, "2027-03-28")).toBe("2027-03-28T01:30:00.000Z");
    expect(starts({ from: "2026-12-04", on: "mon" }, "2026-11-01")).toBe("2026-11-30T09:00:00.000Z");
  });

  test("is told on the last working morning before, to those who come, once", async () => {
    const w = await world(company(), { at: T });
    await w.until("2026-12-20T09:00:00Z");
    expect(w.packs.map(({ recipient, at, subject }) => `${recipient.name} ${at} ${subject}`)).toEqual([
      "Mo 2026-11-30T08:00:00.000Z No meeting needed: review of Tue 1 Dec 2026, 10:00 (Europe/Berlin), 30 minutes",
      "Sam 2026-11-30T08:00:00.000Z No meeting needed: review of Tue 1 Dec 2026, 10:00 (Europe/Berlin), 30 minutes",
      "Mo 2026-12-14T08:00:00.000Z No meeting needed: review of Tue 15 Dec 2026, 10:00 (Europe/Berlin), 30 minutes",
      "Sam 2026-12-14T08:00:00.000Z No meeting needed: review of Tue 15 Dec 2026, 10:00 (Europe/Berlin), 30 minutes",
    ]);
    expect(w.packs[0]!.meeting).toMatchObject({ id: "review-2026-12-01@baton", cancelled: true });
  });

  test("is told as soon as may be where somebody says on its morning that they are away, and once", async () => {
    const w = await world(company(), { at: "2026-11-30T05:00:00Z" });
    await goAway(w.relay, { person: "sam", from: "2026-11-30", until: "2026-11-30", by: "sam" });
    await w.until("2026-12-02T09:00:00Z");
    expect(w.packs.map(({ recipient, at }) => `${recipient.name} ${at}`)).toEqual([
      "Mo 2026-11-30T08:00:00.000Z",
      "Sam 2026-12-01T08:00:00.000Z",
    ]);
  });

  test("that is moved after its pack went out is told anew", async () => {
    const w = await world(company(), { at: "2026-11-30T05:00:00Z" });
    await w.until("2026-11-30T12:00:00Z");
    await w.publish(company({ review: { ...review, on: "thu" } }), 1);
    await w.until("2026-12-04T09:00:00Z");
    expect(w.packs.map(({ recipient, at }) => `${recipient.name} ${at}`)).toEqual([
      "Mo 2026-11-30T08:00:00.000Z",
      "Sam 2026-11-30T08:00:00.000Z",
      "Mo 2026-12-02T08:00:00.000Z",
      "Sam 2026-12-02T08:00:00.000Z",
    ]);
  });

  test("is told once, though the day on which all work is a later one by now", async () => {
    const w = await world(company(), { at: "2026-11-27T05:00:00Z" });
    const { id } = await goAway(w.relay, { person: "sam", from: "2026-11-30", until: "2026-11-30", by: "sam" });
    await w.until("2026-11-27T12:00:00Z");
    await comeBack(w.relay, id);
    await w.until("2026-12-02T09:00:00Z");
    expect(w.packs.map(({ recipient, at }) => `${recipient.name} ${at}`)).toEqual([
      "Mo 2026-11-27T08:00:00.000Z",
      "Sam 2026-11-27T08:00:00.000Z",
    ]);
  });

  test("is told once, though somebody says after it that they are away", async () => {
    const w = await world(company(), { at: "2026-11-30T05:00:00Z" });
    await w.until("2026-11-30T12:00:00Z");
    await goAway(w.relay, { person: "sam", from: "2026-11-30", until: "2026-11-30", by: "sam" });
    await w.until("2026-12-02T09:00:00Z");
    expect(w.packs.map(({ recipient }) => recipient.name)).toEqual(["Mo", "Sam"]);
  });

  test("is told to all on the same day, before leave of one of them, and to nobody of an agreement without one", async () => {
    const away = { from: "2026-11-30", to: "2026-11-30" };
    const parts = people({
      ana: {},
      ben: {},
      mo: { role: "marketing", calendar: "office", away: [away] },
      sam: { manager: undefined, calendar: "office" },
    });
    const w = await world(company({ people: parts }), { at: T });
    await w.until("2026-12-01T09:00:00Z");
    expect(w.packs.map(({ recipient, at }) => `${recipient.name} ${at}`)).toEqual([
      "Mo 2026-11-27T08:00:00.000Z",
      "Sam 2026-11-27T08:00:00.000Z",
    ]);
    const without = await world(company({ review: undefined }), { at: T });
    await without.until("2026-12-20T09:00:00Z");
    expect(without.packs).toEqual([]);
    await expect(pack(without)).rejects.toMatchObject({ code: "review.none" });
  });

  test("is about the leads of each side that are worth most, three at most", async () => {
    const w = await world(
      company({
        segments: [
          { name: "big", value: 100 },
          { name: "small", value: 1 },
        ],
      }),
      { at: T },
    );
    const ids: string[] = [];
    for (const name of ["Ada", "Bo", "Cy", "Di", "Ed"])
      ids.push((await w.send({ name, email: `${name.toLowerCase()}@x.example` })).id);
    const rejected = (lead: string, segment: string, more: object = {}) =>
      leadRow({
        lead,
        segment,
        closed: { at: "2026-11-24T08:00:00Z", as: "rejected", cause: "fit", ...more },
        reason: "fit",
      });
    const day = "2026-11-24";
    await put(w, day, [
      rejected(ids[0]!, "small"),
      rejected(ids[1]!, "big"),
      rejected(ids[2]!, "small"),
      rejected(ids[3]!, "small", { cause: "timing" }),
      rejected(ids[4]!, "big", { review: "withdrawn" }),
      windowRow({ lead: ids[3]!, at: "2026-11-24T08:30:00Z", over: true, breached: true, cause: "roster" }),
      windowRow({ lead: ids[4]!, at: "2026-11-24T08:30:00Z", over: true, breached: true, cause: "platform" }),
    ]);
    const { together, needed } = await pack(w);
    expect(together.marketing.map(({ name, why }) => `${name}: ${why}`)).toEqual([
      "Bo: handed back: No fit for us",
      expect.stringContaining("handed back"),
      expect.stringContaining("handed back"),
    ]);
    expect(together.sales).toMatchObject([{ name: "Di", why: "nobody answered in time: roster" }]);
    expect(needed).toBe(false);
  });

  test("is needed where a request is overdue, and lists it", async () => {
    const w = await world(company(), { at: T });
    const { id } = await askFor(w.relay, { kind: "quote", text: "For the fair", by: "max" });
    await w.settle();
    expect((await pack(w)).needed).toBe(false);
    await w.until("2026-11-30T08:10:00Z");
    expect(await pack(w)).toMatchObject({ needed: true, overdueRequests: [{ id, kind: "quote", to: "ana" }] });
    const [mail] = w.packs;
    expect(mail!.subject).toBe("Review: Tue 1 Dec 2026, 10:00 (Europe/Berlin), 30 minutes");
    expect(mail!.meeting).toMatchObject({ cancelled: false, end: "2026-12-01T09:30:00.000Z" });
    expect(mail!.sections.flatMap(({ lines }) => lines)).toContainEqual({
      left: "Quote",
      right: "Max asked somebody of sales: For the fair",
    });
    // Whose people they are reads who it is.
    expect(w.packs.at(-1)!.sections.flatMap(({ lines }) => lines)).toContainEqual({
      left: "Quote",
      right: "Max asked Ana: For the fair",
    });
  });

  test("is needed where a promise was not kept, and says so", async () => {
    const commitments = {
      marketing: [],
      sales: [{ name: "In time", measure: "contact-in-time", per: "month", atLeast: "80%" }],
    };
    const w = await world(company({ commitments }), { at: "2026-12-02T09:00:00Z" });
    await put(w, "2026-11-06", [
      ...Array.from({ length: 12 }, () => windowRow({ over: true, breached: true, at: "2026-11-06T09:00:00Z" })),
    ]);
    const { promises, needed } = await pack(w);
    expect(promises).toEqual([
      { of: "sales", name: "In time", period: "2026-11", met: false, result: "0 % (0 of 12), not kept" },
    ]);
    expect(needed).toBe(true);
    // What was talked about is not talked about again.
    await w.until("2026-12-16T09:00:00Z");
    expect((await pack(w)).promises).toEqual([]);
  });

  test("that is over has what had been asked by then", async () => {
    const w = await world(company(), { at: "2026-12-02T09:00:00Z" });
    await askFor(w.relay, { kind: "quote", text: "For the fair", by: "max" });
    await askToAct(w.relay, { text: "Write it down", owner: "ana", due: "2026-12-04", by: "mo" });
    await w.until("2026-12-07T09:00:00Z");
    expect(await pack(w, "2026-12-01")).toMatchObject({ overdueRequests: [], actionItems: [], needed: false });
    expect(await pack(w)).toMatchObject({ overdueRequests: [{ kind: "quote" }], actionItems: [{ owner: "ana" }] });
  });

  test("is about every week since the last one, not only the last week", async () => {
    const commitments = {
      marketing: [],
      sales: [{ name: "In time", measure: "contact-in-time", per: "week", atLeast: "80%" }],
    };
    const w = await world(company({ commitments }), { at: "2026-12-02T09:00:00Z" });
    const many = (over: object, day: string) =>
      put(
        w,
        day,
        Array.from({ length: 12 }, () => windowRow({ over: true, at: `${day}T09:00:00Z`, ...over })),
      );
    await many({ breached: true }, "2026-12-03");
    await many({ answered: { at: "2026-11-01T00:00:00Z", as: "contacted" } }, "2026-12-10");
    await w.until("2026-12-14T12:00:00Z");
    expect((await pack(w)).promises).toMatchObject([{ name: "In time", period: "2026-W49", met: false }]);
  });

  test("is told also to whoever lives on the other side of the earth", async () => {
    const parts = {
      timezone: "Australia/Sydney",
      calendars: {
        office: { week: { "mon-fri": ["09:00-17:00"] } },
        west: { timezone: "America/Los_Angeles", week: { "mon-fri": ["09:00-17:00"] } },
      },
      people: people({
        ana: {},
        ben: {},
        mo: { role: "marketing", calendar: "west" },
        sam: { manager: undefined, calendar: "office" },
      }),
      review: { ...review, at: "18:00" },
      requests: undefined,
      sla: { fast: { stages: { contact: { within: "1h" } } } },
      teams: {},
      routing: [{ name: "Everyone", to: "ana", sla: "fast" }],
    };
    const w = await world(company(parts), { at: T });
    await w.until("2026-12-20T09:00:00Z");
    expect(w.packs.map(({ recipient, meeting }) => `${recipient.name} ${meeting!.id}`).sort()).toEqual([
      "Mo review-2026-12-01@baton",
      "Mo review-2026-12-15@baton",
      "Sam review-2026-12-01@baton",
      "Sam review-2026-12-15@baton",
    ]);
  });

  test("and every week go on for others where somebody never works", async () => {
    const parts = {
      calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } }, never: { week: { mon: [] } } },
      people: people({
        ana: { calendar: "never" },
        ben: { calendar: "office" },
        max: { role: "marketing", calendar: "office" },
        mo: { role: "marketing", calendar: "office" },
        sam: { manager: undefined, calendar: "office" },
      }),
    };
    const w = await world(company(parts), { at: T });
    await w.until("2026-12-02T09:00:00Z");
    expect(w.packs.map(({ recipient }) => recipient.name)).toEqual(["Mo", "Sam"]);
  });

  test("names rules that sales accepts the fewest of, and what is said nowhere", async () => {
    const messages = [
      { id: "calm", text: "One list" },
      { id: "fast", text: "In minutes" },
    ];
    const w = await world(company({ messages }), { at: T });
    const of = (rule: string, accepted: number, rejected: number) => [
      ...Array.from({ length: accepted }, () => leadRow({ rule, closed: { at: T, as: "contacted", cause: null } })),
      ...Array.from({ length: rejected }, () => leadRow({ rule, closed: { at: T, as: "rejected", cause: "fit" } })),
    ];
    await put(w, "2026-11-20", [...of("Fairs", 2, 8), ...of("Demo", 10, 0), ...of("Few", 0, 3)]);
    await w.store.putCampaign({ id: "spring", name: "Spring", owner: "max", changedAt: T, message: "calm" });
    await w.store.putCampaign({ id: "autumn", name: "Autumn", owner: "max", changedAt: T });
    expect(await pack(w)).toMatchObject({
      rules: [{ rule: "Fairs", value: 0.2, n: 2, of: 10 }],
      campaignsWithoutMessage: ["autumn"],
      messagesWithoutCampaign: ["fast"],
    });
  });

  test("looks at answers by the local day that they were given on", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Ada", email: "ada@x.example" });
    const rejectedAt = (at: string) =>
      leadRow({ lead: id, closed: { at, as: "rejected", cause: "fit" }, reason: "fit" });
    // The days of this review begin on the 17th, which in Berlin it was by then.
    await put(w, "2026-11-16", [rejectedAt("2026-11-16T23:30:00Z")]);
    expect((await pack(w)).together.marketing).toMatchObject([{ lead: id }]);
    await put(w, "2026-11-16", [rejectedAt("2026-11-16T22:30:00Z")]);
    expect((await pack(w)).together.marketing).toEqual([]);
  });

  test("looks at no lead that was erased", async () => {
    const w = await world(company(), { at: T });
    await put(w, "2026-11-24", [
      leadRow({ lead: "lead_gone", closed: { at: T, as: "rejected", cause: "fit" }, reason: "fit" }),
    ]);
    expect((await pack(w)).together.marketing).toEqual([]);
  });

  test("is no reason to read of a rejection that is settled", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Ada", email: "ada@x.example" });
    await askOnce(w.relay, {
      subject: `rejection/${id}`,
      person: "mo",
      question: "",
      respondBy: "2026-12-24T09:00:00Z",
    });
    expect(await pack(w)).toMatchObject({ marked: [], needed: false });
  });
});

describe("an action item", () => {
  const item = { text: "Write the playbook for fairs", owner: "ana", due: "2026-12-04", by: "mo" };
  const heard = (w: World, id: string) =>
    w.mails.filter(({ lead }) => lead === id).map(({ kind, to, at }) => `${kind} ${to} ${at}`);

  test("is told, reminded of, told to the manager once its day is over, and in the next pack until it is done", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const { id } = await askToAct(w.relay, item);
    await w.settle();
    const entry = { id, text: item.text, owner: "ana", due: "2026-12-04" };
    expect((await pack(w, "2026-12-15")).actionItems).toEqual([{ ...entry, done: false }]);
    await w.until("2026-12-07T12:00:00Z");
    expect(heard(w, id)).toEqual([
      "handover ana 2026-12-01T09:30:00.000Z",
      expect.stringMatching(/^reminder ana 2026-12-04/),
      "escalation sam 2026-12-04T16:00:00.000Z",
    ]);
    expect(await pack(w)).toMatchObject({ needed: true, actionItems: [{ ...entry, done: false }] });
    await w.answer(id, "ana", "answer", { note: "It is in the wiki" });
    expect(await pack(w)).toMatchObject({
      needed: false,
      actionItems: [{ ...entry, done: true, said: "It is in the wiki" }],
    });
    // By the review after the next one it is history.
    expect((await pack(w, "2026-12-29")).actionItems).toEqual([]);
  });

  test("that is done after a pack went out, and before its meeting, is in the next one", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const { id } = await askToAct(w.relay, item);
    await w.until("2026-12-14T12:00:00Z");
    expect(w.packs.at(-1)!.at).toBe("2026-12-14T08:00:00.000Z");
    await w.answer(id, "ana", "answer", { note: "It is in the wiki" });
    expect((await pack(w, "2026-12-29")).actionItems).toMatchObject([{ id, done: true }]);
    expect((await pack(w, "2027-01-12")).actionItems).toEqual([]);
  });

  test("is done with a tap, and its owner may be whoever wrote it down", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const { id } = await askToAct(w.relay, { ...item, by: "ana" });
    await w.settle();
    expect((await w.lead(id)).owner).toBe("ana");
    await w.answer(id, "ana", "answer", {});
    expect((await pack(w)).actionItems).toMatchObject([{ done: true, said: "Done." }]);
  });

  test("said twice is one", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const [first, again] = [await askToAct(w.relay, item), await askToAct(w.relay, item)];
    expect(again.id).toBe(first.id);
    expect((await pack(w)).actionItems).toHaveLength(1);
  });

  test("keeps its day when another has it, and when the agreement changes", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const { id } = await askToAct(w.relay, item);
    await w.settle();
    const before = (await w.lead(id)).clock!.respondBy;
    await w.until("2026-12-02T09:00:00Z");
    await w.answer(id, "ana", "reassign", { to: "ben" });
    expect((await w.lead(id)).clock!.respondBy).toBe(before);
    expect(before).toBe("2026-12-04T16:00:00.000Z");
  });

  test("is its owner's also while they are away or have no room, where its day is after that", async () => {
    const parts = people({
      ana: {
        calendar: "office",
        manager: "sam",
        capacity: { open: 1 },
        away: [{ from: "2026-12-01", to: "2026-12-02" }],
      },
      ben: { calendar: "office", manager: "sam" },
      mo: { role: "marketing", calendar: "office" },
      sam: { manager: undefined, calendar: "office" },
    });
    const w = await world(
      company({ people: parts, requests: [{ id: "quote", name: "Quote", to: "ben", sla: "asking" }] }),
      {
        at: "2026-12-01T09:30:00Z",
      },
    );
    const { id } = await askToAct(w.relay, { ...item, due: "2026-12-18" });
    await w.until("2026-12-03T09:00:00Z");
    expect(await w.lead(id)).toMatchObject({ owner: "ana", clock: { respondBy: "2026-12-18T16:00:00.000Z" } });
    expect(heard(w, id)).toEqual(["handover ana 2026-12-01T09:30:00.000Z"]);
  });

  test("for a day on which nobody works is over when that day is, and not at once", async () => {
    const w = await world(company(), { at: "2026-12-04T17:00:00Z" });
    const { id } = await askToAct(w.relay, { ...item, due: "2026-12-06" });
    await w.until("2026-12-05T09:00:00Z");
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-12-06T23:00:00.000Z");
    expect(heard(w, id).map((line) => line.split(" ")[0])).toEqual(["handover"]);
  });

  test("that was done early and sent back has its day still", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    const { id } = await askToAct(w.relay, { ...item, due: "2026-12-18" });
    await w.settle();
    await w.answer(id, "ana", "answer", {});
    await w.answer(id, "mo", "return", { note: "Half of it" });
    expect((await w.lead(id)).clock!.respondBy).toBe("2026-12-18T16:00:00.000Z");
  });

  test("is no request that a side promised to answer in time", async () => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    await askToAct(w.relay, item);
    await w.until("2026-12-10T09:00:00Z");
    const rows = (w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows();
    const all = [...rows.values()].flatMap((day) => [...day.values()].flat());
    expect(
      all.filter(({ is }) => is === "window").map((row) => measures["requests-in-time"].judge(row, "leads")),
    ).toEqual([undefined]);
  });

  test.each<[string, object, string]>([
    ["without words", { text: " " }, "action.text"],
    ["of nobody there is", { owner: "anna" }, "action.owner"],
    ["by a day that is over", { due: "2026-11-30" }, "action.due"],
    ["by no day", { due: "soon" }, "action.due"],
    ["in years", { due: "2030-01-01" }, "action.due"],
  ])("%s is refused", async (_, more, code) => {
    const w = await world(company(), { at: "2026-12-01T09:30:00Z" });
    await expect(askToAct(w.relay, { ...item, ...more })).rejects.toMatchObject({ code });
  });
});
