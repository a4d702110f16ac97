import { links } from "@baton/core/signed";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "../helpers/days.ts";
import { openLink, type Page, tap } from "../helpers/sent/rep.ts";
import { type Arrived, arrive, mailName } from "../helpers/stack/arrivals.ts";
import { launchBrowser } from "../helpers/stack/browser.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { heard, tokenIn } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** What people do with the links in their mails. */
describe("a person's answer", () => {
  let baton: Baton;
  const day = days(() => baton);
  beforeAll(async () => {
    baton = await startBaton();
  });
  afterAll(() => baton?.stop());

  function expectPageHeaders({ headers }: Page) {
    expect(headers.get("content-type")).toContain("text/html");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toContain("noindex");
  }

  describe("the link", () => {
    let arrived: Arrived;
    beforeAll(async () => {
      arrived = await arrive(baton);
    });

    test("shows the lead, and changes nothing however often it is opened", async () => {
      const before = await arrived.lead();
      const pages = await Promise.all([1, 2, 3].map(() => openLink(baton, arrived.token)));
      for (const page of pages) {
        expect(page.status).toBe(200);
        expectPageHeaders(page);
        expect(page.html).toContain(arrived.name);
        expect(page.html).toContain("You hold this lead");
      }
      const head = await baton.fetch(`/r/${arrived.token}`, { method: "HEAD" });
      expect(head.status).not.toBe(500);
      await baton.advance("0s");
      expect(await arrived.lead()).toEqual(before);
      expect(await arrived.heard()).toHaveLength(1);
    });

    test("that was tampered with is refused with a page for people", async () => {
      const [payload, signature] = arrived.token.split(".") as [string, string];
      const claim = JSON.parse(Buffer.from(payload, "base64url").toString());
      const forSam = Buffer.from(JSON.stringify([claim[0], "sam", claim[2]])).toString("base64url");
      const before = await arrived.lead();
      const forged = [
        `${forSam}.${signature}`,
        `${payload}.`,
        payload,
        `${payload}.${signature}.x`,
        "nonsense",
        links("another key").sign({ lead: arrived.id, person: arrived.owner }, Date.parse(day0)),
      ];
      for (const token of forged) {
        for (const page of [
          await openLink(baton, token),
          await tap(baton, token, { action: "reject", reason: "not-a-fit" }),
        ]) {
          expect(page.status).toBe(403);
          expectPageHeaders(page);
          expect(page.html).toContain("latest mail");
          expect(page.html).not.toContain(arrived.name);
        }
      }
      expect(await arrived.lead()).toEqual(before);
    });

    test("that is thirty days old is refused with a page that says so", async () => {
      const month = 30 * 86_400_000;
      const sign = (at: number) => links(baton.linkKey).sign({ lead: arrived.id, person: arrived.owner }, at);
      const before = await arrived.lead();
      const now = Date.parse(day0);
      expect((await openLink(baton, sign(now - month + 1_000))).status).toBe(200);
      for (const page of [
        await openLink(baton, sign(now - month)),
        await tap(baton, sign(now - month), { action: "contacted" }),
      ]) {
        expect(page.status).toBe(410);
        expectPageHeaders(page);
        expect(page.html).toContain("30 days");
        expect(page.html).not.toContain(arrived.name);
      }
      expect(await arrived.lead()).toEqual(before);
    });

    test("of a lead that is not stored any more says so", async () => {
      const page = await openLink(
        baton,
        links(baton.linkKey).sign({ lead: "lead_gone", person: "ben" }, Date.parse(day0)),
      );
      expect(page.status).toBe(404);
      expectPageHeaders(page);
    });

    test("with an action that there is none of, or none at all, asks again", async () => {
      const before = await arrived.lead();
      for (const fields of [{}, { action: "delete" }] as Record<string, string>[]) {
        const page = await tap(baton, arrived.token, fields);
        expect(page.status).toBe(422);
        expectPageHeaders(page);
        expect(page.html).toContain(arrived.name);
      }
      expect(await arrived.lead()).toEqual(before);
    });
  });

  test("handed back with an agreed reason the lead is closed, and quiet", async () => {
    const { until } = await day.next();
    const arrived = await arrive(baton);
    const page = await tap(baton, arrived.token, {
      action: "reject",
      reason: "bad-data",
      note: "The number is a fax.",
    });
    expect(page.status).toBe(200);
    expectPageHeaders(page);
    expect(await arrived.lead()).toMatchObject({
      stage: "closed",
      closed: { as: "rejected", reason: "bad-data" },
      responses: [{ action: "reject", by: arrived.owner, reason: "bad-data", note: "The number is a fax." }],
      dueAt: null,
    });
    await until("16:00:00");
    expect(await arrived.heard()).toHaveLength(1);

    // Whoever taps now hears that there is nothing to do.
    const closed = await arrived.lead();
    for (const action of ["contacted", "accept", "reject"]) {
      const again = await tap(baton, arrived.token, { action });
      expect(again.status).toBe(200);
      expect(again.html).toContain("already closed");
    }
    expect(await arrived.lead()).toEqual(closed);
  });

  test("handed back without a reason, or with one nobody agreed on, it stays with the owner", async () => {
    const arrived = await arrive(baton);
    const before = await arrived.lead();
    for (const fields of [
      { action: "reject" },
      { action: "reject", reason: "" },
      { action: "reject", reason: "no-budget" },
    ]) {
      const page = await tap(baton, arrived.token, fields as Record<string, string>);
      expect(page.status).toBe(422);
      expectPageHeaders(page);
      expect(page.html).toContain("agreed reasons");
      expect(page.html).toContain("Not our kind of customer");
    }
    expect(await arrived.lead()).toEqual(before);
  });

  test("snoozed, the clock stands still and then has as much left as before", async () => {
    const { until, at } = await day.next();
    const arrived = await arrive(baton);
    await until("09:05:00");
    const reason = "In a meeting until ten";
    const tooLong = await tap(baton, arrived.token, { action: "snooze", until: "2026-12-24T09:00:00Z", reason });
    expect(tooLong.status).toBe(422);
    const past = await tap(baton, arrived.token, { action: "snooze", until: at("09:00:00"), reason });
    expect(past.status).toBe(422);
    const unexplained = await tap(baton, arrived.token, { action: "snooze", until: at("10:05:00") });
    expect(unexplained.status).toBe(422);
    expect(unexplained.html).toContain("Please say why");
    expect((await arrived.lead()).responses).toEqual([]);

    const page = await tap(baton, arrived.token, { action: "snooze", until: at("10:05:00"), reason });
    expect(page.status).toBe(200);
    expect((await arrived.lead()).responses).toMatchObject([{ action: "snooze", until: at("10:05:00"), reason }]);
    expect(await arrived.lead()).toMatchObject({
      owner: arrived.owner,
      dueAt: at("10:07:30"),
      clock: { snoozedUntil: at("10:05:00") },
    });
    await until("10:07:29");
    expect(await arrived.heard()).toHaveLength(1);
    await until("10:15:00");
    expect((await arrived.heard()).slice(1)).toEqual([`Reminder → ${mailName(arrived.owner)}`, "Escalation → sam"]);
  });

  test("“I am on it” holds back that somebody else gets it, for half an hour, and nothing else", async () => {
    const { until, at } = await day.next();
    const arrived = await arrive(baton);
    await until("09:20:00");
    const page = await tap(baton, arrived.token, { action: "accept" });
    expect(page.status).toBe(200);
    expect(await arrived.lead()).toMatchObject({ stage: "contact", clock: { heldUntil: at("09:50:00") } });
    await until("09:49:59");
    expect(await arrived.lead()).toMatchObject({ owner: arrived.owner });
    expect(await arrived.heard()).toHaveLength(3);
    await until("09:50:00");
    expect(await arrived.lead()).toMatchObject({ owner: arrived.other });

    // Who had it before may still say that they were in touch.
    const former = await openLink(baton, arrived.token);
    expect(former.html).toContain("holds this lead now");
    expect((await tap(baton, arrived.token, { action: "reject", reason: "not-a-fit" })).status).toBe(409);
    const said = await tap(baton, arrived.token, { action: "contacted" });
    expect(said.status).toBe(200);
    const lead = await arrived.lead();
    expect(lead).toMatchObject({ stage: "disposition", owner: arrived.other });
    expect(lead.responses.map(({ action, by }) => [action, by])).toEqual([
      ["accept", arrived.owner],
      ["contacted", arrived.owner],
    ]);
    const { length } = await arrived.heard();
    await until("16:00:00");
    expect(await arrived.heard()).toHaveLength(length);
  });

  test("one that comes too late is recorded with how late, in working time", async () => {
    const { until } = await day.next();
    const arrived = await arrive(baton);
    await until("09:21:30");
    await tap(baton, arrived.token, { action: "contacted" });
    expect((await arrived.lead()).responses).toMatchObject([{ action: "contacted", lateMs: 6.5 * 60_000 }]);
    // Twice is once.
    const again = await tap(baton, arrived.token, { action: "contacted" });
    expect(again.status).toBe(200);
    expect(again.html).toContain("already recorded");
    expect((await arrived.lead()).responses).toHaveLength(1);
  });

  test("the manager takes the lead from the escalation, or gives it to somebody", async () => {
    const { until, at } = await day.next();
    const [taken, given] = [await arrive(baton), await arrive(baton)];
    await until("09:15:00");
    const page = await openLink(baton, await taken.tokenOf("sam"));
    expect(page.html).toContain("What now?");

    const self = await tap(baton, await taken.tokenOf("sam"), { action: "reassign", to: "sam" });
    expect(self.status).toBe(200);
    await baton.advance("0s");
    expect(await taken.lead()).toMatchObject({
      owner: "sam",
      owners: [{ person: taken.owner }, { person: "sam", how: "taken" }],
      dueAt: at("09:22:30"),
    });
    expect((await taken.heard()).at(-1)).toBe(`Handed on → ${mailName(taken.owner)}`);

    const token = await given.tokenOf("sam");
    for (const to of ["", "nobody", "vera", given.owner]) {
      expect((await tap(baton, token, { action: "reassign", to })).status).toBe(422);
    }
    expect((await tap(baton, token, { action: "reassign", to: given.other })).status).toBe(200);
    await baton.advance("0s");
    expect(await given.lead()).toMatchObject({ owner: given.other });
    expect((await given.heard()).slice(-2).sort()).toEqual([
      `Handed on → ${mailName(given.owner)}`,
      `Your lead now → ${mailName(given.other)}`,
    ]);
    expect((await tap(baton, await given.tokenOf(given.other), { action: "contacted" })).status).toBe(200);
  });

  test("who says they will be away is, at once: the lead goes on, the manager hears of it, and one tap undoes it", async () => {
    const { at } = await day.next();
    const arrived = await arrive(baton);
    const { owner, other, token } = arrived;
    const today = at("09:00:00").slice(0, 10);
    const backwards = await tap(baton, token, { action: "away", from: today, until: "2020-01-01" });
    expect(backwards.status).toBe(422);
    expect(backwards.html).toContain("before it begins");
    const said = await tap(baton, token, { action: "away", from: today, until: today, deputy: other });
    expect(said.status).toBe(200);
    expect(said.html).toContain("Noted: you are away from ");
    await baton.advance("0s");
    expect(await arrived.lead()).toMatchObject({ owner: other, owners: [{ person: owner }, { person: other }] });
    const { json } = await baton.api("/absences");
    expect(json.absences).toMatchObject([{ person: owner, deputy: other, by: owner }]);
    expect(heard(await baton.inbox.about("Away: "))).toEqual(expect.arrayContaining([`Away → ${mailName(other)}`]));

    expect((await tap(baton, token, { action: "back", from: today })).html).toContain("that leave is over");
    expect((await baton.api("/absences")).json).toEqual({ absences: [] });
    expect((await baton.api("/absences", { body: { person: "nobody", from: today, until: today } })).status).toBe(404);
  });

  test("a wrong tap is taken back from the page that shows it, and what was closed is opened again by page and API", async () => {
    const { at, until } = await day.next();
    const arrived = await arrive(baton);
    const { id, token, owner, name } = arrived;
    const rejected = await tap(baton, token, { action: "reject", reason: "not-a-fit" });
    expect(rejected.html).toContain("Take back “Not for us”");
    expect((await arrived.lead()).stage).toBe("closed");
    expect((await tap(baton, token, { action: "undo" })).html).toContain("Taken back.");
    expect(await arrived.lead()).toMatchObject({ stage: "contact", clock: { respondBy: at("09:15:00") } });

    await tap(baton, token, { action: "reject", reason: "not-a-fit" });
    await until("09:11:00");
    expect((await tap(baton, token, { action: "undo" })).status).toBe(409);
    expect((await tap(baton, token, { action: "reopen" })).status).toBe(422);
    const page = await openLink(baton, token);
    expect(page.html).toContain("Open it again");
    expect((await tap(baton, token, { action: "reopen", note: "They called back." })).html).toContain("is open again");
    await tap(baton, token, { action: "reject", reason: "not-a-fit" });
    const opened = await baton.api(`/leads/${id}/reopen`, { body: { by: "sam", why: "Wrong reason." } });
    expect(opened).toMatchObject({
      status: 200,
      json: { id, owner, stage: "contact", said: `${name} is open again.` },
    });
    await baton.advance("0s");
    expect((await arrived.heard()).at(-1)).toBe(`Open again → ${mailName(owner)}`);
    const unexplained = await baton.api(`/leads/${id}/reopen`, { body: { by: "sam" } });
    expect(unexplained.status).toBe(400);
  });

  test("a lead goes to somebody, a team or the rules by page, API and command line, and all of one person's to colleagues", async () => {
    await day.next();
    const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd: process.cwd() });
    const arrived = await arrive(baton);
    const { id, token } = arrived;
    const wrong = await tap(baton, token, { action: "reassign", to: "rules", field: "country", value: "Spain" });
    expect(wrong.html).toContain("has");
    expect(await arrived.lead()).toMatchObject({
      owner: "ana",
      fields: { country: "ES" },
      decision: { rule: "Spanish speakers" },
    });

    const team = await baton.api(`/leads/${id}/assign`, {
      body: { to: "enterprise", by: "sam", why: "They are large." },
    });
    expect(team).toMatchObject({ status: 200, json: { id, said: expect.stringContaining("and was told") } });
    expect(["ben", "chloé"]).toContain(team.json.owner);
    const unknown = await baton.api(`/leads/${id}/assign`, { body: { to: "enterprize", why: "-" } });
    expect(unknown).toMatchObject({ status: 422, json: { error: { code: "response.to" } } });
    expect(unknown.json.error.message).toContain("enterprise");

    const given = await cli("assign", id, "vera", "--why", "You know them.", "--by", "sam");
    expect(given).toMatchObject({ code: 1, stderr: expect.stringContaining("receive none") });
    const colleague = team.json.owner === "ben" ? "chloé" : "ben";
    expect(await cli("assign", id, colleague, "--why", "You know them.")).toMatchObject({ code: 0 });
    expect((await cli("assign", "--of", colleague, "ana", "--why", "Leaves us.")).stdout).toContain(`${id} → ana`);
    expect((await arrived.lead()).owner).toBe("ana");
    expect((await cli("assign", id)).code).toBe(2);
    expect((await cli("reopen", id, "--why", "Too early.")).stdout).toContain("is open");
    expect((await cli("reopen", id)).code).toBe(2);
  });

  test("every button of a mail that has just come leads to something its reader may do", async () => {
    const { until } = await day.next();
    const arrived = await arrive(baton);
    const seen = new Set<string>();
    const broken: string[] = [];
    for (const time of ["09:00:00", "09:07:30", "09:15:00", "09:30:00"]) {
      await until(time);
      for (const mail of await arrived.mails()) {
        if (seen.has(mail.messageId)) continue;
        seen.add(mail.messageId);
        const { html } = await openLink(baton, tokenIn(mail));
        for (const [, target] of mail.text.matchAll(/\/r\/[\w.-]+#(\w+)/g)) {
          if (!html.includes(`id="${target}"`)) broken.push(`${heard([mail])}: #${target}`);
        }
      }
    }
    expect(seen.size).toBe(5);
    expect(broken).toEqual([]);

    // The manager's “I have contacted” included.
    expect((await tap(baton, await arrived.tokenOf("sam"), { action: "contacted" })).status).toBe(200);
    expect(await arrived.lead()).toMatchObject({
      stage: "disposition",
      responses: [{ action: "contacted", by: "sam" }],
    });
  });

  describe("on a phone, without JavaScript", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());

    test("the button of a real hand-over mail leads to the page, and one tap there reports the contact", async () => {
      const arrived = await arrive(baton);
      const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
      const page = await context.newPage();
      const [mail] = await arrived.mails();
      await page.setContent(mail!.html);
      const before = await arrived.lead();
      await page.getByRole("link", { name: /^I have contacted/ }).click();
      await page.waitForURL(/\/r\//);
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(arrived.name);
      expect(await arrived.lead()).toEqual(before);

      await page.getByRole("button", { name: /^I have contacted/ }).click();
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("status").textContent()).toContain("The clock has stopped");
      const widest = await page
        .locator("body *")
        .evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)));
      expect(widest).toBeLessThanOrEqual(390);
      expect(await arrived.lead()).toMatchObject({
        stage: "disposition",
        responses: [{ action: "contacted", by: arrived.owner }],
      });
      await context.close();
    });
  });

  test("its log holds nothing of all this that is personal or secret", () => expectPrivateLog(baton));
});

const day0 = "2026-11-24T09:00:00Z";
