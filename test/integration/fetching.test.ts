import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { type Post, send } from "../helpers/sent/deliveries.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { type Served, serve } from "../helpers/stack/http.ts";
import { heard } from "../helpers/stack/inbox.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** A recorded answer of a provider's API. */
// biome-ignore lint/suspicious/noExplicitAny: recorded JSON
const recorded = (name: string): any =>
  JSON.parse(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8"));
const graphLead = recorded("meta-lead-ads/graph-lead-response").response;
const graphTestLead = recorded("meta-lead-ads/graph-lead-response-test-tool").response;
const graphExpired = recorded("meta-lead-ads/graph-error-expired-token");
const formResponse = recorded("linkedin/fetch-lead-form-response");

const secrets = {
  META_SECRET: "meta-app-secret-Lq8",
  LINKEDIN_SECRET: "linkedin-client-secret-Zx1",
  META_TOKEN: "meta-access-token-Wd4pT7",
  LATE_TOKEN: "late-access-token-Ga9uK2",
  LINKEDIN_TOKEN: "linkedin-access-token-Bn5rM3",
};

const agreement = small({
  sources: {
    meta: { provider: "meta-lead-ads", auth: { secret: "META_SECRET", accessToken: "META_TOKEN" } },
    "meta-submitted": { provider: "meta-lead-ads", auth: { secret: "META_SECRET", accessToken: "META_TOKEN" } },
    "meta-expired": { provider: "meta-lead-ads", auth: { secret: "META_SECRET", accessToken: "LATE_TOKEN" } },
    li: { provider: "linkedin", auth: { secret: "LINKEDIN_SECRET", accessToken: "LINKEDIN_TOKEN" } },
  },
  routing: [
    { name: "By the hand of the clock", when: { source: "meta-submitted" }, to: "sales", sla: "submitted" },
    { name: "Everyone", to: "sales", sla: "fast" },
  ],
  sla: {
    fast: { stages: { contact: { within: "3d" } } },
    submitted: { clockFrom: "submitted", stages: { contact: { within: "3d" } } },
  },
});

type Answer = { status: number; body: unknown } | "hang";
const ok = (body: unknown): Answer => ({ status: 200, body });
const graphError = (status: number, error: object): Answer => ({ status, body: { error } });
const throttled = graphError(400, { message: "Application request limit reached", type: "OAuthException", code: 4 });

/** The recorded refusal, by a provider that repeats the token in it. */
function expired(token: string): Answer {
  const { error } = graphExpired.response;
  return { status: graphExpired.http_status, body: { error: { ...error, message: `${error.message} (${token})` } } };
}

/** Meta's and LinkedIn's interfaces, which answer for each thing what a test says. */
async function provider() {
  const answers = new Map<string, () => Answer>();
  const tokens = new Set([secrets.META_TOKEN, secrets.LINKEDIN_TOKEN]);
  const asked: Served[] = [];
  const server = await serve((request) => {
    asked.push(request);
    const id = decodeURIComponent(new URL(request.url, "http://stub").pathname.split("/").at(-1)!);
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const answer = tokens.has(token)
      ? (answers.get(id)?.() ?? graphError(400, { message: "Unsupported get request.", code: 100, error_subcode: 33 }))
      : expired(token);
    if (answer === "hang") return undefined;
    return {
      status: answer.status,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(answer.body),
    };
  });
  return {
    ...server,
    asked,
    tokens,
    /** How often something was asked for. */
    count: (id: string) => asked.filter(({ url }) => url.includes(`/${id}`)).length,
    tells: (id: string, answer: () => Answer) => answers.set(id, answer),
  };
}

let made = 0;

/** Somebody who filled in a lead form on Meta. */
function metaLead(changes: Record<string, unknown> = {}) {
  made += 1;
  const id = `44444444${String(made).padStart(4, "0")}`;
  const name = `Amélie Dupont${made}`;
  const email = `amelie${made}@example.org`;
  const phone = `+33612345${600 + made}`;
  const answer = (asked: string, value: string) => ({ name: asked, values: [value] });
  const body = {
    ...graphLead,
    id,
    created_time: "2026-11-24T08:59:45+0000",
    field_data: [
      answer("full_name", name),
      answer("email", email),
      answer("phone_number", phone),
      ...graphLead.field_data.filter((one: { name: string }) => !/full_name|email|phone/.test(one.name)),
    ],
    ...changes,
  };
  return { id, name, email, phone, body };
}

function meta(ids: string[], { source = "meta", at = "2026-11-24T08:59:45Z" } = {}): Post {
  const created_time = Date.parse(at) / 1000;
  const body = JSON.stringify({
    object: "page",
    entry: ids.map((leadgen_id) => ({
      id: "153125381133",
      time: created_time,
      changes: [
        { field: "leadgen", value: { leadgen_id, created_time, page_id: "153125381133", form_id: "444444444445" } },
      ],
    })),
  });
  const digest = createHmac("sha256", secrets.META_SECRET).update(body).digest("hex");
  return {
    path: `/hooks/${source}`,
    headers: { "content-type": "application/json", "x-hub-signature-256": `sha256=${digest}` },
    body,
  };
}

function linkedin(id: string, leadAction: "CREATED" | "DELETED"): Post {
  const body = JSON.stringify({
    type: "LEAD_ACTION",
    leadGenFormResponse: `urn:li:leadGenFormResponse:${id}`,
    leadGenForm: "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:7234246,1)",
    owner: { sponsoredAccount: "urn:li:sponsoredAccount:1234567" },
    leadType: "SPONSORED",
    leadAction,
    occurredAt: Date.parse("2026-11-24T08:59:50Z"),
  });
  const digest = createHmac("sha256", secrets.LINKEDIN_SECRET).update(`hmacsha256=${body}`).digest("hex");
  return { path: "/hooks/li", headers: { "content-type": "application/json", "x-li-signature": digest }, body };
}

describe("what a webhook only names", () => {
  let baton: Baton;
  let stub: Awaited<ReturnType<typeof provider>>;
  let folder: string;
  beforeAll(async () => {
    [stub, folder] = await Promise.all([provider(), mkdtemp(join(tmpdir(), "baton-fetching-"))]);
    const file = join(folder, "agreement.json");
    await writeFile(file, agreement);
    baton = await startBaton({
      agreement: file,
      env: {
        BATON_META_GRAPH_URL: stub.url,
        BATON_LINKEDIN_API_URL: stub.url,
        ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`BATON_SECRET_${name}`, value])),
      },
    });
  });
  afterAll(async () => {
    stub?.stop();
    await baton?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Sends a webhook; answers the leads it is listed as. */
  const post = async (delivery: Post): Promise<{ delivery: string; leads: string[] }> => {
    const response = await send(baton, delivery);
    expect(response.status).toBe(200);
    const { delivery: id } = (await response.json()) as { delivery: string };
    const { json } = await baton.api(`/quarantine/${id}`);
    return { delivery: id, leads: json.leads };
  };
  const outcome = async (id: string) => (await baton.api(`/quarantine/${id}`)).json.outcome;
  // biome-ignore lint/suspicious/noExplicitAny: more of a lead than most tests read
  const whole = (id: string) => baton.lead(id) as Promise<any>;
  const listed = async (id: string) =>
    (await baton.api("/leads?limit=100")).json.leads.find((lead: { id: string }) => lead.id === id);
  const mails = async (name: string) => heard(await baton.inbox.about(name));
  const source = async (name: string) =>
    (await baton.api("/sources")).json.sources.find((one: { source: string }) => one.source === name);
  const now = async () =>
    (
      (await (await baton.fetch("/local/clock", { method: "POST", body: '{"advance":"0s"}' })).json()) as {
        now: string;
      }
    ).now;
  const plus = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();
  const THREE_DAYS = 3 * 86_400_000;

  test("is acknowledged and listed at once while the provider hangs, and routed when it tells", async () => {
    const lead = metaLead();
    let hangs = true;
    stub.tells(lead.id, () => (hangs ? "hang" : ok(lead.body)));
    const began = performance.now();
    const { leads } = await post(meta([lead.id]));
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(leads).toHaveLength(1);
    const [id] = leads as [string];
    expect(await listed(id)).toMatchObject({
      source: "meta",
      stage: "fetching",
      owner: null,
      score: null,
      test: false,
    });
    expect(await baton.lead(id)).toMatchObject({ stage: "fetching", owner: null, fields: { form: "444444444445" } });
    expect((await baton.lead(id)).clock).toBeUndefined();
    await eventually(async () => expect((await whole(id)).fetching).toMatchObject({ state: "later" }));
    expect(await mails(lead.name)).toEqual([]);

    hangs = false;
    const received = (await whole(id)).createdAt;
    await baton.advance("2m");
    expect(await whole(id)).toMatchObject({
      stage: "contact",
      owner: expect.any(String),
      fields: {
        name: lead.name,
        email: lead.email,
        phone: lead.phone,
        company: "Atelier SA",
        campaign: "Q4 demo",
        form: "444444444445",
        ad: "444444444446",
        consent: "marketing_opt_in: yes, partner_opt_in: no",
        submittedAt: expect.stringMatching(/^2026-11-24T08:59:45/),
      },
      extra: { "which_products?": { value: "CRM, Ads" }, platform: { value: "ig" } },
      // From receipt, though it was read two minutes later.
      createdAt: received,
      clock: { startedAt: received, respondBy: plus(received, THREE_DAYS) },
    });
    expect((await whole(id)).fetching).toBeUndefined();
    await baton.advance("1h");
    expect(await mails(lead.name)).toEqual([`New lead → ${(await baton.lead(id)).owner}`]);
    expect(stub.count(lead.id)).toBe(2);
  }, 60_000);

  test("has its clock from when it was filled in where the policy says so, never from when it was read", async () => {
    const lead = metaLead();
    const at = plus(await now(), -600_000);
    let told = false;
    stub.tells(lead.id, () => (told ? ok({ ...lead.body, created_time: at }) : { status: 500, body: {} }));
    const { leads } = await post(meta([lead.id], { source: "meta-submitted", at }));
    await baton.advance("5m");
    expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching", fetching: { state: "later" } });
    told = true;
    await baton.advance("10m");
    expect((await whole(leads[0]!)).clock).toMatchObject({ startedAt: at, respondBy: plus(at, THREE_DAYS) });
  });

  test.each([
    ["answers 429", { status: 429, body: {} } as Answer],
    ["limits calls by code 4", throttled],
    ["answers 500", { status: 500, body: "<html>" } as Answer],
    ["says that it is transient", graphError(400, { message: "Try again", code: 99, is_transient: true })],
    ["answers 200 with nothing", ok({})],
  ])("is asked for again when the provider %s, and comes once", async (_, answer) => {
    const lead = metaLead();
    stub.tells(lead.id, () => (stub.count(lead.id) <= 3 ? answer : ok(lead.body)));
    const { leads, delivery } = await post(meta([lead.id]));
    await baton.advance("0s");
    expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching", fetching: { state: "later" } });
    const received = (await whole(leads[0]!)).createdAt;
    await baton.advance("10m");
    expect(await whole(leads[0]!)).toMatchObject({ stage: "contact", clock: { startedAt: received } });
    expect(await outcome(delivery)).toBe("lead");
    expect(stub.count(lead.id)).toBe(4);
    expect(await mails(lead.name)).toHaveLength(1);
    expect((await source("meta")).incidents).toEqual([]);
  });

  test("is a test lead without owner, mail or clock when the testing tool made it", async () => {
    const { id } = metaLead();
    stub.tells(id, () => ok({ ...graphTestLead, id }));
    const { leads, delivery } = await post(meta([id]));
    await baton.advance("5m");
    expect(await listed(leads[0]!)).toMatchObject({ test: true, owner: null, stage: "closed" });
    expect(await whole(leads[0]!)).toMatchObject({ test: true, owner: null, closed: { as: "test" }, notices: [] });
    expect((await baton.lead(leads[0]!)).clock).toBeUndefined();
    expect(await outcome(delivery)).toBe("test");
    expect(await mails("dummy data")).toEqual([]);
  });

  test("waits visibly while the access token is refused, is reported once, and comes through when the token is mended", async () => {
    const lead = metaLead();
    stub.tells(lead.id, () => ok(lead.body));
    const { leads, delivery } = await post(meta([lead.id], { source: "meta-expired" }));
    await baton.advance("0s");
    const waiting = { state: "token", message: expect.stringContaining("Session has expired") };
    expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching", fetching: waiting });
    expect(await source("meta-expired")).toMatchObject({ state: "token", incidents: [{ kind: "token" }] });
    const received = (await whole(leads[0]!)).createdAt;
    await baton.advance("2h");
    const reports = async () => (await baton.inbox.all()).filter(({ subject }) => subject.includes("meta-expired"));
    expect((await reports()).map(({ to }) => to)).toEqual(["vera@acme.example"]);
    expect((await reports())[0]?.text).toContain("LATE_TOKEN");
    const shown = JSON.stringify([await reports(), await source("meta-expired"), await whole(leads[0]!)]);
    expect(shown).not.toContain(secrets.LATE_TOKEN);
    expect(await outcome(delivery)).toBe("pending");

    // A busy provider in between must not make the report stay open for ever.
    stub.tokens.add(secrets.LATE_TOKEN);
    let busy = true;
    stub.tells(lead.id, () => (busy ? throttled : ok(lead.body)));
    await baton.advance("1h5m");
    expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching", fetching: { state: "later" } });
    busy = false;
    await baton.advance("1h5m");
    expect(await whole(leads[0]!)).toMatchObject({
      stage: "contact",
      createdAt: received,
      clock: { startedAt: received },
    });
    expect(await source("meta-expired")).toMatchObject({ state: "ok", incidents: [] });
    expect(await mails(lead.name)).toHaveLength(1);
    expect(await reports()).toHaveLength(1);
  });

  test("of a batch of three is routed as far as it is told; the rest follows", async () => {
    const batch = [metaLead(), metaLead(), metaLead()];
    let broken = true;
    for (const { id, body } of batch)
      stub.tells(id, () => (broken && id === batch[1]!.id ? { status: 503, body: {} } : ok(body)));
    const { leads, delivery } = await post(meta(batch.map(({ id }) => id)));
    expect(leads).toHaveLength(3);
    await baton.advance("0s");
    const stages = async () => (await Promise.all(leads.map((id) => baton.lead(id)))).map(({ stage }) => stage);
    expect(await stages()).toEqual(["contact", "fetching", "contact"]);
    broken = false;
    await baton.advance("10m");
    expect(await stages()).toEqual(["contact", "contact", "contact"]);
    expect((await baton.api(`/quarantine/${delivery}`)).json).toMatchObject({ outcome: "lead", leads });
    for (const { name } of batch) expect(await mails(name)).toHaveLength(1);
    // Those that were told are not asked for again.
    expect(batch.map(({ id }) => stub.count(id))).toEqual([1, 2, 1]);
  });

  test("is the same lead in whichever batch it comes, with the clock of the first", async () => {
    const [first, second] = [metaLead(), metaLead()];
    let busy = true;
    stub.tells(first.id, () => (busy ? throttled : ok(first.body)));
    stub.tells(second.id, () => ok(second.body));
    const one = await post(meta([first.id]));
    const received = (await whole(one.leads[0]!)).createdAt;
    await baton.advance("3m");
    busy = false;
    const two = await post(meta([second.id, first.id]));
    await baton.advance("20m");
    expect(await whole(one.leads[0]!)).toMatchObject({
      stage: "contact",
      createdAt: received,
      clock: { startedAt: received },
    });
    expect((await allLeads(baton)).filter(({ name }) => name === first.name)).toHaveLength(1);
    expect(await mails(first.name)).toHaveLength(1);
    expect(await mails(second.name)).toHaveLength(1);
    expect(await Promise.all([one, two].map(({ delivery }) => outcome(delivery)))).not.toContain("pending");
    // And once more, after everything is settled.
    await post(meta([first.id, second.id, first.id]));
    await post(meta([first.id]));
    await baton.advance("20m");
    expect(await mails(first.name)).toHaveLength(1);
    expect(await mails(second.name)).toHaveLength(1);
  });

  test("and the provider does not know, is put before a human, and read again when that one says so", async () => {
    const lead = metaLead();
    const { leads, delivery } = await post(meta([lead.id]));
    await baton.advance("0s");
    expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching", fetching: { state: "gone" }, owner: null });
    expect(await outcome(delivery)).toBe("quarantined");
    await baton.advance("2h");
    expect(stub.count(lead.id)).toBe(1);
    stub.tells(lead.id, () => ok(lead.body));
    expect((await baton.api(`/quarantine/${delivery}/replay`, { method: "POST" })).status).toBe(200);
    await baton.advance("0s");
    // Nobody could answer it until now.
    expect(await whole(leads[0]!)).toMatchObject({ stage: "contact", clock: { startedAt: await now() } });
    expect(await mails(lead.name)).toHaveLength(1);
  });

  describe("by LinkedIn", () => {
    const person = (id: string, name: string, email: string, testLead = false) => {
      const response = structuredClone(formResponse.response);
      const asked: Record<number, string> = { 307234246: email, 107234246: name, 607234246: `work-${email}` };
      for (const one of response.formResponse.answers)
        if (asked[one.questionId]) one.answerDetails = { textQuestionAnswer: { answer: asked[one.questionId] } };
      const submittedAt = Date.parse("2026-11-24T08:59:50Z");
      stub.tells(id, () => ok({ ...response, id, testLead, submittedAt }));
      stub.tells("7234246", () => ok(formResponse.companion_form));
    };

    test("is read with its form, which says what was asked", async () => {
      person("response-1", "Kevina", "kevina@example.org");
      const { leads } = await post(linkedin("response-1", "CREATED"));
      await baton.advance("1m");
      expect(await whole(leads[0]!)).toMatchObject({
        stage: "contact",
        test: false,
        fields: {
          email: "kevina@example.org",
          firstName: "Kevina",
          lastName: "Johonson",
          title: "Senior Engineer",
          form: "7234246",
          ad: "241257736",
        },
        extra: { "Cuál es tu color favorito": { value: "Rojo" }, hidden_field: { value: "abc678" } },
      });
      expect(await mails("Kevina")).toHaveLength(1);
    });

    test("that is a test lead stays one", async () => {
      person("response-2", "Testina", "testina@example.org", true);
      const { leads } = await post(linkedin("response-2", "CREATED"));
      await baton.advance("1m");
      expect(await whole(leads[0]!)).toMatchObject({ test: true, owner: null, closed: { as: "test" } });
      expect(await mails("Testina")).toEqual([]);
    });

    test("is erased when the member takes it back, and the owner told", async () => {
      person("response-3", "Goneta", "goneta@example.org");
      const { leads } = await post(linkedin("response-3", "CREATED"));
      await baton.advance("1m");
      const { owner } = await baton.lead(leads[0]!);
      const before = (await baton.inbox.all()).length;
      expect((await post(linkedin("response-3", "DELETED"))).leads).toEqual(leads);
      await baton.advance("1m");
      expect(await whole(leads[0]!)).toMatchObject({ fields: {}, extra: {}, closed: { as: "withdrawn" } });
      const after = (await baton.inbox.all()).slice(before);
      expect(after.map(({ to }) => to)).toEqual([`${owner}@acme.example`]);
      const { status, json } = await baton.api("/leads?limit=100");
      expect(status).toBe(200);
      expect(JSON.stringify(json)).not.toMatch(/goneta/i);
      expect(JSON.stringify(await whole(leads[0]!))).not.toMatch(/goneta/i);
    });

    test("and taken back before it was read, is never read", async () => {
      person("response-4", "Neverina", "neverina@example.org");
      stub.tells("response-4", () => ({ status: 429, body: {} }));
      const { leads } = await post(linkedin("response-4", "CREATED"));
      await baton.advance("0s");
      expect(await whole(leads[0]!)).toMatchObject({ stage: "fetching" });
      await post(linkedin("response-4", "DELETED"));
      person("response-4", "Neverina", "neverina@example.org");
      await baton.advance("3h");
      expect(await whole(leads[0]!)).toMatchObject({ closed: { as: "withdrawn" } });
      expect(await mails("Neverina")).toEqual([]);
      expect(stub.count("response-4")).toBe(1);
    });
  });

  test("is asked for with a token that is in no URL and in no line of the log", async () => {
    const tokens = [secrets.META_TOKEN, secrets.LATE_TOKEN, secrets.LINKEDIN_TOKEN];
    expect(stub.asked.length).toBeGreaterThan(20);
    for (const { url, headers } of stub.asked) {
      expect(tokens.filter((token) => url.includes(token))).toEqual([]);
      expect(tokens.map((token) => `Bearer ${token}`)).toContain(headers.authorization);
    }
    expect(tokens.filter((token) => baton.log().includes(token))).toEqual([]);
    await expectPrivateLog(baton);
  });
});
