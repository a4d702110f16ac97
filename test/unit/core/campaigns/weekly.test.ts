import { answerAsk } from "@baton/core/asks";
import { comeBack, goAway } from "@baton/core/roster";
import { firstOfWeek } from "@baton/core/rounds";
import { describe, expect, test } from "vitest";
import { people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const MONDAY = "2026-11-30T08:00:00.000Z";
const office = { timezone: "Europe/Berlin", week: { "mon-fri": ["09:00-17:00"] }, holidays: ["2026-12-07"] };
const company = (parts: object = {}) =>
  small({
    timezone: "Europe/Berlin",
    calendars: { office: { week: office.week, holidays: office.holidays } },
    people: people({
      ana: { calendar: "office" },
      ben: { calendar: "office", away: [{ from: "2026-11-30", to: "2026-12-01" }] },
      max: { role: "marketing", calendar: "office" },
      sam: { manager: "vera", calendar: "office" },
      vera: { manager: undefined },
    }),
    teams: { sales: { members: ["ana", "ben"], manager: "sam" } },
    score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
    sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
    reasons: [{ id: "fit", name: "No fit for us" }],
    ...parts,
  });
const autumn = { id: "autumn", name: "Autumn webinar", owner: "max", changedAt: T };
const titles = (w: World) =>
  w.weeklies.map(({ recipient, sections }) => [recipient.name, sections.map(({ title }) => title)]);
const of = (w: World, name: string) => w.weeklies.filter(({ recipient }) => recipient.name === name);

describe("a Weekly", () => {
  test("is due when its reader's week of work begins, after holidays and leave", () => {
    const book = rulebookOf(company());
    const next = (person: string, after: string) =>
      new Date(firstOfWeek(book, person, Date.parse(after))).toISOString();
    expect(next("ana", T)).toBe(MONDAY);
    expect(next("ana", MONDAY)).toBe("2026-12-08T08:00:00.000Z");
    expect(next("ben", T)).toBe("2026-12-02T08:00:00.000Z");
    expect(next("vera", T)).toBe("2026-11-29T23:00:00.000Z");
  });

  test("tells a marketer on the first working morning what became of their leads, and why", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign(autumn);
    const send = async (name: string) => {
      const { id } = await w.send({ name, email: `${name}@x.example`, campaign: "autumn" });
      return { id, owner: (await w.lead(id)).owner! };
    };
    const [won, back] = [await send("won"), await send("back")];
    await w.answer(won.id, won.owner, "contacted");
    await w.answer(won.id, won.owner, "feedback", { promise: "yes", said: "They want it before Christmas" });
    await w.answer(won.id, won.owner, "outcome", { reason: "won", amount: "12500", currency: "EUR" });
    await w.answer(back.id, back.owner, "reject", { reason: "fit" });
    await w.until(MONDAY);
    expect(of(w, "Max")).toMatchObject([
      {
        at: MONDAY,
        sections: [
          { title: "Won: won, 12,500.00 EUR", link: { label: "Say thank you" } },
          {
            title: "Autumn webinar",
            lines: [
              { left: "Received in twelve weeks", right: "2" },
              { left: "Handed to sales", right: "2" },
              { left: "Accepted", right: "1" },
              { left: "Handed back", right: "1 × No fit for us" },
              { left: "Opportunities", right: "1" },
              { left: "Won", right: "1: 12,500.00 EUR" },
            ],
            texts: [{ text: "They want it before Christmas", quoted: true }],
            link: { href: "https://baton.example/c/autumn/max?from=2026-09-07&to=2026-11-29" },
          },
        ],
      },
    ]);
  });

  test("comes once a week at most, to each with something to say, and to nobody else", async () => {
    const w = await world(company(), { at: T, deliveries: 3 });
    for (let n = 0; n < 4; n++) {
      await w.send({ name: `L${n}`, email: `l${n}@x.example`, campaign: "unheard-of" });
      await w.until(Date.parse(T) + (n + 1) * 7 * 86_400_000);
    }
    await w.until("2027-02-01T12:00:00Z");
    const weeks = w.weeklies.map(({ recipient, subject }) => `${recipient.name} ${subject}`);
    expect(new Set(weeks).size).toBe(weeks.length);
    expect(of(w, "Max")[0]!.sections).toMatchObject([
      { title: "Campaigns that nobody has described", lines: [{ left: "unheard-of", right: "1 leads (100 %)" }] },
    ]);
    expect(of(w, "Vera")).toEqual([]);
    // Nothing happened since the new year: nobody hears of it.
    expect(w.weeklies.filter(({ at }) => at > "2027-01-05")).toEqual([]);
    expect(titles(w).map(([name]) => name)).toEqual(expect.arrayContaining(["Ana", "Max", "Sam"]));
  });

  test("comes when its reader is back, though they are back before they had said", async () => {
    const w = await world(company(), { at: T });
    await w.until("2026-11-30T12:00:00Z");
    await w.until("2026-12-02T12:00:00Z");
    const { id } = await goAway(w.relay, { person: "max", from: "2026-12-07", until: "2026-12-09", by: "max" });
    await w.send({ name: "Jo", email: "jo@x.example", campaign: "unheard-of" });
    await w.until("2026-12-08T12:00:00Z");
    await comeBack(w.relay, id);
    await w.until("2026-12-13T12:00:00Z");
    expect(of(w, "Max").map(({ at }) => at.slice(0, 10))).toEqual(["2026-12-08"]);
  });

  test("does not come again in a week because its reader goes away after it", async () => {
    const w = await world(company(), { at: T });
    await w.send({ name: "Jo", email: "jo@x.example", campaign: "unheard-of" });
    await w.until("2026-11-30T12:00:00Z");
    await goAway(w.relay, { person: "max", from: "2026-11-30", until: "2026-11-30", by: "max" });
    await w.send({ name: "Al", email: "al@y.example", campaign: "unheard-of" });
    await w.until("2026-12-06T12:00:00Z");
    expect(of(w, "Max").map(({ at }) => at)).toEqual([MONDAY]);
    await w.send({ name: "Bo", email: "bo@z.example", campaign: "unheard-of" });
    // The seventh is a holiday.
    await w.until("2026-12-08T12:00:00Z");
    expect(of(w, "Max").map(({ at }) => at)).toEqual([MONDAY, "2026-12-08T08:00:00.000Z"]);
  });

  test("is sent though the sweep was late, and is not sent again", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign(autumn);
    await w.send({ name: "Jo", email: "jo@x.example", campaign: "autumn" });
    await w.until("2026-11-30T07:50:00Z");
    w.loseMessages();
    w.outage("2026-11-30T10:03:00Z");
    await w.until("2026-11-30T12:00:00Z");
    expect(of(w, "Max")).toHaveLength(1);
    expect(of(w, "Max")[0]!.at > "2026-11-30T10:00").toBe(true);
  });
});

describe("a question of marketing's to sales", () => {
  const asking = { ...autumn, question: "What do they ask about most?", starts: "2026-12-10" };

  test("is asked once of each rep before the campaign starts, and its answer may be replaced until then", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign(asking);
    await w.until("2026-12-09T12:00:00Z");
    const asked = w.weeklies.flatMap(({ recipient, sections }) =>
      sections.flatMap(({ link }) => (link?.href.includes("/a/") ? [[recipient.name, link.href]] : [])),
    );
    expect(asked).toEqual([
      ["Ana", "https://baton.example/a/campaign/autumn/ana"],
      ["Ben", "https://baton.example/a/campaign/autumn/ben"],
    ]);
    await answerAsk(w.relay, "campaign/autumn", "ana", "Prices");
    await answerAsk(w.relay, "campaign/autumn", "ana", "Prices, ask jo@x.example");
    expect(await w.store.asksAbout("campaign/autumn")).toMatchObject([
      { person: "ana", answer: { text: "Prices, ask [e-mail]" } },
      { person: "ben" },
    ]);
    await expect(answerAsk(w.relay, "campaign/autumn", "ana", " ")).rejects.toMatchObject({ code: "ask.empty" });
    await expect(answerAsk(w.relay, "campaign/autumn", "sam", "x")).rejects.toMatchObject({ code: "ask.unknown" });
    await w.until("2026-12-10T00:00:00Z");
    await expect(answerAsk(w.relay, "campaign/autumn", "ana", "Late")).rejects.toMatchObject({ code: "ask.closed" });
  });

  test("is followed by the campaign's start, and by what came of the answer in its owner's words", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign({ ...asking, promise: "A calculator" });
    await w.until(MONDAY);
    await answerAsk(w.relay, "campaign/autumn", "ana", "Prices");
    await w.until("2026-12-08T12:00:00Z");
    expect(of(w, "Ana").at(-1)!.sections).toMatchObject([
      { title: "“Autumn webinar” starts on Thu 10 Dec 2026", lines: [{ left: "Promises", right: "A calculator" }] },
    ]);
    await w.until("2026-12-14T12:00:00Z");
    expect(of(w, "Max").at(-1)!.sections).toMatchObject([
      {
        title: "“Autumn webinar”: what sales answered",
        texts: [{ text: expect.stringContaining("the one who answered") }],
        link: { href: "https://baton.example/a/used/autumn/max" },
      },
    ]);
    await answerAsk(w.relay, "used/autumn", "max", "The landing page begins with prices now.");
    await w.until("2026-12-21T12:00:00Z");
    expect(of(w, "Ana").at(-1)!.sections).toMatchObject([
      {
        title: "You said, we did",
        texts: [{ text: "Autumn webinar: you said “Prices”. Max: “The landing page begins with prices now.”" }],
      },
    ]);
    expect(of(w, "Ben").at(-1)?.sections ?? []).not.toContainEqual(
      expect.objectContaining({ title: "You said, we did" }),
    );
    const asked = w.weeklies.flatMap(({ sections }) => sections.filter(({ link }) => link?.href.includes("/a/used/")));
    expect(asked).toHaveLength(1);
  });

  test("waits for the next week beyond three, those first that close first", async () => {
    const w = await world(company(), { at: T });
    for (const n of [1, 2, 3, 4, 5])
      await w.store.putCampaign({ ...asking, id: `c${n}`, name: `C${n}`, starts: `2026-12-1${6 - n}` });
    await w.until("2026-12-08T12:00:00Z");
    const titles = of(w, "Ana").map(({ sections }) =>
      sections.flatMap(({ title }) => (title.startsWith("A question") ? [title.slice(18, 20)] : [])),
    );
    expect(titles).toEqual([
      ["C5", "C4", "C3"],
      ["C2", "C1"],
    ]);
  });
});

describe("what sales says of a campaign's leads", () => {
  test("is put to its owner once a month, whose sentence goes back to all who said something", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign(autumn);
    const { id } = await w.send({ name: "Jo", email: "jo@x.example", campaign: "autumn" });
    const owner = (await w.lead(id)).owner!;
    await w.answer(id, owner, "contacted");
    await w.answer(id, owner, "feedback", { promise: "no", said: "They wanted prices" });
    await w.until("2026-12-08T12:00:00Z");
    expect(of(w, "Max").at(-1)!.sections).toMatchObject([
      {
        title: "“Autumn webinar”: what sales heard last month",
        link: { href: "https://baton.example/a/voice/autumn/2026-11/max" },
      },
      { title: "Autumn webinar" },
    ]);
    await answerAsk(w.relay, "voice/autumn/2026-11", "max", "Prices are in the invitation now");
    await w.until("2026-12-14T12:00:00Z");
    const told = w.weeklies.filter(({ sections }) => sections.some(({ title }) => title === "You said, we did"));
    expect(told.map(({ recipient }) => recipient.name.toLowerCase())).toEqual([owner]);
    await w.until("2027-01-11T12:00:00Z");
    const asked = w.weeklies.flatMap(({ sections }) => sections.filter(({ link }) => link?.href.includes("/voice/")));
    expect(asked).toHaveLength(1);
  });
});

describe("a won deal", () => {
  test("is told of to whoever sold it and whose campaign it came by, with the way to it, and one tap thanks the other", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign(autumn);
    const visit = {
      kind: "touch" as const,
      touch: "page",
      label: "Pricing page",
      who: { email: "jo@x.example" },
      facts: {},
    };
    for (const at of ["2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z"]) await w.deliver([{ ...visit, at }]);
    const { id } = await w.send({ name: "Jo", company: "X Ltd", email: "jo@x.example", campaign: "autumn" });
    const owner = (await w.lead(id)).owner!;
    await w.until("2026-11-24T09:06:00Z");
    await w.answer(id, owner, "contacted");
    await w.answer(id, owner, "outcome", { reason: "won", amount: "12500", currency: "EUR", deal: "D/1" });
    await w.until("2026-12-02T12:00:00Z");
    const name = owner === "ana" ? "Ana" : "Ben";
    const won = (who: string) =>
      of(w, who).flatMap(({ sections }) => sections.filter(({ title }) => title.startsWith("Won")));
    for (const who of ["Max", name])
      expect(won(who)).toMatchObject([
        {
          title: "Won: X Ltd, 12,500.00 EUR",
          texts: [
            {
              text: `Pricing page 2 times, asked by “Autumn webinar” on Tue 24 Nov 2026, ${name} got in touch within 6 minutes, won on Tue 24 Nov 2026.`,
            },
          ],
          link: { label: "Say thank you" },
        },
      ]);
    await answerAsk(w.relay, `win/${id}/0`, "max", "thanks");
    await expect(answerAsk(w.relay, `win/${id}/0`, "max", "no")).rejects.toMatchObject({ code: "ask.choice" });
    await w.until("2026-12-09T12:00:00Z");
    expect(of(w, name).at(-1)!.sections).toContainEqual(
      expect.objectContaining({ texts: [{ text: "Max says thank you. Won: X Ltd, 12,500.00 EUR." }] }),
    );
  });

  test("that is lost by Monday is not told of", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@x.example" });
    const owner = (await w.lead(id)).owner!;
    await w.answer(id, owner, "contacted");
    await w.answer(id, owner, "outcome", { reason: "won" });
    await w.answer(id, owner, "outcome", { reason: "lost" });
    await w.until("2026-12-02T12:00:00Z");
    expect(titles(w).flatMap(([, all]) => all)).not.toContainEqual(expect.stringMatching(/^Won/));
  });

  test("is told of once though the CRM names it later", async () => {
    const w = await world(company(), { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@x.example" });
    const owner = (await w.lead(id)).owner!;
    await w.answer(id, owner, "contacted");
    await w.answer(id, owner, "outcome", { reason: "won" });
    await w.answer(id, owner, "outcome", { reason: "won", deal: "D-1" });
    await w.until("2026-12-09T12:00:00Z");
    const won = titles(w).flatMap(([, all]) => (all as string[]).filter((title) => title.startsWith("Won")));
    expect(won).toHaveLength(1);
  });
});

describe("whoever's address refuses mail", () => {
  test("was not told of a campaign, and is asked later what they would have been asked", async () => {
    const w = await world(company(), { at: T });
    await w.store.putCampaign({ ...autumn, starts: "2026-12-05", question: "What do they ask?", changedAt: T });
    for (const email of ["ana@acme.example", "ben@acme.example"])
      await w.store.markAddress({ address: email, why: "bounced", since: T });
    await w.until("2026-12-03T12:00:00Z");
    expect(of(w, "Ana")).toEqual([]);
    expect((await w.store.campaigns())[0]!.briefedAt).toBeUndefined();
    expect(await w.store.asksOf("ana")).toEqual([]);
  });
});

test("Whoever is new reads once what both sides promised, what they say, and how soon their teams answer", async () => {
  const agreed = {
    commitments: {
      sales: [{ name: "First contact in time", measure: "contact-in-time", per: "month", atLeast: "90%" }],
      marketing: [{ name: "Qualified leads", measure: "qualified-leads", per: "week", atLeast: 60 }],
    },
    messages: [{ id: "calm", text: "One warehouse, one list" }],
  };
  const everybody = (JSON.parse(company()) as { people: Record<string, object> }).people;
  const w = await world(company(agreed), { at: T });
  const eve = { ...everybody.ana, name: "Eve", email: "eve@acme.example" };
  const teams = { sales: { members: ["ana", "ben", "eve"], manager: "sam" } };
  await w.publish(company({ ...agreed, teams, people: { ...everybody, eve } }), 1);
  await w.until("2026-12-16T09:00:00Z");
  const welcomed = w.weeklies.filter(({ sections }) => sections.some(({ title }) => title.startsWith("Welcome")));
  expect(welcomed.map(({ recipient, at }) => [recipient.name, at])).toEqual([["Eve", MONDAY]]);
  expect(welcomed[0]!.sections.slice(0, 4)).toMatchObject([
    {
      title: "Welcome: what sales promises",
      lines: [{ left: "First contact in time", right: "at least 90 % a month" }],
    },
    { title: "What marketing promises", lines: [{ left: "Qualified leads", right: "at least 60 a week" }] },
    { title: "What we say", texts: [{ text: "One warehouse, one list" }] },
    { title: "How soon we answer", lines: [{ left: "fast", right: "contact within 1h, disposition within 5d" }] },
  ]);
});
