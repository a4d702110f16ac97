import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const reps = ["ana", "ben", "cid", "dan", "eli", "fay", "gil", "hal", "ida"];
const marketers = ["max", "mia", "mo"];
const office = { calendar: "office" };
const agreement = {
  baton: 1,
  name: "One message",
  timezone: "Europe/Zurich",
  manager: "vera",
  signers: { marketing: "mo", sales: "sam" },
  calendars: { office: { week: { "mon-fri": ["09:00-17:00"] } } },
  people: people({
    ...Object.fromEntries(reps.map((id) => [id, office])),
    ...Object.fromEntries(marketers.map((id) => [id, { ...office, role: "marketing", manager: "mo" }])),
    sam: { ...office, manager: "vera" },
    mo: { ...office, role: "marketing", manager: "vera" },
    vera: { ...office, manager: undefined },
  }),
  teams: { sales: { members: reps, manager: "sam" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: {},
  routing: [{ name: "Everyone", to: "sales", sla: "fast" }],
  sla: { fast: { stages: { contact: { within: "4h" }, disposition: { within: "5d" } } } },
  messages: [
    { id: "calm", text: "One list for everybody" },
    { id: "quick", text: "Running in a day" },
    { id: "safe", text: "Nothing gets lost" },
  ],
  survey: { every: "52w", atLeast: "60%" },
};

/** What the three messages are in reps' words. */
const meaning: Record<string, string> = { "Just one list": "calm", "Live tomorrow": "quick", "Loses nothing": "safe" };

/** Whether both sides say the same, from outside. The tests follow each other. */
describe("a survey", () => {
  let baton: Baton;
  let dir: string;
  let dataDir: string;
  const start = async (now: string) => {
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    baton = await startBaton({ agreement: file, now, dataDir });
  };
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-survey-"));
    dataDir = join(dir, "data");
    await start("2026-11-24T08:00:00Z");
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** The latest Weekly of somebody, its lines joined. */
  const week = async (person: string): Promise<string> =>
    (await baton.inbox.about("Your week"))
      .filter(({ to }) => to.startsWith(`${person}@`))
      .at(-1)!
      .text.replace(/\s+/g, " ");
  const linkIn = async (person: string, label: string): Promise<string> =>
    new RegExp(`${label}[^/]*https?://[^/]+(/a/[\\w.-]+)`).exec(await week(person))![1]!;
  const post = async (path: string, form: Record<string, string>) => {
    const response = await baton.fetch(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(form).toString(),
    });
    return { status: response.status, html: await response.text() };
  };
  /** Everybody's to the survey: the inbox of an emulator does not outlive it. */
  const links = new Map<string, string>();
  const says = async (person: string, things: string[], rating: number) => {
    const form = Object.fromEntries(things.map((thing, n) => [`thing${n + 1}`, thing]));
    return post(links.get(person)!, { ...form, rating: `${rating}` });
  };
  const survey = async (id = "survey_0001") => (await baton.api(`/surveys/${id}`)).json;
  /** The lines of a form in which something is to be chosen, with their names. */
  const lines = (html: string): [string, string][] =>
    [...html.matchAll(/<label class="label" for="(wording\d+)"[^>]*>([^<]*)<\/label>/g)].map(([, id, label]) => [
      id!,
      label!,
    ]);

  test("begins when somebody asks for it, once at a time, with a key that may", async () => {
    const started = await baton.api("/surveys", { method: "POST" });
    expect([started.status, started.headers.get("location")]).toEqual([201, "/api/surveys/survey_0001"]);
    expect(started.json).toEqual({ id: "survey_0001", closesAt: "2026-12-07T16:00:00.000Z", asked: 12 });
    expect(await baton.api("/surveys", { body: {} })).toMatchObject({
      status: 409,
      json: { error: { code: "survey.open" } },
    });
    expect((await baton.api("/surveys/survey_9")).json.error.code).toBe("survey.unknown");
    expect(await survey()).toMatchObject({ state: "open", verdict: "none", partnerRating: { sales: { value: null } } });
  });

  test("asks in the Weekly, and refuses what is no answer; a scanner that opens every link changes nothing", async () => {
    await baton.moveTo("2026-11-30T08:30:00Z");
    for (const person of [...reps, ...marketers]) links.set(person, await linkIn(person, "Say it in a minute"));
    const path = links.get("ana")!;
    for (const method of ["GET", "HEAD"]) expect((await baton.fetch(path, { method })).status).toBe(200);
    expect(await (await baton.fetch(path)).text()).toContain("What do we say of what we sell?");
    expect((await survey()).sides.sales).toMatchObject({ asked: 9, answered: 0 });
    for (const form of [{}, { thing1: " " }, { thing1: "!!!" }, { rating: "6" }, { rating: "4.5" }, { answer: "x" }])
      expect([form, (await post(path, form as Record<string, string>)).status]).toEqual([form, 422]);
    expect((await post(`${path}x`, { thing1: "One list" })).status).toBe(403);
    expect((await survey()).sides.sales.answered).toBe(0);
    // Whoever only manages is not asked.
    expect((await baton.inbox.about("Your week")).filter(({ to }) => to.startsWith("vera@"))).toEqual([]);
  });

  test("forgets nothing of it when the power fails", async () => {
    for (const rep of reps.slice(0, 4)) expect((await says(rep, Object.keys(meaning), 4)).status).toBe(200);
    const before = await survey();
    const { now } = (await baton.fetch("/health").then((health) => health.json())) as { now: string };
    await baton.kill();
    await start(now);
    expect(before.sides.sales.answered).toBe(4);
    expect(await survey()).toEqual(before);
  });

  test("closes once everybody answered; one person of each side puts the wordings together, seeing nobody's name", async () => {
    for (const rep of reps.slice(4)) await says(rep, Object.keys(meaning), 4);
    for (const marketer of marketers) await says(marketer, ["just  ONE list", "So pretty", "Very cheap"], 2);
    expect(await survey()).toMatchObject({ state: "merging", verdict: "none" });
    expect((await says("ana", ["Else"], 1)).status).toBe(409);
    await baton.moveTo("2026-12-07T08:30:00Z");
    const pages = await Promise.all(
      ["mo", "sam"].map(async (person) => {
        const path = await linkIn(person, "Put them together");
        return { path, html: await (await baton.fetch(path)).text() };
      }),
    );
    const [mine, other] = pages.map(({ html }) => lines(html));
    expect(mine).toEqual(other);
    expect(mine!.map(([, label]) => label.toLowerCase()).sort()).toEqual([
      "just one list",
      "live tomorrow",
      "loses nothing",
      "so pretty",
      "very cheap",
    ]);
    expect((await post(pages[0]!.path, { wording1: "is:calm" })).status).toBe(422);
    const choices = mine!.map(([id, label]) => {
      const [, message] = Object.entries(meaning).find(([words]) => words.toLowerCase() === label.toLowerCase()) ?? [];
      return [id, message === undefined ? "none" : `is:${message}`];
    });
    for (const { path } of pages) {
      expect(await survey()).toMatchObject({ state: "merging" });
      expect((await post(path, Object.fromEntries(choices))).html).toContain("Thank you, noted.");
    }
  });

  test("is not passed by nine reps who agree where three marketers do not", async () => {
    expect(await survey()).toEqual({
      id: "survey_0001",
      state: "closed",
      askedAt: "2026-11-24T08:00:00.000Z",
      closesAt: expect.stringMatching(/^2026-11-30T08:3/),
      merged: true,
      sides: {
        marketing: {
          asked: 3,
          answered: 3,
          match: null,
          verdict: "not-shared",
          why: "Fewer than 5 answered, so no number is shown.",
        },
        sales: { asked: 9, answered: 9, match: 1, verdict: "shared" },
      },
      verdict: "not-shared",
      partnerRating: { marketing: { value: 2, n: 3 }, sales: { value: 4, n: 9 } },
    });
    const shown = await runCli(["survey", "survey_0001"], { url: baton.url, cwd: dir });
    expect(shown.stdout).toMatch(
      /closed, not-shared[\s\S]*marketing +3 +3 +– +not-shared +2.0[\s\S]*sales +9 +9 +100 %/,
    );
    const listed = await runCli(["surveys"], { url: baton.url, cwd: dir });
    expect(listed.stdout).toMatch(/survey_0001 +closed/);
  });

  test("comes back to everybody who was asked, once, and the next may begin", async () => {
    await baton.moveTo("2026-12-14T08:30:00Z");
    for (const person of [...reps, ...marketers]) {
      const told = (await baton.inbox.about("Your week")).filter(
        ({ to, text }) => to.startsWith(`${person}@`) && /what we say:\s+marketing/i.test(text),
      );
      expect([person, told.length]).toEqual([person, 1]);
    }
    expect(await week("ana")).toMatch(/what we say: marketing not shared, sales 100 %: not shared/i);
    expect(await week("ana")).toContain("Nothing gets lost");
    const begun = await runCli(["survey"], { url: baton.url, cwd: dir });
    expect([begun.code, begun.stdout]).toEqual([0, expect.stringContaining("survey_0002: 12 people are asked")]);
  });
});
