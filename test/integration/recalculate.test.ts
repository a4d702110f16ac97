import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { type Arrived, arrive } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** The example with another window for hot leads. */
const within = (window: string) => acme.replace("within: 15m", `within: ${window}`);

/** The agreement changes while clocks run. The tests follow each other. */
describe("apply --recalculate", () => {
  let baton: Baton;
  let dir: string;
  let early: Arrived;
  let late: Arrived;
  beforeAll(async () => {
    [baton, dir] = await Promise.all([
      startBaton({ now: "2026-11-24T09:00:00Z" }),
      mkdtemp(join(tmpdir(), "baton-recalculate-")),
    ]);
    early = await arrive(baton, { name: "Early Bird" });
    await baton.advance("6m");
    late = await arrive(baton, { name: "Late Riser" });
  });
  afterAll(async () => {
    await baton?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const cli = async (text: string, ...args: string[]) => {
    await writeFile(join(dir, "next.yaml"), text);
    return runCli(["apply", "next.yaml", ...args], { url: baton.url, cwd: dir });
  };
  const publish = (text: string) => baton.api("/agreement", { method: "PUT", body: text });
  const clockOf = async ({ id }: Arrived) => {
    const { clock, dueAt } = await baton.lead(id);
    return { ...(clock as unknown as { version: number; respondBy: string }), dueAt };
  };
  const audit = async (of: Arrived) =>
    (await of.lead()).timeline.filter(({ text }) => text.startsWith("Clock recalculated")).map(({ text }) => text);

  test("clocks keep their version and instants when it is left out", async () => {
    expect((await publish(within("12m"))).json).toMatchObject({ version: 2 });
    expect(await clockOf(early)).toMatchObject({ version: 1, respondBy: "2026-11-24T09:15:00.000Z" });
  });

  test("lists every lead whose instants move, moves them and mails nobody; the agreement need not be new", async () => {
    const { code, stdout } = await cli(within("12m"), "--recalculate", "--by", "Maya");
    expect(code).toBe(0);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((row) => row.split(/ {2,}/));
    expect(rows).toEqual([
      ["Version 2 is active and the same; nothing to apply."],
      ["id", "name", "stage", "next step (UTC)", "response by (UTC)"],
      [late.id, late.name, "contact", "2026-11-24T09:13 → 09:12", "2026-11-24T09:21 → 09:18", "–"],
      [early.id, early.name, "contact", "2026-11-24T09:07 → 09:12", "2026-11-24T09:15 → 09:12", "–"],
      ["2 open clocks changed to version 2, 2 of them moved."],
    ]);
    expect(await clockOf(early)).toMatchObject({ version: 2, respondBy: "2026-11-24T09:12:00.000Z" });
    expect(await audit(early)).toEqual([expect.stringMatching(/^Clock recalculated by Maya: version 1 → 2, /)]);
    await baton.advance("0s");
    for (const lead of [early, late]) expect(await lead.mails()).toHaveLength(1);
  });

  test("finds nothing to move a second time", async () => {
    const again = await baton.api("/clocks/recalculate", { body: { apply: true } });
    expect(again).toMatchObject({ status: 200, json: { version: 2, leads: [], next: null } });
    expect(await audit(early)).toHaveLength(1);
  });

  test("publishes and moves in one go; a promise that is broken by it is told of once", async () => {
    const { code, stdout } = await cli(within("5m"), "--recalculate", "--json");
    expect(code).toBe(0);
    const { version, recalculated } = JSON.parse(stdout);
    expect(version).toBe(3);
    expect(recalculated).toMatchObject({ moved: 2, kept: 0 });
    const moved = { from: 2, to: 3, dueBefore: "2026-11-24T09:12:00.000Z", dueAfter: "2026-11-24T09:05:00.000Z" };
    expect(recalculated.leads).toContainEqual(expect.objectContaining({ id: early.id, name: early.name, ...moved }));
    await baton.advance("0s");
    expect((await early.heard()).slice(1)).toHaveLength(1);
    expect((await early.lead()).clock?.steps.map((step) => [step.do, step.state])).toEqual([
      ["remind", "skipped"],
      ["escalate", "fired"],
      ["reassign", "pending"],
      ["escalate", "pending"],
    ]);
    expect(await late.mails()).toHaveLength(1);
    await baton.moveTo("2026-11-24T09:12:30Z");
    expect((await early.heard()).slice(1)).toHaveLength(1);
  });

  test("lists a clock that cannot move, with why, and leaves it as it was", async () => {
    const without = acme.replaceAll("sla: hot", "sla: warm").replace(/^ {2}hot:\n[\s\S]*?(?=^ {2}warm:)/m, "");
    const before = await clockOf(late);
    await publish(without);
    const { code, stdout } = await cli(without, "--recalculate");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${late.id} .*keeps version 3: There is no policy "hot" any more\\.$`, "m"));
    expect(stdout).toMatch(
      /^0 open clocks changed to version 4, 0 of them moved\. 2 clocks kept the version before\.$/m,
    );
    expect(await clockOf(late)).toEqual(before);
  });

  test("the API refuses a version that is not active, and what does not fit", async () => {
    expect(await baton.api("/clocks/recalculate", { body: { apply: true, version: 3 } })).toMatchObject({
      status: 412,
      json: { error: { code: "agreement.conflict" } },
    });
    expect(await baton.api("/clocks/recalculate", { body: {} })).toMatchObject({
      status: 400,
      json: { error: { code: "request.invalid" } },
    });
    expect((await baton.api("/clocks/recalculate", { body: { apply: false, cursor: "x" } })).json).toMatchObject({
      error: { code: "cursor.invalid" },
    });
    const { paths } = (await baton.api("/openapi.json")).json;
    expect(paths).toHaveProperty(["/api/clocks/recalculate", "post"]);
  });
});
