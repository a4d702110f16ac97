import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { people } from "../helpers/agreements.ts";
import { arriveByWeb, leadNamed } from "../helpers/stack/arrivals.ts";
import { launchBrowser } from "../helpers/stack/browser.ts";
import { askForLink, signIn } from "../helpers/stack/signed-in.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const agreement = {
  baton: 1,
  name: "In the browser",
  timezone: "UTC",
  manager: "sam",
  calendars: { always: { week: { "mon-sun": ["00:00-24:00"] } } },
  people: people({ ana: {}, sam: { manager: undefined } }),
  teams: { emea: { members: ["ana"], manager: "sam" } },
  sources: { web: { provider: "form", auth: { token: "WEBSITE_TOKEN" } } },
  score: {},
  routing: [{ name: "All", to: "emea", sla: "fast" }],
  sla: { fast: { stages: { contact: { within: "20m" } } } },
  reasons: [{ id: "fit", name: "No fit for us" }],
};
/** Polls come every eight seconds of real time; a machine that is busy with other things takes longer to answer one. */
const APPEARS_MS = 30_000;
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };
const axe = readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

describe("the board in a browser", () => {
  let baton: Baton;
  let browser: Browser;
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), "baton-board-"));
    const file = join(dir, "agreement.yaml");
    await writeFile(file, JSON.stringify(agreement));
    [baton, browser] = await Promise.all([
      startBaton({ agreement: file, now: "2026-11-02T09:00:00Z" }),
      launchBrowser(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** A browser's window, and what its console said: that has to be nothing, whatever is done in it. */
  const open = async (options: Parameters<Browser["newContext"]>[0]) => {
    const context = await browser.newContext(options);
    const said: string[] = [];
    const page = await context.newPage();
    page.on("console", (message) => said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    return { context, page, said };
  };
  const signedIn = async (page: Page, person: string): Promise<void> => {
    await page.goto(`${baton.url}${await askForLink(baton, person)}`);
    await page.getByRole("button", { name: /Sign in as/ }).click();
    await page.waitForURL("**/now");
  };
  const titled = (page: Page, count: number) =>
    expect.poll(() => page.title(), { timeout: APPEARS_MS }).toBe(`${count === 0 ? "" : `(${count}) `}Now · Baton`);

  test("a lead appears without a reload, counts down, is answered by keyboard and is gone", async () => {
    const { context, page, said } = await open({ viewport: desk });
    await page.goto(`${baton.url}/`);
    await page.getByLabel("Your e-mail address").fill("ana@acme.example");
    await page.getByRole("button", { name: "Mail me a link" }).click();
    await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
    await baton.advance("0s");
    await signedIn(page, "ana");
    expect(await page.locator("[data-lead]").count()).toBe(0);

    const id = await arriveByWeb(baton, "Nora");
    const row = page.locator(`[data-lead="${id}"]`);
    await row.waitFor({ timeout: APPEARS_MS });
    await titled(page, 1);
    await row.getByText("in 20 min.").waitFor();
    // Nothing changes meanwhile, and a page is made anew every five minutes.
    await baton.advance("6m");
    await row.getByText("in 14 min.").waitFor({ timeout: APPEARS_MS });

    await page.keyboard.press("j");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Nora");
    await page.keyboard.press("a");
    await row.waitFor({ state: "detached" });
    await titled(page, 0);
    expect((await baton.lead(id)).closed?.as).toBe("contacted");
    await page.getByRole("button", { name: "Take it back" }).click();
    await row.waitFor();
    expect((await baton.lead(id)).closed).toBeUndefined();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
    await page.keyboard.type("nora");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/search?q=nora");
    await page.locator(`[data-lead="${id}"] a`).click();
    await page.getByRole("heading", { level: 1, name: "Nora" }).waitFor();
    expect(said).toEqual([]);
    await context.close();
  }, 180_000);

  test("what one is reading stays where it is when something comes in above it", async () => {
    const { context, page, said } = await open({ viewport: phone });
    for (const letter of "ABCDEFGHIJKL") await arriveByWeb(baton, `${letter}da`);
    await signedIn(page, "ana");
    const last = page.locator("[data-lead]").last();
    await last.scrollIntoViewIfNeeded();
    const before = (await last.boundingBox())!.y;
    const rows = await page.locator("[data-lead]").count();
    const first = await leadNamed(baton, "Ada");
    await (await signIn(baton, "ana")).post("/now", { contacted: first.id });
    await expect.poll(() => page.locator("[data-lead]").count(), { timeout: APPEARS_MS }).toBeLessThan(rows);
    expect(Math.abs((await last.boundingBox())!.y - before)).toBeLessThan(2);
    expect(said).toEqual([]);
    await context.close();
  }, 120_000);

  test("a tab that is hidden asks for nothing", async () => {
    const { context, page } = await open({ viewport: desk });
    await signedIn(page, "ana");
    await page.evaluate('Object.defineProperty(document, "hidden", { get: () => true })');
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.waitForTimeout(10_000);
    expect(asked).toEqual([]);
    await context.close();
  }, 120_000);

  test("works without JavaScript but for what moves by itself", async () => {
    await baton.advance("15m");
    const { context, page } = await open({ viewport: phone, javaScriptEnabled: false });
    const id = await arriveByWeb(baton, "Zoe");
    await signedIn(page, "ana");
    const row = page.locator(`[data-lead="${id}"]`);
    await row.getByRole("button").click();
    await page.getByRole("status").waitFor();
    expect(await row.count()).toBe(0);
    await page.getByRole("button", { name: "Take it back" }).click();
    await row.getByRole("link").click();
    await page.getByRole("heading", { level: 1, name: "Zoe" }).waitFor();
    await page.getByRole("searchbox").fill("zoe");
    await page.keyboard.press("Enter");
    await row.waitFor();
    await page.getByRole("button", { name: /Sign out/ }).click();
    await page.getByLabel("Your e-mail address").waitFor();
    await page.goto(`${baton.url}/now`);
    await page.getByLabel("Your e-mail address").waitFor();
    await context.close();
  });

  test.each([
    ["phone", phone, "light"],
    ["phone", phone, "dark"],
    ["desk", desk, "light"],
    ["desk", desk, "dark"],
  ] as const)(
    "every page is accessible, as wide as its window and silent: %s, %o, %s",
    async (_, viewport, colorScheme) => {
      await baton.advance("15m");
      const { context, page, said } = await open({ viewport, colorScheme });
      await signedIn(page, "sam");
      const { id } = await leadNamed(baton, "Zoe");
      const pages = ["/now", `/leads/${id}`, "/search?q=da", "/search", "/nowhere"];
      for (const path of pages) expect(await faults(page, `${baton.url}${path}`), path).toEqual([]);
      await context.clearCookies();
      for (const path of ["/", await askForLink(baton, "sam")])
        expect(await faults(page, `${baton.url}${path}`), path).toEqual([]);
      // A page that is not there says so itself.
      expect(said.filter((text) => !text.includes("404"))).toEqual([]);
      await context.close();
    },
    60_000,
  );

  /** What axe finds, and whether anything reaches out of the window. */
  const faults = async (page: Page, url: string): Promise<string[]> => {
    await page.goto(url);
    await page.evaluate(await axe);
    const { violations } = (await page.evaluate("axe.run()")) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    const headings = await page.getByRole("heading", { level: 1 }).count();
    const wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
    return [
      ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      ...(headings === 1 ? [] : [`${headings} headings of the first level`]),
      ...(wide ? ["wider than its window"] : []),
    ];
  };
});
