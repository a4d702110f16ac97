import { createHmac } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { type Post, send, standardWebhook } from "../helpers/sent/deliveries.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { heard } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const [newest, second, retired] = ["typeform-newest-Ab1", "typeform-second-Cd2", "typeform-retired-Ef3"];
const secrets = {
  WEB_TOKEN: "web-token-Gh4iJk",
  TYPE_SECRET: "typeform-secret-Lm5",
  ADS_KEY: "ads-key-No6pQr",
  CAL_SECRET: "calendly-secret-St7",
  CRM_BASIC: "baton:pipedrive-Uv8",
  TRACK_SECRET: "segment-secret-Wx9",
  EVENTS_SECRET: `whsec_${Buffer.from("standard-secret-Yz0").toString("base64")}`,
  ROTATED: JSON.stringify([newest, second]),
  NEWEST: newest,
  SECOND: second,
};

const agreement = small({
  sources: {
    web: { provider: "form", auth: { token: "WEB_TOKEN" } },
    type: { provider: "typeform", auth: { secret: "TYPE_SECRET" } },
    ads: { provider: "google-ads", auth: { key: "ADS_KEY" } },
    cal: { provider: "calendly", auth: { secret: "CAL_SECRET" } },
    crm: { provider: "pipedrive", auth: { basic: "CRM_BASIC" } },
    track: { provider: "segment", auth: { secret: "TRACK_SECRET" } },
    events: { provider: "standard-webhooks", auth: { secret: "EVENTS_SECRET" } },
    rotated: { provider: "typeform", auth: { secret: "ROTATED" } },
    previous: { provider: "typeform", auth: { secret: "NEWEST", previousSecret: "SECOND" } },
  },
  score: {
    rules: [{ name: "Big", when: { employees: { gte: 200 } }, points: 40 }],
    touches: [
      { name: "Read the prices", touch: "page", when: { path: { startsWith: "/pricing" } }, points: 10, max: 20 },
    ],
  },
  routing: [
    {
      name: "Known account",
      when: { "account.owner": { exists: true } },
      to: "account.owner",
      else: "sales",
      sla: "fast",
    },
    { name: "Everyone", to: "sales", sla: "fast" },
  ],
  sla: {
    fast: {
      stages: {
        contact: { within: "2d", steps: [{ at: "100%", do: "escalate", to: "manager" }] },
        disposition: { within: "5d" },
      },
    },
  },
});

const json = (path: string, body: string, headers: Record<string, string> = {}): Post => ({
  path,
  headers: { "content-type": "application/json", ...headers },
  body,
});
const hmac = (algorithm: string, key: string | Buffer, text: string) => createHmac(algorithm, key).update(text);

const form = (fields: object): Post => json(`/hooks/web/${secrets.WEB_TOKEN}`, JSON.stringify(fields));

let made = 0;
function typeform(fields: Record<string, string>, { source = "type", secret = secrets.TYPE_SECRET } = {}): Post {
  made += 1;
  const types: Record<string, string> = { email: "email", phone: "phone_number" };
  const body = JSON.stringify({
    event_id: `event-${made}`,
    event_type: "form_response",
    form_response: {
      token: `token-${made}`,
      answers: Object.entries(fields).map(([ref, value]) => {
        const type = types[ref] ?? "text";
        return { type, [type]: value, field: { id: ref, ref, type } };
      }),
    },
  });
  const signature = `sha256=${hmac("sha256", secret, body).digest("base64")}`;
  return json(`/hooks/${source}`, body, { "typeform-signature": signature });
}

function googleAds(columns: Record<string, string>): Post {
  made += 1;
  const body = JSON.stringify({
    lead_id: `google-${made}`,
    user_column_data: Object.entries(columns).map(([column_id, string_value]) => ({ column_id, string_value })),
    google_key: secrets.ADS_KEY,
    is_test: false,
  });
  return json("/hooks/ads", body);
}

function calendly(at: string, { name, email }: { name: string; email: string }): Post {
  made += 1;
  const meeting = `https://api.calendly.com/scheduled_events/event-${made}`;
  const body = JSON.stringify({
    event: "invitee.created",
    created_at: at,
    payload: {
      uri: `${meeting}/invitees/${made}`,
      name,
      email,
      created_at: at,
      rescheduled: false,
      old_invitee: null,
      scheduled_event: {
        uri: meeting,
        name: "Intro call",
        start_time: "2026-12-01T10:00:00.000000Z",
        event_memberships: [{ user_email: "ana@acme.example" }],
      },
    },
  });
  const time = Math.floor(Date.parse(at) / 1000);
  const signature = hmac("sha256", secrets.CAL_SECRET, `${time}.${body}`).digest("hex");
  return json("/hooks/cal", body, { "calendly-webhook-signature": `t=${time},v1=${signature}` });
}

function pipedrive(
  at: string,
  { email }: { email: string },
  { done = true, password = secrets.CRM_BASIC }: { done?: boolean; password?: string } = {},
): Post {
  made += 1;
  const body = JSON.stringify({
    meta: {
      action: done ? "change" : "create",
      entity: "activity",
      entity_id: String(made),
      correlation_id: `correlation-${made}`,
      version: "2.0",
      timestamp: at,
    },
    data: {
      id: made,
      type: "call",
      subject: "First call",
      done,
      person_id: 77,
      ...(done && { marked_as_done_time: at }),
      attendees: [{ email, person_id: 77, user_id: null, is_organizer: false }],
    },
    ...(done && { previous: { done: false } }),
  });
  return json("/hooks/crm", body, { authorization: `Basic ${Buffer.from(password).toString("base64")}` });
}

function pageView(at: string, email: string, path: string): Post {
  made += 1;
  const body = JSON.stringify({
    type: "page",
    messageId: `message-${made}`,
    anonymousId: `cookie of ${email}`,
    name: "Prices",
    properties: { path, url: `https://www.acme.example${path}`, title: "Prices" },
    context: { traits: { email }, page: { path } },
    timestamp: at,
  });
  return json("/hooks/track", body, { "x-signature": hmac("sha1", secrets.TRACK_SECRET, body).digest("hex") });
}

function event(at: string, type: string, data: object): Post {
  made += 1;
  const signing = { id: `msg-${made}`, at: Date.parse(at), secret: secrets.EVENTS_SECRET };
  return standardWebhook("/hooks/events", { type, timestamp: at, data }, signing);
}

/** Somebody nobody has heard of. */
function somebody() {
  made += 1;
  const number = String(1234500 + made);
  return {
    name: `Person Lind${made}`,
    email: `person${made}@company${made}.example`,
    phone: `+4930${number}`,
    /** The same, as people write it. */
    written: `+49 (30) ${number.slice(0, 3)}-${number.slice(3)}`,
  };
}

describe("one person, one story", () => {
  let baton: Baton;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "baton-person-"));
    const file = join(folder, "agreement.json");
    await writeFile(file, agreement);
    baton = await startBaton({
      agreement: file,
      env: Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`BATON_SECRET_${name}`, value])),
    });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const post = async (...posts: Post[]): Promise<void> => {
    const answers = await Promise.all(posts.map((each) => send(baton, each)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await baton.advance("0s");
  };
  const now = async (): Promise<string> =>
    (
      (await (await baton.fetch("/local/clock", { method: "POST", body: '{"advance":"0s"}' })).json()) as {
        now: string;
      }
    ).now;
  /** Open and closed leads that were made since a mark. */
  const mark = async () => new Set((await allLeads(baton)).map(({ id }) => id));
  // biome-ignore lint/suspicious/noExplicitAny: more of a lead than most tests read
  const since = async (before: Set<string>): Promise<any[]> =>
    Promise.all((await allLeads(baton)).filter(({ id }) => !before.has(id)).map(({ id }) => baton.lead(id)));
  const mails = async (name: string) => heard(await baton.inbox.about(name));

  test("the same delivery fifty times at once is one lead and one mail", async () => {
    const before = await mark();
    const { name, email } = somebody();
    const delivery = form({ name, email });
    await post(...Array.from({ length: 50 }, () => delivery));
    const [lead, ...more] = await since(before);
    expect(more).toEqual([]);
    expect(await mails(name)).toEqual([`New lead → ${lead.owner}`]);
    expect(lead.timeline.filter(({ is }: { is: string }) => is === "lead.resubmitted")).toEqual([]);
    await baton.advance("10m");
    await post(delivery);
    expect(await since(before)).toHaveLength(1);
    expect(await mails(name)).toHaveLength(1);
  });

  test("through three providers, one after the other, is one person with one owner and one clock", async () => {
    const before = await mark();
    const { name, email, phone, written } = somebody();
    await post(form({ name, email }));
    const [first] = await since(before);
    await baton.advance("1m");
    await post(typeform({ email: email.toUpperCase(), phone }));
    await baton.advance("1m");
    await post(googleAds({ PHONE_NUMBER: written, COMPANY_NAME: "Globex" }));
    const [lead, ...more] = await since(before);
    expect(more).toEqual([]);
    expect(lead).toMatchObject({
      id: first.id,
      owner: first.owner,
      clock: { respondBy: first.clock.respondBy },
      fields: { name, email, phone, company: "Globex" },
    });
    expect(lead.owners).toHaveLength(1);
    expect(lead.timeline.filter(({ is }: { is: string }) => is === "lead.resubmitted")).toMatchObject([
      { text: expect.stringContaining("Asked again through type") },
      { text: expect.stringContaining("Asked again through ads") },
    ]);
    expect(await mails(name)).toEqual([
      `New lead → ${lead.owner}`,
      `Asked again → ${lead.owner}`,
      `Asked again → ${lead.owner}`,
    ]);
  });

  test("through three providers at the same time, again and again, is one person all the same", async () => {
    for (let round = 0; round < 4; round++) {
      const before = await mark();
      const { name, email, phone, written } = somebody();
      await post(
        form({ name, email, phone: written }),
        typeform({ email: email.toUpperCase(), phone }),
        googleAds({ FULL_NAME: name, EMAIL: email, PHONE_NUMBER: written }),
      );
      await post(
        form({ email, message: "me again" }),
        typeform({ phone, message: "and again" }),
        googleAds({ PHONE_NUMBER: written }),
      );
      const leads = await since(before);
      expect(leads).toHaveLength(1);
      expect(leads[0].timeline.filter(({ is }: { is: string }) => is === "lead.resubmitted")).toHaveLength(5);
      expect(leads[0].owners).toHaveLength(1);
    }
  });

  test("a telephone that is learned while the owner is being told is theirs from then on", async () => {
    for (let round = 0; round < 6; round++) {
      const before = await mark();
      const { name, email, phone, written } = somebody();
      // The lead changes under the second delivery, as its first mail is recorded as sent.
      await Promise.all([
        send(baton, form({ name, email })),
        send(baton, typeform({ email, phone })),
        send(baton, form({ name, email, message: "hello" })),
      ]);
      await baton.advance("0s");
      await post(googleAds({ PHONE_NUMBER: written }));
      expect(await since(before)).toHaveLength(1);
    }
  });

  test("who books without an open lead becomes one; a booking of who has one stops its clock", async () => {
    const before = await mark();
    const { name, email } = somebody();
    const at = await now();
    const booking = calendly(at, { name, email });
    await post(booking, booking);
    const [made, ...more] = await since(before);
    expect(more).toEqual([]);
    expect(made).toMatchObject({ source: "cal", stage: "contact", responses: [], fields: { name, email } });

    const other = somebody();
    await post(form(other));
    await baton.advance("20m");
    const booked = await now();
    await baton.advance("4m");
    await post(calendly(booked, other));
    const lead = (await since(before)).find(({ fields }) => fields.email === other.email);
    expect(lead).toMatchObject({
      stage: "disposition",
      responses: [{ action: "contacted", at: booked, evidence: { source: "cal", channel: "booking" } }],
    });
    expect(await since(before)).toHaveLength(2);
  });

  test("a call that Pipedrive shows as done stops the clock when it was done; a planned one or a forged one does not", async () => {
    const before = await mark();
    const jo = somebody();
    await post(form(jo));
    await baton.advance("5m");
    const called = await now();
    await baton.advance("30m");
    const lead = async () => (await since(before))[0];
    await post(pipedrive(called, jo, { done: false }));
    expect(await lead()).toMatchObject({ stage: "contact", responses: [] });
    expect((await send(baton, pipedrive(called, jo, { password: "baton:wrong" }))).status).toBe(401);
    await baton.advance("0s");
    expect(await lead()).toMatchObject({ stage: "contact", responses: [] });
    await post(pipedrive(called, { email: jo.email.toUpperCase() }));
    expect(await lead()).toMatchObject({
      stage: "disposition",
      clock: { startedAt: called },
      responses: [{ action: "contacted", at: called, evidence: { source: "crm", channel: "call" } }],
    });
    expect(await since(before)).toHaveLength(1);
  });

  test("pages somebody read before they asked count in the score and are told in the mail", async () => {
    const before = await mark();
    const jo = somebody();
    const at = await now();
    const view = pageView(at, jo.email, "/pricing/teams");
    await post(view, view, pageView(at, jo.email, "/blog"));
    expect(await since(before)).toEqual([]);
    await baton.advance("1m");
    await post(form({ ...jo, employees: 600 }));
    const [lead] = await since(before);
    expect(lead.score).toMatchObject({
      total: 50,
      reasons: [
        { name: "Big", points: 40 },
        { name: "Read the prices", points: 10 },
      ],
    });
    const [mail] = await baton.inbox.about(jo.name);
    expect(mail?.text).toContain("/pricing/teams");
    expect(mail?.text).toContain("Read the prices");
    // Later ones are told of where the lead is shown.
    await post(pageView(await now(), jo.email, "/pricing/enterprise"));
    expect(JSON.stringify((await baton.lead(lead.id)).timeline)).toContain("/pricing/enterprise");
  });

  test.each(["rotated", "previous"])(
    "while a secret is being changed (%s), the two that are good are accepted, a third is not",
    async (source) => {
      const before = await mark();
      await post(typeform(somebody(), { source, secret: newest! }), typeform(somebody(), { source, secret: second! }));
      expect(await since(before)).toHaveLength(2);
      for (const secret of [retired!, secrets.ROTATED, "", `${newest},${second}`])
        expect((await send(baton, typeform(somebody(), { source, secret: secret || "none" }))).status).toBe(401);
      expect(await since(before)).toHaveLength(2);
    },
  );

  test("leads of an imported account go to its owner, those of its subdomains too", async () => {
    const before = await mark();
    await writeFile(join(folder, "owners.csv"), "domain,owner\nhooli.example,ben\ninitech.example,ana\n");
    expect(await runCli(["import", "owners.csv"], { url: baton.url, cwd: folder })).toMatchObject({ code: 0 });
    const at = (domain: string) => form({ ...somebody(), email: `x${made}@${domain}` });
    await post(at("hooli.example"), at("initech.example"), at("EMEA.Sales.Hooli.example"), at("nothooli.example"));
    const owners = Object.fromEntries(
      (await since(before)).map(({ fields, owner, decision }) => [
        fields.email.split("@")[1].toLowerCase(),
        [decision.rule, owner],
      ]),
    );
    expect(owners).toEqual({
      "hooli.example": ["Known account", "ben"],
      "initech.example": ["Known account", "ana"],
      "emea.sales.hooli.example": ["Known account", "ben"],
      "nothooli.example": ["Everyone", expect.any(String)],
    });
  });

  test("leads of an account whose owner a webhook told go to that one, until it tells of another", async () => {
    const lead = async () => {
      const before = await mark();
      await post(form({ ...somebody(), email: `y${made}@umbrella.example` }));
      return (await since(before))[0];
    };
    for (const owner of ["ana", "ben@acme.example", "ana"]) {
      await post(event(await now(), "account.updated", { domain: "https://www.umbrella.example/", owner }));
      expect(await lead()).toMatchObject({ owner: owner.split("@")[0], decision: { rule: "Known account" } });
    }
    await post(event(await now(), "account.updated", { domain: "umbrella.example", owner: null }));
    expect(await lead()).toMatchObject({ decision: { rule: "Everyone" } });
  });
});
