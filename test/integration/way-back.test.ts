import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { send, standardWebhook } from "../helpers/sent/deliveries.ts";
import { tap } from "../helpers/sent/rep.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { kindOf, type Mail, tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const always = { calendar: "office" };
/** Two reps, whose manager is Sam; of marketing Max, whose manager is Mo. All work in an office. */
const agreement = {
  baton: 1,
  name: "The way back",
  timezone: "UTC",
  manager: "vera",
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: always,
    ben: always,
    max: { ...always, role: "marketing", manager: "mo" },
    mo: { ...always, role: "marketing", manager: "vera" },
    sam: { ...always, manager: "vera" },
    vera: { ...always, manager: undefined },
  }),
  teams: { reps: { members: ["ana", "ben"], manager: "sam" } },
  sources: {
    web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } },
    fair: { provider: "form", auth: { token: "WEBSITE_TOKEN" } },
    tracking: { provider: "standard-webhooks", auth: { secret: "WAY_SECRET" } },
  },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  routing: [{ name: "All", to: "reps", sla: "demo" }],
  sla: { demo: { stages: { contact: { within: "4h" }, disposition: { within: "5d" } } } },
  reasons: [
    { id: "wrong-data", name: "Wrong data", cause: "data" },
    { id: "no-fit", name: "No fit", cause: "fit" },
    { id: "later", name: "Not now", cause: "timing", recycle: "20d" },
  ],
  lostReasons: [{ id: "price", name: "Too expensive" }],
  attribution: { credit: ["first", "hand-raise", "last", "linear", "position", "time-decay"] },
};
const WAY_SECRET = `whsec_${Buffer.from("way-back-secret-Jd83kLq0").toString("base64")}`;
const money = (...of: [amount: string, currency: string][]) => of.map(([amount, currency]) => ({ amount, currency }));

/** Ten people of two campaigns, who came by two sources, each of whom had seen another campaign before. The tests follow each other. */
describe("what sales answers marketing", () => {
  let baton: Baton;
  let dir: string;
  const ids: Record<string, string> = {};
  const names = [..."ABCDEFGHIJ"];
  const campaignOf = (name: string) => (names.indexOf(name) < 5 ? "spring" : "autumn");
  const emailOf = (name: string) => `${name.toLowerCase()}@company-${name.toLowerCase()}.example`;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-way-back-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({
      agreement: file,
      now: "2026-11-02T08:00:00Z",
      env: { BATON_SECRET_WAY_SECRET: WAY_SECRET },
    });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  let hooks = 0;
  const webhook = async (type: string, data: object) => {
    const moved = await baton.fetch("/local/clock", { method: "POST", body: JSON.stringify({ advance: "0s" }) });
    const at = Date.parse(((await moved.json()) as { now: string }).now);
    const signing = { id: `msg-${++hooks}`, at, secret: WAY_SECRET };
    const answer = await send(baton, standardWebhook("/hooks/tracking", { type, data }, signing));
    expect(answer.status).toBe(200);
    await baton.advance("0s");
  };
  const post = async (name: string) => {
    const source = campaignOf(name) === "spring" ? "web" : "fair";
    const fields = {
      name: `${name} Person`,
      email: emailOf(name),
      company: `Company ${name}`,
      utm_campaign: campaignOf(name),
    };
    const answer = await baton.fetch(`/hooks/${source}/${secrets.WEBSITE_TOKEN}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    expect(answer.status).toBe(200);
    await baton.advance("0s");
    ids[name] = (await leadNamed(baton, fields.name)).id;
  };
  const answer = async (name: string, fields: Record<string, string>) => {
    const mail = (await baton.inbox.about(`${name} Person`)).at(-1)!;
    const page = await tap(baton, tokenIn(mail), fields);
    expect(page.status, page.html).toBe(200);
    await baton.advance("0s");
  };
  const outcome = async (said: object) => {
    const { status, json } = await baton.api("/outcomes", { method: "POST", body: said });
    expect(status, JSON.stringify(json)).toBe(200);
    await baton.advance("0s");
    return json as { deal: string; lead: string | null; found: string };
  };
  const csv = async (kind: string, text: string) => {
    const headers = { "content-type": "text/csv" };
    const { status, json } = await baton.api(`/imports/${kind}`, { method: "POST", body: text, headers });
    expect(status, JSON.stringify(json)).toBe(200);
    await baton.advance("0s");
    return json as { taken: number; same: number; replaced: number };
  };
  const weeklies = async (person: string): Promise<Mail[]> =>
    (await baton.inbox.all()).filter((mail) => kindOf(mail) === "Your week" && mail.to.startsWith(`${person}@`));
  const linkIn = ({ text }: Mail, page: "a" | "c", near: string): string => {
    const from = text.toUpperCase().indexOf(near.toUpperCase());
    const link = new RegExp(`/${page}/[A-Za-z0-9_.-]+(\\?\\S+)?`).exec(text.slice(from))?.[0];
    if (from < 0 || link === undefined) throw new Error(`There is no link to /${page}/ after “${near}” in: ${text}`);
    return link;
  };
  const RANGE = "from=2026-11-01&to=2026-12-06";
  /** What a report says once today was counted anew, which it is once a minute. */
  const report = async (id: string) => {
    await baton.advance("61s");
    return (await baton.api(`/campaigns/${id}/report?${RANGE}`)).json;
  };

  test("ten people come, whose leads are answered in every way there is", async () => {
    for (const name of names) {
      const seen = campaignOf(name) === "spring" ? "podcast" : "spring";
      const data = {
        touch: "page",
        label: `/${seen}`,
        email: emailOf(name),
        facts: { "utm.campaign": seen },
        id: name,
      };
      await webhook("touch.recorded", data);
    }
    for (const id of ["spring", "autumn"])
      expect(
        await baton.api(`/campaigns/${id}`, {
          method: "PUT",
          body: { name: `The ${id}`, owner: "max", promise: "A call within the day" },
        }),
      ).toMatchObject({ status: 200 });
    await baton.moveTo("2026-11-03T09:00:00Z");
    for (const name of names) await post(name);
    await baton.moveTo("2026-11-03T10:00:00Z");
    for (const name of [..."AEFGH"]) await answer(name, { action: "contacted" });
    await answer("A", { action: "feedback", promise: "yes", said: "They like the calculator" });
    await answer("A", { action: "outcome", outcome: "opportunity", amount: "1000", currency: "EUR", deal: "D-A" });
    await answer("B", { action: "reject", reason: "wrong-data" });
    await answer("C", { action: "reject", reason: "no-fit", note: "Only three people" });
    await answer("D", { action: "reject", reason: "later" });
    await answer("I", { action: "reject", reason: "no-fit" });
    expect(await report("spring")).toMatchObject({
      received: 5,
      handedOver: 5,
      accepted: 1,
      acceptanceRate: { n: 1, of: 1, open: 3 },
      rejected: { "wrong-data": 1, "no-fit": 1, later: 1 },
      parked: 1,
    });
  });

  test("a deal that is told four times in three ways is one, its value changes, and it is lost", async () => {
    const at = "2026-11-03T10:00:00.000Z";
    const said = { person: { email: emailOf("H") }, deal: "D-H", state: "open", amount: "300.00", currency: "EUR", at };
    await answer("H", { action: "outcome", outcome: "opportunity", amount: "300", currency: "EUR", deal: "D-H" });
    expect(await outcome(said)).toEqual({ deal: "D-H", lead: ids.H, found: "lead" });
    await webhook("deal.updated", said);
    expect(
      await csv("outcomes", `email,deal,state,amount,currency,at\n${emailOf("H")},D-H,open,300,EUR,${at}\n`),
    ).toMatchObject({
      taken: 0,
      same: 1,
    });
    expect((await report("autumn")).pipeline).toEqual(money(["300.00", "EUR"]));
    await outcome({ ...said, amount: "400.00", at: "2026-11-04T10:00:00.000Z" });
    expect((await report("autumn")).pipeline).toEqual(money(["400.00", "EUR"]));
    await answer("F", { action: "outcome", outcome: "opportunity", amount: "1500", currency: "EUR", deal: "D-F" });
    await baton.moveTo("2026-11-05T10:00:00Z");
    await webhook("deal.updated", { deal: "D-H", state: "lost", reason: "price", at: "2026-11-05T09:00:00.000Z" });
    await outcome({
      deal: "D-G",
      person: { email: emailOf("G") },
      state: "won",
      amount: "500",
      currency: "CHF",
      at: "2026-11-05T09:30:00Z",
    });
    expect(await report("autumn")).toMatchObject({ pipeline: money(["1500.00", "EUR"]), lost: { price: 1 }, won: 1 });
  });

  test("a rejection that marketing asks to look at together, and of which the sides differ, counts nowhere", async () => {
    await baton.moveTo("2026-11-09T10:00:00Z");
    const mail = (await weeklies("max")).at(-1)!;
    const link = linkIn(mail, "c", "The spring");
    const page = await (await baton.fetch(link)).text();
    for (const shown of ["C Person", "Only three people", "Look at this together"]) expect(page).toContain(shown);
    const marked = await baton.fetch(link, {
      method: "POST",
      body: new URLSearchParams({ lead: ids.C!, note: "They have 300" }),
    });
    expect(marked.status).toBe(200);
    expect(await marked.text()).toContain("You asked to look at this one together.");
    await baton.moveTo("2026-11-16T10:00:00Z");
    for (const [person, said] of [
      ["mo", "withdrawn"],
      ["sam", "upheld"],
    ] as const) {
      const asked = linkIn((await weeklies(person)).at(-1)!, "a", "Worth looking at together");
      expect(await (await baton.fetch(asked)).text()).toContain("They have 300");
      const answered = await baton.fetch(asked, { method: "POST", body: new URLSearchParams({ answer: said }) });
      expect(await answered.text()).toContain("Thank you, noted.");
    }
    expect((await report("spring")).acceptanceRate).toMatchObject({ n: 2, of: 3 });
    await baton.moveTo("2026-11-23T10:00:00Z");
    expect(await report("spring")).toMatchObject({
      rejected: { "wrong-data": 1 },
      acceptanceRate: { n: 2, of: 3, open: 1 },
    });
    expect((await baton.api(`/measures/rejections-upheld?${RANGE}`)).json.total).toMatchObject({
      value: 1,
      n: 2,
      of: 2,
    });
  });

  test("whoever was parked comes back on the day, to the same rep, with all that happened", async () => {
    const before = await baton.lead(ids.D!);
    await baton.moveTo("2026-11-23T12:00:00Z");
    const after = await baton.lead(ids.D!);
    expect(after).toMatchObject({ owner: before.owner, stage: "contact" });
    expect(after.timeline.map(({ text }) => text).join("\n")).toContain("because “Not now”");
    expect((await baton.inbox.about("D Person")).at(-1)!.to).toContain(`${before.owner}@`);
  });

  test("page, API, command line and Weekly say the same as a recount by hand", async () => {
    await baton.moveTo("2026-12-04T10:00:00Z");
    await outcome({ deal: "D-F", state: "won", amount: "2000.00", currency: "EUR", at: "2026-12-04T09:00:00Z" });
    await baton.moveTo("2026-12-07T10:00:00Z");
    // Spring: A became an opportunity and E said nothing; B is bad data, C contested, D back and open.
    const spring = {
      received: 5,
      qualified: 5,
      handedOver: 5,
      accepted: 2,
      deemedAccepted: 1,
      acceptanceRate: { value: 2 / 3, n: 2, of: 3, open: 1 },
      rejected: { "wrong-data": 1 },
      parked: 0,
      opportunities: 1,
      won: 0,
      lost: {},
      // All of autumn's two deals had seen spring first, before autumn's own hand-raise, or half of the way.
      revenue: {
        first: money(["500.00", "CHF"], ["2000.00", "EUR"]),
        handRaise: [],
        last: money(["500.00", "CHF"], ["2000.00", "EUR"]),
        linear: money(["250.00", "CHF"], ["1000.00", "EUR"]),
        position: money(["250.00", "CHF"], ["1000.00", "EUR"]),
      },
      influenced: money(["500.00", "CHF"], ["2000.00", "EUR"]),
    };
    // Autumn: F and G won, H lost, I handed back, J never answered.
    const autumn = {
      received: 5,
      accepted: 3,
      acceptanceRate: { value: 3 / 4, n: 3, of: 4, open: 1 },
      rejected: { "no-fit": 1 },
      won: 2,
      lost: { price: 1 },
      revenue: { handRaise: money(["500.00", "CHF"], ["2000.00", "EUR"]), first: [] },
    };
    for (const [id, expected] of Object.entries({ spring, autumn })) {
      const told = await report(id);
      expect(told).toMatchObject(expected);
      const { code, stdout, stderr } = await runCli(
        ["campaign", id, "--from", "2026-11-01", "--to", "2026-12-06", "--json"],
        { url: baton.url, cwd: dir },
      );
      expect(code, stderr).toBe(0);
      expect({ ...JSON.parse(stdout), asOf: told.asOf }).toEqual(told);
      const weekly = (await weeklies("max")).at(-1)!;
      const page = await baton.fetch(`${linkIn(weekly, "c", `\nThe ${id}\n`).split("?")[0]}?as=csv&${RANGE}`);
      const lines = new Map(
        (await page.text())
          .trim()
          .split("\r\n")
          .map((line) => line.split(/,(.*)/s) as [string, string]),
      );
      expect(lines.get("Received")).toBe(String(told.received));
      expect(lines.get("Accepted")).toBe(String(told.accepted));
      expect(lines.get("Won")).toBe(String(told.won));
      const part = weekly.text.slice(weekly.text.toUpperCase().indexOf(`THE ${id.toUpperCase()}\n`));
      expect(part).toContain(`Received in twelve weeks: ${told.received}`);
      expect(part).toContain(`Accepted: ${told.accepted}`);
      if (told.won > 0) expect(part).toContain("Won: 2: 500.00 CHF, 2,000.00 EUR");
    }
    const measured = await baton.api(`/measures/won-revenue?${RANGE}&by=campaign`);
    expect(measured.json.total.value).toEqual(money(["500.00", "CHF"], ["2000.00", "EUR"]));
    expect((await baton.api(`/measures/acceptance-rate?${RANGE}`)).json.total).toMatchObject({ n: 5, of: 7, open: 2 });
  });

  test("a scanner that opens every link of every mail changes nothing", async () => {
    const state = async () => {
      const leads = await Promise.all(Object.values(ids).map((id) => baton.lead(id)));
      const reports = await Promise.all(["spring", "autumn"].map(async (id) => ({ ...(await report(id)), asOf: "" })));
      return JSON.stringify([leads, reports]);
    };
    const before = await state();
    const mails = await baton.inbox.all();
    const links = new Set(
      mails.flatMap(({ html, text }) => [...`${html} ${text}`.matchAll(/https?:\/\/[^\s"<>]+/g)].map(([link]) => link)),
    );
    const ours = [...links].filter((link) => link.startsWith(baton.url)).map((link) => link.replaceAll("&amp;", "&"));
    expect(ours.filter((link) => link.includes("/a/")).length).toBeGreaterThan(2);
    expect(ours.filter((link) => link.includes("/c/")).length).toBeGreaterThan(2);
    for (const link of ours)
      for (const method of ["GET", "HEAD"]) expect((await fetch(link, { method })).status, link).toBeLessThan(500);
    await baton.advance("0s");
    expect(await state()).toBe(before);
    expect(await baton.inbox.all()).toHaveLength(mails.length);
  });

  test("nobody got two mails in a week that nothing with a clock caused", async () => {
    const calm = (await baton.inbox.all()).filter((mail) => kindOf(mail) === "Your week");
    const kinds = new Set((await baton.inbox.all()).map(kindOf));
    expect([...kinds].sort()).toEqual(["Back again", "New lead", "Source quiet", "Still open", "Your week"]);
    const each = Map.groupBy(calm, ({ to, subject }) => `${to} ${subject}`);
    expect([...each.values()].filter(({ length }) => length > 1)).toEqual([]);
    expect(calm.length).toBeGreaterThan(8);
  });
});

describe("a month in which everything is only observed", () => {
  test("escalates nothing, reassigns nothing and counts nowhere, and the baseline is what would have been", async () => {
    const dir = await mkdtemp(join(tmpdir(), "baton-observe-"));
    const file = join(dir, "agreement.yaml");
    const steps = [
      { at: "50%", do: "remind" },
      { at: "100%", do: "escalate", to: "manager" },
      { at: "+1h", do: "reassign" },
    ];
    const stages = { contact: { within: "4h", steps }, disposition: { within: "5d", steps: steps.slice(0, 2) } };
    await writeFile(
      file,
      JSON.stringify({ ...agreement, sla: { demo: { stages } }, rollout: { default: "observe", from: "2026-12-31" } }),
    );
    const baton = await startBaton({
      agreement: file,
      now: "2026-11-03T09:00:00Z",
      env: { BATON_SECRET_WAY_SECRET: WAY_SECRET },
    });
    try {
      for (const name of ["Now", "Never", "Later", "Back"])
        await baton.fetch(`/hooks/web/${secrets.WEBSITE_TOKEN}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ name: `${name} Person`, email: `${name}@x-${name}.example`, company: "X" }),
        });
      await baton.advance("0s");
      const owners = new Map<string, string | null>();
      for (const name of ["Now", "Never", "Later", "Back"])
        owners.set(name, (await leadNamed(baton, `${name} Person`)).owner);
      const answer = async (name: string, fields: Record<string, string>) => {
        const mail = (await baton.inbox.about(`${name} Person`)).at(-1)!;
        expect((await tap(baton, tokenIn(mail), fields)).status).toBe(200);
        await baton.advance("0s");
      };
      await answer("Now", { action: "contacted" });
      await answer("Back", { action: "reject", reason: "no-fit" });
      await baton.moveTo("2026-11-05T10:00:00Z");
      await answer("Later", { action: "contacted" });
      await baton.moveTo("2026-12-04T10:00:00Z");
      const kinds = (await baton.inbox.all()).map(kindOf).filter((kind) => kind !== "Source quiet");
      expect([...new Set(kinds)].sort()).toEqual(["New lead", "Still open"]);
      for (const [name, owner] of owners) expect((await leadNamed(baton, `${name} Person`)).owner).toBe(owner);
      const measured = async (id: string) =>
        (await baton.api(`/measures/${id}?from=2026-11-01&to=2026-12-03`)).json as {
          total: { value: number | null; n: number; of: number };
          baseline: { value: number | null; n: number; of: number };
        };
      // In time were Now and Back; Later was too late, and Never nobody answered.
      expect(await measured("contact-in-time")).toMatchObject({
        total: { value: null, of: 0 },
        baseline: { value: 1 / 2, n: 2, of: 4 },
      });
      expect((await measured("received-leads")).total).toMatchObject({ value: 0 });
      // Now and Later were contacted and nothing more was said: deemed accepted. Back was handed back.
      expect((await measured("acceptance-rate")).baseline).toMatchObject({ n: 2, of: 3 });
      const told = (await leadNamed(baton, "Never Person")).facts.map(({ is }) => is);
      expect(told).toContain("step.withheld");
      expect(told).not.toContain("lead.escalated");
    } finally {
      await baton.stop();
      await rm(dir, { recursive: true, force: true });
    }
  });
});
