import { askLinks, calendarLinks, campaignLinks } from "@baton/core/signed";
import { readingPages } from "@baton/web/reading";
import { beforeEach, describe, expect, test } from "vitest";
import { people, small } from "../../helpers/agreements.ts";
import { liveReports } from "../../helpers/live-reports.ts";
import { type World, world } from "../../helpers/world.ts";

const T = "2026-11-24T09:00:00Z";
const agreement = small({
  people: people({ ana: {}, max: { role: "marketing" }, sam: { manager: "vera" }, vera: { manager: undefined } }),
  teams: { sales: { members: ["ana"], manager: "sam" } },
  reasons: [{ id: "fit", name: "No fit", cause: "fit" }],
});

let w: World;
let app: ReturnType<typeof readingPages>;
beforeEach(async () => {
  w = await world(agreement, { at: T });
  app = readingPages({
    relay: w.relay,
    folding: () => liveReports(w),
    reader: async () => ({ zone: "UTC", names: false }),
    linkKey: () => "key",
  });
  await w.store.commitAsk({
    revision: 1,
    subject: "campaign/autumn",
    person: "ana",
    question: "What do they <ask>?",
    askedAt: T,
    respondBy: "2026-12-01T09:00:00.000Z",
  });
});
const askUrl = (person = "ana") => `/a/${askLinks("key").sign({ subject: "campaign/autumn", person }, w.now())}`;
const campaignUrl = (person = "max") => `/c/${campaignLinks("key").sign({ campaign: "autumn", person }, w.now())}`;
const answer = (url: string, text: string) =>
  app.request(url, { method: "POST", body: new URLSearchParams({ answer: text }) });
const asked = () => w.store.ask("campaign/autumn", "ana");

describe("the page of a question", () => {
  test("changes nothing when it is opened, however often and by whatever scanner", async () => {
    const before = await asked();
    for (const method of ["GET", "HEAD"]) expect((await app.request(askUrl(), { method })).status).toBe(200);
    expect(await asked()).toEqual(before);
    const page = await (await app.request(askUrl())).text();
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain("What do they &lt;ask&gt;?");
    expect(page.match(/<h1/g)).toHaveLength(1);
  });

  test("takes an answer, shows it, and lets it be replaced until it closes", async () => {
    expect((await answer(askUrl(), "Prices")).status).toBe(200);
    const page = await (await answer(askUrl(), "Prices & dates")).text();
    expect(page).toContain("Prices &amp; dates</textarea>");
    expect(await asked()).toMatchObject({ answer: { text: "Prices & dates" } });
    await w.until("2026-12-01T09:00:00Z");
    expect((await answer(askUrl(), "Late")).status).toBe(409);
    expect(await asked()).toMatchObject({ answer: { text: "Prices & dates" } });
    expect((await answer(askUrl(), "")).status).toBe(409);
  });

  test("shows a form by its fields, with what was given in them, and says what is wrong about an answer", async () => {
    await w.store.commitAsk({
      revision: 1,
      subject: "campaign/spring",
      person: "ana",
      question: "",
      askedAt: T,
      respondBy: "2026-12-01T09:00:00.000Z",
      choices: [{ id: "a", name: "A & B" }],
      fields: [
        { id: "line", label: "What <do> we say?", is: "line" },
        { id: "rating", label: "How well?", is: "scale" },
        { id: "kind", label: "Which?", is: "choice" },
      ],
    });
    const url = `/a/${askLinks("key").sign({ subject: "campaign/spring", person: "ana" }, w.now())}`;
    const post = (form: Record<string, string>) =>
      app.request(url, { method: "POST", body: new URLSearchParams(form) });
    const page = await (await app.request(url)).text();
    expect(page).toContain("What &lt;do&gt; we say?");
    expect(page.match(/type="radio"/g)).toHaveLength(5);
    expect(page).toContain('<option value="a">A &amp; B</option>');
    const answered = await (await post({ line: 'A "list"', rating: "4", kind: "a" })).text();
    expect(answered).toContain("Thank you, noted.");
    expect(answered).toContain('value="A &quot;list&quot;"');
    expect(answered).toMatch(/value="4"[^>]*checked/);
    expect(answered).toContain('<option value="a" selected="">');
    const bad = await post({ rating: "9" });
    expect([bad.status, await bad.text()]).toEqual([422, expect.stringContaining("choose one of the answers")]);
    expect((await post({})).status).toBe(422);
    await w.until("2026-12-01T09:00:00Z");
    expect(await (await app.request(url)).text()).toContain("This question is closed. You answered it.");
  });

  test("is refused for a link that is forged, too old, or of somebody who has left", async () => {
    expect((await app.request(`${askUrl()}x`)).status).toBe(403);
    expect((await app.request(campaignUrl().replace("/c/", "/a/"))).status).toBe(403);
    expect((await app.request(askUrl("gone"))).status).toBe(403);
    const old = askUrl();
    await w.until("2026-12-25T09:00:00Z");
    expect((await app.request(old)).status).toBe(410);
    expect((await app.request(askUrl(), { method: "PUT" })).status).toBe(405);
  });
});

describe("the page of a campaign", () => {
  test("tells from received to won, and the same as a file", async () => {
    await w.send({ name: "Jo", email: "jo@x.example", campaign: "autumn" });
    const response = await app.request(campaignUrl());
    const page = await response.text();
    expect(response.status).toBe(200);
    expect(page).toContain('aria-label="From received to won: Received 1,');
    expect(page).toContain("Nobody has described this campaign yet.");
    expect(page).not.toContain("jo@x.example");
    const file = await app.request(`${campaignUrl()}?as=csv&from=2026-11-01&to=2026-11-30`);
    expect(file.headers.get("content-type")).toContain("text/csv");
    expect(await file.text()).toContain("Received,1\r\n");
    expect((await app.request(`${campaignUrl()}?from=soon`)).status).toBe(400);
  });

  test("says what the campaign is to reach, and whether it does", async () => {
    const autumn = { id: "autumn", name: "Autumn", owner: "max", changedAt: T };
    const page = async (goal: { measure: string; atLeast: number }) => {
      await w.store.putCampaign({ ...autumn, goal });
      return (await app.request(campaignUrl())).text();
    };
    await w.send({ name: "Jo", email: "jo@x.example", campaign: "autumn" });
    expect(await page({ measure: "received-leads", atLeast: 1 })).toContain(
      "received-leads at least 1; so far 1, reached",
    );
    expect(await page({ measure: "received-leads", atLeast: 2 })).toContain("so far 1, not reached");
    expect(await page({ measure: "acceptance-rate", atLeast: 0.7 })).toContain(
      "at least 70 %; which cannot be said yet",
    );
  });

  test("names leads that were handed back to whose campaign it is, and to nobody else", async () => {
    await w.store.putCampaign({ id: "autumn", name: "Autumn", owner: "max", changedAt: T });
    const { id } = await w.send({ name: "Jo Doe", email: "jo@x.example", campaign: "autumn" });
    await w.answer(id, "ana", "reject", { reason: "fit", note: "Only <three>" });
    const owners = await (await app.request(campaignUrl())).text();
    expect(owners).toContain("Jo Doe");
    expect(owners).toContain("Only &lt;three&gt;");
    const marked = (person: string) =>
      app.request(campaignUrl(person), { method: "POST", body: new URLSearchParams({ lead: id, note: "No" }) });
    expect(await (await app.request(campaignUrl("vera"))).text()).not.toContain("Jo Doe");
    expect((await marked("vera")).status).toBe(403);
    expect((await marked("max")).status).toBe(200);
    expect((await marked("max")).status).toBe(409);
  });

  test("is refused to whoever has left", async () => {
    for (const method of ["GET", "POST"]) expect((await app.request(campaignUrl("gone"), { method })).status).toBe(403);
  });

  test("keeps its address out of caches and referrers, and loads nothing", async () => {
    const { headers } = await app.request(campaignUrl());
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("campaigns in a calendar", () => {
  const url = (person = "ana") => `/c/${calendarLinks("key").sign({ calendar: "campaigns", person }, w.now())}.ics`;

  test("are whole days from their first to their last, without those of which no day is known", async () => {
    const autumn = { id: "autumn", name: "Autumn, webinar", owner: "max", changedAt: T, promise: "A calculator" };
    await w.store.putCampaign({ ...autumn, starts: "2026-12-10", ends: "2026-12-12" });
    await w.store.putCampaign({ ...autumn, id: "always" });
    const response = await app.request(url());
    expect(response.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    const lines = (await response.text()).split("\r\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "UID:campaign-autumn@baton",
        "SUMMARY:Autumn\\, webinar",
        "DTSTART;VALUE=DATE:20261210",
        "DTEND;VALUE=DATE:20261213",
        "DESCRIPTION:Promises: A calculator",
      ]),
    );
    expect(lines.filter((line) => line === "BEGIN:VEVENT")).toHaveLength(1);
  });

  test("stay readable for a year, by whoever is in the agreement, and by no other link", async () => {
    const kept = url();
    await w.until("2027-11-01T09:00:00Z");
    expect((await app.request(kept)).status).toBe(200);
    expect((await app.request(url("gone"))).status).toBe(403);
    expect((await app.request(`${campaignUrl()}.ics`)).status).toBe(403);
  });
});

describe("what is due in a calendar", () => {
  const url = (person = "ana") => `/c/${calendarLinks("key").sign({ calendar: "due", person }, w.now())}.ics`;
  const events = async (person?: string) =>
    (await (await app.request(url(person), { headers: { host: "baton.example" } })).text())
      .replaceAll("\r\n ", "")
      .split("\r\n");

  test("ends with each window, and links to the lead without saying how to reach its person", async () => {
    const { id } = await w.send({ name: "Kim kim@example.com", email: "kim@example.com", phone: "+4930123456" });
    const lead = await w.lead(id);
    const lines = await events();
    const end = lead.clock!.respondBy.replace(/[-:]|\.\d+/g, "");
    expect(lines).toEqual(
      expect.arrayContaining([
        `DTEND:${end}`,
        `URL;VALUE=URI:https://baton.example/leads/${id}`,
        `UID:due-${id}@baton`,
      ]),
    );
    expect(lines.join()).not.toMatch(/kim@|4930/);
    expect((await events("max")).join()).not.toContain("VEVENT");
  });

  test("has no window that was answered, and is closed to whoever left", async () => {
    const { id } = await w.send({ name: "Kim", email: "kim@example.com" });
    await w.answer(id, "ana", "reject", { reason: "fit" });
    expect((await events()).join()).not.toContain("VEVENT");
    expect((await app.request(url("gone"))).status).toBe(403);
  });
});
