import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** Owners and known customers, by file and by API. */
describe("account ownership", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    [baton, dir] = await Promise.all([startBaton(), mkdtemp(join(tmpdir(), "baton-import-"))]);
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const whose = async (key: string) => (await baton.api(`/accounts/${encodeURIComponent(key)}`)).json;
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(dir, name), text);
    return name;
  };

  /** The CLI, run in the directory of the files. */
  const cli = (...args: string[]) => runCli(["import", ...args], { url: baton.url, cwd: dir });

  test("is imported from a file, and found again", async () => {
    const { agreement } = (await baton.api("/agreement")).json;
    const owners = await file(
      "owners.csv",
      `Website;E-Mail;Owner\r\nhttps://www.globex.example/;;ben\r\n;Jane@gmail.com;${agreement.people.ana.name}\r\ninitech.example;;\r\n`,
    );

    const changed = "  globex.example: owner – → ben\n";
    const dry = await cli(owners, "--dry-run");
    expect(dry).toEqual({
      code: 0,
      stdout: `${changed}2 accounts and 1 person would be imported. Nothing was changed.\n`,
      stderr: "",
    });
    expect(await whose("globex.example")).toEqual({ known: false, owner: null });

    expect(await cli(owners)).toEqual({ code: 0, stdout: `${changed}2 accounts and 1 person imported.\n`, stderr: "" });
    expect(await whose("globex.example")).toEqual({ known: true, owner: "ben" });
    expect(await whose("initech.example")).toEqual({ known: true, owner: null });
    expect(await whose("joe@emea.globex.example")).toEqual({
      known: false,
      owner: null,
      account: { known: true, owner: "ben" },
    });
    expect(await whose("JANE@gmail.com")).toEqual({
      known: true,
      owner: "ana",
      account: { known: false, owner: null },
    });
  });

  test("says by line what is wrong, and imports the rest", async () => {
    const owners = await file(
      "wrong.csv",
      'note,domain,owner\n"two\nlines",hooli.example,benn\n,gmail.com,ben\n,pied.example,ana\n,,\n,www.pied.example,ben\n,co.uk,ben\n',
    );
    const { code, stdout, stderr } = await cli(owners);
    expect(code).toBe(1);
    expect(stdout).toBe("  pied.example: owner – → ben\n1 account and 0 people imported; 3 problems.\n");
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/^wrong\.csv:5 warning: line 7 is about pied\.example too/),
      expect.stringMatching(/^wrong\.csv:2 .*"benn"; did you mean "ben"\?$/),
      expect.stringMatching(/^wrong\.csv:4 .*full e-mail address/),
      expect.stringMatching(/^wrong\.csv:8 .*co\.uk/),
      "",
    ]);
    expect(await whose("pied.example")).toEqual({ known: true, owner: "ben" });
    expect(await whose("hooli.example")).toEqual({ known: false, owner: null });

    const asJson = await cli(owners, "--json", "--dry-run");
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      accounts: 1,
      people: 0,
      dryRun: true,
      problems: [{ line: 2 }, { line: 4 }, { line: 8 }],
      warnings: [{ line: 5 }],
    });
    expect([asJson.code, asJson.stderr]).toEqual([1, ""]);
  });

  test("takes files of many lines", async () => {
    const lines = Array.from({ length: 2_600 }, (_, i) =>
      i % 2 ? `company-${i}.example,ben` : `person-${i}@gmail.com,ana`,
    );
    const owners = await file("many.csv", ["domain,owner", ...lines].join("\n"));
    const { code, stdout, stderr } = await cli(owners);
    expect([code, stderr]).toEqual([0, ""]);
    const told = stdout.trimEnd().split("\n");
    expect(told.slice(-2)).toEqual(["  … 1250 more (--json)", "1300 accounts and 1300 people imported."]);
    expect(told).toHaveLength(52);
    expect(await whose("company-2599.example")).toEqual({ known: true, owner: "ben" });
    expect(await whose("person-2598@gmail.com")).toMatchObject({ known: true, owner: "ana" });
    expect(baton.log()).not.toContain("person-");
  });

  test("refuses what is no such file", async () => {
    expect(await cli("missing.csv")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Cannot read missing.csv"),
    });
    expect(await cli(await file("headless.csv", "acme.com,ben\n"))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^headless\.csv:1 .*header/),
    });
    expect(await cli()).toMatchObject({ code: 2 });
    expect(await cli(await file("ok.csv", "domain\nacme.com"), "--url", "http://127.0.0.1:9")).toMatchObject({
      code: 2,
    });
  });

  test.each([
    ["without entries", {}],
    ["with none", { entries: [] }],
    ["with an entry about nobody", { entries: [{ owner: "ben" }] }],
    ["with an entry about two", { entries: [{ domain: "acme.com", email: "jane@acme.com", owner: "ben" }] }],
    ["with an owner that is no text", { entries: [{ domain: "acme.com", owner: 7 }] }],
    ["with too many entries", { entries: Array.from({ length: 501 }, () => ({ of: "acme.com" })) }],
  ])("refuses by API a request %s", async (_, body) => {
    expect(await baton.api("/accounts", { body })).toMatchObject({
      status: 400,
      json: { error: { code: "request.invalid", message: expect.stringContaining("entries") } },
    });
  });

  test("is told by API with what is wrong by place", async () => {
    const entries = [
      { domain: "umbrella.example", owner: "ben" },
      { email: "x@", owner: "ben" },
      { of: "a@b.example" },
    ];
    const { status, json } = await baton.api("/accounts", { body: { entries } });
    expect([status, json]).toEqual([
      200,
      {
        accounts: 1,
        people: 1,
        changed: [{ domain: "umbrella.example", field: "owner", from: null, to: "ben" }],
        problems: [{ index: 1, message: expect.stringContaining("not an e-mail address") }],
      },
    ]);
    expect((await baton.fetch("/api/accounts/umbrella.example")).status).toBe(401);
  });
});
