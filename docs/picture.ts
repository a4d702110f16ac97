import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import lead from "../packages/local/example/jane.lead.json" with { type: "json" };
import { launchBrowser } from "../test/helpers/stack/browser.ts";
import { startBaton } from "../test/helpers/stack/stack.ts";

/**
 * Takes the pictures of README and docs of the running product: `npm run picture`. Leads are posted to a stack whose clock stands still
 * until it is moved, and a mail and the page behind its link are shown side by side, as a phone shows them.
 */

const PHONE = { width: 390, height: 800 };
/** Around the phones and between them, CSS px. */
const GAP = 28;
const images = join(import.meta.dirname, "images");

const START = "2026-11-02T09:00:00Z";
const token = "website-token-NQ7aXw2c";
const baton = await startBaton({ now: START, env: { BATON_SECRET_WEBSITE_TOKEN: token } });
const browser = await launchBrowser();
try {
  await mkdir(images, { recursive: true });
  await monthOfLeads();
  const week = await baton.inbox.about("Your week");
  const weekly = week.findLast(({ text }) => text.includes("/c/"));
  await picture("campaign.png", weekly, /http\S+\/c\/[^\s#"]+/, ["The marketer's Weekly", "The campaign's page"]);

  await post(lead);
  await baton.advance("0s");
  const [mail] = await baton.inbox.about("Jane Doe");
  await picture("hand-over.png", mail, /http\S+\/r\/[^\s#"]+/, ["The mail", "The page behind its link"]);
} finally {
  await browser.close();
  await baton.stop();
}

/** Four weeks of a campaign: what it cost, who came, and what sales made of it. */
async function monthOfLeads(): Promise<void> {
  await api("/campaigns/demo-request", "PUT", {
    name: "Demo requests",
    owner: "maya",
    promise: "A 20-minute demo with your own data",
    goal: { measure: "acceptance-rate", atLeast: 0.7 },
  });
  await api(
    "/imports/spend",
    "POST",
    "campaign,from,to,amount,currency\ndemo-request,2026-11-01,2026-11-30,3000.00,EUR\n",
  );
  for (let day = 0; day < 24; day++) {
    for (let n = 0; n < 1 + (day % 3); n++)
      await post({ ...lead, name: `Person ${day}.${n}`, email: `jane${day}.${n}@firma${day}${n}.example` });
    await baton.advance("1m");
    if (day % 4 !== 1)
      await api("/outcomes", "POST", {
        person: { email: `jane${day}.0@firma${day}0.example` },
        deal: `D-${day}`,
        state: day % 4 === 0 ? "won" : "open",
        amount: `${1200 + 350 * day}.00`,
        currency: "EUR",
        at: new Date(Date.parse(START) + day * 86_400_000).toISOString(),
      });
    await baton.advance("23h59m");
  }
  await baton.advance("5d");
}

async function api(path: string, method: string, body: object | string): Promise<void> {
  const { status, json } = await baton.api(path, { method, body });
  if (status >= 400) throw new Error(`${path}: ${JSON.stringify(json)}`);
}

async function post(fields: Record<string, unknown>): Promise<void> {
  const body = new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]),
  );
  await baton.fetch(`/hooks/website-demo/${token}`, { method: "POST", body });
}

async function picture(
  file: string,
  mail: { html: string; text: string } | undefined,
  linked: RegExp,
  [inside, behind]: [string, string],
): Promise<void> {
  if (!mail) throw new Error(`No mail for ${file} has come.`);
  const link = linked.exec(mail.text)?.[0];
  if (!link) throw new Error(`The mail of ${file} has no link.`);
  const context = await browser.newContext({ viewport: PHONE, deviceScaleFactor: 1.5, javaScriptEnabled: false });
  const inMail = await shot(await context.newPage(), (page) => page.setContent(mail.html));
  const onPage = await shot(await context.newPage(), (page) => page.goto(link));
  const both = await (await browser.newContext({ deviceScaleFactor: 1.5 })).newPage();
  await both.setViewportSize({ width: 2 * PHONE.width + 3 * GAP, height: PHONE.height + 2 * GAP + 34 });
  await both.setContent(beside([inMail, inside], [onPage, behind]));
  await writeFile(join(images, file), await both.screenshot());
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
