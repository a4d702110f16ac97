import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pageHeaders } from "../../packages/web/src/page/headers.ts";
import { leadPage } from "../helpers/pages.ts";

import { launchBrowser } from "../helpers/stack/browser.ts";
import { responseView } from "../helpers/views.ts";

/** The value of a CSS property as the browser applies it. */
function computed(element: Locator, property: string): Promise<string> {
  return element.evaluate(
    (each, name) => each.ownerDocument.defaultView?.getComputedStyle(each).getPropertyValue(name) ?? "",
    property,
  );
}

/** How far to the right anything reaches, in CSS pixels. */
const widest = (page: Page): Promise<number> =>
  page.locator("body *").evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)));

/** The page as a rep has it: on a phone, and without JavaScript. */
describe("the page of a lead on a phone", () => {
  let browser: Browser;
  let server: Server;
  let url: string;
  let page: Page;
  let posted: URLSearchParams[] = [];
  let view = responseView();

  beforeAll(async () => {
    browser = await launchBrowser();
    server = createServer(async (request, response) => {
      if (request.method === "POST") {
        let body = "";
        for await (const chunk of request) body += chunk;
        posted.push(new URLSearchParams(body));
      }
      response.writeHead(200, pageHeaders).end(leadPage(view));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r/secret-token`;
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  beforeEach(async () => {
    posted = [];
    view = responseView();
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
    page = await context.newPage();
  });

  afterEach(async () => {
    await page.context().close();
  });

  test("does not scroll sideways, however long the words of a lead are", async () => {
    const long = "W".repeat(400);
    view = responseView({
      lead: {
        name: long,
        company: long,
        message: long,
        firstName: long,
        details: [{ label: long, value: long }],
        story: [{ at: long, text: long }],
      },
    });
    await page.goto(url);
    expect(await widest(page)).toBeLessThanOrEqual(390);
  });

  test("is seen with real glyphs, so that one that did scroll sideways would be noticed", async () => {
    await page.goto(url);
    const widths = await page.locator("h1, p, button:visible").evaluateAll((all) =>
      all.map((each) => {
        const text = each.ownerDocument.createRange();
        text.selectNodeContents(each);
        return text.getBoundingClientRect().width;
      }),
    );
    expect(widths.length).toBeGreaterThan(3);
    for (const width of widths) expect(width).toBeGreaterThan(20);
    const [narrow, wide] = ["i", "W"].map((letter) => `<span>${letter.repeat(60)}</span>`);
    await page.setContent(`${narrow}<br>${wide}`);
    const [first, second] = await page
      .locator("span")
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
    expect(second).toBeGreaterThan(2 * first!);
    expect(await widest(page)).toBeGreaterThan(390);
  });

  test("has tap targets of at least 44 px and text of at least 16 px where one types", async () => {
    await page.goto(url);
    for (const summary of await page.locator("summary").all()) await summary.click();
    const targets = await page.locator("button, summary, a.button, .choice, select, textarea, input[type=text]").all();
    expect(targets.length).toBeGreaterThan(12);
    for (const target of targets) {
      const box = await target.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.width).toBeGreaterThanOrEqual(44);
    }
    const field = page.locator("#reject-note");
    expect(Number.parseFloat(await computed(field, "font-size"))).toBeGreaterThanOrEqual(16);
  });

  test("is styled under its own content security policy", async () => {
    await page.goto(url);
    const button = page.getByRole("button", { name: "I have contacted Jane" });
    expect(await computed(button, "background-color")).toBe("rgb(15, 92, 76)");
  });

  test("turns dark with the phone", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.goto(url);
    expect(await computed(page.locator("body"), "background-color")).toBe("rgb(19, 20, 18)");
  });

  test("reports a contact with one tap", async () => {
    await page.goto(url);
    await page.getByRole("button", { name: "I have contacted Jane" }).click();
    await expect.poll(() => posted.map(String)).toEqual(["action=contacted"]);
  });

  test("changes nothing by being opened, also at an action", async () => {
    for (const target of ["contacted", "accept", "reject", "reassign"]) await page.goto(`${url}#${target}`);
    expect(posted).toEqual([]);
  });

  test("opens and frames the form that a mail's button points at", async () => {
    await page.goto(`${url}#reject`);
    await expect.poll(() => page.getByRole("button", { name: "Hand it back" }).isVisible()).toBe(true);
    const frame = page.locator("details", { has: page.locator("#reject") });
    expect(await computed(frame, "outline-style")).toBe("solid");
    expect(await computed(page.locator("#contacted"), "outline-style")).toBe("none");
  });

  test("does not reject without a reason", async () => {
    await page.goto(`${url}#reject`);
    await page.getByRole("button", { name: "Hand it back" }).click();
    await page.locator("#reject input:invalid:focus").waitFor();
    expect(posted).toEqual([]);
  });

  test("rejects with a reason and a note", async () => {
    await page.goto(`${url}#reject`);
    await page.getByLabel("Contact details do not work").check();
    await page.getByLabel("Anything marketing should know?").fill("The number is a fax & more");
    await page.getByRole("button", { name: "Hand it back" }).click();
    await expect
      .poll(() => posted.map((each) => Object.fromEntries(each)))
      .toEqual([{ action: "reject", reason: "bad-data", note: "The number is a fax & more" }]);
  });

  test("lets the lead wait only with a time and a reason", async () => {
    await page.goto(`${url}#snooze`);
    await page.getByLabel("Tomorrow, 9:00").check();
    const submit = page.getByRole("button", { name: "Remind me then" });
    await submit.click();
    await page.locator("#snooze input:invalid:focus").waitFor();
    expect(posted).toEqual([]);
    await page.getByLabel("Why does it have to wait?").fill("On a plane");
    await submit.click();
    await expect
      .poll(() => posted.map((each) => Object.fromEntries(each)))
      .toEqual([{ action: "snooze", until: "2026-11-25T08:00:00.000Z", reason: "On a plane" }]);
  });

  test("hands the lead to a colleague only after one is chosen", async () => {
    await page.goto(`${url}#reassign`);
    const submit = page.getByRole("button", { name: "Hand it over" });
    await submit.click();
    await page.locator("#reassign select:invalid:focus").waitFor();
    expect(posted).toEqual([]);
    await page.getByLabel("Who takes it?").selectOption("ben");
    await submit.click();
    await expect
      .poll(() => posted.map((each) => Object.fromEntries(each)))
      .toEqual([{ action: "reassign", to: "ben", field: "", value: "", note: "" }]);
  });
});
