import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { emea, formJson, send } from "../helpers/sent/deliveries.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** The example, in which a table knows who has which countries before any other rule is asked. */
const agreement = acme
  .replace("\nscore:", "\ntables:\n  land: { by: { country: key }, gives: { owner: target } }\n\nscore:")
  .replace(
    "  - { name: Known account,",
    "  - { name: Land, when: { table.land.owner: { exists: true } }, to: table.land.owner, else: chloé, sla: hot }\n  - { name: Known account,",
  );

/** Territories as a file. The tests follow each other. */
describe("a table of the agreement", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    [baton, dir] = await Promise.all([
      startBaton({ now: "2026-11-24T09:00:00Z" }),
      mkdtemp(join(tmpdir(), "baton-tables-")),
    ]);
    await writeFile(join(dir, "acme.yaml"), agreement);
    await writeFile(join(dir, "land.csv"), "Country;Owner\r\nGermany|AT;ana\r\nFR;emea\r\n");
    await writeFile(join(dir, "wrong.csv"), "country,owner\nDE,anna\nFR,ben\nFR,ana\n");
    await writeFile(join(dir, "lead.json"), JSON.stringify({ country: "AT", email: "jo@x.example" }));
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd: dir });
  const ownerOf = async (country: string) => {
    const somebody = emea({ country });
    await send(baton, formJson(somebody));
    await baton.advance("0s");
    const { owner, decision } = await leadNamed(baton, somebody.name);
    return [owner, decision.rule];
  };

  test("is checked and tried with its file before anything is imported", async () => {
    const { code, stdout } = await cli("check", "acme.yaml", "--table", "land=land.csv");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(
        "land.csv warning table.gap no row takes leads with another country, or none\nland.csv: 2 rows for table land.\n",
      ),
    ]);
    const decided = await cli("decide", "acme.yaml", "--lead", "lead.json", "--table", "land=land.csv");
    expect(JSON.parse(decided.stdout)).toMatchObject({ rule: "Land", tables: { land: { owner: "ana" } } });
    const wrong = await cli("decide", "acme.yaml", "--lead", "lead.json", "--table", "land=wrong.csv");
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("wrong.csv:2 error table.name owner: ")]);
    expect(await cli("decide", "acme.yaml", "--lead", "lead.json", "--table", "sea=land.csv")).toMatchObject({
      code: 2,
    });
  });

  test("is imported whole or not at all, decides from then on, and is printed as it can be imported again", async () => {
    const applied = await cli("apply", "acme.yaml");
    expect(applied).toMatchObject({ code: 0, stderr: expect.stringContaining("table.rows") });
    expect(await cli("import", "table", "land", "wrong.csv")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/wrong\.csv:2 error table\.name .*\nNothing was changed\.\n$/s),
    });
    expect(await cli("import", "table", "land", "land.csv", "--dry-run")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 added, 0 changed, 0 removed, if it were imported. Nothing was changed.\n"),
    });
    expect(await cli("import", "table", "land", "land.csv", "--why", "as agreed")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 added, 0 changed, 0 removed. Version 3 of the agreement is active.\n"),
    });
    expect(await ownerOf("DE")).toEqual(["ana", "Land"]);
    expect((await ownerOf("FR"))[1]).toBe("Land");
    expect(await cli("table", "land")).toEqual({
      code: 0,
      stdout: "country,owner\r\nDE|AT,ana\r\nFR,emea\r\n",
      stderr: "",
    });
    expect(await cli("diff", "acme.yaml")).toMatchObject({
      code: 0,
      stdout: "acme.yaml says the same as version 3.\n",
    });
    expect((await cli("rollback", "2")).stdout).toContain("Version 4 is active.");
    expect((await ownerOf("DE"))[1]).not.toBe("Land");
  });

  test("is refused with what is wrong, where there is no such table and where a body cannot be unpacked", async () => {
    expect(await cli("import", "table", "lands", "land.csv")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('table.unknown: The agreement has no table "lands"; did you mean "land"'),
    });
    expect(await cli("import", "table", "land")).toMatchObject({ code: 2 });
    const put = (body: string, headers: Record<string, string>) =>
      baton.api("/tables/land", { method: "PUT", body, headers: { "content-type": "text/csv", ...headers } });
    expect(await put("country,owner\n", { "content-encoding": "gzip" })).toMatchObject({
      status: 400,
      json: { error: { code: "table.encoding" } },
    });
    expect(await put("", {})).toMatchObject({
      status: 200,
      json: { removed: 0, refused: [{ line: 1, code: "table.header" }] },
    });
    expect(await baton.api("/tables/land?dryRun=perhaps", { method: "PUT", body: "" })).toMatchObject({ status: 400 });
  });
});
