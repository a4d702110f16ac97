import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const last = "  - { name: Everyone else, to: emea, sla: warm }\n";
/** The example without the rule that takes everyone else. */
const gap = acme.replace(last, "");
const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

/** What an operator sees of the proof, from the outside. */
/** What keeps an agreement from being published; the example has warnings of long absences, and of what is only kept. */
const isError = ({ severity }: { severity: string }) => severity === "error";

describe("an agreement that does not hold", () => {
  let baton: Baton;
  let dir: string;
  beforeAll(async () => {
    [baton, dir] = await Promise.all([startBaton({ now: "2026-11-24T09:00:00Z" }), mkdtemp(join(tmpdir(), "baton-"))]);
    await writeFile(join(dir, "gap.yaml"), gap);
    await writeFile(join(dir, "next.yaml"), acme.replace("within: 15m", "within: 10m").replace("warm: 50", "warm: 40"));
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd: dir });

  test("is refused with a lead that shows it, which the dry run bears out, and changes nothing", async () => {
    const refused = await baton.api("/agreement", { method: "PUT", body: gap });
    expect(refused).toMatchObject({ status: 422, json: { error: { code: "agreement.invalid" } } });
    expect(refused.json.error.details.findings.filter(isError)).toEqual([
      expect.objectContaining({ severity: "error", code: "route.uncovered", line: lineOf(gap, "routing:"), column: 1 }),
    ]);
    expect((await baton.api("/agreement")).json.version).toBe(1);
    const { lead, at } = refused.json.error.details.findings[0].counterexample;
    // By the version that is active the rule that is missing takes it.
    expect((await baton.api("/decide", { body: { lead, at } })).json).toMatchObject({ rule: "Everyone else" });
  });

  test("fails the check, and the lead it prints goes through decide as it is", async () => {
    const printed = await cli("check", "gap.yaml");
    expect(printed.code).toBe(1);
    const [finding, shown] = printed.stdout.split("\n");
    expect(finding).toMatch(/^gap\.yaml:\d+:1 error route\.uncovered no rule takes a lead of which /);
    const [, lead, at] = /^ {2}lead (\{.*\}) at (\S+)$/.exec(shown!)!;
    await writeFile(join(dir, "lead.json"), lead!);
    const decided = await cli("decide", "gap.yaml", "--lead", "lead.json", "--at", at!);
    expect(decided.code).toBe(0);
    expect(JSON.parse(decided.stdout)).toMatchObject({ rule: null, owner: null });
    const { findings } = JSON.parse((await cli("check", "gap.yaml", "--json")).stdout);
    expect(findings.filter(isError)).toMatchObject([
      { code: "route.uncovered", counterexample: { lead: expect.any(Object) } },
    ]);
  });

  test("is told apart from the active one by the leads that move, each with an example", async () => {
    const { code, stdout } = await cli("diff", "next.yaml");
    expect(code).toBe(0);
    expect(stdout).toContain("sla: hot: the contact window shrinks from 15m to 10m");
    expect(stdout).toContain("score: warm begins at 40 instead of 50");
    const { moves, changes } = JSON.parse((await cli("diff", "next.yaml", "--json")).stdout);
    // The band is asked of by no rule, so no lead goes elsewhere.
    expect(moves).toEqual([]);
    expect(changes).toHaveLength(2);

    await writeFile(join(dir, "moved.yaml"), acme.replace("{ country: ES }", "{ country: PT }"));
    const moved = JSON.parse((await cli("diff", "moved.yaml", "--json")).stdout).moves;
    for (const [country, words, from, to] of [
      ["ES", "move from ana (else emea) to emea", "Spanish speakers", "Everyone else"],
      ["PT", "move from emea to ana (else emea)", "Everyone else", "Spanish speakers"],
    ]) {
      const move = moved.find(
        ({ before, after }: { before: string; after: string }) => before === from && after === to,
      );
      expect(move).toMatchObject({ lead: { country }, words: expect.stringMatching(/^leads of which /) });
      expect(move.words).toContain(`country is ${country}`);
      expect(move.words).toContain(words);
    }
    for (const { lead, before } of moved)
      expect((await baton.api("/decide", { body: { lead } })).json).toMatchObject({ rule: before });
  });

  test("once mended is applied, and says what it changes", async () => {
    const { code, stdout } = await cli("apply", "next.yaml", "--why", "Faster");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Version 2 is active\.\n {2}sla: hot: the contact/)]);
    expect((await cli("diff", "next.yaml")).stdout).toBe("next.yaml says the same as version 2.\n");
  });
});
