import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadSecrets } from "../../../packages/local/src/secrets.ts";
import { exampleAgreement, projectRoot, readSettings } from "../../../packages/local/src/settings.ts";

describe("settings", () => {
  test("are the documented defaults without any variable", () => {
    expect(readSettings({}, "/somewhere")).toEqual({
      port: 3000,
      inboxPort: 8005,
      dataDir: join(projectRoot, ".baton"),
      agreementPath: exampleAgreement,
      apiKey: undefined,
      secrets: {},
      speed: 1,
      now: undefined,
      inboundDomain: undefined,
      identityProvider: "",
    });
  });

  test("are read from the environment", () => {
    const env = {
      PORT: "0",
      BATON_DATA: "data",
      BATON_AGREEMENT: "../a.yaml",
      BATON_SECRET_WEB_TOKEN: "x",
      BATON_SPEED: "0.5",
      BATON_NOW: "2026-11-02T09:00:00+01:00",
      BATON_INBOUND: "in.leads.acme.example",
    };
    expect(readSettings(env, "/project")).toMatchObject({
      port: 0,
      dataDir: "/project/data",
      agreementPath: "../a.yaml",
      secrets: { WEB_TOKEN: "x" },
      speed: 0.5,
      now: "2026-11-02T09:00:00+01:00",
      inboundDomain: "in.leads.acme.example",
    });
    expect(readSettings({ BATON_DATA: "" }, "/")).toMatchObject({ dataDir: undefined });
  });

  test.each([
    { PORT: "http" },
    { PORT: "65536" },
    { BATON_INBOX_PORT: "-1" },
    { BATON_SPEED: "-1" },
    { BATON_SPEED: "NaN" },
    { BATON_NOW: "noon" },
    { BATON_SECRET_X: "" },
    { BATON_INBOUND: "leads@acme.example" },
    { BATON_INBOUND: "in.acme.example?cc=me@evil.example" },
  ])("%o is refused by name", (env) => {
    const [name] = Object.keys(env);
    expect(() => readSettings(env, "/")).toThrow(
      expect.objectContaining({ code: "settings.invalid", message: expect.stringMatching(`^${name}=`) }),
    );
  });
});

test("secrets are generated in the notation of their use, kept, and given way to those from outside", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "baton-test-"));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const named = [
    { name: "FORM", provider: "form", role: "token" },
    { name: "SVIX", provider: "svix", role: "secret" },
    { name: "BASIC", provider: "form", role: "basic" },
    { name: "GIVEN", provider: "form", role: "token" },
  ];
  const load = (given: Record<string, string>) => loadSecrets({ dataDir, named, given });

  const first = await load({ GIVEN: "outside" });
  expect(first.sources).toEqual({
    FORM: expect.stringMatching(/^[\w-]{43}$/),
    SVIX: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    BASIC: expect.stringMatching(/^baton:[\w-]{43}$/),
    GIVEN: "outside",
  });
  expect(await readFile(join(dataDir, "secrets.json"), "utf8")).not.toContain("outside");
  expect(await load({ GIVEN: "outside", FORM: "mine" })).toEqual({
    ...first,
    sources: { ...first.sources, FORM: "mine" },
  });
});
