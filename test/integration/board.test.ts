import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { access, type BoardRoute } from "../../packages/web/src/board/access.ts";
import { people } from "../helpers/agreements.ts";
import { arriveByWeb, leadNamed } from "../helpers/stack/arrivals.ts";
import { askForLink, browserWith, type SignedIn, signIn, signInMails } from "../helpers/stack/signed-in.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const agreement = {
  baton: 1,
  name: "Who sees what",
  timezone: "UTC",
  manager: "vera",
  operator: "otto",
  calendars: { always: { week: { "mon-sun": ["00:00-24:00"] } } },
  people: people({
    ana: { languages: ["de", "en"] },
    ben: {},
    cleo: { manager: "tom" },
    maya: { role: "marketing", manager: "vera" },
    max: { role: "marketing", manager: "vera" },
    otto: { role: "operator", manager: "vera" },
    sam: { manager: "vera" },
    tom: { manager: "vera" },
    vera: { manager: undefined },
  }),
  teams: { emea: { members: ["ana"], manager: "sam" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: {},
  segments: [{ name: "Enterprise", value: 50_000 }],
  currency: "EUR",
  routing: [{ name: "All", to: "emea", sla: "fast" }],
  sla: { fast: { stages: { contact: { within: "4h" }, disposition: { within: "3d" } } } },
  reasons: [{ id: "fit", name: "No fit for us" }],
};

/** What `rows` of a page are leads. */
const leadsIn = (html: string): string[] => [...html.matchAll(/data-lead="(\w+)"/g)].map(([, id]) => id!);
const MINUTE = 60_000;

/** The board from outside. The tests of a suite follow each other. */
describe("the board", () => {
  let baton: Baton;
  let dir: string;
  const write = async (changes: object = {}) => {
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify({ ...agreement, ...changes }));
    return file;
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-board-"));
    baton = await startBaton({ agreement: await write(), now: "2026-11-02T09:00:00Z" });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  describe("signing in", () => {
    test("a link that is opened, as scanners do, signs nobody in; its button does, once", async () => {
      const link = await askForLink(baton, "ana");
      const opened = await browserWith(baton).get(link);
      expect(opened.status).toBe(200);
      expect(opened.headers.get("set-cookie")).toBeNull();
      const pressed = await browserWith(baton).post(link, {});
      expect(pressed.status).toBe(303);
      expect(pressed.headers.get("location")).toBe("/now");
      expect(pressed.headers.get("set-cookie")).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
      const again = await browserWith(baton).post(link, {});
      expect(again.status).toBe(410);
      expect(again.headers.get("set-cookie")).toBeNull();
    });

    test("over TLS no other host can set the cookie", async () => {
      const link = await askForLink(baton, "ana");
      const origin = baton.url.replace("http:", "https:");
      const pressed = await browserWith(baton).post(link, {}, { "x-forwarded-proto": "https", origin });
      expect(pressed.headers.get("set-cookie")).toMatch(/^__Host-baton=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    });

    test("an address that nobody has is answered alike, and gets no mail", async () => {
      const known = await browserWith(baton).post("/sign-in", { email: "Ben@ACME.example" });
      const unknown = await browserWith(baton).post("/sign-in", { email: "nobody@acme.example" });
      expect([unknown.status, unknown.html]).toEqual([known.status, known.html]);
      await baton.advance("0s");
      expect(await signInMails(baton, "ben")).toHaveLength(1);
      expect((await baton.inbox.all()).filter(({ to }) => to.startsWith("nobody@"))).toEqual([]);
    });

    test("what is no address is told so", async () => {
      for (const email of ["", "ana", "@", `${"a".repeat(400)}@acme.example`])
        expect((await browserWith(baton).post("/sign-in", { email })).status, email).toBe(422);
    });

    test("a form that another site sends changes nothing", async () => {
      const link = await askForLink(baton, "ana");
      for (const origin of ["https://evil.example", "null", ""]) {
        expect((await browserWith(baton).post("/sign-in", { email: "ana@acme.example" }, { origin })).status).toBe(403);
        expect((await browserWith(baton).post(link, {}, { origin })).status).toBe(403);
      }
      expect((await browserWith(baton).post(link, {})).status).toBe(303);
    });

    test("a link is good for a quarter of an hour, and a forged one for nothing", async () => {
      await baton.advance("15m");
      const link = await askForLink(baton, "ana");
      expect((await browserWith(baton).post(`${link.slice(0, -4)}AAAA`, {})).status).toBe(403);
      await baton.advance("15m");
      expect((await browserWith(baton).post(link, {})).status).toBe(410);
    });

    test("whoever asks too often waits, whether anybody has the address or not", async () => {
      await baton.advance("15m");
      for (const email of ["ben@acme.example", "nobody@acme.example"]) {
        const statuses: number[] = [];
        for (let n = 0; n < 6; n++) statuses.push((await browserWith(baton).post("/sign-in", { email })).status);
        expect(statuses, email).toEqual([200, 200, 200, 200, 200, 429]);
      }
      const refused = await browserWith(baton).post("/sign-in", { email: "ben@acme.example" });
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      await baton.advance("15m");
      expect((await browserWith(baton).post("/sign-in", { email: "ben@acme.example" })).status).toBe(200);
    });

    test("one source that asks for many addresses waits as well", async () => {
      await baton.advance("15m");
      const statuses: number[] = [];
      for (let n = 0; n < 31; n++)
        statuses.push((await browserWith(baton).post("/sign-in", { email: `n${n}@acme.example` })).status);
      expect(statuses.indexOf(429)).toBe(30);
      await baton.advance("15m");
    });
  });

  describe("a session", () => {
    test("leads back to where somebody wanted to go, and nowhere else", async () => {
      const first = await browserWith(baton).get("/search?q=x");
      expect([first.status, first.headers.get("location")]).toEqual([303, "/?to=%2Fsearch"]);
      const asked = async (to: string) => {
        await browserWith(baton).post("/sign-in", { email: "ana@acme.example", to });
        await baton.advance("0s");
        const mail = (await signInMails(baton, "ana")).at(-1)!;
        const link = /\/sign-in\/[\w.-]+/.exec(mail.text)![0];
        return (await browserWith(baton).post(link, {})).headers.get("location");
      };
      expect(await asked("/search")).toBe("/search");
      for (const elsewhere of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
        expect(await asked(elsewhere), elsewhere).toBe("/now");
    });

    test("ends with signing out, also for who has copied its cookie; another one stays", async () => {
      await baton.advance("15m");
      const desk = await signIn(baton, "ana");
      const phone = await signIn(baton, "ana");
      expect((await desk.get("/now")).status).toBe(200);
      const out = await desk.post("/sign-out", {});
      expect([out.status, out.headers.get("location")]).toEqual([303, "/"]);
      expect((await desk.get("/now")).status).toBe(303);
      expect((await phone.get("/now")).status).toBe(200);
    });

    test("ends after three days without a request, and after fourteen in any case", async () => {
      const ana = await signIn(baton, "ana");
      const idle = await signIn(baton, "ana");
      let cookie = ana.cookie;
      for (let day = 0; day < 13; day++) {
        await baton.advance("24h");
        const opened = await browserWith(baton, cookie).get("/now");
        expect(opened.status, `day ${day}`).toBe(200);
        cookie = opened.headers.get("set-cookie")!.split(";")[0]!;
        expect((await idle.get("/now")).status).toBe(day < 2 ? 200 : 303);
        if (day < 2) continue;
      }
      await baton.advance("24h");
      expect((await browserWith(baton, cookie).get("/now")).status).toBe(303);
    });

    test("ends when its person leaves the agreement", async () => {
      const ben = await signIn(baton, "ben");
      expect((await ben.get("/now")).status).toBe(200);
      const { ben: _, ...others } = agreement.people;
      const left = await baton.api("/agreement", {
        method: "PUT",
        body: JSON.stringify({ ...agreement, people: others }),
        headers: { "content-type": "application/yaml" },
      });
      expect(left.status, JSON.stringify(left.json)).toBe(200);
      await baton.advance("1m");
      expect((await ben.get("/now")).status).toBe(303);
      await baton.api("/agreement", {
        method: "PUT",
        body: JSON.stringify(agreement),
        headers: { "content-type": "application/yaml" },
      });
      await baton.advance("1m");
    });
  });

  describe("a lead", () => {
    let id: string;
    let who: Record<"ana" | "ben" | "cleo" | "maya" | "otto" | "sam" | "tom" | "vera", SignedIn>;
    beforeAll(async () => {
      await arriveByWeb(baton, "Nora");
      id = (await leadNamed(baton, "Nora")).id;
      const names = ["ana", "ben", "cleo", "maya", "otto", "sam", "tom", "vera"] as const;
      const signedIn: [string, SignedIn][] = [];
      for (const name of names) {
        signedIn.push([name, await signIn(baton, name)]);
        if (signedIn.length === 4) await baton.advance("15m");
      }
      who = Object.fromEntries(signedIn) as typeof who;
    });

    test("is listed and opened by its owner, their managers and the operator; to others of sales there is none", async () => {
      expect(leadsIn((await who.ana.get("/now")).html)).toContain(id);
      for (const name of ["ana", "sam", "vera", "otto"] as const)
        expect((await who[name].get(`/leads/${id}`)).status, name).toBe(200);
      for (const name of ["ben", "cleo", "tom"] as const) {
        expect((await who[name].get(`/leads/${id}`)).status, name).toBe(404);
        const said = await who[name].post(`/leads/${id}`, { action: "contacted" });
        expect(said.status, name).toBe(404);
        expect((await who[name].post("/now", { contacted: id })).status, name).toBe(404);
        expect(leadsIn((await who[name].get("/search?q=nora")).html), name).toEqual([]);
      }
      expect((await baton.lead(id)).stage).toBe("contact");
    });

    test("is read by marketing without a way to reach its person, and they have nothing to say to it", async () => {
      const opened = await who.maya.get(`/leads/${id}`);
      expect(opened.status).toBe(200);
      const { fields } = await baton.lead(id);
      expect(opened.html).not.toContain(String(fields.email));
      expect(opened.html).not.toMatch(/<form[^>]*action="\/leads/);
      expect((await who.maya.post(`/leads/${id}`, { action: "contacted" })).status).toBe(403);
      expect((await baton.lead(id)).stage).toBe("contact");
    });

    test("is found by name, address and id, by who may see it", async () => {
      const { fields } = await baton.lead(id);
      for (const asked of ["nor", String(fields.email), id])
        for (const name of ["ana", "sam", "otto", "maya"] as const)
          expect(
            leadsIn((await who[name].get(`/search?q=${encodeURIComponent(asked)}`)).html),
            `${name} ${asked}`,
          ).toEqual([id]);
      expect((await who.ana.get("/search?q=")).status).toBe(200);
      expect(leadsIn((await who.ana.get("/search?q=%F0%9F%92%A9")).html)).toEqual([]);
    });

    test("that is closed is not its manager's to see any more", async () => {
      const said = await who.ana.post(`/leads/${id}`, { action: "reject", reason: "fit", note: "Too small" });
      expect(said.status, said.html).toBe(200);
      expect((await who.ana.get(`/leads/${id}`)).status).toBe(200);
      expect((await who.sam.get(`/leads/${id}`)).status).toBe(404);
      expect((await who.otto.get(`/leads/${id}`)).status).toBe(200);
    });
  });

  describe("what is to be done now", () => {
    test("is answered unchanged from one read until something changes for whoever looks", async () => {
      await baton.advance("15m");
      const ana = await signIn(baton, "ana");
      const max = await signIn(baton, "max");
      const first = await ana.get("/now");
      const tag = first.headers.get("etag")!;
      const same = await ana.get("/now", { "if-none-match": tag, "hx-request": "true" });
      expect([same.status, same.html]).toEqual([304, ""]);
      const others = (await max.get("/now")).headers.get("etag")!;
      await arriveByWeb(baton, "Otis");
      await baton.advance("0s");
      const next = await ana.get("/now", { "if-none-match": tag, "hx-request": "true" });
      expect(next.status).toBe(200);
      expect(next.html).toContain("Otis");
      expect(next.html).not.toContain("<html");
      expect((await max.get("/now", { "if-none-match": others })).status).toBe(304);
    });

    test("is answered with one tap, which can be taken back, in the reader's language", async () => {
      const ana = await signIn(baton, "ana");
      const { id } = await leadNamed(baton, "Otis");
      expect((await ana.get("/now")).html).toContain('<html lang="de">');
      const said = await ana.post("/now", { contacted: id });
      expect(said.status, said.html).toBe(200);
      expect((await baton.lead(id)).stage).toBe("disposition");
      expect((await ana.post("/now", { contacted: id })).status).toBe(200);
      const back = await ana.post("/now", { undo: id });
      expect(back.status, back.html).toBe(200);
      expect((await baton.lead(id)).stage).toBe("contact");
      expect((await ana.post("/now", {})).status).toBe(422);
      expect((await ana.post("/now", { contacted: "lead_nothing" })).status).toBe(404);
    });

    test("lists for a manager what is due within the hour, and for nobody else", async () => {
      await baton.advance("15m");
      const sam = await signIn(baton, "sam");
      const tom = await signIn(baton, "tom");
      const { id, clock } = await leadNamed(baton, "Otis");
      expect(leadsIn((await sam.get("/now")).html)).not.toContain(id);
      await baton.moveTo(new Date(Date.parse(clock!.respondBy) - 59 * MINUTE).toISOString());
      expect(leadsIn((await sam.get("/now")).html)).toContain(id);
      expect(leadsIn((await tom.get("/now")).html)).toEqual([]);
    });
  });

  describe("who may open what", () => {
    const lead = "lead_nothing";
    /** Every route with what a rep, a manager, a marketer and the operator are answered; what is refused otherwise is 403. */
    const cells: Record<BoardRoute, [path: string, rep: number, manager: number, marketer: number, operator: number]> =
      {
        "GET /now": ["/now", 200, 200, 200, 200],
        "POST /now": ["/now", 422, 422, 422, 422],
        "GET /leads/:id": [`/leads/${lead}`, 404, 404, 404, 404],
        "POST /leads/:id": [`/leads/${lead}`, 404, 404, 404, 404],
        "GET /search": ["/search", 200, 200, 200, 200],
        "GET /people": ["/people", 403, 200, 403, 200],
        "POST /people": ["/people", 403, 404, 403, 404],
        "GET /people/:person": ["/people/nobody", 403, 404, 403, 404],
        "POST /people/:person": ["/people/nobody", 403, 404, 403, 404],
        "GET /accounts/:domain": ["/accounts/nothing-there.example", 403, 404, 404, 404],
        "GET /campaigns": ["/campaigns", 403, 200, 200, 200],
        "POST /campaigns": ["/campaigns", 403, 403, 422, 422],
        "GET /campaigns/:id": ["/campaigns/spring", 403, 404, 404, 404],
        "POST /campaigns/:id": ["/campaigns/spring", 403, 403, 404, 404],
        "GET /campaigns/:id/leads": ["/campaigns/spring/leads", 403, 403, 404, 404],
        "POST /campaigns/:id/leads": ["/campaigns/spring/leads", 403, 403, 404, 404],
        "GET /agreement": ["/agreement", 403, 200, 200, 200],
        "POST /agreement": ["/agreement", 403, 422, 422, 422],
        "GET /agreement/versions/:version": ["/agreement/versions/1", 403, 200, 200, 200],
        "GET /sheet": ["/sheet", 403, 200, 200, 200],
        "GET /review": ["/review", 403, 404, 404, 404],
        "POST /review": ["/review", 403, 404, 404, 404],
        "GET /sources": ["/sources", 403, 403, 403, 200],
        "POST /sources": ["/sources", 403, 403, 403, 422],
        "GET /sources/replay": ["/sources/replay", 403, 403, 403, 303],
        "GET /sources/deliveries/:id": ["/sources/deliveries/dlv_nothing", 403, 403, 403, 404],
      };
    const roles = { rep: "cleo", manager: "tom", marketer: "max", operator: "otto" };
    let who: SignedIn[];
    beforeAll(async () => {
      await baton.advance("15m");
      who = [];
      for (const person of Object.values(roles)) who.push(await signIn(baton, person));
    });

    test("has a cell for every route that is served", () => {
      expect(Object.keys(cells).sort()).toEqual(Object.keys(access).sort());
    });

    test.each(Object.entries(cells))(
      "%s is answered as the agreement has it, and to nobody else",
      async (route, cell) => {
        const [path, ...expected] = cell;
        const ask = (browser: SignedIn, headers?: Record<string, string>) =>
          route.startsWith("GET") ? browser.get(path) : browser.post(path, {}, headers);
        const answered: number[] = [];
        for (const browser of who) answered.push((await ask(browser)).status);
        expect(answered).toEqual(expected);
        expect((await ask(browserWith(baton))).status).toBe(route.startsWith("GET") ? 303 : 401);
        if (route.startsWith("GET")) return;
        for (const browser of who) expect((await ask(browser, { origin: "https://evil.example" })).status).toBe(403);
      },
    );
  });

  test("an address that there is not is a page that says so, and files are only those of the pages", async () => {
    expect((await browserWith(baton).get("/nowhere")).status).toBe(404);
    expect((await browserWith(baton).get("/static/board.000000000000.js")).status).toBe(404);
    const page = (await browserWith(baton).get("/")).html;
    for (const [, href] of page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) {
      const file = await browserWith(baton).get(href!);
      expect(file.status, href).toBe(200);
      expect(file.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    }
  });
});
