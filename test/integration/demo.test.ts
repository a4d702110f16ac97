import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../helpers/stack/cli.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { inbox, kindOf } from "../helpers/stack/inbox.ts";
import { apiKey, secrets } from "../helpers/stack/stack.ts";

const root = join(import.meta.dirname, "../..");
/** Fewer than by default, so that six weeks pass within the time of a test, and enough for every kind of thing to happen. */
const PEOPLE = "45";

/** Six weeks of a company, from outside, as whoever runs `npm run demo` finds them. */
describe("the demonstration", () => {
  let dir: string;
  let child: ChildProcess;
  let url: string;
  let said = "";
  let errors = "";
  let mails: Awaited<ReturnType<ReturnType<typeof inbox>["all"]>>;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-demo-"));
    child = spawn(process.execPath, ["packages/local/bin/run.mjs", "demo"], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        PORT: "0",
        BATON_INBOX_PORT: "0",
        BATON_DATA: join(dir, "data"),
        BATON_DEMO_PEOPLE: PEOPLE,
        BATON_API_KEY: apiKey,
        BATON_SECRET_WEBSITE_TOKEN: secrets.WEBSITE_TOKEN,
      },
    });
    child.stderr!.on("data", (chunk) => {
      errors += chunk;
    });
    url = await new Promise((resolve, reject) => {
      child.stdout!.on("data", (chunk) => {
        said += chunk;
        const ready = /^ready (\S+)$/m.exec(said)?.[1];
        if (ready !== undefined) resolve(ready);
      });
      child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${said}${errors}`)));
    });
    mails = await inbox(/Mail inbox\s+(\S+)/.exec(said)![1]!).all();
  }, 120_000);
  afterAll(async () => {
    child?.kill("SIGTERM");
    await rm(dir, { recursive: true, force: true });
  });

  const api = async (path: string) => {
    const response = await fetch(`${url}/api${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
    // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
    return (await response.json()) as any;
  };
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  const range = `from=${day(43)}&to=${day(-1)}`;
  const linkTo = (what: RegExp) =>
    said
      .split("\n")
      .findLast((line) => what.test(line))!
      .match(/http\S+/)![0];

  test("leads are in every state, and what people did with them can be measured", async () => {
    const { leads } = await api("/leads?limit=100");
    const stages = new Set(leads.map(({ stage }: { stage: string }) => stage));
    expect(leads.length).toBeGreaterThan(50);
    expect([...stages]).toEqual(expect.arrayContaining(["contact", "disposition", "closed"]));
    expect(leads.filter(({ owner }: { owner: string | null }) => owner !== null).length).toBeGreaterThan(40);
    const { total } = await api(`/measures/contact-in-time?${range}`);
    expect(total.of).toBeGreaterThanOrEqual(10);
    expect(total.value).toBeGreaterThan(0.5);
    expect(total.value).toBeLessThan(1);
    expect((await api("/quarantine")).deliveries).toHaveLength(1);
  });

  test("both sides asked each other, and a change of the rules waits for one of two signatures", async () => {
    for (const state of ["open", "answered", "returned", "closed"])
      expect((await api(`/requests?state=${state}`)).requests, state).not.toHaveLength(0);
    const { proposal } = await api("/agreement/proposal");
    expect(proposal).toMatchObject({ state: "open", waiting: [{ person: "vera", side: "sales" }] });
    const { versions } = await api("/agreement/versions");
    expect(versions[0].signatures).toHaveLength(2);
  });

  test("campaigns have won deals, and each person of either side had a week to read of", async () => {
    const { total } = await api(`/measures/won-revenue?${range}`);
    expect(Number(total.value[0].amount)).toBeGreaterThan(0);
    const report = await api(`/campaigns/demo-request/report?${range}`);
    expect(report).toMatchObject({ received: expect.any(Number), spend: [{ currency: "EUR" }] });
    expect(report.won).toBeGreaterThan(0);
    const weeks = mails.filter((mail) => kindOf(mail) === "Your week").map(({ to }) => to.split("@")[0]);
    // A rep, a manager and a marketer.
    expect(weeks).toEqual(expect.arrayContaining(["ben", "sam", "mia"]));
    const kinds = new Set(mails.map(kindOf));
    for (const kind of [
      "New lead",
      "Reminder",
      "Escalation",
      "Your lead now",
      "Request",
      "Answered",
      "To sign",
      "Away",
    ])
      expect([...kinds]).toContain(kind);
  });

  test("every mail and every page says that it is a demonstration, and no address leads anywhere", async () => {
    expect(mails.filter(({ text }) => !text.includes("(demonstration"))).toEqual([]);
    expect(mails.filter(({ to }) => !to.endsWith(".example"))).toEqual([]);
    const { leads } = await api("/leads?limit=100");
    expect(leads.filter(({ email }: { email: string | null }) => email && !email.endsWith(".example"))).toEqual([]);
    for (const what of [/A lead, as/, /A request that waits/, /campaign \(demo-request\)/, /has to sign/]) {
      const page = await fetch(linkTo(what));
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Demonstration: Acme")]);
    }
  });

  test("its commands work, and a lead that is sent now is taken, on the clock of the present", async () => {
    const listed = await runCli(["requests"], { url, cwd: root });
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining("case-study")]);
    const response = await fetch(`${url}/hooks/website/${secrets.WEBSITE_TOKEN}`, {
      method: "POST",
      body: new URLSearchParams({ name: "New Comer", "your-email": "new@comer.example", company_size: "700" }),
    });
    expect(response.status).toBe(200);
    const [lead] = (await api("/leads?limit=1")).leads;
    expect(lead).toMatchObject({ name: "New Comer", owner: expect.any(String) });
    expect(Math.abs(Date.parse(lead.createdAt) - Date.now())).toBeLessThan(60_000);
    const inboxUrl = /Mail inbox\s+(\S+)/.exec(said)![1]!;
    await eventually(async () => expect(await inbox(inboxUrl).about("New Comer")).toHaveLength(1));
  });

  test("it keeps to a directory of its own, and ends with all that it started", async () => {
    expect(await readdir(dir)).toEqual(["data-demo"]);
    expect(errors.split("\n").filter((line) => line.includes("of the demonstration failed"))).toEqual([]);
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
    child.kill("SIGINT");
    expect(await exited).toBe(0);
    await expect(fetch(`${url}/health`)).rejects.toThrow();
    await expect(fetch(/Mail inbox\s+(\S+)/.exec(said)![1]!)).rejects.toThrow();
    expect(existsSync(join(dir, "data"))).toBe(false);
  });
});
