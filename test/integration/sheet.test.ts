import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { tap } from "../helpers/sent/rep.ts";
import { arriveByWeb } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { heard, kindOf, type Mail, tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const office = { calendar: "office" };
const agreement = {
  baton: 1,
  name: "What is owed",
  timezone: "UTC",
  manager: "vera",
  signers: { marketing: "mo", sales: "vera" },
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: { ...office, manager: "vera" },
    max: { ...office, role: "marketing", manager: "mo" },
    mo: { ...office, role: "marketing", manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { reps: { members: ["ana"], manager: "vera" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: { qualified: 10, rules: [{ name: "All", when: {}, points: 10 }] },
  routing: [{ name: "All", to: "reps", sla: "fast" }],
  sla: {
    fast: { stages: { contact: { within: "4h" }, disposition: { within: "3d" } } },
    asking: { stages: { answer: { within: "4h" } } },
  },
  reasons: [{ id: "fit", name: "No fit for us" }],
  requests: [{ id: "quote", name: "Quote", to: "ana", sla: "asking" }],
  commitments: {
    marketing: [
      { name: "Accepted", measure: "acceptance-rate", per: "week", atLeast: "90%" },
      { name: "Good briefs", measure: "judged", per: "week" },
    ],
    sales: [{ name: "In time", measure: "contact-in-time", per: "week", atLeast: "80%", needs: ["Accepted"] }],
  },
  goals: [
    { name: "Chances", measure: "opportunities", per: "week", atLeast: 5, owners: { marketing: "mo", sales: "vera" } },
  ],
  review: { every: "2w", on: "wed", at: "10:00", with: ["mo", "vera"], from: "2026-11-11" },
};

/** Two weeks of a company whose sides hold each other to what they promised, from outside. The tests follow each other. */
describe("what both sides owe each other", () => {
  let baton: Baton;
  let dir: string;
  const names = [..."ABCDEFGHIJKL"].map((letter) => `${letter}lf`);
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-sheet-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now: "2026-11-02T09:00:00Z" });
    for (const name of names) {
      await arrives(name);
      await baton.advance("2m");
    }
    // Eight became a chance in time, two were handed back, two nobody saw to.
    for (const name of names.slice(0, 8)) {
      await answers(name, { action: "contacted" });
      await answers(name, {
        action: "outcome",
        outcome: "opportunity",
        amount: "100",
        currency: "EUR",
        deal: `D-${name}`,
      });
    }
    for (const name of names.slice(8, 10)) await answers(name, { action: "reject", reason: "fit", note: "Too small" });
    await baton.moveTo("2026-11-09T12:00:00Z");
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const arrives = (name: string) => arriveByWeb(baton, name);
  const answers = async (name: string, form: Record<string, string>) => {
    const mail = (await baton.inbox.about(`Lead: ${name}`)).at(-1) ?? (await baton.inbox.about(name)).at(-1)!;
    const page = await tap(baton, tokenIn(mail), form);
    expect(page.status, page.html).toBe(200);
    await baton.advance("0s");
  };
  const sheet = async (query = "") => (await baton.api(`/sheet${query}`)).json;
  const review = async (query = "") => (await baton.api(`/review${query}`)).json;
  const lastTo = async (person: string, kind: string): Promise<Mail> =>
    (await baton.inbox.all()).filter((mail) => kindOf(mail) === kind && mail.to.startsWith(`${person}@`)).at(-1)!;
  const linkIn = ({ text }: Mail, page: "a" | "p", near: string): string => {
    const from = text.toUpperCase().indexOf(near.toUpperCase());
    const link = new RegExp(`/${page}/[A-Za-z0-9_.-]+`).exec(text.slice(from))?.[0];
    if (from < 0 || link === undefined) throw new Error(`There is no link to /${page}/ after “${near}” in: ${text}`);
    return link;
  };
  const post = async (path: string, form: Record<string, string>) => {
    const response = await baton.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });
    await baton.advance("0s");
    return { status: response.status, html: await response.text() };
  };

  test("the sheet has what a recount by hand has", async () => {
    const { sides, goals, coordination } = await sheet();
    // Ten of twelve were seen to in time; of these ten eight were accepted, and two more count as accepted once nobody said anything.
    expect(sides.sales.gives).toMatchObject([
      {
        name: "In time",
        period: "2026-W45",
        value: 10 / 12,
        n: 10,
        of: 12,
        met: true,
        needs: [{ name: "Accepted", met: false }],
      },
    ]);
    expect(sides.marketing.gives).toMatchObject([
      { name: "Accepted", n: 8, of: 10, open: 2, met: false },
      { name: "Good briefs", met: null, why: "nobody has judged it" },
    ]);
    expect(goals).toMatchObject([{ name: "Chances", value: 8, met: true }]);
    expect(coordination.mails).toBeTypeOf("number");
    const run = await runCli(["sheet"], { url: baton.url, cwd: dir });
    expect(run.stdout).toMatch(/Accepted +at least 90 % a week +2026-W45 +80 % \(8 of 10\), not kept/);
    expect(run.stdout).toMatch(
      /In time +at least 80 % a week +2026-W45 +83.3 % \(10 of 12\), kept .* Accepted \(not kept\)/,
    );
  });

  test("whoever signs reads it in their Weekly, judges there, and opens the page", async () => {
    const week = await lastTo("vera", "Your week");
    const said = week.text.replace(/\s+/g, " ");
    expect(said).toContain("Accepted, 2026-W45: 80 % (8 of 10), not kept");
    expect(said).toContain("In time, 2026-W45: 83.3 % (10 of 12), kept; it needs Accepted, which was not kept");
    const page = await (await baton.fetch(linkIn(week, "p", "The whole balance sheet"))).text();
    expect(page).toContain("80 % (8 of 10), not kept");
    expect(page).toContain("Minutes of meetings a person");
    const ask = linkIn(week, "a", "2026-W45: did marketing keep “Good briefs”?");
    expect((await post(ask, { answer: "kept" })).html).toContain("Thank you, noted.");
    expect((await sheet()).sides.marketing.gives[1]).toMatchObject({ value: 1, met: true });
    expect(await lastTo("ana", "Your week")).not.toMatchObject({
      text: expect.stringContaining("What marketing gave"),
    });
  });

  test("a working day before the review both get what needs them, and the meeting in their calendar", async () => {
    await baton.moveTo("2026-11-10T10:00:00Z");
    const mail = await lastTo("mo", "Review");
    expect(mail.subject).toBe("Review: Wed 11 Nov 2026, 10:00 (UTC), 30 minutes");
    expect(mail.text.replace(/\s+/g, " ")).toContain("Accepted (marketing), 2026-W45: 80 % (8 of 10), not kept");
    expect(mail.text).toContain("handed back: No fit for us");
    // Nothing by which anybody could be reached.
    expect(mail.text).not.toMatch(/co-[a-z]lf\.example|668 18 00|\+41/i);
    const pack = await review();
    expect(pack).toMatchObject({ at: "2026-11-11T10:00:00.000Z", needed: true, marked: [], actionItems: [] });
    expect(pack.promises).toMatchObject([{ of: "marketing", name: "Accepted", met: false }]);
    expect(pack.together.marketing).toHaveLength(2);
    expect(pack.together.sales.length).toBeGreaterThan(0);
  });

  test("an action item is written down on the page, told, reminded of, and stands in the next pack", async () => {
    const path = linkIn(await lastTo("mo", "Review"), "p", "Open the review");
    expect((await post(path, { text: "", owner: "max", due: "2026-11-13" })).html).toContain(
      "Please say what is to be done",
    );
    expect((await post(path, { text: "Ask for the size", owner: "max", due: "yesterday" })).status).toBe(422);
    const made = await post(path, { text: "Ask for the size of the company", owner: "max", due: "2026-11-13" });
    expect(made.html).toContain("Written down. Max is told.");
    await post(path, { text: "Ask for the size of the company", owner: "max", due: "2026-11-13" });
    await baton.moveTo("2026-11-17T12:00:00Z");
    const about = await baton.inbox.about("Ask for the size");
    expect(heard(about)).toEqual(["Request → max", "Reminder → max", "Escalation → mo"]);
    const next = await review();
    expect(next).toMatchObject({
      at: "2026-11-25T10:00:00.000Z",
      needed: true,
      actionItems: [{ text: "Ask for the size of the company", owner: "max", due: "2026-11-13", done: false }],
    });
    const page = await tap(baton, tokenIn(about[0]!), { action: "answer", note: "It is in the form" });
    expect(page.html).toContain("Answered. Mo is told.");
    expect((await review()).actionItems).toMatchObject([{ done: true, said: "It is in the form" }]);
    const run = await runCli(["review"], { url: baton.url, cwd: dir });
    expect(run.stdout).toMatch(/Ask for the size of the company +max +2026-11-13 +It is in the form/);
  });

  test("a period is closed after ten working days, and its numbers stay", async () => {
    await baton.moveTo("2026-11-20T17:30:00Z");
    const before = (await sheet("?at=2026-11-08")).sides.marketing.gives[0];
    expect(before).toMatchObject({ period: "2026-W45", closed: true, closesAt: "2026-11-20T17:00:00.000Z" });
    expect((await baton.api("/sheet?at=2026-02-30")).json.error.code).toBe("sheet.at");
  });

  test("incentives are refused while a goal has been counted for less than eight weeks, and are by team afterwards", async () => {
    expect(await baton.api("/incentives")).toMatchObject({ status: 409, json: { error: { code: "goal.early" } } });
    await baton.moveTo("2027-01-04T12:00:00Z");
    const run = await runCli(["incentives"], { url: baton.url, cwd: dir });
    expect(run.stdout.split("\r\n")[0]).toBe(
      "goal,measure,period,closed,version,team,atLeast,atMost,value,n,of,met,why",
    );
    expect(run.stdout).not.toMatch(/ana|vera|mo\b/);
  });
});
