import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { type BoardClient, hidden, signIn } from "../helpers/stack/board.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const office = { calendar: "office" };
/** Sam's reps are Ana and Ben, Tim's is Cleo; of marketing are Max and Mia. */
const agreement = {
  baton: 1,
  name: "The board",
  timezone: "UTC",
  manager: "vera",
  operator: "otto",
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: { ...office, deputy: "ben" },
    ben: office,
    cleo: { ...office, manager: "tim" },
    sam: { ...office, manager: "vera" },
    tim: { ...office, manager: "vera" },
    max: { ...office, role: "marketing", manager: "vera" },
    mia: { ...office, role: "marketing", manager: "vera" },
    otto: { ...office, manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { reps: { members: ["ana", "ben"], manager: "sam" }, east: { members: ["cleo"], manager: "tim" } },
  sources: {
    web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } },
    fair: { provider: "form", auth: { token: "WEBSITE_TOKEN" } },
  },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  routing: [
    { name: "Poland", when: { country: "PL" }, to: "east", sla: "demo" },
    { name: "All", to: "ana", sla: "demo" },
  ],
  sla: { demo: { stages: { contact: { within: "4h" }, disposition: { within: "5d" } } } },
  reasons: [{ id: "no-fit", name: "No fit", cause: "fit" }],
  messages: [{ id: "fast", text: "Live in a week" }],
};

/** What people do on the board's pages of people, companies and campaigns. The tests follow each other. */
describe("the board", () => {
  let baton: Baton;
  let dir: string;
  let sam: BoardClient;
  let tim: BoardClient;
  let mia: BoardClient;
  let max: BoardClient;
  let otto: BoardClient;
  const ids: string[] = [];

  async function arrive(name: string, more: Record<string, string> = {}, source = "web"): Promise<string> {
    const fields = { name, email: `${name.toLowerCase()}@globex.example`, company: "Globex", ...more };
    const { status } = await baton.fetch(`/hooks/${source}/${secrets.WEBSITE_TOKEN}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    expect(status).toBe(200);
    await baton.advance("0s");
    return (await leadNamed(baton, name)).id;
  }
  const ownerOf = async (id: string) => (await baton.lead(id)).owner;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-board-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now: "2026-11-24T09:00:00Z" });
    [sam, tim, mia, max, otto] = [
      await signIn(baton, "sam"),
      await signIn(baton, "tim"),
      await signIn(baton, "mia"),
      await signIn(baton, "max"),
      await signIn(baton, "otto"),
    ];
    for (const name of ["Ada", "Bob", "Cem"]) ids.push(await arrive(name));
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  describe("its page of people", () => {
    test("shows those whom somebody answers for, and is none for others", async () => {
      const page = await sam.get("/people");
      expect([page.status, page.html]).toEqual([200, expect.stringContaining("3 open")]);
      expect(page.html).not.toContain("/people/cleo");
      expect((await otto.get("/people")).html).toContain("/people/vera");
      for (const path of ["/people", "/people/ana"]) expect((await mia.get(path)).status).toBe(403);
    });

    test("comes as CSV, too", async () => {
      const { headers, html } = await sam.get("/people?as=csv");
      expect(headers.get("content-type")).toContain("text/csv");
      expect(html.split("\r\n").slice(0, 2)).toEqual([
        "person,name,open,overdue,capacity,onDuty,nextOnDuty,awayFrom,awayUntil,deputy",
        "ana,Ana,3,0,,true,,,,",
      ]);
    });

    test("takes leave of one's people and ends it, and refuses rubbish", async () => {
      const entered = await sam.post("/people", {
        person: "ana",
        from: "2026-12-24",
        until: "2026-12-31",
        deputy: "ben",
      });
      expect([entered.status, entered.html]).toEqual([200, expect.stringContaining("24 Dec 2026 to 31 Dec 2026, Ben")]);
      const id = /name="back" value="([^"]+)"/.exec(entered.html)![1]!;
      expect((await tim.post("/people", { back: id })).status).toBe(404);
      expect((await sam.post("/people", { back: "away_unknown" })).status).toBe(404);
      expect((await sam.post("/people", { person: "cleo", from: "2026-12-24", until: "2026-12-31" })).status).toBe(404);
      expect((await sam.post("/people", { person: "ana", from: "2026-12-31", until: "2026-12-24" })).status).toBe(422);
      expect((await sam.post("/people", { person: "ana" })).status).toBe(422);
      expect((await sam.post("/people", {})).status).toBe(404);
      const ended = await sam.post("/people", { back: id });
      expect(ended.html).toContain("Ana is there");
      expect((await baton.api("/absences")).json.absences).toEqual([]);
    });
  });

  describe("its page of one person", () => {
    test("lists what they have open for who answers for them", async () => {
      expect((await sam.get("/people/ana")).leads.toSorted()).toEqual(ids.toSorted());
      for (const path of ["/people/cleo", "/people/nobody", "/people/constructor"])
        expect((await sam.get(path)).status).toBe(404);
      expect((await otto.get("/people/cleo")).status).toBe(200);
    });

    test("hands on what is ticked, says what stayed, and takes it back", async () => {
      const [ada, bob] = ids as [string, string];
      const handed = await sam.post("/people/ana", { do: "ticked", lead: [ada, bob], to: "ben", why: "Ana is ill" });
      expect([handed.status, handed.html]).toEqual([200, expect.stringContaining("Handed on 2 of 2")]);
      expect(handed.leads).toEqual([ids[2]]);
      await baton.advance("0s");
      expect([await ownerOf(ada), await ownerOf(bob)]).toEqual(["ben", "ben"]);
      // Ben is faster with one of them.
      await baton.api(`/leads/${bob}/assign`, { body: { to: "cleo", why: "Speaks Polish" } });
      const state = hidden(handed, "state");
      expect((await tim.post("/people/ana", { do: "take-back", state })).status).toBe(404);
      expect((await sam.post("/people/ben", { do: "take-back", state })).status).toBe(422);
      const back = await sam.post("/people/ana", { do: "take-back", state });
      expect(back.html).toContain("Taken back 1 of 2, 1 could not be");
      await baton.advance("0s");
      expect([await ownerOf(ada), await ownerOf(bob)]).toEqual(["ana", "cleo"]);
    });

    test("hands on all in steps that each go on from a form", async () => {
      for (let n = 0; n < 41; n++) await arrive(`Zoe${n}`);
      const first = await sam.post("/people/ana", { do: "all", to: ["ben", "cleo"], why: "Ana leaves us" });
      expect(first.html).toContain("Handed on 40 of 43");
      expect(first.html).toContain('hx-trigger="load"');
      const last = await sam.post("/people/ana", { do: "go-on", state: hidden(first, "state") });
      expect([last.html, last.leads]).toEqual([expect.stringContaining("Handed on 43 of 43"), []]);
      await baton.advance("0s");
      const back = await sam.post("/people/ana", { do: "take-back", state: hidden(last, "state") });
      expect(back.html).toContain("Taken back 40 of 43");
      const rest = await sam.post("/people/ana", { do: "take-back", state: hidden(back, "state") });
      expect(rest.html).toContain("Taken back 43 of 43");
      await baton.advance("0s");
      expect((await sam.get("/people/ana")).leads).toHaveLength(43);
    });

    test("refuses forms that say too little, name nobody, or were tampered with, and changes nothing", async () => {
      const [ada] = ids as [string];
      const wrong: Record<string, string>[] = [
        {},
        { do: "ticked", to: "ben", why: "So" },
        { do: "all", why: "So" },
        { do: "all", to: "ben" },
        { do: "all", to: "bob", why: "So" },
        { do: "go-on" },
        { do: "take-back", state: "nonsense" },
        { do: "go-on", state: `${Buffer.from('["hand-over","sam",0,{}]').toString("base64url")}.AAAA` },
      ];
      for (const form of wrong) {
        const page = await sam.post("/people/ana", form);
        expect(page.status, JSON.stringify(form)).toBe(422);
        expect(page.html).toContain('role="alert"');
      }
      // A lead of somebody else is none of these.
      const other = await arrive("Pola", { country: "PL" });
      const page = await sam.post("/people/ana", { do: "ticked", lead: other, to: "ben", why: "So" });
      expect(page.html).toContain("Handed on 0 of 0");
      expect([await ownerOf(ada), await ownerOf(other)]).toEqual(["ana", "cleo"]);
    });
  });

  describe("its page of a company", () => {
    test("shows what the reader may see, with addresses only where they see these", async () => {
      await baton.api("/accounts", { body: { entries: [{ of: "globex.example", owner: "ben", tier: "Gold" }] } });
      const managers = await sam.get("/accounts/globex.example");
      expect([managers.status, managers.html]).toEqual([200, expect.stringContaining("Gold")]);
      expect(managers.leads).toContain(ids[0]);
      expect(managers.html).toContain("ada@globex.example");
      const marketers = await mia.get("/accounts/globex.example");
      expect(marketers.leads).toContain(ids[0]);
      expect(marketers.html).not.toMatch(/\w@globex/);
      const csv = (await mia.get("/accounts/globex.example?as=csv")).html;
      expect(csv).toContain("lead,name,email,owner,team,stage,campaign,segment,receivedAt");
      expect(csv).not.toMatch(/\w@globex|,ana,|,ben,/);
      expect((await sam.get("/accounts/globex.example?as=csv")).html).toContain("ada@globex.example,ana,");
      const anas = await arrive("Ida");
      const others = (await tim.get("/accounts/globex.example")).leads;
      expect(others).toContain(ids[1]);
      expect(others).not.toContain(anas);
    });

    test("is linked from a lead", async () => {
      expect((await sam.get(`/leads/${ids[0]}`)).html).toContain('href="/accounts/globex.example"');
    });

    test("is none of a mailbox provider, of nobody, or of what is no domain", async () => {
      for (const domain of ["gmail.com", "nobody.example", "%20", "..%2f..", "a".repeat(300)]) {
        const page = await sam.get(`/accounts/${domain}`);
        expect([page.status, page.html], domain).toEqual([404, expect.stringContaining("No such company")]);
      }
    });
  });

  describe("its pages of campaigns", () => {
    const sale: string[] = [];
    beforeAll(async () => {
      for (const name of ["Una", "Ugo"]) sale.push(await arrive(name, { campaign: "Autumn Sale" }));
    });
    const described = { do: "describe", name: "Autumn", promise: "A demo", starts: "2026-11-01", ends: "2026-12-31" };

    test("list what leads carry and nobody described, with its share", async () => {
      const { html } = await sam.get("/campaigns");
      expect(html).toContain("Nobody has described these");
      expect(html).toContain("Autumn Sale");
      expect(html).not.toContain("Describe a new campaign");
      expect((await sam.get("/campaigns?from=2026-11-30&to=2026-11-01")).status).toBe(400);
      const csv = await mia.get("/campaigns?as=csv");
      expect(csv.html.split("\r\n")[1]).toMatch(/^Autumn Sale,,,,false,false,2,/);
    });

    test("have a campaign be described by a form, once, by marketing", async () => {
      const made = await mia.post("/campaigns", { ...described, utm: "Autumn Sale" });
      expect([made.status, made.headers.get("location")]).toEqual([303, "/campaigns/autumn"]);
      expect((await mia.post("/campaigns", described)).status).toBe(409);
      expect((await mia.post("/campaigns", { ...described, name: "" })).status).toBe(422);
      expect((await mia.post("/campaigns", { ...described, name: "Other", utm: "Autumn Sale" })).status).toBe(422);
      expect((await sam.post("/campaigns", described)).status).toBe(403);
      const page = await mia.get("/campaigns/autumn");
      expect(page.html).toContain("Promises: A demo");
      expect((await mia.get("/campaigns")).html).toContain("2 received");
    });

    test("have it be changed by its owner and the operator only", async () => {
      const changed = { ...described, promise: "A better demo", utm: "Autumn Sale" };
      expect((await max.post("/campaigns/autumn", changed)).status).toBe(403);
      expect((await mia.post("/campaigns/autumn", { ...changed, starts: "2027-01-01" })).status).toBe(422);
      expect((await mia.post("/campaigns/autumn", changed)).status).toBe(303);
      expect(
        (
          await otto.post("/campaigns/autumn", {
            ...changed,
            owner: "mia",
            goalMeasure: "acceptance-rate",
            goalAtLeast: "70 %",
          })
        ).status,
      ).toBe(303);
      const { json } = await baton.api("/campaigns");
      expect(json.campaigns.find((one: { id: string }) => one.id === "autumn")).toMatchObject({
        owner: "mia",
        promise: "A better demo",
        goal: { measure: "acceptance-rate", atLeast: 0.7 },
      });
      expect((await max.get("/campaigns/autumn")).html).not.toContain("Change this campaign");
      expect((await mia.get("/campaigns/unknown")).status).toBe(404);
    });

    test("show the leads behind a reason, and let its owner ask to look at one together", async () => {
      const [una] = sale as [string];
      const ana = await signIn(baton, "ana");
      expect((await ana.post(`/leads/${una}`, { action: "reject", reason: "no-fit" })).status).toBe(200);
      // Numbers of today are a minute old at most.
      await baton.advance("2m");
      const page = await mia.get("/campaigns/autumn");
      expect(page.html).toContain("reason=no-fit");
      const behind = await mia.get("/campaigns/autumn?reason=no-fit");
      expect(behind.html).toContain("Handed back: No fit");
      expect(behind.leads).toContain(una);
      // A manager is not told of what is closed.
      const managers = await sam.get("/campaigns/autumn?reason=no-fit");
      expect([managers.leads, managers.html]).toEqual([[], expect.stringContaining("One more is not yours to see.")]);
      expect((await max.post("/campaigns/autumn", { lead: una, note: "A fit" })).status).toBe(403);
      expect((await mia.post("/campaigns/autumn", { lead: "lead_unknown" })).status).toBe(404);
      expect((await mia.post("/campaigns/autumn", {})).status).toBe(422);
      const asked = await mia.post("/campaigns/autumn", { lead: una, note: "A fit" });
      expect([asked.status, asked.html]).toEqual([200, expect.stringContaining("both sides are asked")]);
      expect((await mia.post("/campaigns/autumn", { lead: una })).status).toBe(409);
    });

    test("have leads that carry none, or a wrong one, be made its own, and not be so any more", async () => {
      const path = "/campaigns/autumn/leads";
      const listed = await mia.get(`${path}?carries=-`);
      expect(listed.leads).toContain(ids[0]);
      expect(listed.leads).not.toContain(sale[1]);
      expect(listed.html).not.toMatch(/\w@globex/);
      const done = await mia.post(path, { do: "ticked", lead: [ids[0]!, sale[1]!, "lead_unknown"] });
      expect(done.html).toContain("1 of 3 are leads of Autumn now, 2 stayed as they were");
      await baton.advance("2m");
      expect((await baton.lead(ids[0]!)).fields.campaign).toBe("autumn");
      expect((await mia.get("/campaigns")).html).toContain("3 received");
      const state = hidden(done, "state");
      expect((await otto.post(path, { do: "take-back", state })).status).toBe(422);
      expect((await mia.post(path, { do: "take-back", state })).html).toContain("Taken back 1 of 1");
      await baton.advance("0s");
      expect((await baton.lead(ids[0]!)).fields).not.toHaveProperty("campaign");
    });

    test("have all that match be made its own in steps, and refuse rubbish", async () => {
      const path = "/campaigns/autumn/leads";
      const first = await mia.post(path, { do: "all", carries: "-" });
      expect(first.html).toMatch(/40 of \d+ are leads of Autumn now/);
      const last = await mia.post(path, { do: "go-on", state: hidden(first, "state") });
      expect(last.html).not.toContain("stayed");
      await baton.advance("0s");
      expect((await mia.get(`${path}?carries=-`)).leads).toEqual([]);
      for (const form of [{}, { do: "ticked" }, { do: "all", carries: "*" }, { do: "go-on", state: "x" }])
        expect((await mia.post(path, form as Record<string, string>)).status).toBe(422);
      expect((await max.get(path)).status).toBe(403);
      expect((await max.post(path, { do: "all" })).status).toBe(403);
      expect((await mia.get("/campaigns/unknown/leads")).status).toBe(404);
      expect((await sam.get(path)).status).toBe(403);
    });
  });
});
