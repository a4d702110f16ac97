import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emea, formJson, googleAds, person, send } from "../helpers/sent/deliveries.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** What programs get, and what they get told. */
describe("the API", () => {
  let baton: Baton;
  beforeAll(async () => {
    baton = await startBaton();
    for (let i = 0; i < 7; i++) {
      await send(baton, formJson(i % 2 ? emea() : person()));
      await baton.advance("1s");
    }
    await send(baton, googleAds({ id: "1", name: "Tess Test", email: "tess@example.com", test: true }));
    await baton.advance("0s");
  });
  afterAll(() => baton?.stop());

  const failure = (code: string) => ({ error: { code, message: expect.stringMatching(/\w/) } });

  test("is closed without its key, in the one shape of error", async () => {
    const paths = ["/api/leads", "/api/agreement", "/api/quarantine", "/api/leads/lead_1", "/api/nothing"];
    for (const path of paths) {
      for (const headers of [{}, { authorization: "Bearer wrong" }] as Record<string, string>[]) {
        const answer = await baton.fetch(path, { headers });
        expect([answer.status, await answer.json()]).toEqual([401, failure("api.unauthorized")]);
      }
      // A header that is none at all is the caller's mistake.
      for (const authorization of ["Basic YTpi", "Bearer", ""]) {
        const answer = await baton.fetch(path, { headers: { authorization } });
        expect([400, 401]).toContain(answer.status);
        expect(await answer.json()).toEqual(failure("api.unauthorized"));
      }
    }
    const put = await baton.fetch("/api/agreement", { method: "PUT", body: "baton: 1" });
    expect(put.status).toBe(401);
  });

  test("is healthy when the store answers", async () => {
    const answer = await baton.fetch("/health");
    expect(answer.status).toBe(200);
  });

  test("lists leads newest first, 25 at a time or as asked, and finds its way through the pages", async () => {
    const { json } = await baton.api("/leads");
    expect(json).toMatchObject({ next: null });
    expect(json.leads).toHaveLength(8);
    const instants = json.leads.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(instants).toEqual([...instants].sort().reverse());
    expect(Object.keys(json.leads[0]).sort()).toEqual([
      "campaign",
      "company",
      "createdAt",
      "dueAt",
      "email",
      "id",
      "name",
      "overdue",
      "owner",
      "respondBy",
      "rule",
      "score",
      "segment",
      "source",
      "stage",
      "team",
      "test",
    ]);
    expect(json.leads[0]).toMatchObject({ name: "Tess Test", test: true, owner: null, stage: "closed", dueAt: null });

    const paged: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await baton.api(`/leads?limit=3${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.json.leads);
      cursor = page.json.next;
    }
    expect(paged).toEqual(json.leads);
  });

  test("filters by owner, stage and time", async () => {
    const all = await allLeads(baton);
    const ids = async (query: string) => (await allLeads(baton, query)).map(({ id }) => id);
    for (const owner of ["ana", "ben", "chloé"]) {
      expect(await ids(`&owner=${encodeURIComponent(owner)}`)).toEqual(
        all.filter((lead) => lead.owner === owner).map(({ id }) => id),
      );
    }
    expect(await ids("&owner=")).toEqual(all.filter((lead) => lead.owner === null).map(({ id }) => id));
    expect(await ids("&stage=closed")).toHaveLength(1);
    expect(await ids("&since=2026-11-24T09:00:03Z")).toHaveLength(5);
    expect(await ids("&since=2026-11-24T10:00:03%2B01:00")).toHaveLength(5);
    expect(await ids("&since=2030-01-01T00:00:00Z")).toEqual([]);
    expect(await ids("&owner=ben&since=2030-01-01T00:00:00Z")).toEqual([]);
    const teams = new Set(all.map(({ team }) => team).filter((team) => team !== null));
    expect(teams.size).toBeGreaterThan(0);
    for (const team of teams)
      expect(await ids(`&team=${team}`)).toEqual(all.filter((lead) => lead.team === team).map(({ id }) => id));
    expect(await ids("&source=website-demo&campaign=DEMO-request&state=open&overdue=false")).toHaveLength(7);
    expect(await ids("&overdue=true")).toEqual([]);
  });

  test("refuses a value that no lead can have, and names the nearest one", async () => {
    expect(await baton.api("/leads?stage=contacts")).toMatchObject({
      status: 400,
      json: { error: { code: "lead.filter", message: expect.stringContaining('did you mean "contact"?') } },
    });
    expect(await baton.api("/leads?state=opened")).toMatchObject({ status: 400, json: failure("request.invalid") });
  });

  test.each([
    "limit=0",
    "limit=101",
    "limit=x",
    "cursor=",
    "cursor=nonsense",
    `cursor=${Buffer.from("null").toString("base64url")}`,
    "since=yesterday",
  ])("refuses the query %s", async (query) => {
    const { status, json } = await baton.api(`/leads?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject(
      failure(query.startsWith("cursor=") && query !== "cursor=" ? "cursor.invalid" : "request.invalid"),
    );
  });

  test("shows a lead whole", async () => {
    const { id } = (await allLeads(baton, "&stage=contact"))[0]!;
    const { status, json } = await baton.api(`/leads/${id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id,
      fields: { name: expect.any(String), email: expect.any(String) },
      person: { id: expect.any(String) },
      score: {
        total: 100,
        reasons: [
          { name: "Company size", points: 40 },
          { name: "Asked for a demo", points: 45 },
          { name: "Business e-mail", points: 15 },
        ],
      },
      decision: { version: 1, rule: expect.any(String), candidates: expect.any(Array) },
      owner: expect.any(String),
      clock: { steps: expect.any(Array), respondBy: expect.any(String) },
      revision: expect.any(Number),
      facts: [{ is: "lead.received" }, { is: "lead.decided" }, { is: "lead.assigned" }, { is: "stage.started" }],
      timeline: [{ is: "lead.received" }, { is: "lead.assigned" }],
    });
    const sum = json.score.reasons.reduce((total: number, { points }: { points: number }) => total + points, 0);
    expect(json.score.total).toBe(sum);
    const passedOver = json.decision.candidates.filter(({ person }: { person: string }) => person !== json.owner);
    expect(passedOver.every(({ excluded }: { excluded?: string }) => excluded)).toBe(true);
  });

  test("says what it does not know", async () => {
    expect(await baton.api("/leads/lead_unknown")).toMatchObject({ status: 404, json: failure("lead.unknown") });
    expect(await baton.api("/quarantine/dlv_unknown")).toMatchObject({
      status: 404,
      json: failure("delivery.unknown"),
    });
    expect(await baton.api("/quarantine/dlv_unknown/replay", { method: "POST" })).toMatchObject({
      status: 404,
      json: failure("delivery.unknown"),
    });
    expect(await baton.api("/agreement?version=99")).toMatchObject({ status: 404, json: failure("agreement.none") });
    expect(await baton.api("/nothing")).toMatchObject({ status: 404, json: failure("api.unknown") });
  });

  test("describes all of itself", async () => {
    const { json } = await baton.api("/openapi.json");
    expect(json.openapi).toMatch(/^3\.1/);
    const described = Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      [
        "DELETE /api/absences/{id}",
        "GET /api/campaigns",
        "GET /api/campaigns/{id}/report",
        "GET /api/voice",
        "GET /api/collateral",
        "PUT /api/collateral/{id}",
        "POST /api/imports/{kind}",
        "POST /api/leads",
        "POST /api/outcomes",
        "PUT /api/campaigns/{id}",
        "GET /api/absences",
        "GET /api/accounts/{key}",
        "GET /api/addresses",
        "GET /api/people/{lead}",
        "GET /api/privacy/receipts",
        "GET /api/tables/{name}",
        "PUT /api/tables/{name}",
        "POST /api/absences",
        "POST /api/leads/assign",
        "POST /api/leads/{id}/assign",
        "POST /api/leads/{id}/reopen",
        "POST /api/addresses/clear",
        "POST /api/people/merge",
        "POST /api/people/split",
        "POST /api/privacy/export",
        "POST /api/privacy/forget",
        "GET /api/agreement",
        "GET /api/agreement/proposal",
        "GET /api/agreement/schema.json",
        "GET /api/agreement/versions",
        "GET /api/leads",
        "GET /api/leads/{id}",
        "GET /api/measures",
        "GET /api/measures/{id}",
        "GET /api/measures/{id}/leads",
        "GET /api/rows",
        "GET /api/quarantine",
        "GET /api/quarantine/{id}",
        "GET /api/sources",
        "POST /api/accounts",
        "POST /api/agreement/rollback",
        "POST /api/clocks/recalculate",
        "POST /api/decide",
        "POST /api/quarantine/{id}/replay",
        "PUT /api/agreement",
        "GET /api/requests",
        "POST /api/requests",
        "GET /api/employees/{person}",
        "GET /api/incentives",
        "GET /api/review",
        "GET /api/ride-alongs",
        "POST /api/ride-alongs",
        "GET /api/sheet",
        "GET /api/surveys",
        "GET /api/surveys/{id}",
        "POST /api/surveys",
      ].sort(),
    );
  });

  test("decides a lead without storing anything, the same way each time", async () => {
    const before = await allLeads(baton);
    const lead = { email: "jane@globex.example", employees: 600, country: "DE", interest: "demo" };
    const decide = () =>
      baton.api("/decide", {
        body: { lead, at: "2026-11-24T09:00:00Z", ticket: 1, state: { loads: { ben: { open: 3 } } } },
      });
    const first = await decide();
    expect(first).toMatchObject({
      status: 200,
      json: {
        score: 100,
        band: "hot",
        rule: "Enterprise",
        owner: "chloé",
        sla: "hot",
        candidates: [{ person: "chloé" }, { person: "ben", excluded: expect.stringContaining("3 open") }],
        steps: [
          { stage: "contact", do: "remind", at: "2026-11-24T09:07:30.000Z" },
          { stage: "contact", do: "escalate", to: "sam", at: "2026-11-24T09:15:00.000Z" },
          { stage: "contact", do: "reassign", at: "2026-11-24T09:30:00.000Z" },
          { stage: "contact", do: "escalate", to: "vera", at: "2026-11-24T11:15:00.000Z" },
        ],
      },
    });
    expect((await decide()).json).toEqual(first.json);
    expect(await allLeads(baton)).toEqual(before);
    expect(await baton.api("/decide", { body: {} })).toMatchObject({ status: 400, json: failure("request.invalid") });
    expect(await baton.api("/decide", { body: "{" })).toMatchObject({
      status: 400,
      json: { error: { code: expect.stringMatching(/^request\./) } },
    });
  });

  describe("the agreement", () => {
    const put = (body: string, match?: string) =>
      baton.api("/agreement", {
        method: "PUT",
        body,
        headers: { "content-type": "application/yaml", ...(match !== undefined && { "if-match": match }) },
      });
    const active = async () => (await baton.api("/agreement")).json as { version: number; text: string };

    test("with errors changes nothing, and each error has its place", async () => {
      const { version, text } = await active();
      const broken = text
        .replace("manager: vera #", "manager: veras #")
        .replace("to: nurture, sla: nurture", "to: nurtur, sla: nurture");
      const { status, json } = await put(broken);
      expect(status).toBe(422);
      expect(json).toMatchObject(failure("agreement.invalid"));
      const lineOf = (needle: string) => broken.split("\n").findIndex((line) => line.includes(needle)) + 1;
      const findings = json.error.details.findings as {
        severity: string;
        code: string;
        message: string;
        line: number;
        column: number;
      }[];
      for (const [needle, line] of [
        ["veras", lineOf("veras")],
        ["nurtur", lineOf("nurtur,")],
      ] as const) {
        const finding = findings.find(({ message }) => message.includes(needle));
        expect(finding).toMatchObject({ severity: "error", code: "reference.unknown", line });
        expect(finding!.column).toBeGreaterThan(0);
      }
      expect((await active()).version).toBe(version);
      for (const nonsense of ["", "{", "- a\n- b", "baton: 1"]) {
        expect(await put(nonsense)).toMatchObject({ status: 422, json: failure("agreement.invalid") });
      }
      expect((await active()).version).toBe(version);
    });

    test("that names a secret nobody has stored is refused", async () => {
      const { text } = await active();
      expect(await put(text.replace("WEBSITE_TOKEN", "OTHER_TOKEN"))).toMatchObject({
        status: 422,
        json: { error: { message: expect.stringContaining("OTHER_TOKEN") } },
      });
    });

    test("is replaced only by who knows the active version, and every version stays readable", async () => {
      const { version, text } = await active();
      const renamed = text.replace("name: Acme rules of engagement", "name: Acme rules, mended");
      expect(await put(renamed, `"${version + 1}"`)).toMatchObject({
        status: 412,
        json: failure("agreement.conflict"),
      });
      expect(await put(renamed, "soon")).toMatchObject({ status: 400, json: failure("agreement.ifMatch") });
      const answers = await Promise.all([1, 2, 3].map(() => put(renamed, `"${version}"`)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
      expect(await active()).toMatchObject({ version: version + 1, text: renamed });
      const old = await baton.api(`/agreement?version=${version}`);
      expect(old.json).toMatchObject({ version, text });
      expect(old.headers.get("etag")).toBe(`"${version}"`);

      // New leads go by the new version, open ones keep theirs.
      const fields = person();
      await send(baton, formJson(fields));
      const leads = await Promise.all((await allLeads(baton, "&stage=contact")).map(({ id }) => baton.lead(id)));
      const versionOf = (lead: unknown) => (lead as { clock: { version: number } }).clock.version;
      expect(leads.map((lead) => [lead.fields.name === fields.name, versionOf(lead)])).toEqual(
        leads.map((lead) => [
          lead.fields.name === fields.name,
          lead.fields.name === fields.name ? version + 1 : version,
        ]),
      );
    });

    test("can be written as JSON", async () => {
      const { version } = await active();
      const { agreement: _resolved, text } = (await baton.api("/agreement")).json;
      const { parse } = await import("yaml");
      expect(await put(JSON.stringify(parse(text)))).toMatchObject({ status: 200, json: { version: version + 1 } });
    });
  });
});
