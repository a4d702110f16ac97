import { parseAgreement } from "@baton/core/agreement";
import { answerAsk, answered, type Said, showAsk } from "@baton/core/asks";
import type { HandRaise } from "@baton/core/delivery";
import { packOf, partsOf } from "@baton/core/review";
import { noteByHand, rideAlongs } from "@baton/core/ride-alongs";
import { describe, expect, test } from "vitest";
import { besideStages, PUBLISHED, people, small } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { memoryStore } from "../../../helpers/memory/memory-store.ts";
import { forgotten } from "../../../helpers/stack/privacy-requests.ts";
import { type World, world } from "../../../helpers/world.ts";

/** A Thursday. Weeklies are due on Mondays at eight, UTC. */
const T = "2026-11-26T09:00:00Z";
const MEETING = "2026-12-02T10:00:00.000Z";
const office = { calendar: "office" };
const company = (parts: object = {}) =>
  small({
    timezone: "Europe/Berlin",
    calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
    people: people({
      ana: { ...office, manager: "sam" },
      ben: { ...office, manager: "sam" },
      mo: { ...office, role: "marketing" },
      max: { ...office, role: "marketing", manager: "mo" },
      sam: { ...office, manager: undefined },
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    sources: {
      web: { provider: "form", auth: { token: "WEB" } },
      cal: { provider: "calendly", auth: { secret: "CAL" } },
    },
    sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
    reasons: [{ id: "fit", name: "No fit for us" }],
    review: { every: "2w", on: "tue", at: "10:00", with: ["mo", "sam"], from: "2026-12-08" },
    rideAlongs: { per: "quarter", marketing: 1, sales: 1 },
    ...parts,
  });
const booking = (n: number, at = MEETING): HandRaise => ({
  kind: "lead",
  key: `b${n}`,
  fields: { name: `Jo ${n}`, email: `jo${n}@x${n}.example`, company: `X${n}`, "meeting.at": at, "meeting.host": "ana" },
});
const spring = { id: "spring", name: "Spring", owner: "max", changedAt: T };

/** What a world's people were asked of ride-alongs in their Weeklies. */
const asked = (w: World) =>
  w.weeklies.flatMap(({ recipient, sections }) =>
    sections.flatMap(({ title }) =>
      /come along\?|go through it|How was it/.test(title) ? [`${recipient.name}: ${title}`] : [],
    ),
  );
const own = async (w: World, person: string, kind: string) =>
  (await w.store.asksOf(person)).find(({ subject }) => subject.startsWith(`${kind}/`));
const say = async (w: World, person: string, kind: string, said: Said) => {
  const ask = (await own(w, person, kind))!;
  await answered(w.relay, await answerAsk(w.relay, ask.subject, person, said));
};
const standing = async (w: World, day = "2026-12-31") => {
  const { agreement } = await w.relay.rulebooks.active();
  const { standings, learned } = await rideAlongs(w.relay, agreement, [day]);
  return { ...standings[0]!, learned };
};
/** A rep's meeting of next week, of which they are asked on Monday. */
async function met(parts: object = {}) {
  const w = await world(company(parts), { at: T });
  await w.deliver([booking(1)], { source: "cal" });
  await w.until("2026-11-30T12:00:00Z");
  return w;
}

describe("a booked meeting", () => {
  test("has its host asked whether somebody of marketing who owes a ride-along may come, with whom to invite", async () => {
    const w = await met();
    expect(asked(w)).toEqual(["Ana: May Max come along?"]);
    const ask = (await own(w, "ana", "ride"))!;
    expect(ask).toMatchObject({ respondBy: MEETING, choices: [{ id: "yes" }, { id: "no" }] });
    const { texts } = (await showAsk(w.relay, await w.relay.rulebooks.active(), ask))!;
    expect(texts).toEqual([
      "To your meeting with Jo 1, Wed 2 Dec 2026, 11:00 (Europe/Berlin). Everybody of marketing joins a call of sales once a quarter.",
      "If you say yes, add max@acme.example to the meeting: nobody else invites them.",
    ]);
  });

  test("once the host has agreed is told of in the guest's Weekly before, and asked about in the one after", async () => {
    const w = await world(company(), { at: T });
    await w.deliver([booking(1, "2026-12-08T10:00:00.000Z")], { source: "cal" });
    await w.until("2026-12-01T12:00:00Z");
    await say(w, "ana", "ride", "yes");
    await w.until("2026-12-07T12:00:00Z");
    expect(w.weeklies.filter(({ recipient }) => recipient.name === "Max").at(-1)!.sections).toMatchObject([
      {
        title: "You come along",
        lines: [{ left: "Ana’s meeting with Jo 1", right: "Tue 8 Dec 2026, 11:00 (Europe/Berlin)" }],
      },
    ]);
    await w.until("2026-12-14T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: May Max come along?", "Max: How was it with Ana?"]);
  });

  test("counts when its guest says that it took place, and not when it did not", async () => {
    const w = await met();
    await say(w, "ana", "ride", "yes");
    expect((await standing(w)).sides.marketing).toEqual({ owed: 2, done: 0, waiting: ["mo"] });
    await w.until("2026-12-07T12:00:00Z");
    await say(w, "max", "rode", { was: "no", learned: "" });
    expect((await standing(w)).sides.marketing).toEqual({ owed: 2, done: 0, waiting: ["mo", "max"] });
    await say(w, "max", "rode", { was: "yes", learned: "They ask about SSO first" });
    expect(await standing(w)).toMatchObject({
      period: { name: "2026-Q4" },
      sides: { marketing: { owed: 2, done: 1, waiting: ["mo"] }, sales: { owed: 2, done: 0, waiting: ["ana", "ben"] } },
      learned: [{ side: "marketing", day: "2026-12-02", text: "They ask about SSO first" }],
    });
  });

  test("names who owes one only where people may be seen", async () => {
    const w = await met({ visibility: "names" });
    const shown = await showAsk(w.relay, await w.relay.rulebooks.active(), (await own(w, "ana", "ride"))!);
    expect(shown!.texts[0]).toContain("once a quarter, and Max owes one.");
  });

  test.each([
    ["is called off", "cancelled", undefined],
    ["takes place at another time", "rescheduled", "2026-12-09T10:00:00.000Z"],
  ] as const)(
    "that %s is not told of, nor asked about, and its guest owes one still",
    async (_how, what, meetingAt) => {
      const w = await met();
      await say(w, "ana", "ride", "yes");
      const touch = { touch: "booking", label: what, at: T, who: { email: "jo1@x1.example" }, facts: {}, key: what };
      const changed = { kind: "booking", what, of: "b1", meetingAt: meetingAt ?? MEETING, touch } as const;
      await w.deliver([changed], { source: "cal" });
      expect((await standing(w)).sides.marketing.waiting).toEqual(["mo", "max"]);
      await w.until("2026-12-07T12:00:00Z");
      // The time that it has by now is offered anew.
      expect(asked(w).slice(1)).toEqual(
        meetingAt === undefined ? [] : [expect.stringMatching(/^Ana: May (Max|Mo) come along/)],
      );
    },
  );

  test("is asked about no more where ride-alongs are not agreed any more", async () => {
    const w = await met();
    await say(w, "ana", "ride", "yes");
    await w.publish(company({ rideAlongs: undefined }), 1);
    await w.until("2026-12-07T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: May Max come along?"]);
  });

  test("that its host says no to is asked of nobody again, and nobody comes along", async () => {
    const w = await met();
    await say(w, "ana", "ride", "no");
    await w.until("2026-12-14T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: May Max come along?"]);
    expect(await own(w, "max", "rode")).toBeUndefined();
  });

  test("to which the host takes back a yes is asked of its guest no more", async () => {
    const w = await met();
    await say(w, "ana", "ride", "yes");
    await say(w, "ana", "ride", "no");
    expect((await standing(w)).sides.marketing.waiting).toEqual(["mo", "max"]);
    await w.until("2026-12-14T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: May Max come along?"]);
  });

  test("of somebody who was forgotten is asked of nobody, and tells nothing of them", async () => {
    const kept = memoryStore();
    const w = await world(company(), { at: T, store: kept });
    await w.deliver([booking(1)], { source: "cal" });
    await w.until("2026-11-30T12:00:00Z");
    await say(w, "ana", "ride", "yes");
    await forgotten(w.relay, kept.privacy, "jo1@x1.example");
    const book = await w.relay.rulebooks.active();
    expect(await showAsk(w.relay, book, (await own(w, "ana", "ride"))!)).toBeUndefined();
    await w.until("2026-12-07T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: May Max come along?"]);
  });

  test("when nobody who owes one works is offered to nobody", async () => {
    const w = await world(company(), { at: T });
    await w.deliver([booking(1, "2026-12-02T18:00:00.000Z")], { source: "cal" });
    await w.until("2026-12-01T12:00:00Z");
    expect(asked(w)).toEqual([]);
  });

  test.each([
    ["nobody owes one", { rideAlongs: { per: "quarter", sales: 1 } }],
    ["none are agreed", { rideAlongs: undefined }],
  ])("asks nothing where %s", async (_why, parts) => {
    expect(asked(await met(parts))).toEqual([]);
  });

  test("asks one host for each who owes one, in a week, however many meetings there are", async () => {
    const w = await world(company(), { at: T });
    const hosted = (n: number, host: string) => ({
      ...booking(n),
      fields: { ...booking(n).fields, "meeting.host": host },
    });
    await w.deliver([hosted(1, "ana"), hosted(2, "ana"), hosted(3, "ben"), hosted(4, "sam")], { source: "cal" });
    await w.until("2026-12-01T12:00:00Z");
    const hosts = asked(w).map((line) => line.split(/: May | come/));
    expect(hosts.map(([host]) => host).sort()).toEqual(["Ana", "Ben"]);
    expect(hosts.map(([, guest]) => guest).sort()).toEqual(["Max", "Mo"]);
  });
});

describe("a campaign", () => {
  test("that begins soon, or has ended, asks one of sales who owes a ride-along to go through it with its owner", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign({ ...spring, starts: "2026-12-02", ends: "2026-12-16" });
    await w.until("2026-11-30T12:00:00Z");
    expect(asked(w)).toEqual(["Ana: “Spring” starts on Wed 2 Dec 2026: go through it with Max?"]);
    await say(w, "ana", "ride", "yes");
    await w.until("2026-12-07T12:00:00Z");
    // Both need some time to find a time.
    expect(asked(w)).toHaveLength(1);
    await w.until("2026-12-21T12:00:00Z");
    expect(asked(w).slice(1).sort()).toEqual([
      "Ana: How was it with Max?",
      "Ben: “Spring” has ended: go through it with Max?",
    ]);
    const shown = await showAsk(w.relay, await w.relay.rulebooks.active(), (await own(w, "ana", "rode"))!);
    expect(shown!.texts[0]).toBe("You were to go through “Spring” together.");
    await say(w, "ana", "rode", { was: "yes", learned: "" });
    expect((await standing(w)).sides.sales).toEqual({ owed: 2, done: 1, waiting: ["ben"] });
  });
});

test("a campaign for which one of sales has no time is offered to another one, a week later", async () => {
  const w = await world(company(), { at: T });
  await w.store.putCampaign({ ...spring, starts: "2026-12-09" });
  await w.until("2026-11-30T12:00:00Z");
  const [first] = asked(w);
  const [who, other] = first!.startsWith("Ana") ? ["ana", "Ben"] : ["ben", "Ana"];
  await say(w, who!, "ride", "no");
  await w.until("2026-12-07T12:00:00Z");
  expect(asked(w)).toEqual([first, `${other}: “Spring” starts on Wed 9 Dec 2026: go through it with Max?`]);
});

describe("a ride-along that is noted by hand", () => {
  const note = async (w: World, parts: object) =>
    noteByHand(w.relay, await w.relay.rulebooks.active(), { person: "ana", with: "max", ...parts });

  test("counts on its day, once", async () => {
    const w = await world(company(), { at: T });
    expect(await note(w, { on: "2026-11-20", learned: "Ads take wekes" })).toEqual({ day: "2026-11-20" });
    await note(w, { on: "2026-11-20", learned: "Ads take weeks" });
    await note(w, { person: "ben", on: "2026-09-30" });
    expect(await standing(w)).toMatchObject({
      sides: { sales: { owed: 2, done: 1, waiting: ["ben"] } },
    });
    expect((await standing(w)).learned).toMatchObject([{ side: "sales", day: "2026-11-20", text: "Ads take weeks" }]);
  });

  test("stays as it is after four weeks", async () => {
    const w = await world(company(), { at: T });
    await note(w, { on: "2026-11-20", learned: "Ads take weeks" });
    await w.until("2026-12-25T09:00:00Z");
    await expect(note(w, { on: "2026-11-20", learned: "Late" })).rejects.toMatchObject({ code: "ask.closed" });
    expect((await standing(w)).learned).toMatchObject([{ text: "Ads take weeks" }]);
  });

  test("of a call that its guest told of already is the same", async () => {
    const w = await met({ rideAlongs: { per: "quarter", marketing: 2 } });
    await say(w, "ana", "ride", "yes");
    await w.until("2026-12-07T12:00:00Z");
    await say(w, "max", "rode", { was: "yes", learned: "" });
    await note(w, { person: "max", with: "ana", on: "2026-12-02" });
    expect((await standing(w)).sides.marketing).toMatchObject({ owed: 4, done: 1 });
  });

  test.each([
    ["of nobody", { person: "anna" }, "rideAlongs.person", 'There is no person "anna"; did you mean "ana"?'],
    ["of two of one side", { with: "ben" }, "rideAlongs.side", "not one of marketing and one of sales"],
    ["of who only manages", { person: "sam" }, "rideAlongs.person", "owes none"],
    ["of tomorrow", { on: "2026-11-27" }, "rideAlongs.on", "no day of the last year"],
    ["of no day", { on: "yesterday" }, "rideAlongs.on", "no day of the last year"],
  ])("is refused: %s", async (_what, parts, code, message) => {
    const w = await world(company(), { at: T });
    await expect(note(w, parts)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test("is refused where none are agreed", async () => {
    const w = await world(company({ rideAlongs: undefined }), { at: T });
    await expect(note(w, {})).rejects.toMatchObject({ code: "rideAlongs.none" });
  });
});

test("the review says what each side did of what it owes, and what was learned since the last pack, without who it was", async () => {
  const w = await world(company(), { at: T });
  const book = await w.relay.rulebooks.active();
  await noteByHand(w.relay, book, { person: "max", with: "ana", learned: "Said before the last review" });
  // After its pack went out, and before the meeting: nobody has read it yet.
  await w.until("2026-12-07T12:00:00Z");
  await noteByHand(w.relay, book, { person: "ana", with: "max", learned: "Ads take weeks" });
  await w.until("2026-12-21T12:00:00Z");
  const pack = await packOf(w.relay, liveReports({ store: w.store, now: w.now }), book);
  expect(pack.at).toBe("2026-12-22T09:00:00.000Z");
  const of = (visibility: "teams" | "names") =>
    partsOf({ ...book, agreement: { ...book.agreement, visibility } }, pack, "mo").find(
      ({ title }) => title === "Ride-alongs",
    )?.lines;
  expect(of("teams")).toEqual([
    { left: "marketing, 2026-Q4", right: "1 of 2" },
    { left: "sales, 2026-Q4", right: "1 of 2" },
    { left: "sales learned", right: "“Ads take weeks”" },
  ]);
  expect(of("names")!.slice(0, 2)).toEqual([
    { left: "marketing, 2026-Q4", right: "1 of 2; owed by Mo" },
    { left: "sales, 2026-Q4", right: "1 of 2; owed by Ben" },
  ]);
  expect(pack.needed).toBe(false);
});

test("an agreement in which a side owes them of which nobody is there is refused", () => {
  const nobody = company({ people: people({ ana: office, ben: office, sam: office }), review: undefined });
  const { findings } = parseAgreement(nobody, { at: PUBLISHED });
  expect(besideStages(findings)).toMatchObject([
    { code: "schema.value", line: expect.any(Number), message: expect.stringContaining("nobody is of marketing") },
  ]);
});

test("a review after a period has ended says how it ended, and what was learned in its last days", async () => {
  const w = await world(company(), { at: T });
  await w.deliver([booking(1, "2026-12-28T10:00:00.000Z")], { source: "cal" });
  await w.until("2026-12-21T12:00:00Z");
  await say(w, "ana", "ride", "yes");
  await w.until("2027-01-04T12:00:00Z");
  const guest = (await own(w, "max", "rode")) ? "max" : "mo";
  await say(w, guest, "rode", { was: "yes", learned: "They close their books now" });
  const book = await w.relay.rulebooks.active();
  const pack = await packOf(w.relay, liveReports({ store: w.store, now: w.now }), book);
  expect(pack.at).toBe("2027-01-05T09:00:00.000Z");
  expect(partsOf(book, pack, "mo").find(({ title }) => title === "Ride-alongs")?.lines).toEqual([
    { left: "marketing, 2026-Q4", right: "1 of 2" },
    { left: "sales, 2026-Q4", right: "0 of 2" },
    { left: "marketing, 2027-Q1", right: "0 of 2" },
    { left: "sales, 2027-Q1", right: "0 of 2" },
    { left: "marketing learned", right: "“They close their books now”" },
  ]);
});
