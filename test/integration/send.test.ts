import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const agreement = small({
  sources: {
    meta: { provider: "meta-lead-ads", auth: { secret: "META_SECRET", accessToken: "META_TOKEN" } },
    li: { provider: "linkedin", auth: { secret: "LI_SECRET", accessToken: "LI_TOKEN" } },
    crm: {
      provider: "hubspot",
      auth: { secret: "CRM_SECRET", accessToken: "CRM_TOKEN" },
      publicUrl: "https://baton.example/hooks/crm",
    },
    inbox: { provider: "intercom", auth: { secret: "IN_SECRET", accessToken: "IN_TOKEN" } },
  },
});

const secrets = [
  "META_SECRET",
  "META_TOKEN",
  "LI_SECRET",
  "LI_TOKEN",
  "CRM_SECRET",
  "CRM_TOKEN",
  "IN_SECRET",
  "IN_TOKEN",
];
const env = Object.fromEntries(secrets.map((name) => [`BATON_SECRET_${name}`, `${name.toLowerCase()}-x7Qp`]));

/** What somebody who tries Baton on their own machine sends. */
describe("baton send to the local stack", () => {
  let baton: Baton;
  let directory: string;
  const before = { ...process.env };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "baton-send-"));
    await writeFile(join(directory, "agreement.yaml"), agreement);
    baton = await startBaton({ agreement: join(directory, "agreement.yaml"), env });
    Object.assign(process.env, env);
  });
  afterAll(async () => {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
    await baton?.stop();
    await rm(directory, { recursive: true });
  });

  test.each(["meta", "li", "crm"])("makes a whole lead of what %s only names", async (source) => {
    const lead = { name: `Lena ${source}`, email: `lena@${source}.example`, company: "Globex", employees: 700 };
    await writeFile(join(directory, "lead.json"), JSON.stringify(lead));
    const sent = await runCli(["send", source, "lead.json"], { url: baton.url, cwd: directory });
    expect([sent.code, sent.stderr]).toEqual([0, ""]);
    await baton.advance("0s");
    const { stage, owner, fields } = await leadNamed(baton, lead.name);
    expect({ stage, owner }).toEqual({ stage: "contact", owner: expect.any(String) });
    expect(fields).toMatchObject(lead);
  });

  test("what providers are said to tell is refused where it is something else", async () => {
    const body = JSON.stringify({ provider: "meta-lead-ads", tells: [] });
    expect((await baton.fetch("/local/providers", { method: "POST", body })).status).toBe(200);
    for (const bad of ["", "{", '{"provider":"nobody","tells":[]}'])
      expect((await baton.fetch("/local/providers", { method: "POST", body: bad })).status).toBe(422);
  });
});
