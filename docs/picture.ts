import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import lead from "../packages/local/example/jane.lead.json" with { type: "json" };
import { launchBrowser } from "../test/helpers/stack/browser.ts";
import { startBaton } from "../test/helpers/stack/stack.ts";

/**
 * Takes the README's picture of the running product: `npm run picture`. The lead of the README is posted to a stack whose clock stands
 * still, and the hand-over mail and the page behind its link are shown side by side, as a phone shows them.
 */

const PHONE = { width: 390, height: 800 };
/** Around the phones and between them, CSS px. */
const GAP = 28;
const file = join(import.meta.dirname, "images/hand-over.png");

const token = "website-token-NQ7aXw2c";
const baton = await startBaton({ now: "2026-11-24T09:00:00Z", env: { BATON_SECRET_WEBSITE_TOKEN: token } });
const browser = await launchBrowser();
try {
  await baton.fetch(`/hooks/website-demo/${token}`, {
    method: "POST",
    body: new URLSearchParams({ ...lead, employees: String(lead.employees) }),
  });
  await baton.advance("0s");
  const [mail] = await baton.inbox.about("Jane Doe");
  if (!mail) throw new Error("No mail has come.");
  const link = /http\S+\/r\/[^\s#"]+/.exec(mail.text)?.[0];
  if (!link) throw new Error("The mail has no link.");

  const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 1.5, javaScriptEnabled: false });
  const inMail = await shot(await context.newPage(), (page) => page.setContent(mail.html));
  const onPage = await shot(await context.newPage(), (page) => page.goto(link));
  const both = await (await browser.newContext({ deviceScaleFactor: 1.5 })).newPage();
  await both.setViewportSize({ width: 2 * PHONE.width + 3 * GAP, height: PHONE.height + 2 * GAP + 34 });
  await both.setContent(beside([inMail, "The mail"], [onPage, "The page behind its link"]));
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, await both.screenshot());
} finally {
  await browser.close();
  await baton.stop();
}

async function shot(page: Page, open: (page: Page) => Promise<unknown>): Promise<string> {
  await open(page);
  return (await page.screenshot()).toString("base64");
}

function beside(...shots: [png: string, title: string][]): string {
  const phones = shots.map(
    ([png, title]) =>
      `<figure><figcaption>${title}</figcaption><img src="data:image/png;base64,${png}" width="${PHONE.width}" height="${PHONE.height}"></figure>`,
  );
  return `<!doctype html><style>
    body { margin: 0; padding: ${GAP}px; display: flex; gap: ${GAP}px; background: #e8ecf1; font: 600 15px/1 sans-serif; color: #33404f }
    figure { margin: 0 } figcaption { height: 20px; margin-bottom: 14px; text-align: center }
    img { display: block; border-radius: 22px; box-shadow: 0 0 0 1px #c3ccd8, 0 6px 22px #0002 }
  </style>${phones.join("")}`;
}
