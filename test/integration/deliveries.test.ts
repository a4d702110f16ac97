import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  campaignId,
  emea,
  formEncoded,
  formJson,
  googleAds,
  type Post,
  person,
  send,
  typeform,
} from "../helpers/sent/deliveries.ts";
import { allLeads, leadNamed, leadsNamed, mailName } from "../helpers/stack/arrivals.ts";
import { heard } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

/** What providers send, and what they are answered. */
describe("deliveries", () => {
  let baton: Baton;
  beforeAll(async () => {
    baton = await startBaton();
  });
  afterAll(() => baton?.stop());

  const quarantine = async (): Promise<{ id: string; source: string; reason: string; bytes: number }[]> =>
    (await baton.api("/quarantine?limit=100")).json.deliveries;

  describe("from Google Ads", () => {
    test("five times the same at the same time is one lead, one owner and one mail", async () => {
      const post = googleAds({ id: "11223344556677889901", name: "Gwen Google", email: "gwen@globex.example" });
      const answers = await Promise.all(Array.from({ length: 5 }, () => send(baton, post)));
      expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual(
        Array(5).fill([200, {}]),
      );
      await baton.advance("0s");
      const lead = await leadNamed(baton, "Gwen Google");
      expect(lead).toMatchObject({
        source: "google-search",
        owner: expect.any(String),
        fields: { email: "gwen@globex.example", "clickId.gclid": "gclid-1" },
      });
      expect(JSON.stringify(lead)).toContain(campaignId);
      expect(await baton.inbox.about("Gwen Google")).toHaveLength(1);

      const { json: kept } = await baton.api(`/quarantine/${lead.delivery}`);
      const raw = Buffer.from(kept.body, "base64").toString();
      expect(raw).toBe(String(post.body).replace(secrets.GOOGLE_ADS_KEY, "[secret]"));

      // Later, and with other bytes, it is still the same delivery.
      await baton.advance("48h");
      const other = googleAds({ id: "11223344556677889901", name: "Gwen Other", email: "other@globex.example" });
      expect((await send(baton, other)).status).toBe(200);
      await baton.advance("0s");
      expect(await leadsNamed(baton, "Gwen Google")).toHaveLength(1);
      expect(await leadsNamed(baton, "Gwen Other")).toHaveLength(0);
    });

    test("a test lead is listed and marked, belongs to nobody, takes no turn and sends no mail", async () => {
      const post = googleAds({ id: "TeSter-123", name: "Test Lead", email: "test@example.com", test: true });
      expect((await send(baton, post)).status).toBe(200);
      await baton.advance("2h");
      expect(await leadNamed(baton, "Test Lead")).toMatchObject({
        test: true,
        owner: null,
        stage: "closed",
        dueAt: null,
        notices: [],
        decision: { turns: {} },
      });
      expect(await baton.inbox.about("Test Lead")).toEqual([]);
    });

    test("with a wrong key it is refused in Google's own words, and not kept", async () => {
      const post = googleAds({ id: "1", name: "Mallory", email: "mallory@globex.example" }, "wrong");
      const answer = await send(baton, post);
      expect([answer.status, await answer.json()]).toEqual([401, { message: expect.any(String) }]);
      expect(await leadsNamed(baton, "Mallory")).toEqual([]);
    });

    test("what is no JSON is refused as such", async () => {
      for (const body of ["{", "", "google_key=x"]) {
        const answer = await send(baton, { ...googleAds({ id: "1", name: "x", email: "x@example.com" }), body });
        expect([answer.status, await answer.json()]).toEqual([400, { message: expect.any(String) }]);
      }
      expect((await quarantine()).filter(({ source }) => source === "google-search")).toEqual([]);
    });
  });

  describe("from a form", () => {
    test("the same bytes within ten minutes are one delivery, however many come at once; after that somebody asks again", async () => {
      const fields = person();
      const answers = await Promise.all(Array.from({ length: 5 }, () => send(baton, formJson(fields))));
      expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
      const deliveries = await Promise.all(
        answers.map(async (answer) => ((await answer.json()) as { delivery: string }).delivery),
      );
      expect(new Set(deliveries).size).toBe(1);
      await baton.advance("10m");
      await send(baton, formJson(fields));
      await baton.advance("0s");
      const timeline = async () => (await leadNamed(baton, fields.name)).facts.map(({ is }) => is);
      expect(await timeline()).not.toContain("lead.resubmitted");
      await baton.advance("1s");
      await send(baton, formJson(fields));
      await baton.advance("0s");
      expect(await timeline()).toContain("lead.resubmitted");
    });

    test("a browser is sent on to where the agreement says, a program is not", async () => {
      const fields = emea();
      const browser = await send(baton, formEncoded(fields), { accept: "text/html,application/xhtml+xml,*/*;q=0.8" });
      expect([browser.status, browser.headers.get("location")]).toEqual([303, "https://www.acme.example/thanks"]);
      const again = await send(baton, formEncoded(fields), { accept: "text/html" });
      expect(again.status).toBe(303);
      const program = await send(baton, formEncoded(fields), { accept: "application/json" });
      expect([program.status, await program.json()]).toEqual([200, { delivery: expect.stringMatching(/^dlv_/) }]);
      await leadNamed(baton, fields.name);
    });

    test("what nobody has mapped, or cannot be converted, is kept and shown", async () => {
      const fields = emea({ company_size: "about 20", favourite_colour: "Grün" });
      await send(baton, formJson(fields));
      const lead = await leadNamed(baton, fields.name);
      expect(lead.extra).toMatchObject({
        favourite_colour: { value: "Grün" },
        employees: { value: "about 20", reason: expect.any(String) },
      });
      expect(lead.fields).not.toHaveProperty("employees");
    });
  });

  test("a slash at the end of the address costs no delivery", async () => {
    const good = formJson(person({ name: "Slash Atend" }));
    expect((await send(baton, { ...good, path: `${good.path}/` })).status).toBe(200);
    expect(await leadsNamed(baton, "Slash Atend")).toHaveLength(1);
  });

  describe("that are not authentic", () => {
    test("are all answered alike, so that nothing can be learned", async () => {
      const good = formJson(person({ name: "Nobody Inside" }));
      const paths = [
        "/hooks/website-demo/wrong",
        "/hooks/website-demo",
        "/hooks/no-such-source",
        "/hooks/no-such-source/wrong",
        "/hooks/__proto__",
        "/hooks/constructor/x",
        "/hooks/website-demo/wrong/",
        `${good.path}/more`,
      ];
      const answers = await Promise.all(paths.map((path) => send(baton, { ...good, path })));
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      expect(answers.map(({ status }) => status)).toEqual(Array(paths.length).fill(401));
      expect(new Set(bodies).size).toBe(1);
      expect(await leadsNamed(baton, "Nobody Inside")).toEqual([]);
    });

    test("a signature over other bytes, with another secret or none is refused", async () => {
      const body = JSON.stringify({ form_response: { token: "t1", answers: [] } });
      const genuine = typeform(body);
      const posts: Post[] = [
        typeform(body, "another secret"),
        { ...genuine, body: body.replace("t1", "t2") },
        { ...genuine, headers: { "content-type": "application/json" } },
      ];
      for (const post of posts) expect((await send(baton, post)).status).toBe(401);
    });
  });

  describe("of any size", () => {
    test("one MiB is taken and kept as it is; a byte more is refused", async () => {
      const fields = emea({ filler: "" });
      const room = 1_048_576 - JSON.stringify(fields).length;
      const filler = randomBytes(room).toString("base64").slice(0, room);
      const post = formJson({ ...fields, filler });
      expect(Buffer.byteLength(post.body as string)).toBe(1_048_576);
      const answer = await send(baton, post);
      expect(answer.status).toBe(200);
      const tooLarge = await send(baton, formJson({ ...fields, filler: `${filler}x` }));
      expect(tooLarge.status).toBe(413);
      const { id } = await leadNamed(baton, fields.name);
      expect(id).toMatch(/^lead_/);
      const { delivery } = (await answer.json()) as { delivery: string };
      const kept = (await baton.api(`/quarantine/${delivery}`)).json;
      expect(Buffer.from(kept.body, "base64").toString()).toBe(post.body);
    });

    test("one MiB of noise goes into quarantine, byte by byte", async () => {
      const noise = randomBytes(1_048_576);
      const answer = await send(baton, {
        ...formJson({}),
        headers: { "content-type": "application/octet-stream" },
        body: noise,
      });
      expect(answer.status).toBe(200);
      const { delivery } = (await answer.json()) as { delivery: string };
      const kept = (await baton.api(`/quarantine/${delivery}`)).json;
      expect(Buffer.compare(Buffer.from(kept.body, "base64"), noise)).toBe(0);
    });
  });

  describe("that cannot be read", () => {
    test.each([
      ["nothing", ""],
      ["half of a JSON object", '{"your-email": "a@b.example"'],
      ["a JSON list", "[1,2]"],
      ["prose", "Hello, are you there?"],
      ["a form without a person", "colour=green&size=4"],
    ])("%s is accepted and kept in quarantine", async (_, body) => {
      const answer = await send(baton, { ...formJson({}), body });
      expect(answer.status).toBe(200);
      const { delivery } = (await answer.json()) as { delivery: string };
      const entry = (await quarantine()).find(({ id }) => id === delivery);
      expect(entry).toMatchObject({
        source: "website-demo",
        bytes: Buffer.byteLength(body),
        reason: expect.stringMatching(/\w/),
      });
      const { status, json } = await baton.api(`/quarantine/${delivery}`);
      expect(status).toBe(200);
      expect(Buffer.from(json.body, "base64").toString()).toBe(body);
      // Reading it again with the same agreement changes nothing.
      const replayed = await baton.api(`/quarantine/${delivery}/replay`, { method: "POST" });
      expect(replayed).toMatchObject({ status: 200, json: { outcome: "quarantined" } });
    });

    test("they are listed newest first, page by page", async () => {
      const all = (await quarantine()).map(({ id }) => id);
      expect(all.length).toBeGreaterThan(5);
      const paged: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const { json } = await baton.api(`/quarantine?limit=2${cursor && `&cursor=${cursor}`}`);
        paged.push(...json.deliveries.map(({ id }: { id: string }) => id));
        cursor = json.next;
      }
      expect(paged).toEqual(all);
    });

    test("once the mapping is mended, a replay makes the lead, with a clock from then on", async () => {
      const body = JSON.stringify({
        correo: "lucia@globex.example",
        nombre: "Lucía Replay",
        company_size: 600,
        country: "DE",
        interest: "demo",
      });
      const answer = await send(baton, { ...formJson({}), body });
      const { delivery } = (await answer.json()) as { delivery: string };
      expect((await quarantine()).map(({ id }) => id)).toContain(delivery);

      const { version, text } = (await baton.api("/agreement")).json;
      const mended = text.replace(
        '"company_size": employees',
        '"company_size": employees, correo: email, nombre: name',
      );
      expect(mended).not.toBe(text);
      const put = await baton.api("/agreement", {
        method: "PUT",
        body: mended,
        headers: { "if-match": String(version), "content-type": "application/yaml" },
      });
      expect(put).toMatchObject({ status: 200, json: { version: version + 1 } });

      await baton.moveTo("2026-12-01T09:00:00Z");
      const replays = await Promise.all(
        [1, 2, 3].map(() => baton.api(`/quarantine/${delivery}/replay`, { method: "POST" })),
      );
      for (const replay of replays) expect(replay).toMatchObject({ status: 200, json: { outcome: "lead" } });
      await baton.advance("0s");
      const lead = await leadNamed(baton, "Lucía Replay");
      expect(lead).toMatchObject({
        decision: { rule: "Enterprise", version: version + 1 },
        dueAt: "2026-12-01T09:07:30.000Z",
      });
      expect(await baton.inbox.about("Lucía Replay")).toHaveLength(1);
      expect((await quarantine()).map(({ id }) => id)).not.toContain(delivery);
      expect((await baton.api(`/quarantine/${delivery}/replay`, { method: "POST" })).json).toMatchObject({
        outcome: "lead",
      });
      expect(await leadsNamed(baton, "Lucía Replay")).toHaveLength(1);
    });
  });

  test("the same person by another form, minutes later, is the same story: its owner is told, and no second race starts", async () => {
    const fields = emea();
    await send(baton, formJson(fields));
    await baton.advance("5m");
    const email = String(fields["your-email"]).toUpperCase();
    await send(baton, googleAds({ id: "998877", name: "Other Spelling", email }));
    await baton.advance("0s");
    const lead = await leadNamed(baton, fields.name);
    expect(lead.timeline.at(-1)?.text).toContain("Asked again through google-search, saying name: Other Spelling");
    expect(await leadsNamed(baton, "Other Spelling")).toEqual([]);
    expect(heard(await baton.inbox.about(fields.name))).toContain(`Asked again → ${mailName(lead.owner!)}`);
  });

  test("every lead of all this has an owner or is a test", async () => {
    const leads = await Promise.all((await allLeads(baton)).map(({ id }) => baton.lead(id)));
    expect(leads.filter(({ owner, test }) => (owner === null) !== test)).toEqual([]);
  });

  test("its log holds nothing of all this that is personal or secret", async () => {
    await expectPrivateLog(baton);
    expect(baton.log()).not.toContain("/hooks/");
    expect(baton.log()).not.toContain(secrets.WEBSITE_TOKEN);
  });
});
