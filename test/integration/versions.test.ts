import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { emea, formJson, send } from "../helpers/sent/deliveries.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** The example with the rule that takes the leads of these tests called otherwise. */
const calling = (rule: string) => acme.replace("{ name: Hot, ", `{ name: ${rule}, `);

/** The agreement's past: who changed it and why, and the way back. The tests follow each other. */
describe("versions of the agreement", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    [baton, dir] = await Promise.all([
      startBaton({ now: "2026-12-31T20:00:00Z" }),
      mkdtemp(join(tmpdir(), "baton-versions-")),
    ]);
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd: dir });
  const put = (body: string, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    baton.api(`/agreement?${new URLSearchParams(query)}`, { method: "PUT", body, headers });
  const rollback = (body: object, headers: Record<string, string> = {}) =>
    baton.api("/agreement/rollback", { body, headers });
  const versions = async (query = "") => (await baton.api(`/agreement/versions${query}`)).json;
  const active = async () => (await baton.api("/agreement")).json.version;
  /** Sends somebody new, and answers who decided about them, and how. */
  const decide = async () => {
    const somebody = emea();
    await send(baton, formJson(somebody));
    await baton.advance("0s");
    const { id, decision } = await leadNamed(baton, somebody.name);
    return { id, decision: decision as unknown as { version: number; rule: string } };
  };
  const refusal = (status: number, code: string) => ({ status, json: { error: { code } } });

  /** Of Easter and Christmas, when nobody of the example works; and of policies of one stage. */
  const warnings = [...Array(3).fill("duty.gap"), ...Array(2).fill("policy.oneStage")].map((code) =>
    expect.objectContaining({ severity: "warning", code }),
  );

  test("say who published them and why", async () => {
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    const first = { version: 1, appliedAt: expect.stringMatching(/^2026-12-31T20:00/), by: null, why: null, digest };
    expect(await versions()).toEqual({ versions: [{ ...first, active: true }], next: null });
    const { json } = await put(calling("Warm welcome"), { by: " Chloé\u001b[31m\n Petit", why: "Q1 & “kick-off”" });
    expect(json).toEqual({ version: 2, findings: warnings });
    expect(await versions()).toEqual({
      versions: [
        {
          version: 2,
          appliedAt: expect.stringMatching(/^2026-12-31T20:00/),
          by: "Chloé [31m Petit",
          why: "Q1 & “kick-off”",
          active: true,
          digest,
          changes: [expect.stringMatching(/^routing: .*Warm welcome/)],
        },
        { ...first, active: false },
      ],
      next: null,
    });
    expect((await baton.api("/agreement")).json).toMatchObject({ version: 2, by: "Chloé [31m Petit" });
    expect((await baton.api("/agreement?version=1")).json).not.toHaveProperty("by");
    expect(await put(acme, { by: "x".repeat(101) })).toMatchObject(refusal(400, "request.invalid"));
    expect(await put(acme, { why: "x".repeat(501) })).toMatchObject(refusal(400, "request.invalid"));
    expect(await active()).toBe(2);
  });

  test("decide the leads that come while they are active, and stay with them", async () => {
    const { id, decision } = await decide();
    expect(decision).toMatchObject({ version: 2, rule: "Warm welcome" });
    expect(await rollback({ version: 1, by: "Sam", why: "Too early" }, { "if-match": '"2"' })).toMatchObject({
      status: 200,
      json: { version: 3, findings: warnings },
    });
    expect((await decide()).decision).toMatchObject({ version: 3, rule: "Hot" });
    expect((await baton.lead(id)).decision).toMatchObject({ version: 2, rule: "Warm welcome" });
    expect((await baton.api("/agreement")).json).toMatchObject({ version: 3, text: acme, rollbackOf: 1 });
  });

  test("are not rolled back by somebody who has not seen the active one, nor to what never was", async () => {
    expect(await rollback({ version: 2 }, { "if-match": '"2"' })).toMatchObject(refusal(412, "agreement.conflict"));
    expect(await rollback({ version: 2 }, { "if-match": "x" })).toMatchObject(refusal(400, "agreement.ifMatch"));
    expect(await rollback({ version: 99 })).toMatchObject(refusal(404, "agreement.none"));
    for (const body of [{}, { version: 0 }, { version: "2" }, { version: 2, by: "x".repeat(101) }])
      expect(await rollback(body)).toMatchObject(refusal(400, "request.invalid"));
    const keyless = await baton.fetch("/api/agreement/rollback", { method: "POST", body: '{"version":1}' });
    expect(keyless.status).toBe(401);
    expect(await active()).toBe(3);
  });

  test("are listed page by page", async () => {
    const listed: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await versions(`?limit=2${cursor && `&cursor=${cursor}`}`);
      listed.push(...page.versions.map(({ version }: { version: number }) => version));
      cursor = page.next;
    }
    expect(listed).toEqual([3, 2, 1]);
    for (const cursor of ["nonsense", "0", "-1", "1.5"])
      expect(await baton.api(`/agreement/versions?cursor=${cursor}`)).toMatchObject(refusal(400, "cursor.invalid"));
    expect(await baton.api("/agreement/versions?limit=101")).toMatchObject(refusal(400, "request.invalid"));
  });

  test("are kept by the CLI: apply, history and rollback", async () => {
    await writeFile(join(dir, "next.yaml"), calling("Next"));
    expect(await cli("apply", "next.yaml", "--by", "Maya", "--why", "New quarter")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Version 4 is active."),
    });
    const back = await cli("rollback", "3", "--why", "Not yet");
    expect(back).toMatchObject({ code: 0, stdout: expect.stringContaining("Version 5 is active.") });
    expect(back.stdout).toMatch(/routing: Next is renamed to Hot/);
    expect((await cli("rollback", "1")).stdout).toMatch(/Version 5 is active and the same/);
    expect(await cli("rollback", "99")).toMatchObject({ code: 1, stderr: expect.stringContaining("agreement.none") });
    expect(await cli("rollback", "latest")).toMatchObject({ code: 2 });

    const { stdout } = await cli("history");
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((row) => row.split(/ {2,}/));
    expect(rows[0]).toEqual(["version", "applied", "by", "why", "signed"]);
    expect(rows[1]).toEqual(["5 active", expect.any(String), expect.stringMatching(/\w/), "back to 3: Not yet", "–"]);
    expect(rows[2]).toEqual(["4", expect.any(String), "Maya", "New quarter", "–"]);
    expect(rows[5]).toEqual(["1", expect.any(String), "–", "–", "–"]);
    const { versions, next } = JSON.parse((await cli("history", "--json", "--limit", "1")).stdout);
    expect([versions.map(({ version }: { version: number }) => version), next]).toEqual([[5], "5"]);
  });

  test("are not put in force again when they do not check any more", async () => {
    // A calendar that was worth something until New Year.
    const days = Array.from({ length: 500 }, (_, n) => new Date(Date.UTC(2027, 0, 1 + n)).toISOString().slice(0, 10));
    const season = `  season: { week: { mon-sun: ["00:00-24:00"] }, holidays: [${days.join(", ")}] }\n`;
    const line = acme.split("\n").indexOf("calendars:") + 2;
    expect((await put(acme.replace("calendars:\n", `calendars:\n${season}`))).json).toMatchObject({ version: 6 });
    expect((await rollback({ version: 1 })).json).toMatchObject({ version: 7 });
    await baton.advance("6h");
    const finding = expect.objectContaining({ severity: "error", code: "calendar.empty", line, column: 3 });
    expect(await rollback({ version: 6 })).toMatchObject({
      status: 422,
      json: { error: { code: "agreement.invalid", details: { findings: [finding, ...warnings] } } },
    });
    expect(await cli("rollback", "6")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`version 6:${line}:3 error calendar.empty`),
    });
    expect(await active()).toBe(7);
  });

  test("have a language that editors know: its JSON Schema needs no key", async () => {
    const answer = await baton.fetch("/api/agreement/schema.json");
    expect(answer.status).toBe(200);
    const served = await answer.json();
    expect(served).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", additionalProperties: false });
    expect(JSON.parse((await cli("schema")).stdout)).toEqual(served);
  });
});
