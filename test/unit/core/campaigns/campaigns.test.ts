import { type Campaign, campaignReport, described, listCampaigns, namingOf } from "@baton/core/campaigns";
import { importFile } from "@baton/core/imports";
import type { Row } from "@baton/core/lead";
import { recordOutcome } from "@baton/core/outcome";
import { Cube, foldDay, type Reader } from "@baton/core/report";
import { describe, expect, test } from "vitest";
import { people, rulebookOf, small } from "../../../helpers/agreements.ts";
import { memoryReports } from "../../../helpers/memory/memory-reports.ts";
import { type World, world } from "../../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const agreement = small({
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  sla: { fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } },
  reasons: [
    { id: "data", name: "Bad data", cause: "data" },
    { id: "fit", name: "No fit" },
    { id: "later", name: "Not now", cause: "timing" },
  ],
  lostReasons: [{ id: "price", name: "Too expensive" }],
  people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined } }),
});
const campaign = (id: string, more: Partial<Campaign> = {}): Campaign => ({
  id,
  name: id,
  owner: "vera",
  changedAt: T,
  ...more,
});

/** Folds the rows of a world's store, and reports of them. */
async function reports(w: World) {
  const rows = (w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows();
  const store = memoryReports();
  const folding = { store, time: { now: w.now } };
  for (const [day, placed] of rows) {
    for (const [key, of] of placed) for (const [n, row] of of.entries()) store.putRow(day, `${key} ${n}`, row);
    await store.markDay(day, 0);
    await foldDay(folding, day);
  }
  const reader: Reader = { zone: "Europe/Berlin", names: true, naming: namingOf(await w.store.campaigns()) };
  return {
    folding,
    reader,
    of: async (id: string) =>
      campaignReport(
        folding,
        w.store,
        id,
        (await w.store.campaigns()).find((one) => one.id === id),
        { from: "2026-11-01", to: "2026-11-30" },
        reader,
      ),
  };
}
const file = (text: string) => Buffer.from(text);
const money = (amount: string, currency = "EUR") => [{ currency, amount }];

describe("which campaign something belongs to", () => {
  const naming = namingOf([
    campaign("spring", { match: { utm: ["Spring_2026"], provider: ["120210"] } }),
    campaign("fair", { match: { source: ["fair-list"] } }),
  ]);
  test("is known by its id, by what else it matches, or by its source; else it is called what it carries", () => {
    expect(naming("spring", "web")).toBe("spring");
    expect(naming("spring_2026 ", "web")).toBe("spring");
    expect(naming("120210", "ads")).toBe("spring");
    expect(naming(null, "fair-list")).toBe("fair");
    expect(naming("unheard-of", "fair-list")).toBe("fair");
    expect(naming("spring", "fair-list")).toBe("spring");
    expect(naming("unheard-of", "web")).toBe("unheard-of");
    expect(naming(null, "web")).toBe(null);
  });

  test("is told by whoever describes it, of one only, and what it was called stays", () => {
    const book = rulebookOf(agreement);
    const now = Date.parse(T);
    const put = (said: Parameters<typeof described>[2], others: Campaign[] = []) => described(book, others, said, now);
    expect(put({ id: "a", name: "New", owner: "vera" }, [campaign("a", { name: "Old" })])).toMatchObject({
      name: "New",
      formerly: [{ name: "Old", until: "2026-11-24T09:00:00.000Z" }],
    });
    const refused = [
      [{ id: "a", name: "A", owner: "nobody" }, "campaign.owner"],
      [{ id: "a", name: "A", owner: "vera", starts: "2026-11-02", ends: "2026-11-01" }, "campaign.dates"],
      [{ id: "a", name: "A", owner: "vera", goal: { measure: "acceptance", atLeast: 1 } }, "measure.unknown"],
      [{ id: "a", name: "A", owner: "vera", match: { utm: ["B"] } }, "campaign.match"],
      [{ id: "a", name: "A", owner: "vera", match: { source: ["web"] } }, "campaign.match"],
    ] as const;
    for (const [said, code] of refused)
      expect(() => put(said as never, [campaign("b", { match: { source: ["web"] } })])).toThrow(
        expect.objectContaining({ code }),
      );
  });
});

describe("the report of a campaign", () => {
  test("tells from received to revenue what a recount by hand does", async () => {
    const w = await world(agreement, { at: T });
    await w.store.putCampaign(campaign("autumn", { match: { utm: ["autumn-2"] } }));
    const send = async (name: string, of: string) =>
      (await w.send({ name, email: `${name}@${name}.example`, campaign: of })).id;
    const seen = (email: string, of: string, at: string) =>
      w.deliver([{ kind: "touch", touch: "page", label: "/", who: { email }, facts: { "utm.campaign": of }, at }]);
    await seen("won@won.example", "spring", "2026-11-10T09:00:00Z");
    const won = await send("won", "autumn");
    const lost = await send("lost", "autumn-2");
    const data = await send("data", "autumn");
    const later = await send("later", "autumn");
    await send("open", "autumn");
    await send("other", "spring");
    const owner = async (id: string) => (await w.lead(id)).owner!;
    for (const id of [won, lost]) await w.answer(id, await owner(id), "contacted");
    await w.answer(won, await owner(won), "feedback", { promise: "yes", said: "won wants it now" });
    await w.answer(won, await owner(won), "outcome", {
      reason: "opportunity",
      amount: "1000.01",
      currency: "EUR",
      deal: "D",
    });
    await w.until("2026-12-24T09:00:00Z");
    await w.answer(won, await owner(won), "outcome", { reason: "won", amount: "1000.01", currency: "EUR" });
    await w.answer(lost, await owner(lost), "outcome", { reason: "lost", lost: "price" });
    await w.answer(data, await owner(data), "reject", { reason: "data" });
    await w.answer(later, await owner(later), "reject", { reason: "later" });
    await importFile(
      w.relay,
      "spend",
      file("campaign,from,to,amount,currency\nautumn,2026-11-21,2026-12-20,300,EUR\n"),
    );

    const r = await reports(w);
    expect(await r.of("autumn")).toMatchObject({
      campaign: { id: "autumn", described: true, owner: "vera" },
      received: 5,
      share: 5 / 6,
      qualified: 5,
      handedOver: 5,
      // Won, lost, and the one of which nobody said anything.
      accepted: 2,
      rejected: { data: 1, later: 1 },
      parked: 1,
      opportunities: 2,
      won: 1,
      lost: { price: 1 },
      promiseMatch: { value: null, n: 1, of: 1 },
      revenue: {
        first: [],
        handRaise: money("1000.01"),
        linear: money("500.00"),
        last: [],
        position: money("500.00"),
      },
      influenced: money("1000.01"),
      spend: money("100.00"),
      costPerAccepted: money("50.00"),
      costPerWon: money("100.00"),
      voice: [{ promise: "yes", said: "[name] wants it now", campaign: "autumn" }],
      byWeek: [{ week: "2026-W47" }, { week: "2026-W48", received: 5, won: 1, revenue: money("1000.01") }, {}],
    });
    expect(await r.of("spring")).toMatchObject({
      campaign: { id: "spring", described: false },
      received: 1,
      won: 0,
      revenue: { first: money("1000.01"), linear: money("500.01"), last: money("1000.01") },
      influenced: money("1000.01"),
    });
    expect(await listCampaigns(r.folding, w.store, { from: "2026-11-01", to: "2026-11-30" }, r.reader)).toMatchObject({
      campaigns: [
        { id: "autumn", described: true, received: 5 },
        { id: "spring", described: false, received: 1 },
      ],
      none: { received: 0 },
    });
  });

  test("a touch that is told late joins the way to a deal, one after the hand-raise does not", async () => {
    const w = await world(agreement, { at: T });
    const { id } = await w.send({ name: "Jo", email: "jo@jo.example", campaign: "autumn" });
    await recordOutcome(w.relay, {
      who: { email: "jo@jo.example" },
      deal: "D",
      state: "won",
      amount: { minor: "100", currency: "EUR" },
      at: w.now(),
      evidence: "observed",
      via: "api",
    });
    await w.until("2026-12-01T09:00:00Z");
    const csv = "email,campaign,touch,at\njo@jo.example,fair,booth,2026-11-10\njo@jo.example,mail,opened,2026-11-28\n";
    expect(await importFile(w.relay, "touches", file(csv), { source: "web" })).toMatchObject({ taken: 2, refused: [] });
    expect((await w.lead(id)).tally.deals).toMatchObject([
      { way: { handRaise: "autumn", touches: [{ campaign: "fair" }] } },
    ]);
    await importFile(w.relay, "touches", file(csv), { source: "web" });
    expect((await w.lead(id)).tally.deals![0]!.way!.touches).toHaveLength(1);
  });
});

describe("an import", () => {
  const spend = (w: World, lines: string, dryRun = false) =>
    importFile(w.relay, "spend", file(`campaign,from,to,amount,currency\n${lines}`), { dryRun });

  test("of spend replaces the same period, takes what is new once, and refuses what overlaps by line", async () => {
    const w = await world(agreement, { at: T });
    const nov = "autumn,2026-11-01,2026-11-30,300,EUR\n";
    expect(await spend(w, nov, true)).toEqual({ rows: 1, taken: 1, same: 0, replaced: 0, refused: [] });
    expect(await w.store.spends("autumn")).toEqual([]);
    expect(await spend(w, nov)).toMatchObject({ taken: 1 });
    expect(await spend(w, nov)).toMatchObject({ same: 1 });
    expect(await spend(w, nov.replace("300", "310"))).toMatchObject({ replaced: 1 });
    expect(await spend(w, "autumn,2026-12-01,2026-12-31,5,EUR\nautumn,2026-11-15,2026-12-14,5,EUR\n")).toMatchObject({
      rows: 2,
      taken: 0,
      refused: [{ line: 3, code: "spend.overlap" }],
    });
    expect(await w.store.spends("autumn")).toHaveLength(1);
  });

  test("takes nothing where a line is refused, and says which and why", async () => {
    const w = await world(agreement, { at: T });
    const head = "email,deal,state,amount,currency,reason,at\n";
    const good = "a@a.example,D-1,won,5,EUR,,2026-11-24T08:00:00Z\n";
    const csv = `${head}${good}b@b.example,D-2,won,5,,,2026-11-24\nc@c.example,D-3,sold,,,,2026-11-24\nd@d.example,D-4,lost,,,no,2026-11-24\n`;
    expect(await importFile(w.relay, "outcomes", file(csv))).toMatchObject({
      rows: 4,
      taken: 0,
      refused: [
        { line: 3, code: "money.currency" },
        { line: 4, code: "import.line" },
        { line: 5, code: "outcome.reason" },
      ],
    });
    expect(await w.store.deal("D-1")).toBeUndefined();
    expect(await importFile(w.relay, "outcomes", file(head + good))).toMatchObject({ taken: 1 });
    expect(await importFile(w.relay, "outcomes", file(head + good))).toMatchObject({ taken: 0, same: 1 });
  });

  test("of leads gives each to somebody, without shifting turns, and once", async () => {
    const w = await world(agreement, { at: T });
    const csv = "name,email,at\nJo,jo@jo.example,2026-11-20T09:00:00Z\nKim,kim@kim.example,2026-11-20T09:00:00Z\n";
    const first = (await w.lead((await w.send({ name: "A", email: "a@a.example" })).id)).owner;
    expect(await importFile(w.relay, "leads", file(csv), { source: "web" })).toMatchObject({ rows: 2, taken: 2 });
    expect(await importFile(w.relay, "leads", file(csv), { source: "web" })).toMatchObject({ same: 2 });
    await w.settle();
    const second = (await w.lead((await w.send({ name: "B", email: "b@b.example" })).id)).owner;
    expect(second).not.toBe(first);
    const { items } = await w.store.leads({ until: "2027-01-01", limit: 10 });
    expect(items.map(({ name, owner }) => [name, owner !== null]).sort()).toEqual([
      ["A", true],
      ["B", true],
      ["Jo", true],
      ["Kim", true],
    ]);
  });

  test("of what customers did is counted once, with the campaign that they came by", async () => {
    const w = await world(agreement, { at: T });
    await w.send({ name: "Jo", email: "jo@jo.example", campaign: "autumn" });
    const csv =
      "email,domain,event,at,value\njo@jo.example,,renewed,2026-11-24,1200 says jo@jo.example\n,acme.example,churned,2026-11-24,\n";
    for (let n = 0; n < 2; n++)
      expect(await importFile(w.relay, "customers", file(csv))).toMatchObject({ rows: 2, refused: [] });
    const rows = (w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows().get("2026-11-24")!;
    const all = [...rows.values()].flat();
    expect(all.flatMap((row) => (row.is === "customer" ? [row.value] : []))).toEqual(
      expect.arrayContaining(["1200 says [e-mail]", undefined]),
    );
    const cube = await Cube.fold(all);
    expect(cube.campaigns("customer-events").map(([from, { kept }]) => [from[0], kept])).toEqual(
      expect.arrayContaining([
        ["autumn", 1],
        [null, 1],
      ]),
    );
  });

  test("of what a customer did joins the latest lead of their company, by a webhook too", async () => {
    const w = await world(agreement, { at: T });
    await w.send({ name: "Jo", email: "jo@firma.example", campaign: "autumn" });
    await w.until("2026-11-25T09:00:00Z");
    const at = "2026-11-25T08:00:00Z";
    const { kept } = await w.deliver([
      { kind: "customer", said: { domain: "Firma.example", event: "rated", at, value: 9 } },
    ]);
    expect(kept.outcome).toBe("touch");
    await w.deliver([{ kind: "customer", said: { email: "boss@firma.example", event: "referred", at } }]);
    const broken = await w.deliver([{ kind: "customer", said: { domain: "firma.example", event: "sang", at } }]);
    expect(broken.kept).toMatchObject({ outcome: "quarantined", reason: expect.stringContaining("event") });
    const rows = (w.store as unknown as { rows(): Map<string, Map<string, Row[]>> }).rows().get("2026-11-25")!;
    const found = [...rows.values()].flat().filter((row) => row.is === "customer");
    expect(found.map(({ event, campaign, value }) => [event, campaign, value]).sort()).toEqual([
      ["rated", "autumn", "9"],
      ["referred", "autumn", undefined],
    ]);
  });

  test("is refused as a whole for a column that is missing or strange, a source that there is not, and no end", async () => {
    const w = await world(agreement, { at: T });
    const ask = (kind: "spend" | "touches", text: string, source?: string) =>
      importFile(w.relay, kind, file(text), { source });
    await expect(ask("spend", "campaign,from,to,amount\n")).rejects.toMatchObject({ code: "import.columns" });
    await expect(ask("spend", "campaign,from,to,amount,currency,cost\n")).rejects.toMatchObject({
      code: "import.columns",
    });
    await expect(ask("touches", "email,campaign,touch,at\n", "wbe")).rejects.toMatchObject({ code: "import.source" });
    const many = `campaign,from,to,amount,currency\n${"a,2026-11-01,2026-11-01,1,EUR\n".repeat(10_001)}`;
    await expect(ask("spend", many)).rejects.toMatchObject({ code: "import.size", status: 413 });
  });
});
