import { answerAsk } from "@baton/core/asks";
import type { Row } from "@baton/core/lead";
import { sendRound } from "@baton/core/rounds";
import { incentives, noteEffort, type Sheet, sheetOf } from "@baton/core/sheet";
import { describe, expect, test } from "vitest";
import { people, small } from "../../../helpers/agreements.ts";
import { liveReports } from "../../../helpers/live-reports.ts";
import { leadRow, windowRow } from "../../../helpers/rows.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const calendars = { office: { week: { "mon-fri": ["09:00-17:00"] } } };
const company = (parts: object = {}) =>
  small({
    timezone: "UTC",
    calendars,
    people: people({
      ana: { calendar: "office" },
      ben: { calendar: "office" },
      max: { role: "marketing", calendar: "office" },
      mo: { role: "marketing", calendar: "office" },
      sam: { manager: undefined, calendar: "office" },
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    signers: { marketing: "mo", sales: "sam" },
    commitments: {
      marketing: [{ name: "Accepted", measure: "acceptance-rate", per: "month", atLeast: "70%" }],
      sales: [
        { name: "In time", measure: "contact-in-time", per: "month", atLeast: "80%", needs: ["Accepted"] },
        { name: "Requests", measure: "requests-in-time", per: "month", atLeast: "50%" },
      ],
    },
    ...parts,
  });

/** Puts rows under days of the world's reports. */
const put = (w: World, day: string, rows: Row[]) =>
  w.store.putRows(
    day,
    rows.map((row, n) => ({ day, key: `${day}#${n}`, rows: [row] })),
  );
const times = <T>(n: number, make: (n: number) => T): T[] => Array.from({ length: n }, (_, one) => make(one));
const windows = (kept: number, missed: number, more: object = {}): Row[] => [
  ...times(kept, () => windowRow({ answered: { at: "2026-11-01T00:00:00Z", as: "contacted" }, over: true, ...more })),
  ...times(missed, () => windowRow({ over: true, breached: true, ...more })),
];
const leads = (accepted: number, rejected: number): Row[] => [
  ...times(accepted, () => leadRow({ closed: { at: T, as: "contacted", cause: null } })),
  ...times(rejected, () => leadRow({ closed: { at: T, as: "rejected", cause: "fit" } })),
];
const sheet = async (w: World, at?: string): Promise<Sheet> =>
  sheetOf(liveReports({ store: w.store, now: w.now }), w.store, await w.relay.rulebooks.active(), at);
const given = ({ sides }: Sheet) => [...sides.marketing.gives, ...sides.sales.gives];
const named = (found: Sheet, name: string) => {
  const entry = [...given(found), ...found.goals].find((one) => one.name === name);
  if (!entry) throw new Error(`There is no ${name} on the sheet.`);
  return entry;
};

describe("the balance sheet", () => {
  test("says of each promise what came of it in its last whole period, as a recount by hand does", async () => {
    const w = await world(company(), { at: T });
    await put(w, "2026-10-06", [...leads(9, 3), ...windows(15, 5)]);
    await put(w, "2026-11-06", [...leads(0, 20), ...windows(0, 20)]);
    const found = await sheet(w);
    expect(named(found, "Accepted")).toMatchObject({
      ...{ period: "2026-10", value: 0.75, n: 9, of: 12, met: true, target: { atLeast: 0.7 }, closed: false },
    });
    expect(named(found, "In time")).toMatchObject({ value: 0.75, n: 15, of: 20, met: false });
    expect(found.sides.sales.gives[0]!.needs).toEqual([{ name: "Accepted", met: true }]);
    expect(named(await sheet(w, "2026-11-30"), "Accepted").period).toBe("2026-10");
  });

  test("is of the last whole periods that were over by a day, and refuses what is none", async () => {
    const w = await world(company(), { at: T });
    await put(w, "2026-09-06", leads(10, 0));
    await put(w, "2026-10-06", leads(0, 10));
    expect(named(await sheet(w, "2026-09-30"), "Accepted")).toMatchObject({ period: "2026-09", met: true });
    expect(named(await sheet(w, "2026-10-30"), "Accepted")).toMatchObject({ period: "2026-09", met: true });
    expect(named(await sheet(w, "2026-10-31"), "Accepted")).toMatchObject({ period: "2026-10", met: false });
    await expect(sheet(w, "2026-13-01")).rejects.toMatchObject({ code: "sheet.at" });
  });

  test("judges nothing of fewer than ten, and says since when there is nothing", async () => {
    const w = await world(company(), { at: T });
    await put(w, "2026-09-21", windows(12, 0));
    await put(w, "2026-10-06", leads(9, 0));
    const found = await sheet(w);
    expect(named(found, "Accepted")).toMatchObject({ value: 1, n: 9, of: 9, met: null, why: "too few to judge: 9" });
    expect(named(found, "In time")).toMatchObject({ value: null, met: null, why: "no data since Mon 21 Sept 2026" });
    expect(named(found, "Requests")).toMatchObject({ value: null, met: null, why: "no data yet" });
  });

  test("rewards no silence: a count of nothing is missed, once there has been anything", async () => {
    const commitments = {
      marketing: [{ name: "Leads", measure: "qualified-leads", per: "month", atLeast: 5 }],
      sales: [{ name: "Deemed", measure: "deemed-accepted", per: "month", atMost: 0 }],
    };
    const w = await world(company({ commitments }), { at: T });
    expect(named(await sheet(w), "Leads")).toMatchObject({ met: null, why: "no data yet" });
    await put(w, "2026-09-06", leads(6, 0));
    const found = await sheet(w);
    expect(named(found, "Leads")).toMatchObject({ period: "2026-10", value: 0, met: false });
    expect(named(found, "Leads").trend.slice(-2)).toEqual([
      { period: "2026-09", value: 6, met: true },
      { period: "2026-10", value: 0, met: false },
    ]);
    expect(named(found, "Leads").trend).toHaveLength(8);
  });

  test("has each side answer for its own requests", async () => {
    const both = [{ name: "Ours", measure: "requests-in-time", per: "month", atLeast: "50%" }];
    const w = await world(company({ commitments: { marketing: both, sales: both } }), { at: T });
    const answer = { kind: "answer" as const, stage: "answer" };
    const kept = { ...answer, answered: { at: T, as: "answered" as const }, promisedBy: "2026-12-01T00:00:00Z" };
    await put(w, "2026-10-06", [
      ...times(10, () => windowRow({ ...kept, side: "marketing", over: true })),
      ...windows(0, 10, { ...answer, side: "sales" }),
    ]);
    const { marketing, sales } = (await sheet(w)).sides;
    expect(marketing.gives).toMatchObject([{ n: 10, of: 10, met: true }]);
    expect(sales.gives).toMatchObject([{ n: 0, of: 10, met: false }]);
  });

  test("counts missed windows of the last month by their causes", async () => {
    const w = await world(company(), { at: T });
    await put(w, "2026-10-06", [
      ...windows(3, 2, { cause: "roster" }),
      ...windows(0, 1, { cause: "unanswered" }),
      ...windows(0, 1),
    ]);
    const found = await sheet(w);
    expect(found.month).toBe("2026-10");
    expect(found.breaches).toEqual({
      ...{ platform: 0, data: 0, routing: 0, handed: 0, roster: 2, unanswered: 1, unknown: 1 },
    });
  });

  test("says what working together took, by side and never by person", async () => {
    const w = await world(company(), { at: T });
    const at = Date.parse("2026-10-06T09:00:00Z");
    const effort = (id: string, person: string, what: object) =>
      noteEffort(w.relay, { id, person, at, effort: "mail", ...what });
    await effort("a", "ana", {});
    await effort("a", "ana", {});
    await effort("b", "mo", {});
    await effort("c", "ben", { effort: "question" });
    for (const person of ["mo", "sam"]) await effort(`d.${person}`, person, { effort: "meeting", minutes: 30 });
    const { coordination } = await sheet(w);
    expect(coordination).toEqual({
      ...{ people: 5, mails: 2, asks: 1, meetingMinutes: 60 },
      perPerson: { mails: 0.4, asks: 0.2, meetingMinutes: 12 },
      sides: {
        marketing: { people: 2, mails: 1, asks: 0, meetingMinutes: 30 },
        sales: { people: 3, mails: 1, asks: 1, meetingMinutes: 30 },
      },
    });
    const rows = (w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows().get("2026-10-06")!;
    expect(JSON.stringify([...rows])).not.toMatch(/"person":"|ana|mo\b|sam/);
  });

  test("keeps the numbers of a period when it is closed, ten working days after its end, and shows today's beside them", async () => {
    const w = await world(company(), { at: "2026-11-02T09:00:00Z" });
    await put(w, "2026-10-06", [...leads(9, 3), ...windows(12, 0)]);
    const [before] = (await sheet(w)).sides.marketing.gives;
    expect(before).toMatchObject({ closed: false, closesAt: "2026-11-13T17:00:00.000Z" });
    await w.until("2026-11-13T17:10:00Z");
    await put(w, "2026-10-07", leads(0, 12));
    const found = await sheet(w);
    expect(named(found, "Accepted")).toMatchObject({ closed: true, n: 9, of: 12, met: true });
    expect(named(found, "Accepted").today).toMatchObject({ n: 9, of: 24, met: false });
    expect(named(found, "In time")).toMatchObject({ closed: true });
    expect(named(found, "In time").today).toBeUndefined();
    // In a later period the trend has what was closed.
    await w.until("2026-12-01T09:00:00Z");
    expect(named(await sheet(w), "Accepted").trend.at(-2)).toEqual({ period: "2026-10", value: 0.75, met: true });
  });

  test.each<[string, object, string]>([
    ["a signer is away for weeks", { away: [{ from: "2026-11-02", to: "2026-11-27" }] }, "day"],
    ["a signer works two days a week", { calendar: "part" }, "week"],
    ["a signer never works", { calendar: "never" }, "week"],
  ])("is closed also where %s", async (_, own, per) => {
    const parts = {
      calendars: { ...calendars, part: { week: { "mon-tue": ["09:00-17:00"] } }, never: { week: { mon: [] } } },
      people: people({
        ana: { calendar: "office" },
        ben: { calendar: "office" },
        max: { role: "marketing", calendar: "office" },
        mo: { role: "marketing", calendar: "office" },
        sam: { manager: undefined, calendar: "office", ...own },
      }),
      commitments: { marketing: [], sales: [{ name: "In time", measure: "contact-in-time", per, atLeast: "80%" }] },
    };
    const w = await world(company(parts), { at: "2026-11-02T09:00:00Z" });
    await put(w, "2026-11-03", windows(12, 0));
    await w.until("2026-12-28T09:00:00Z");
    const at = per === "day" ? "2026-11-03" : "2026-11-08";
    expect(named(await sheet(w, at), "In time")).toMatchObject({ closed: true, n: 12, of: 12 });
  });

  test("shows a closed period by what was promised then, and not by what has its name now", async () => {
    const w = await world(company({ signers: undefined }), { at: "2026-11-02T09:00:00Z" });
    await put(w, "2026-10-06", leads(9, 3));
    await w.until("2026-11-16T09:00:00Z");
    const marketing = [{ name: "Accepted", measure: "acceptance-rate", per: "month", atLeast: "90%" }];
    await w.publish(company({ signers: undefined, commitments: { marketing, sales: [] } }), 1);
    expect(named(await sheet(w), "Accepted")).toMatchObject({ closed: true, target: { atLeast: 0.7 }, met: true });
    const other = [{ name: "Accepted", measure: "qualified-leads", per: "month", atLeast: 20 }];
    await w.publish(company({ signers: undefined, commitments: { marketing: other, sales: [] } }), 2);
    expect(named(await sheet(w), "Accepted")).toMatchObject({ closed: false, target: { atLeast: 20 }, n: 12 });
  });

  test("reads no number before the agreement was more than observed, and shows what it was then", async () => {
    const rollout = { default: "full", from: "2026-10-01" };
    const w = await world(company({ rollout }), { at: T });
    const observed = leads(3, 9).map((row): Row => ({ ...row, out: "observed" }) as Row);
    await put(w, "2026-09-06", observed);
    await put(w, "2026-10-06", leads(9, 3));
    expect(named(await sheet(w), "Accepted")).toMatchObject({ n: 9, of: 12, baseline: { value: 0.25, n: 3, of: 12 } });
  });
});

describe("what people judge", () => {
  const commitments = { marketing: [{ name: "Good briefs", measure: "judged", per: "month" }], sales: [] };

  const asked = (w: World, person: string) =>
    w.weeklies.filter(
      ({ recipient, sections }) =>
        recipient.name.toLowerCase() === person && sections.some(({ title }) => title.includes("Good briefs")),
    );

  test("is asked of whoever signs for the other side, in their Weekly, and is what they say", async () => {
    const w = await world(company({ commitments }), { at: "2026-10-28T09:00:00Z" });
    expect(named(await sheet(w), "Good briefs")).toMatchObject({
      unit: "judged",
      met: null,
      why: "nothing was agreed yet",
    });
    await w.until("2026-11-02T10:00:00Z");
    expect(asked(w, "sam").map(({ sections }) => sections.find(({ title }) => title.includes("Good"))!.title)).toEqual([
      "2026-10: did marketing keep “Good briefs”?",
    ]);
    expect(asked(w, "mo")).toEqual([]);
    const subject = "judged/marketing/2026-10/Good briefs";
    await answerAsk(w.relay, subject, "sam", "too-early");
    expect(named(await sheet(w), "Good briefs")).toMatchObject({ met: null, why: "too early to say" });
    await answerAsk(w.relay, subject, "sam", "not-kept");
    expect(named(await sheet(w), "Good briefs")).toMatchObject({ value: 0, of: 1, met: false });
    await w.until("2026-11-16T09:00:00Z");
    expect(named(await sheet(w), "Good briefs")).toMatchObject({ closed: true, met: false });
    await expect(answerAsk(w.relay, subject, "sam", "kept")).rejects.toMatchObject({ code: "ask.closed" });
    expect(asked(w, "sam")).toHaveLength(1);
  });

  test("is nothing of a time before there was an agreement", async () => {
    const w = await world(company({ commitments }), { at: "2026-11-02T07:00:00Z" });
    await w.until("2026-11-09T10:00:00Z");
    expect(named(await sheet(w), "Good briefs")).toMatchObject({ met: null, why: "nothing was agreed yet" });
    expect(asked(w, "sam")).toEqual([]);
  });

  test("stays unsaid where nobody says it in time", async () => {
    const w = await world(company({ commitments }), { at: "2026-10-28T09:00:00Z" });
    await w.until("2026-11-16T09:00:00Z");
    expect(named(await sheet(w), "Good briefs")).toMatchObject({
      closed: true,
      met: null,
      why: "nobody has judged it",
    });
  });
});

test("every week that is not closed is asked about after its judge was away", async () => {
  const commitments = { marketing: [{ name: "Good briefs", measure: "judged", per: "week" }], sales: [] };
  const away = [{ from: "2026-11-23", to: "2026-11-27" }];
  const parts = {
    commitments,
    people: people({
      ana: { calendar: "office" },
      ben: { calendar: "office" },
      max: { role: "marketing", calendar: "office" },
      mo: { role: "marketing", calendar: "office" },
      sam: { manager: undefined, calendar: "office", away },
    }),
  };
  const w = await world(company(parts), { at: "2026-11-09T08:00:00Z" });
  await w.until("2026-11-30T12:00:00Z");
  const asked = w.weeklies
    .filter(({ recipient }) => recipient.name === "Sam")
    .flatMap(({ sections }) => sections.flatMap(({ title }) => /^2026-W\d+: did/.exec(title)?.[0].slice(0, 8) ?? []));
  expect(asked).toEqual(["2026-W46", "2026-W47", "2026-W48"]);
});

test("a mail that comes round and cannot be sent is sent when it comes again", async () => {
  const w = await world(company(), { at: "2026-10-28T09:00:00Z" });
  await put(w, "2026-10-06", leads(9, 3));
  await w.until("2026-11-01T12:00:00Z");
  const [due] = Object.values(await w.store.rounds(["weekly/sam"]));
  const message = { round: "weekly/sam", dueAt: due!.due };
  let tries = 0;
  const sent: string[] = [];
  const means = {
    relay: { ...w.relay, time: { now: () => Date.parse(due!.due), wallMs: (ms: number) => ms } },
    folding: liveReports({ store: w.store, now: w.now }),
    links: () => ({ ask: () => "", page: () => "", calendar: () => "", campaign: () => "" }),
    async post({ subject }: { subject: string }) {
      tries += 1;
      if (tries === 1) throw new Error("throttled");
      sent.push(subject);
    },
  };
  await expect(sendRound(means, message)).rejects.toThrow("throttled");
  await sendRound(means, message);
  await sendRound(means, message);
  expect(sent).toEqual(["Your week, Mon 26 Oct 2026 to Sun 1 Nov 2026"]);
});

describe("incentives", () => {
  const goals = [
    {
      name: "Fit",
      measure: "acceptance-rate",
      per: "month",
      atLeast: "70%",
      owners: { marketing: "max", sales: "ben" },
    },
  ];
  const counted = async (w: World, reader = {}) =>
    incentives(liveReports({ store: w.store, now: w.now }), w.store, await w.relay.rulebooks.active(), reader);

  test("are refused before a goal has been counted for eight weeks", async () => {
    const w = await world(company({ goals }), { at: "2026-11-02T09:00:00Z" });
    await put(w, "2026-09-08", leads(9, 3));
    await expect(counted(w)).rejects.toMatchObject({ code: "goal.early" });
    await put(w, "2026-09-06", leads(9, 3));
    await expect(counted(w)).resolves.toBeInstanceOf(Array);
    await expect(counted(await world(company(), { at: T }))).rejects.toMatchObject({ code: "goal.none" });
  });

  test("are by team, small ones by their side, and are what was closed", async () => {
    const w = await world(company({ goals }), { at: "2026-11-02T09:00:00Z" });
    await put(w, "2026-09-01", leads(1, 0));
    await put(
      w,
      "2026-10-06",
      leads(9, 3).map((row): Row => ({ ...row, team: "sales" })),
    );
    await w.until("2026-11-16T09:00:00Z");
    await put(
      w,
      "2026-10-07",
      leads(0, 30).map((row): Row => ({ ...row, team: "sales" })),
    );
    const [line, ...others] = await counted(w, { teams: () => "sales" });
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      goal: "Fit",
      period: "2026-10",
      closed: true,
      version: 1,
      team: "sales",
      n: 9,
      of: 12,
      met: true,
    });
  });
});

describe("in their Weekly", () => {
  const goals = [
    { name: "Deals", measure: "won-deals", per: "month", atLeast: 1, owners: { marketing: "max", sales: "ben" } },
    {
      name: "Speed",
      measure: "contact-in-time",
      per: "month",
      atLeast: "10%",
      owners: { marketing: "max", sales: "ben" },
    },
    {
      name: "Fit",
      measure: "acceptance-rate",
      per: "month",
      atLeast: "10%",
      owners: { marketing: "max", sales: "ben" },
    },
  ];
  const owed = (w: World, person: string) =>
    w.weeklies
      .filter(({ recipient }) => recipient.name.toLowerCase() === person)
      .flatMap(({ sections }) => sections.filter(({ title }) => /gave$|reach$/.test(title)));

  test("whoever answers for it reads what came of the period that ended, the other side's numbers first, once", async () => {
    const w = await world(company({ goals }), { at: "2026-10-28T09:00:00Z" });
    await put(w, "2026-10-06", [...leads(9, 3), ...windows(12, 8, { cause: "roster" })]);
    await w.until("2026-11-09T16:00:00Z");
    expect(owed(w, "sam").map(({ title }) => title)).toEqual([
      "What marketing gave",
      "What sales gave",
      "What both want to reach",
    ]);
    expect(owed(w, "sam").flatMap(({ lines }) => lines.map(({ right }) => right))).toEqual([
      "75 % (9 of 12), kept",
      "60 % (12 of 20), not kept",
      "no data yet",
      "75 % (9 of 12), kept",
      "no data yet",
      "60 % (12 of 20), kept",
    ]);
    expect(owed(w, "sam").at(-1)!.texts[0]!.text).toBe("Windows missed last month: 8 roster.");
    expect(owed(w, "sam").at(-1)!.link!.href).toContain("/p/sheet/sam");
    expect(owed(w, "max").map(({ title }) => title)[0]).toBe("What sales gave");
    expect(
      owed(w, "max")
        .at(-1)!
        .lines.map(({ left }) => left)[0],
    ).toBe("Speed, 2026-10");
    expect(owed(w, "ana")).toEqual([]);
  });
});

test("a commitment that needs another says when that was not kept", async () => {
  const w = await world(company(), { at: "2026-10-28T09:00:00Z" });
  await put(w, "2026-10-06", [...leads(1, 11), ...windows(1, 19)]);
  await w.until("2026-11-02T16:00:00Z");
  const lines = w.weeklies
    .filter(({ recipient }) => recipient.name === "Sam")
    .flatMap(({ sections }) => sections.flatMap(({ lines }) => lines));
  expect(lines.find(({ left }) => left.startsWith("In time"))!.right).toBe(
    "5 % (1 of 20), not kept; it needs Accepted, which was not kept",
  );
});
