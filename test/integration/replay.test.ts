import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { acme } from "../helpers/agreements.ts";
import { leadNamed } from "../helpers/stack/arrivals.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const path = `/hooks/website-demo/${secrets.WEBSITE_TOKEN}`;

describe("a mapping that was wrong", () => {
  let baton: Baton;
  let cwd: string;
  const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd });
  const post = (fields: Record<string, unknown>, to = path, headers: Record<string, string> = {}) =>
    baton.fetch(to, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(fields),
    });
  beforeAll(async () => {
    [baton, cwd] = await Promise.all([startBaton(), mkdtemp(join(tmpdir(), "baton-replay-"))]);
    // Nothing says who this is, as long as "correo" is not mapped.
    for (let n = 1; n <= 3; n++) await post({ correo: `quarantined-${n}@globex.example`, staff: 600 });
    await post({ name: "Taken Already", "your-email": "taken@globex.example", staff: 600 });
    await baton.advance("1h");
  });
  afterAll(async () => {
    await baton.stop();
    await rm(cwd, { recursive: true });
  });

  test("is shown by source and time", async () => {
    const { stdout } = await cli("quarantine", "--source", "website-demo", "--json");
    expect(JSON.parse(stdout).deliveries).toHaveLength(3);
    const others = await cli("quarantine", "--source", "google-search", "--json");
    expect(JSON.parse(others.stdout).deliveries).toEqual([]);
    const later = await cli("quarantine", "--since", "2026-11-24T09:30:00Z", "--json");
    expect(JSON.parse(later.stdout).deliveries).toEqual([]);
    expect((await cli("quarantine", "--since", "yesterday")).code).toBe(1);
  });

  test("wants to be told what to replay", async () => {
    expect((await cli("replay")).code).toBe(2);
    expect((await cli("replay", "dlv_1", "--all")).code).toBe(2);
    const still = await cli("replay", "--all");
    expect([still.code, still.stdout]).toEqual([1, expect.stringContaining("3 replayed, 3 of them without success.")]);
  });

  test("once it is mended, all that was held back comes out, and what made leads is read again", async () => {
    const mended = acme.replace(
      '"company_size": employees',
      '"company_size": employees, staff: employees, correo: email',
    );
    expect(mended).not.toBe(acme);
    expect((await baton.api("/agreement", { method: "PUT", body: mended })).status).toBe(200);
    const before = await leadNamed(baton, "Taken Already");
    expect(before.fields.employees).toBeUndefined();

    const replayed = await cli("replay", "--source", "website-demo", "--leads");
    expect([replayed.code, replayed.stdout]).toEqual([0, expect.stringContaining("4 replayed, 0 of them")]);
    const { json } = await baton.api("/leads");
    expect(json.leads).toHaveLength(4);
    const after = await leadNamed(baton, "Taken Already");
    expect(after).toMatchObject({ fields: { employees: 600 }, decision: { rule: "Everyone else", team: "emea" } });
    expect(after.score!.total).toBe(before.score!.total + 40);
    // What marketing had turns out to be sales'.
    expect([before.owner, after.owners.map(({ how }) => how)]).toEqual(["maya", ["routed", "routed"]]);
    expect(after.timeline.slice(-2)).toMatchObject([{ is: "lead.reread" }, { is: "lead.assigned" }]);
    // Again changes nothing.
    expect((await cli("replay", "--source", "website-demo", "--leads")).code).toBe(0);
    expect((await leadNamed(baton, "Taken Already")).revision).toBe(after.revision);
  });
});
