import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { type BoardReader, boardReader, hiddenIn } from "../helpers/stack/board-reader.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const hook = `/hooks/website-demo/${secrets.WEBSITE_TOKEN}`;
const DELIVERIES = 12;

/** What the operator does about a mapping that is wrong, on the board. The tests follow each other. */
describe("sources on the board", () => {
  let baton: Baton;
  let vera: BoardReader;
  const post = (fields: Record<string, unknown>) =>
    baton.fetch(hook, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
    });
  beforeAll(async () => {
    baton = await startBaton();
    // Nothing says who this is, as long as "correo" is not mapped.
    for (let n = 1; n <= DELIVERIES; n++) {
      await post({ correo: `held-${n}@globex.example`, staff: 600, api_token: "hunter2hunter2" });
      await baton.advance("1m");
    }
    vera = await boardReader(baton, "vera@acme.example");
  });
  afterAll(() => baton?.stop());

  const first = async () => /\/sources\/deliveries\/(dlv_\w+)/.exec((await vera.open("/sources")).html)![1]!;
  /** Follows a replay to its end, without JavaScript. */
  const follow = async (fields: Record<string, string>) => {
    let sent = await vera.send("/sources", fields);
    for (let batches = 0; batches < 5; batches++) {
      expect(sent.status).toBe(303);
      const page = sent.headers.get("location")!;
      expect((await vera.open(page)).html).toContain("waits to be read");
      await baton.advance("0s");
      const { html, status } = await vera.open(page);
      expect(status).toBe(200);
      if (!html.includes('name="after"')) return html;
      sent = await vera.send("/sources", hiddenIn(html));
    }
    throw new Error("It goes on for ever.");
  };

  test("are the operator's to see, and nobody else's", async () => {
    const ben = await boardReader(baton, "ben@acme.example");
    expect((await ben.open("/sources")).status).toBe(403);
    expect((await ben.send("/sources", { action: "replay" })).status).toBe(403);
    expect((await ben.open(`/sources/deliveries/${await first()}`)).status).toBe(403);
    expect((await baton.fetch("/sources")).status).toBe(303);
  });

  test("say how each does, and what lies in quarantine and why", async () => {
    const { html, status } = await vera.open("/sources");
    expect(status).toBe(200);
    expect(html).toContain("website-demo");
    expect(html).toContain(`${DELIVERIES} in quarantine`);
    expect(html.match(/name="id" value="dlv_/g)).toHaveLength(DELIVERIES);
    const narrowed = await vera.open("/sources?source=google-search&reason=nothing&cursor=rubbish%00");
    expect([narrowed.status, narrowed.html.includes('name="id"')]).toEqual([200, false]);
  });

  test("show a delivery as it came, without what is secret in it", async () => {
    const id = await first();
    const { html } = await vera.open(`/sources/deliveries/${id}`);
    expect(html).toContain(`held-${DELIVERIES}@globex.example`);
    expect(html).toContain("[secret]");
    expect(html).not.toContain("hunter2");
    expect((await vera.open("/sources/deliveries/dlv_none")).status).toBe(404);
  });

  test("have deliveries read once more, and say of those that cannot be read why", async () => {
    const html = await follow({ action: "replay", source: "website-demo" });
    expect(html).toContain(`${DELIVERIES} of ${DELIVERIES} read: 0 came out, ${DELIVERIES} stay in quarantine.`);
    expect(html).toContain("stays in quarantine: ");
  });

  test("once the mapping is mended, one and then all of them come out, the oldest first", async () => {
    const mended = acme.replace('"company_size": employees', '"company_size": employees, correo: email');
    expect((await baton.api("/agreement", { method: "PUT", body: mended })).status).toBe(200);
    await baton.advance("11s");
    const one = await follow({ action: "replay", id: await first() });
    expect(one).toContain("1 of 1 read: 1 came out, 0 stay in quarantine.");
    expect(one).toContain("became a lead");
    const all = await follow({ action: "replay", source: "website-demo", reason: "" });
    expect(all).toContain(`${DELIVERIES - 1} of ${DELIVERIES - 1} read: ${DELIVERIES - 1} came out`);
    expect(all).toMatch(/data-lead="lead_/);
    expect((await baton.api("/leads")).json.leads).toHaveLength(DELIVERIES);
    expect((await vera.open("/sources")).html).toContain("Nothing lies in quarantine.");
  });

  test("refuse what says nothing, and what is there no more", async () => {
    expect((await vera.send("/sources", {})).status).toBe(422);
    expect((await vera.send("/sources", { action: "explode" })).status).toBe(422);
    expect((await vera.send("/sources", { action: "replay", id: "dlv_none" })).status).toBe(409);
    expect((await vera.send("/sources", { action: "replay", at: "never", after: "%", out: "-1" })).status).toBe(409);
    expect((await vera.send("/sources", { action: "clear", address: "nobody@acme.example" })).status).toBe(404);
    expect((await vera.open("/sources/replay")).status).toBe(303);
    expect((await vera.open("/sources/replay?at=2026-11-24T09:00:00Z&ids=dlv_none,,%00&left=x")).status).toBe(200);
    const elsewhere = await baton.fetch("/sources", {
      method: "POST",
      body: new URLSearchParams({ action: "replay" }),
    });
    expect(elsewhere.status).toBe(403);
  });
});
