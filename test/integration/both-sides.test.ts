import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { tap } from "../helpers/sent/rep.ts";
import { arriveByWeb } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { heard, type Mail, tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const agreement = {
  baton: 1,
  name: "Both sides",
  timezone: "Europe/Zurich",
  manager: "vera",
  signers: { marketing: "mo", sales: "vera" },
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ana: { calendar: "office" },
    sam: { calendar: "office", manager: "vera" },
    vera: { calendar: "office", manager: undefined },
    mia: { role: "marketing", calendar: "office", manager: "mo" },
    mo: { role: "marketing", calendar: "office", manager: "vera" },
  }),
  teams: { sales: { members: ["ana"], manager: "sam" }, content: { members: ["mia"], manager: "mo" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: {},
  routing: [{ name: "Everyone", to: "sales", sla: "fast" }],
  sla: {
    fast: { stages: { contact: { within: "4h" }, disposition: { within: "5d" } } },
    asking: {
      stages: {
        answer: {
          within: "4h",
          steps: [
            { at: "50%", do: "remind" },
            { at: "100%", do: "escalate", to: "manager" },
          ],
        },
      },
    },
  },
  reasons: [{ id: "data", name: "Number is wrong", cause: "data", requests: "fix" }],
  requests: [
    { id: "fix", name: "Data fix", from: "sales", to: "content", sla: "asking" },
    { id: "quote", name: "Quote", from: "marketing", to: "lead.owner", sla: "asking" },
  ],
};

/** What the sides ask of each other, from outside. The tests follow each other. */
describe("two sides", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-both-sides-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now: "2026-11-23T08:00:00Z" });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const arrives = (name: string) => arriveByWeb(baton, name);
  const mailsTo = async (person: string, about: string): Promise<Mail[]> =>
    (await baton.inbox.about(about)).filter(({ to }) => to.startsWith(`${person}@`));
  const answers = async (person: string, about: string, form: Record<string, string>) => {
    const mail = (await mailsTo(person, about)).at(-1)!;
    const { html } = await tap(baton, tokenIn(mail), form);
    await baton.advance("0s");
    return html;
  };
  /** Opens the link of the latest mail to somebody that asks for a signature, and posts its form as it stands. */
  const signs = async (person: string) => {
    const mails = (await baton.inbox.all()).filter(
      ({ to, subject }) => to.startsWith(`${person}@`) && subject.startsWith("To sign"),
    );
    const path = /\/a\/[\w.-]+/.exec(mails.at(-1)!.text)![0];
    const page = await (await baton.fetch(path)).text();
    const [, answer] = /name="answer" value="(\w+)"/.exec(page)!;
    const response = await baton.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `answer=${answer}`,
    });
    await baton.advance("0s");
    return { page, status: response.status, html: await response.text() };
  };
  const requests = async (query = "") => (await baton.api(`/requests${query}`)).json.requests;

  test("a rep asks from the lead's page; the other side is told, and answers on a page of its own", async () => {
    const lead = await arrives("Quirin");
    const page = await answers("ana", "Lead: Quirin", { action: "request", kind: "fix", text: "Which number works?" });
    expect(page).toContain("Asked. Mia was told.");
    expect(await requests()).toEqual([
      expect.objectContaining({ kind: "fix", lead, by: "ana", to: "mia", state: "open", text: "Which number works?" }),
    ]);
    const [mail] = await mailsTo("mia", "Request: Data fix: Quirin");
    expect(mail!.from).toContain("Baton · Request");
    expect(mail!.text).toContain("Which number works?");
    // What reaches the lead stands on the page of whoever is to answer, not in the mail.
    expect(mail!.text).not.toContain("+41446681800");
    const opened = await (await baton.fetch(`/r/${tokenIn(mail!)}`)).text();
    expect(opened).toContain("+41446681800");
    await baton.advance("3h");
    expect(await answers("mia", "Data fix: Quirin", { action: "answer", note: "+41 44 668 18 01" })).toContain(
      "Answered. Ana is told.",
    );
    expect((await requests())[0]).toMatchObject({ state: "answered", answer: "+41 44 668 18 01" });
    expect(heard(await baton.inbox.about("Data fix: Quirin"))).toEqual([
      "Request → mia",
      "Reminder → mia",
      "Answered → ana",
    ]);
  });

  test("the one who asked sends it back once, and sees no way to reach a lead on its page", async () => {
    const [mail] = await mailsTo("ana", "Data fix: Quirin");
    const page = await (await baton.fetch(`/r/${tokenIn(mail!)}`)).text();
    expect(page).toContain("Not what I asked");
    expect(page).not.toContain("+41446681800");
    expect(await answers("ana", "Data fix: Quirin", { action: "return", note: "A mobile, please" })).toContain(
      "Sent back",
    );
    expect((await requests())[0]).toMatchObject({ state: "returned" });
    await answers("mia", "Data fix: Quirin", { action: "answer", note: "+41 79 000 00 00" });
    expect((await requests())[0]).toMatchObject({ state: "closed", answer: "+41 79 000 00 00" });
  });

  test("marketing asks whoever has a lead by the CLI; what is answered late is told to a manager", async () => {
    const lead = await arrives("Ruben");
    const run = await runCli(["request", lead, "quote", "May we quote them?", "--by", "mia"], {
      url: baton.url,
      cwd: dir,
    });
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining("ana is to answer")]);
    await baton.advance("1d");
    expect(heard(await baton.inbox.about("Quote: Ruben"))).toEqual([
      "Request → ana",
      "Reminder → ana",
      "Escalation → sam",
    ]);
    await answers("ana", "Quote: Ruben", { action: "answer", note: "They agree" });
    const listed = await runCli(["requests", "--by", "mia"], { url: baton.url, cwd: dir });
    expect(listed.stdout).toMatch(/quote +lead_\w+ +mia +ana +answered/);
  });

  test("in time is what was answered before its first deadline, by person and in total", async () => {
    const measure = async (query = "") => (await baton.api(`/measures/requests-in-time${query}`)).json;
    const range = "?from=2026-11-01&to=2026-12-31";
    // Quirin's twice in time, as it was sent back once; Ruben's late.
    expect((await measure(range)).total).toMatchObject({ value: 2 / 3, n: 2, of: 3 });
    expect((await measure(`${range}&by=team`)).cells).toEqual([
      // A team of one is shown by its side.
      expect.objectContaining({ key: "marketing", n: 2, of: 2 }),
      expect.objectContaining({ key: null, n: 0, of: 1 }),
    ]);
    expect((await measure(`${range}&by=cause`)).cells).toEqual([
      expect.objectContaining({ key: null, n: 2, of: 2 }),
      expect.objectContaining({ key: "unanswered", n: 0, of: 1 }),
    ]);
  });

  test("a rejection whose reason asks for something asks for it", async () => {
    const lead = await arrives("Severin");
    await answers("ana", "Lead: Severin", { action: "reject", reason: "data", note: "It is a fax" });
    expect((await requests("?state=open"))[0]).toMatchObject({
      kind: "fix",
      lead,
      by: "ana",
      to: "mia",
      text: "It is a fax",
    });
  });

  test("a change of the rules decides no lead before both sides have signed it, and the roster needs nobody", async () => {
    const put = (changed: object, query = "") =>
      baton.api(`/agreement${query}`, { method: "PUT", body: JSON.stringify({ ...agreement, ...changed }) });
    const before = (await baton.api("/agreement")).json.version;
    const sla = { ...agreement.sla, fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d" } } } };
    const made = await put({ sla }, "?why=Quicker&by=sam");
    expect([made.status, made.json.proposal]).toEqual([
      202,
      { digest: expect.stringMatching(/^[0-9a-f]{64}$/), waiting: ["mo", "vera"] },
    ]);
    await baton.advance("0s");
    const { page, html } = await signs("mo");
    expect(page).toContain("the contact window");
    expect(page).toContain(made.json.proposal.digest);
    expect(html).toContain("Thank you, noted.");
    const windowOf = async (name: string) => {
      const { clock, createdAt } = await baton.lead(await arrives(name));
      return Date.parse(clock!.respondBy) - Date.parse(createdAt);
    };
    await baton.moveTo("2026-12-01T09:00:00Z");
    expect(await windowOf("Tiber")).toBe(4 * 3_600_000);
    expect((await baton.api("/agreement/proposal")).json.proposal).toMatchObject({
      state: "open",
      waiting: [{ person: "vera", side: "sales" }],
    });
    await signs("vera");
    expect(await windowOf("Ulla")).toBe(3_600_000);
    const shown = await runCli(["proposal"], { url: baton.url, cwd: dir });
    expect(shown.stdout).toMatch(/^inForce[\s\S]*marketing, mo: signed[\s\S]*sales, vera: signed/);
    const { versions } = (await baton.api("/agreement/versions")).json;
    expect(versions[0]).toMatchObject({
      version: before + 1,
      signatures: [{ by: "mo" }, { by: "vera" }],
      digest: made.json.proposal.digest,
    });
    const ana = { ...agreement.people.ana, languages: ["fr"] };
    const roster = await put({ sla, people: { ...agreement.people, ana } });
    expect([roster.status, roster.json.version]).toEqual([200, before + 2]);
    const urgent = await put({ sla: agreement.sla, people: { ...agreement.people, ana } }, "?emergency=Flu");
    expect([urgent.status, urgent.json.version]).toEqual([200, before + 3]);
    expect((await baton.api("/agreement")).json).toMatchObject({ unsigned: "Flu" });
    await baton.advance("0s");
    for (const person of ["mo", "vera"]) await signs(person);
    expect((await baton.api("/agreement")).json).not.toHaveProperty("unsigned");
    // Whom it affects hears of it once, in words.
    await baton.moveTo("2026-12-07T09:00:00Z");
    const week = (await baton.inbox.about("Your week")).filter(({ to }) => to.startsWith("ana@")).at(-1)!;
    expect(week.text.replace(/\s+/g, " ")).toMatch(/agreement changed: version \d+ .*contact window/i);
  });

  test("nonsense is refused by name, and a scanner that opens every link changes nothing", async () => {
    const post = async (body: object) => {
      const { status, json } = await baton.api("/requests", { body });
      return [status, json.error?.code];
    };
    expect(await post({ kind: "fixx", text: "?", by: "ana" })).toEqual([422, "request.kind"]);
    expect(await post({ kind: "quote", text: "?", by: "mia" })).toEqual([422, "request.lead"]);
    expect(await post({ kind: "quote", text: "?", by: "ana" })).toEqual([403, "request.side"]);
    expect(await post({ kind: "fix", text: "?", by: "nobody" })).toEqual([422, "request.by"]);
    expect(await post({ kind: "fix", text: "?", by: "ana", lead: "lead_x" })).toEqual([404, "lead.unknown"]);
    expect(await post({ kind: "fix", text: "", by: "ana" })).toEqual([400, "request.invalid"]);
    const before = await requests();
    for (const { text } of await baton.inbox.all())
      for (const [path] of text.matchAll(/\/[ra]\/[\w.-]+/g))
        for (const method of ["GET", "HEAD"]) await baton.fetch(path, { method });
    expect(await requests()).toEqual(before);
    expect((await baton.api("/leads")).json.leads).toHaveLength(5);
  });
});
