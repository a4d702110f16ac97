import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { send, standardWebhook } from "../helpers/sent/deliveries.ts";
import { tap } from "../helpers/sent/rep.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { heard, type Mail, tokenIn } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { apiKey, type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

/** Marketing nurtures, representatives try, who sells takes over, and one desk claims. Everybody always works, so that times are plain. */
const agreement = {
  baton: 1,
  name: "Stories",
  timezone: "UTC",
  manager: "vera",
  calendars: { always: { week: { "mon-sun": ["00:00-24:00"] } } },
  people: people({
    ana: {},
    ben: {},
    cleo: { manager: "tim" },
    dora: { manager: "tim" },
    max: { role: "marketing", manager: "vera" },
    sam: { manager: "vera" },
    tim: { manager: "vera" },
    vera: { manager: undefined },
  }),
  teams: {
    reps: { members: ["ana", "ben"], manager: "sam" },
    closers: { members: ["cleo", "dora"], manager: "tim" },
    desk: { members: ["ana", "ben", "cleo"], pick: "claim", claim: { within: "10m" }, manager: "sam" },
  },
  sources: {
    web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } },
    tracking: { provider: "standard-webhooks", auth: { secret: "STORIES_SECRET" } },
  },
  fields: { employees: { type: "number" }, interest: { type: "string", values: ["demo", "desk"] } },
  score: {
    qualified: 50,
    rules: [
      { name: "Large", when: { employees: { gte: 100 } }, points: 60 },
      { name: "Asked for a demo", when: { interest: ["demo", "desk"] }, points: 60 },
    ],
    touches: [{ name: "Saw prices", touch: "page", when: { path: "/prices" }, points: 30 }],
  },
  routing: [
    { name: "Desk", when: { interest: "desk" }, to: "desk", sla: "demo" },
    { name: "Hot", when: { score: { gte: 50 } }, to: "reps", sla: "demo" },
    { name: "Nurture", to: "max", sla: "nurture" },
  ],
  sla: {
    demo: {
      snooze: { max: "2d" },
      stages: {
        contact: {
          within: "1h",
          attempts: { count: 3, next: ["4h", "1d"] },
          nextResponse: "2h",
          steps: [
            { at: "50%", do: "remind" },
            { at: "100%", do: "escalate", to: "manager" },
          ],
        },
        disposition: { within: "5d", handTo: { to: "closers", sla: "deal" } },
      },
    },
    deal: {
      stages: {
        contact: { within: "4h", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
        disposition: { within: "20d" },
      },
    },
    nurture: { stages: { contact: { within: "10d" }, disposition: { within: "20d" } } },
  },
  reasons: [
    { id: "not-a-fit", name: "Not a fit", cause: "fit" },
    { id: "unreached", name: "Could not be reached", cause: "data", afterAttempts: 3 },
  ],
};
const STORIES_SECRET = `whsec_${Buffer.from("stories-secret-Jd83kLq0").toString("base64")}`;

/** What people live through with one lead, from its form to the last mail. The tests follow each other. */
describe("a lead that lives", () => {
  let baton: Baton;
  let dir: string;
  let day = Date.parse("2026-11-24T09:00:00Z");
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-stories-"));
    const file = join(dir, "stories.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({
      agreement: file,
      now: "2026-11-24T09:00:00Z",
      env: { BATON_SECRET_STORIES_SECRET: STORIES_SECRET },
    });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const post = async (fields: Record<string, unknown>) => {
    const { status } = await baton.fetch(`/hooks/web/${secrets.WEBSITE_TOKEN}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
    expect(status).toBe(200);
    await baton.advance("0s");
  };

  /** Somebody asks, at nine in the morning of a day of their own. */
  async function story(name: string, fields: Record<string, unknown> = { interest: "demo" }, days = 3) {
    await baton.moveTo(new Date(day).toISOString());
    const today = new Date(day).toISOString().slice(0, 10);
    day += days * 86_400_000;
    const email = `${name.toLowerCase()}@globex.example`;
    await post({ name, email, ...fields });
    const { id } = await leadNamed(baton, name);
    const mails = (): Promise<Mail[]> => baton.inbox.about(name);
    return {
      id,
      name,
      mails,
      lead: () => baton.lead(id),
      heard: async () => heard(await mails()),
      again: (more: Record<string, unknown>) => post({ name, email, ...more }),
      at: (time: string, days = 0) =>
        baton.moveTo(`${new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)}T${time}:00Z`),
      today: (days = 0) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10),
      async tap(person: string, form: Record<string, string>) {
        const latest = (await mails()).findLast(({ to }) => to.startsWith(`${person}@`));
        const page = await tap(baton, tokenIn(latest!), form);
        await baton.advance("0s");
        return page;
      },
      async looks(n: number) {
        const data = { touch: "page", label: "/prices", email, facts: { path: "/prices" }, id: `${name}-${n}` };
        const signing = { id: `${name}-${n}`, at: await nowOf(), secret: STORIES_SECRET };
        const answer = await send(baton, standardWebhook("/hooks/tracking", { type: "touch.recorded", data }, signing));
        expect(answer.status).toBe(200);
        await baton.advance("0s");
      },
    };
  }
  const nowOf = async (): Promise<number> => {
    const response = await baton.fetch("/local/clock", { method: "POST", body: JSON.stringify({ advance: "0s" }) });
    return Date.parse(((await response.json()) as { now: string }).now);
  };

  test("leave and return: who asks again while their owner is ill is heard by the deputy, whose window runs", async () => {
    const s = await story("Lena");
    const { owner } = await s.lead();
    await s.tap(owner!, { action: "contacted" });
    await s.at("10:00", 1);
    await s.tap(owner!, { action: "away", from: s.today(1), until: s.today(2), deputy: "dora" });
    await s.at("11:00", 1);
    await s.again({ message: "Are you there?" });
    expect(await s.lead()).toMatchObject({ owner, stage: "contact", clock: { kind: "answer", holder: "dora" } });
    const asked = (await s.mails()).at(-1)!;
    expect(asked.text).toContain("Are you there?");
    expect(asked.text).toMatch(/due in 2 h|Due .*13:00|by .*13:00/);
    await s.tap("dora", { action: "contacted" });
    await s.at("18:00", 1);
    expect(await s.heard()).toEqual([`New lead → ${owner}`, "Asked again → dora"]);
    expect(heard(await baton.inbox.about("Away: ")).sort()).toEqual(["Away → dora", "Away → sam"]);
    expect((await s.lead()).windows.filter(({ breachedAt }) => breachedAt)).toEqual([]);
  });

  test("contact and return: an answer is due, and its ladder runs", async () => {
    const s = await story("Conrad");
    const { owner } = await s.lead();
    await s.tap(owner!, { action: "contacted" });
    await s.at("14:00");
    await s.again({ message: "One more question" });
    await s.at("16:01");
    expect(await s.heard()).toEqual([
      `New lead → ${owner}`,
      `Asked again → ${owner}`,
      `Reminder → ${owner}`,
      "Escalation → sam",
    ]);
    await s.tap(owner!, { action: "contacted" });
    expect(await s.lead()).toMatchObject({ stage: "disposition" });
  });

  test("snooze and return: the pause is over, and the owner knows why", async () => {
    const s = await story("Sonja");
    const { owner } = await s.lead();
    await s.at("09:10");
    await s.tap(owner!, { action: "snooze", until: `${s.today(1)}T09:00:00Z`, reason: "In a meeting" });
    await s.at("09:30");
    await s.again({ message: "I am free now" });
    // Fifty minutes were left, and are left from now on.
    expect((await s.lead()).clock).toMatchObject({ respondBy: `${s.today()}T10:20:00.000Z` });
    await s.tap(owner!, { action: "contacted" });
    await s.at("18:00");
    expect(await s.heard()).toEqual([`New lead → ${owner}`, `Asked again → ${owner}`]);
  });

  test("nurture to hot by a form: sales has the lead with a whole window, and marketing knows", async () => {
    const s = await story("Frida", { employees: 20 });
    expect((await s.lead()).owner).toBe("max");
    await s.at("09:00", 2);
    await s.again({ employees: 500, message: "We have grown." });
    const lead = await s.lead();
    expect(["ana", "ben"]).toContain(lead.owner);
    expect(lead).toMatchObject({ decision: { rule: "Hot" }, clock: { respondBy: `${s.today(2)}T10:00:00.000Z` } });
    expect((await s.heard()).sort()).toEqual(["Handed on → max", `New lead → ${lead.owner}`, "New lead → max"].sort());
    expect((await s.mails()).find(({ to }) => to.startsWith(lead.owner!))!.text).toContain("We have grown.");
    // All of them are one thread.
    expect(new Set((await s.mails()).map(({ subject }) => subject.replace(/^Re: /, ""))).size).toBe(1);
    await s.tap(lead.owner!, { action: "contacted" });
  });

  test("nurture to hot by touches: the one that makes it so moves it, once", async () => {
    const s = await story("Tilda", { employees: 20 });
    await s.looks(1);
    expect((await s.lead()).owner).toBe("max");
    await s.looks(2);
    await s.looks(3);
    const { owner } = await s.lead();
    expect(["ana", "ben"]).toContain(owner);
    expect((await s.heard()).sort()).toEqual(["Handed on → max", `New lead → ${owner}`, "New lead → max"].sort());
    await s.tap(owner!, { action: "contacted" });
  });

  test("three attempts by cadence, then rejected: each is reminded of once, and the reason opens with the third", async () => {
    const s = await story("Tristan", { interest: "demo" }, 6);
    const { owner } = await s.lead();
    const early = await s.tap(owner!, { action: "attempted", channel: "call", note: "Mailbox" });
    expect(early.html).toContain("try 1 of 3");
    expect((await s.tap(owner!, { action: "reject", reason: "unreached" })).status).toBe(422);
    await s.at("12:30");
    await s.tap(owner!, { action: "attempted", channel: "email" });
    await s.at("10:00", 1);
    await s.tap(owner!, { action: "attempted", channel: "call" });
    const page = await s.tap(owner!, { action: "reject", reason: "unreached" });
    expect(page.html).toContain("Marketing will see why");
    await s.at("18:00", 4);
    expect(await s.heard()).toEqual([`New lead → ${owner}`, `Reminder → ${owner}`, `Reminder → ${owner}`]);
    const reminders = (await s.mails()).filter(({ from }) => from.includes("Reminder"));
    expect(reminders.map(({ text }) => /try \d of 3/.exec(text)?.[0])).toEqual(["try 2 of 3", "try 3 of 3"]);
    expect(await s.lead()).toMatchObject({ closed: { as: "rejected", reason: "unreached" } });
    expect((await s.lead()).windows.filter(({ breachedAt }) => breachedAt)).toEqual([]);
  });

  test("SDR to AE: an opportunity goes on to who sells, and the first owner keeps the credit", async () => {
    const s = await story("Adelheid");
    const { owner } = await s.lead();
    await s.tap(owner!, { action: "contacted" });
    await s.tap(owner!, { action: "outcome", outcome: "opportunity", note: "Wants a quote for 40 seats." });
    const { owner: seller, stage, owners } = await s.lead();
    expect(["cleo", "dora"]).toContain(seller);
    expect([stage, owners.map(({ person }) => person)]).toEqual(["contact", [owner, seller]]);
    expect((await s.mails()).at(-1)!.html).toContain("Wants a quote for 40 seats.");
    await s.tap(seller!, { action: "contacted" });
    await s.tap(seller!, { action: "outcome", outcome: "won" });
    await s.at("18:00", 2);
    expect(await s.heard()).toEqual([`New lead → ${owner}`, `New lead → ${seller}`]);
    const rows = await baton.fetch(`/api/rows?from=${s.today()}&to=${s.today()}`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(JSON.parse(await rows.text())).toMatchObject({
      lead: s.id,
      // A small team is shown by its side.
      team: "sales",
      handedAt: `${s.today()}T09:00:00.000Z`,
    });
  });

  test("a leaver's ten leads: three colleagues have them in turn, and each hears of theirs", async () => {
    const first = await story("Ten0", { employees: 20 });
    for (let n = 1; n < 10; n++) await post({ name: `Ten${n}`, email: `ten${n}@globex.example`, employees: 20 });
    const before = (await baton.inbox.all()).length;
    const answer = await baton.api("/leads/assign", {
      body: { of: "max", to: ["ana", "ben", "cleo"], by: "vera", why: "Max leaves us." },
    });
    expect(answer.status).toBe(200);
    const ten = answer.json.handed.map(({ to }: { to: string }) => to);
    expect(ten.slice(-10).filter((to: string) => to === "ana").length).toBeGreaterThanOrEqual(3);
    await baton.advance("2m");
    const mails = (await baton.inbox.all()).slice(before);
    for (const to of ["ana", "ben", "cleo"])
      expect(heard(mails).filter((mail) => mail === `Your lead now → ${to}`).length).toBeGreaterThanOrEqual(3);
    expect((await baton.api("/leads?owner=max&state=open")).json.leads).toEqual([]);
    expect((await first.lead()).timeline.at(-1)!.text).toContain("gave it to");
    expect((await first.lead()).timeline.at(-1)!.text).toContain("“Max leaves us.”");
  });

  test("a claim by two at once: one has it, the other reads who, and nobody else is written to", async () => {
    const s = await story("Clara", { interest: "desk" });
    expect(await s.lead()).toMatchObject({ owner: null, stage: "offered" });
    expect((await baton.api("/leads?state=offered")).json.leads).toMatchObject([{ id: s.id }]);
    const offers = await s.mails();
    expect(heard(offers).sort()).toEqual(["First come → ana", "First come → ben", "First come → cleo"]);
    expect(offers[0]!.html).not.toContain("mailto:");
    const tokens = ["ana", "ben"].map((who) => tokenIn(offers.find(({ to }) => to.startsWith(`${who}@`))!));
    const pages = await Promise.all(tokens.map((token) => tap(baton, token, { action: "claim" })));
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { owner } = await s.lead();
    const lost = pages.find(({ status }) => status === 409)!;
    expect(lost.html).toContain(`Clara is with ${owner === "ana" ? "Ana" : "Ben"} now`);
    await s.tap(owner!, { action: "contacted" });
    await s.at("18:00");
    expect((await s.heard()).length).toBe(3);
  });

  test("reject, undo, contacted: the tap that was wrong leaves no trace in the numbers, and its place in the history", async () => {
    const s = await story("Rita");
    const { owner } = await s.lead();
    await s.at("09:05");
    await s.tap(owner!, { action: "reject", reason: "not-a-fit" });
    await s.at("09:08");
    await s.tap(owner!, { action: "undo" });
    await s.tap(owner!, { action: "contacted" });
    const lead = await s.lead();
    expect(lead).toMatchObject({ stage: "disposition", owner });
    expect(lead.timeline.map(({ text }) => text).join("\n")).toMatch(
      /handed Rita back[\s\S]*took back[\s\S]*has contacted Rita/,
    );
    await s.at("18:00");
    expect(await s.heard()).toEqual([`New lead → ${owner}`]);
    const measured = async (id: string) =>
      (await baton.api(`/measures/${id}?from=${s.today()}&to=${s.today()}`)).json.total;
    expect(await measured("contact-in-time")).toMatchObject({ n: 1, of: 1 });
    expect(await measured("acceptance-rate")).toMatchObject({ n: 0, of: 0, open: 1 });
  });

  test("reopened after a day: whoever had it hears why, with a window of their own", async () => {
    const s = await story("Olga");
    const { owner } = await s.lead();
    await s.tap(owner!, { action: "reject", reason: "not-a-fit" });
    await s.at("09:00", 1);
    const answer = await baton.api(`/leads/${s.id}/reopen`, { body: { by: "sam", why: "They called the office." } });
    expect(answer.status).toBe(200);
    await baton.advance("0s");
    expect((await s.lead()).clock).toMatchObject({ holder: owner, respondBy: `${s.today(1)}T10:00:00.000Z` });
    expect((await s.mails()).at(-1)!.text).toContain("They called the office.");
    await s.tap(owner!, { action: "contacted" });
    await s.at("18:00", 1);
    expect(await s.heard()).toEqual([`New lead → ${owner}`, `Open again → ${owner}`]);
  });

  test("its log holds nothing of all this that is personal or secret", () => expectPrivateLog(baton));
});
