import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { type BoardReader, boardReader, hiddenIn } from "../helpers/stack/board-reader.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const office = { calendar: "office" };
const agreement = {
  baton: 1,
  name: "What is agreed",
  timezone: "UTC",
  manager: "vera",
  operator: "otto",
  signers: { marketing: "mo", sales: "vera" },
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: { ...office, manager: "vera" },
    mo: { ...office, role: "marketing", manager: "vera", deputy: "max", languages: ["de"] },
    max: { ...office, role: "marketing", manager: "mo" },
    otto: { ...office, role: "operator", manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { reps: { members: ["ana"], manager: "vera" }, nurture: { members: ["max"], manager: "mo" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  fields: { employees: { type: "number", min: 0 }, interest: { type: "string", values: ["demo", "prices"] } },
  score: {
    qualified: 10,
    bands: { hot: 10 },
    rules: [{ name: "Large", when: { employees: { gte: 50 } }, points: 10 }],
  },
  routing: [
    { name: "Hot", when: { band: "hot" }, to: "reps", sla: "fast" },
    { name: "Everyone else", to: "nurture", sla: "none" },
  ],
  sla: {
    fast: {
      stages: {
        contact: { within: "1h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
        disposition: { within: "3d" },
      },
    },
  },
  reasons: [{ id: "fit", name: "No fit for us" }],
  review: { every: "2w", on: "wed", at: "10:00", with: ["mo", "vera"], from: "2026-11-11" },
  commitments: {
    marketing: [{ name: "Accepted", measure: "acceptance-rate", per: "week", atLeast: "90%" }],
    sales: [{ name: "In time", measure: "contact-in-time", per: "week", atLeast: "80%" }],
  },
};
const quicker = structuredClone(agreement);
quicker.sla.fast.stages.contact.within = "30m";

/** What both sides read, try and sign on the board. The tests follow each other. */
describe("the agreement on the board", () => {
  let baton: Baton;
  let dir: string;
  let vera: BoardReader;
  let mo: BoardReader;
  let max: BoardReader;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-board-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now: "2026-11-09T10:00:00Z" });
    vera = await boardReader(baton, "vera@acme.example");
    mo = await boardReader(baton, "mo@acme.example");
    max = await boardReader(baton, "max@acme.example");
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const propose = async (): Promise<void> => {
    const query = new URLSearchParams({ by: "otto", why: "Customers wait too long" });
    const { status } = await baton.api(`/agreement?${query}`, { method: "PUT", body: JSON.stringify(quicker) });
    expect(status).toBe(202);
    await baton.advance("0s");
  };

  test("is for those who lead a side and who runs it", async () => {
    const ana = await boardReader(baton, "ana@acme.example");
    for (const path of ["/agreement", "/agreement/versions/1", "/sheet", "/review"])
      expect((await ana.open(path)).status).toBe(403);
    expect((await ana.send("/agreement", { action: "decide" })).status).toBe(403);
    expect((await ana.send("/review", { text: "x" })).status).toBe(403);
    expect((await (await boardReader(baton, "otto@acme.example")).open("/agreement")).status).toBe(200);
  });

  test("is said in words, in the reader's language", async () => {
    const english = (await vera.open("/agreement")).html;
    for (const said of [
      "when band is hot",
      "to reps",
      "employees is at least 50",
      "contact within 1h",
      "No fit for us",
    ])
      expect(english).toContain(said);
    expect(english).not.toContain("Waits for signatures");
    const german = (await mo.open("/agreement")).html;
    expect(german).toContain('<html lang="de">');
    expect(german).toContain("Wer welchen Lead bekommt");
  });

  test("shows of a lead that somebody types in who would get it and why", async () => {
    const lead = { action: "decide", email: "kim@globex.example", employees: "600", source: "web" };
    const { html, status } = await vera.send("/agreement", { ...lead, at: "2026-11-09T11:00" });
    expect(status).toBe(200);
    expect(html).toContain("Ana would get it.");
    expect(html).toContain("By the rule “Hot”, with 10 points (hot).");
    expect(html).toContain('value="600"');
    expect(html).toContain("Mon 9 Nov 2026, 12:00");
    expect((await baton.api("/leads")).json.leads).toEqual([]);
  });

  test("says what of it could not be used, and where", async () => {
    const { html, status } = await vera.send("/agreement", { action: "decide", employees: "lots", interest: "<b>" });
    expect(status).toBe(200);
    expect(html).toContain("things you typed could not be used: ");
    expect(html).toContain('aria-describedby="lead-employees-why"');
    expect(html).toContain('value="lots"');
    const bad = await vera.send("/agreement", { action: "decide", at: "2026-13-45T99:00" });
    expect([bad.status, bad.html.includes("This is no time that there is.")]).toEqual([422, true]);
    expect((await vera.send("/agreement", { action: "decide", "account.owner": "__proto__" })).status).toBe(200);
    expect((await vera.send("/agreement", {})).status).toBe(422);
    expect((await vera.send("/agreement", { action: "sign", digest: "0" })).status).toBe(409);
  });

  test("a change waits for both signatures, in words, and is signed by those who sign it only", async () => {
    await propose();
    const { html } = await vera.open("/agreement");
    expect(html).toContain("Waits for signatures");
    expect(html).toContain("What for: Customers wait too long (Otto)");
    expect(html).toContain("the contact window shrinks from 1h to 30m");
    const { digest } = hiddenIn(html.slice(html.indexOf('value="sign"') - 60));
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    const otto = await boardReader(baton, "otto@acme.example");
    expect((await otto.open("/agreement")).html).not.toContain('value="sign"');
    expect((await otto.send("/agreement", { action: "sign", digest: digest! })).status).toBe(403);
    expect((await vera.send("/agreement", { action: "sign", digest: "another" })).status).toBe(409);
    const signed = await vera.send("/agreement", { action: "sign", digest: digest! });
    expect([signed.status, signed.html.includes('value="sign"')]).toEqual([200, false]);
    expect(signed.html).toContain("Vera for sales, ");
    expect((await vera.send("/agreement", { action: "sign", digest: digest! })).status).toBe(200);
    expect((await baton.api("/agreement")).json.version).toBe(1);
  });

  test("a deputy signs for whom they stand in for, and it comes into force", async () => {
    const { html } = await max.open("/agreement");
    expect(html).toContain("I sign for marketing");
    const { digest } = hiddenIn(html.slice(html.indexOf('value="sign"') - 60));
    const signed = await max.send("/agreement", { action: "sign", digest: digest! });
    expect(signed.status).toBe(200);
    await baton.advance("15s");
    expect((await baton.api("/agreement")).json.version).toBe(2);
    const now = (await vera.open("/agreement")).html;
    expect(now).not.toContain("Waits for signatures");
    expect(now).toContain("Max for Mo, ");
    expect(now).toContain("Version 2, in force since");
  });

  test("versions are listed with who signed them, and differ in words", async () => {
    const { html } = await vera.open("/agreement/versions/2");
    expect(html).toContain("What is different from version 1");
    expect(html).toContain("sla: fast: the contact window shrinks from 1h to 30m");
    expect(html).toContain("Customers wait too long");
    const back = await vera.open("/agreement/versions/1?beside=2");
    expect(back.html).toContain("the contact window grows from 30m to 1h");
    expect((await vera.open("/agreement/versions/2?beside=2")).html).toContain("They say the same.");
    for (const path of ["3", "0", "x", "1?beside=9", "1?beside=x", "99999999"])
      expect((await vera.open(`/agreement/versions/${path}`)).status).toBe(404);
    expect((await vera.open("/agreement?before=rubbish")).status).toBe(200);
  });

  test("the balance sheet is there of any day, and as CSV", async () => {
    const { html } = await vera.open("/sheet");
    expect(html).toContain("What both sides owe each other");
    expect(html).toMatch(/<nav[^>]*>.*aria-current="page"/s);
    expect((await mo.open("/sheet?at=2026-11-01")).html).toContain('value="2026-11-01"');
    const csv = await vera.open("/sheet?as=csv");
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect(csv.html.split("\r\n")[0]).toBe(
      "side,name,measure,unit,period,from,to,value,n,of,atLeast,atMost,met,why,closed",
    );
    expect(csv.html).toContain("sales,In time,contact-in-time,share,2026-W45");
    expect((await vera.open("/sheet?at=yesterday")).status).toBe(400);
  });

  test("the review has its form, and is in the calendars of those who take part", async () => {
    expect((await vera.open("/review")).html).toContain('value="2026-11-11"');
    const written = await vera.send("/review", { text: "Ask for the size", owner: "max", due: "2026-11-13" });
    expect(written.html).toContain("Written down. Max is told.");
    await baton.advance("0s");
    expect((await vera.open("/review")).html).toContain("Ask for the size");
    expect((await vera.send("/review", { text: "", owner: "nobody", due: "never" })).status).toBe(422);
    const ics = await vera.open("/review?as=ics");
    expect(ics.headers.get("content-type")).toContain("text/calendar");
    expect(ics.html).toContain("UID:review-2026-11-11@baton");
    expect((await max.open("/review?as=ics")).status).toBe(403);
    expect((await vera.open("/review?at=never")).status).toBe(400);
  });
});
