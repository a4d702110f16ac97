import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const agreement = small({
  sources: {
    web: { provider: "form", auth: { token: "WEB_TOKEN" } },
    german: { provider: "form", auth: { token: "WEB_TOKEN" }, locale: "de-DE", country: "DE" },
    shop: { provider: "form", auth: { token: "WEB_TOKEN" }, origins: ["https://www.acme.example"] },
  },
  fields: {
    employees: { type: "number" },
    interest: { type: "string", values: ["demo", "pricing", "content"] },
    plan: { type: "string" },
    renewal: { type: "instant" },
  },
  score: {
    rules: [
      { name: "Demo", when: { interest: "demo" }, points: 60 },
      { name: "Pricing", when: { interest: "pricing" }, points: 15 },
      { name: "Large", when: { employees: { gte: 500 } }, points: 30 },
    ],
  },
  routing: [
    { name: "Texas", when: { region: "US-TX" }, to: "ana", sla: "fast" },
    { name: "Pro", when: { plan: "pro" }, to: "ben", sla: "fast" },
    { name: "Everyone", to: "sales", sla: "fast" },
  ],
});

/** What people and their browsers send, from outside. */
describe("input as people send it", () => {
  let baton: Baton;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "baton-input-"));
    const file = join(directory, "agreement.yaml");
    await writeFile(file, agreement);
    baton = await startBaton({ agreement: file, env: { BATON_SECRET_WEB_TOKEN: "web-token" } });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(directory, { recursive: true });
  });

  const FORM = "application/x-www-form-urlencoded";
  const post = (
    source: string,
    body: RequestInit["body"],
    headers: Record<string, string> = { "content-type": FORM },
  ) => baton.fetch(`/hooks/${source}/web-token`, { method: "POST", body: body!, headers });
  const json = (fields: object, source = "web") =>
    post(source, JSON.stringify(fields), { "content-type": "application/json" });
  /** The lead that a delivery made, or told something about. */
  async function taken(posted: Promise<Response>) {
    const answer = await posted;
    expect(answer.status).toBe(200);
    const { delivery } = (await answer.json()) as { delivery: string };
    const { leads } = (await baton.api(`/quarantine/${delivery}`)).json as { leads: string[] };
    return baton.lead(leads[0]!);
  }

  test("strangers with one number are three people, and export and forget keep them apart", async () => {
    const phone = "+49 30 555100";
    const anna = await taken(json({ name: "Anna Alpha", phone }));
    const bruno = await taken(json({ name: "Bruno Beta", phone, message: "Bruno writes" }));
    const carla = await taken(
      json({ name: "Carla Gamma", email: "carla@gamma.example", phone, message: "Carla writes" }),
    );
    await baton.advance("0s");
    expect([anna, bruno, carla].map((lead) => lead.fields.name)).toEqual(["Anna Alpha", "Bruno Beta", "Carla Gamma"]);
    expect(JSON.stringify(anna)).not.toMatch(/Bruno|Carla|carla/);
    for (const name of ["Anna Alpha", "Bruno Beta", "Carla Gamma"])
      expect(await baton.inbox.about(name)).toHaveLength(1);

    const exported = await baton.api("/privacy/export", { body: { email: "Carla <CARLA@gamma.example>" } });
    expect(exported.status).toBe(200);
    const told = JSON.stringify([exported.json.part.leads, exported.json.part.deliveries]);
    expect(told).toContain("Carla writes");
    expect(told).not.toMatch(/Anna|Bruno/);
    await baton.api("/privacy/forget", { body: { email: "carla@gamma.example" } });
    expect((await baton.lead(anna.id)).fields).toMatchObject({ name: "Anna Alpha", phone: "+4930555100" });
    expect((await baton.lead(bruno.id)).fields).toMatchObject({ name: "Bruno Beta" });
    expect((await baton.lead(carla.id)).fields).toEqual({});
  });

  test("one address in its spellings is one person", async () => {
    const first = await taken(json({ name: "Jürgen", email: "jürgen@münchen.example" }));
    for (const email of [
      "JU\u0308RGEN@xn--mnchen-3ya.example",
      "mailto:jürgen@münchen.example.",
      "J <\u200bjürgen@münchen.example>",
    ])
      expect((await taken(json({ name: "Jürgen", email, message: email }))).id).toBe(first.id);
    expect((await baton.lead(first.id)).facts.filter(({ is }) => is === "lead.resubmitted")).toHaveLength(3);
  });

  test("a repeat within minutes is a retry; hours later the owner is told that they asked again, and what is new", async () => {
    const fields = { name: "Rita Repeat", email: "rita@repeat.example", interest: "demo", employees: 900 };
    const first = await taken(json(fields));
    expect(first.score?.total).toBe(90);
    await json(fields);
    await baton.advance("3h");
    expect(await baton.inbox.about("Rita Repeat")).toHaveLength(1);
    await json(fields);
    await baton.advance("0s");
    await json({ ...fields, interest: "content", company: "Repeat Ltd", message: "Now I have a question" });
    await baton.advance("0s");
    const lead = await baton.lead(first.id);
    expect(lead.fields).toMatchObject({ interest: ["demo", "content"], company: "Repeat Ltd" });
    expect(lead.score?.total).toBe(90);
    const mails = await baton.inbox.about("Rita Repeat");
    expect(mails).toHaveLength(3);
    expect(new Set(mails.map(({ subject }) => subject.replace(/^Re: /, "")))).toEqual(
      new Set(["Lead: Rita Repeat – demo, within 1 hour"]),
    );
    for (const said of ["Now I have a question", "interest: content", "company: Repeat Ltd"])
      expect(mails.at(-1)!.text).toContain(said);
  });

  test("two boxes ticked are worth both", async () => {
    const lead = await taken(post("web", "email=two@boxes.example&interest[]=demo&interest[]=pricing"));
    expect(lead.fields.interest).toEqual(["demo", "pricing"]);
    expect(lead.score?.total).toBe(75);
  });

  test("what can mean two things is shown with the reason, and read by a source's locale", async () => {
    const given = (email: string) =>
      new URLSearchParams({ email, employees: "1.200", renewal: "07/12/2026", phone: "030 555777" }).toString();
    const unclear = await taken(post("web", given("unclear@numbers.example")));
    expect(unclear.fields).toEqual({ email: "unclear@numbers.example" });
    expect(unclear.extra).toMatchObject({
      employees: { value: "1.200", reason: expect.stringMatching(/^unclear: 1\.200 may be 1\.2 or 1200/) },
      renewal: { value: "07/12/2026", reason: expect.stringMatching(/^unclear/) },
      phone: { value: "030 555777" },
    });
    const clear = await taken(post("german", given("clear@numbers.example")));
    expect(clear.fields).toMatchObject({
      employees: 1200,
      renewal: "2026-12-07T00:00:00.000Z",
      phone: "+4930555777",
      country: "DE",
    });
  });

  test.each([
    ["a form in Latin-1", FORM, Buffer.from("email=jose@a.example&name=Jos%E9"), "José"],
    [
      "JSON in Latin-1",
      "application/json; charset=iso-8859-1",
      Buffer.from('{"email":"jose@b.example","name":"José"}', "latin1"),
      "José",
    ],
    ["WordPress's escapes", FORM, Buffer.from("email=obrien@c.example&name=O%26%23039%3BBrien"), "O'Brien"],
    [
      "nested JSON",
      "application/json",
      Buffer.from('{"data":{"email":"n@d.example","full_name":"Nested Name"}}'),
      "Nested Name",
    ],
  ])("%s is read", async (_what, contentType, body, name) => {
    expect((await taken(post("web", body, { "content-type": contentType }))).fields.name).toBe(name);
  });

  test("a form with a file of 3 MB is taken; what is larger than is taken is refused, counted and told", async () => {
    const withFile = (bytes: number) => {
      const form = new FormData();
      form.set("email", `file${bytes}@files.example`);
      form.set("brief", new Blob([Buffer.alloc(bytes, 7)], { type: "application/pdf" }), "brief.pdf");
      return form;
    };
    const lead = await taken(post("web", withFile(3_000_000), {}));
    expect(lead.extra.brief).toEqual({ value: "brief.pdf (application/pdf, 3000000 bytes)" });
    expect((await post("web", withFile(4_600_000), {})).status).toBe(413);
    expect((await post("web", `email=a@b.example&x=${"y".repeat(1_100_000)}`)).status).toBe(413);
    const { stdout } = await runCli(["sources"], { url: baton.url, cwd: directory });
    expect(stdout).toContain("web: 2 were too large: 1 MiB is taken, of a multipart form 4.5 MB.");
  });

  test("values that no rule names are told", async () => {
    await taken(
      json({
        email: "paris@values.example",
        country: "FR",
        region: "Île-de-France",
        plan: "enterprise",
        interest: "lunch",
      }),
    );
    const { stdout } = await runCli(["sources"], { url: baton.url, cwd: directory });
    expect(stdout).toContain('web: no rule names plan "enterprise", which came 1 times in 7 days.');
    expect(stdout).toContain('web: no rule names region "FR-IDF"');
    expect(stdout).toContain('web: no rule names interest "lunch"');
    expect(stdout).not.toContain("paris@");
  });

  test("a region by its name is the region that rules name", async () => {
    expect((await taken(json({ email: "tex@values.example", country: "USA", state: "Texas" }))).decision.rule).toBe(
      "Texas",
    );
  });

  test("a browser may post JSON from the pages that the source lists, and from no other", async () => {
    const preflight = (source: string, origin: string) =>
      baton.fetch(`/hooks/${source}/web-token`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" },
      });
    const allowed = await preflight("shop", "https://www.acme.example");
    expect(allowed.status).toBe(204);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      "access-control-allow-origin": "https://www.acme.example",
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "content-type",
    });
    for (const [source, origin] of [
      ["shop", "https://evil.example"],
      ["web", "https://www.acme.example"],
      ["nothing", "https://www.acme.example"],
    ] as const) {
      const refused = await preflight(source, origin);
      expect(refused.status).toBe(401);
      expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    }
    const answer = await post("shop", JSON.stringify({ email: "js@shop.example" }), {
      "content-type": "application/json",
      origin: "https://www.acme.example",
    });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
      200,
      "https://www.acme.example",
    ]);
  });

  test("whoever was taken for somebody else is told apart by hand, and whoever was not is put together", async () => {
    const cli = (...args: string[]) => runCli(["people", ...args], { url: baton.url, cwd: directory });
    const one = await taken(json({ name: "Wanda Wrong", email: "office@wrong.example" }));
    const answer = await json({ name: "Xaver Else", email: "office@wrong.example", phone: "+49 30 555888" });
    const { delivery } = (await answer.json()) as { delivery: string };
    const shown = await cli(one.id);
    expect(shown.stdout).toMatch(/Wanda Wrong.*Xaver Else/s);
    expect((await cli("split", one.id, delivery)).code).toBe(2);
    const split = await cli("split", one.id, delivery, "--why", "Two people, one mailbox");
    const other = await baton.lead(/lead_\w+/.exec(split.stdout)![0]);
    expect(other.fields).toMatchObject({ name: "Xaver Else", phone: "+4930555888" });
    expect((await baton.lead(one.id)).fields).toEqual({ name: "Wanda Wrong", email: "office@wrong.example" });
    const merged = await cli("merge", one.id, other.id, "--why", "They are one after all", "--by", "Op");
    expect([merged.code, merged.stderr]).toEqual([0, ""]);
    expect((await baton.lead(other.id)).closed).toMatchObject({ as: "merged", into: one.id });
  });

  test("HEAD is answered as GET is, without a body, and changes nothing", async () => {
    const [mail] = await baton.inbox.about("Rita Repeat");
    const page = /http\S+\/r\/\S+/.exec(mail!.text)![0];
    const before = JSON.stringify(await allLeads(baton));
    for (const path of ["/health", new URL(page).pathname, "/hooks/web/web-token", "/api/leads"]) {
      const [head, get] = await Promise.all([baton.fetch(path, { method: "HEAD" }), baton.fetch(path)]);
      expect([path, head.status, await head.text()]).toEqual([path, get.status, ""]);
    }
    expect((await baton.fetch(new URL(page).pathname, { method: "DELETE" })).status).toBe(405);
    expect(JSON.stringify(await allLeads(baton))).toBe(before);
  });
});
