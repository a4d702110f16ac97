import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamoStore } from "@baton/aws/dynamo";
import { deliveryId } from "@baton/core/delivery";
import { type Stack, startStack } from "@baton/local";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { startSes } from "../../packages/local/src/emulators/ses.ts";
import { formJson, person, send } from "../helpers/sent/deliveries.ts";
import { arrive, leadNamed, mailName } from "../helpers/stack/arrivals.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { heard, inbox } from "../helpers/stack/inbox.ts";
import { apiKey, type Baton, secrets, startBaton } from "../helpers/stack/stack.ts";

const now = "2026-11-24T09:00:00Z";

describe("a process that dies", () => {
  let dataDir: string;
  let baton: Baton | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "baton-test-"));
  });
  afterEach(async () => {
    await baton?.stop();
    baton = undefined;
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  test("while a clock runs: back after the deadline, the manager hears once, and nobody is reminded of what is past", async () => {
    baton = await startBaton({ now, dataDir });
    const arrived = await arrive(baton);
    await baton.kill();

    baton = await startBaton({ now: "2026-11-24T09:16:00Z", dataDir });
    await baton.advance("0s");
    expect(heard(await baton.inbox.all())).toEqual(["Escalation → sam"]);
    const lead = await baton.lead(arrived.id);
    expect(lead.clock?.steps.map(({ do: what, state }) => [what, state])).toEqual([
      ["remind", "skipped"],
      ["escalate", "fired"],
      ["reassign", "pending"],
      ["escalate", "pending"],
    ]);
    expect(lead.facts.map(({ is }) => is).slice(4)).toEqual(["stage.breached", "step.skipped", "lead.escalated"]);
    await baton.moveTo("2026-11-24T09:30:00Z");
    expect(heard(await baton.inbox.all()).sort()).toEqual([
      "Escalation → sam",
      `Handed on → ${mailName(arrived.owner)}`,
      `Your lead now → ${mailName(arrived.other)}`,
    ]);
  });

  test("right after it said yes: the lead is there, and its owner is told", async () => {
    baton = await startBaton({ now: "2026-11-25T09:00:00Z", dataDir });
    const fields = person();
    expect((await send(baton, formJson(fields))).status).toBe(200);
    const before = await leadNamed(baton, fields.name);
    await baton.kill();

    // The mail may have gone out just before the end. If not, it is tried again with the first step; its first message may still rest
    // in the queue, so the test does not wait for that to be empty.
    const after = await startBaton({ now: "2026-11-25T09:07:30Z", dataDir });
    baton = after;
    const told = async (kind: string) =>
      heard(await after.inbox.about(fields.name)).filter((mail) => mail.startsWith(kind)).length;
    await eventually(async () => {
      expect(await told("Reminder")).toBe(1);
      expect((await after.lead(before.id)).notices).toEqual([]);
    });
    expect(await told("New lead")).toBeLessThanOrEqual(1);
    expect(await leadNamed(after, fields.name)).toMatchObject({
      id: before.id,
      owner: before.owner,
      dueAt: "2026-11-25T09:15:00.000Z",
    });
  });
});

/** A stack in this process, so that a test can get at the parts that fail. */
describe("a part that fails", () => {
  let stack: Stack;
  const stops: (() => unknown)[] = [];
  beforeAll(async () => {
    stack = await startStack({ now, speed: 0, apiKey, secrets });
  });
  afterAll(async () => {
    await stack?.stop();
    for (const stop of stops) await stop();
  });

  const to = {
    fetch: (path: string, init?: RequestInit) => fetch(`${stack.url}${path}`, { redirect: "manual", ...init }),
  };
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  const api = async (path: string): Promise<any> =>
    (await fetch(`${stack.url}/api${path}`, { headers: { authorization: `Bearer ${apiKey}` } })).json();
  const leadsOf = async (name: string): Promise<{ id: string; owner: string }[]> =>
    (await api("/leads?limit=100")).leads.filter((lead: { name: string }) => lead.name === name);

  test("a delivery that was kept when its process died becomes one lead after a minute, though it is sent again meanwhile", async () => {
    const fields = person();
    const post = formJson(fields);
    const body = Buffer.from(post.body as string);
    const receivedAt = stack.clock.now();
    const { name } = JSON.parse(process.env.SST_RESOURCE_Table!) as { name: string };
    const id = deliveryId("website-demo", { content: body });
    const delivery = {
      id,
      source: "website-demo",
      provider: "form" as const,
      contentType: "application/json",
      receivedAt: new Date(receivedAt).toISOString(),
      bytes: body.byteLength,
      outcome: "pending" as const,
      leads: [],
    };
    const kept = await dynamoStore({ table: name }).keepDelivery(delivery, body, {
      notBefore: receivedAt - 86_400_000,
      retryAt: receivedAt + 60_000,
      expiresAt: receivedAt + 90 * 86_400_000,
    });
    expect(kept).toEqual({});

    await stack.moveClock({ advance: "59s" });
    expect(await leadsOf(fields.name)).toEqual([]);
    const again = await send(to, post);
    expect([again.status, await again.json()]).toEqual([200, { delivery: id }]);
    expect(await leadsOf(fields.name)).toEqual([]);

    await stack.moveClock({ advance: "1s" });
    const [lead, ...more] = await leadsOf(fields.name);
    expect(more).toEqual([]);
    expect(lead?.owner).toMatch(/ben|chloé/);
    expect(heard(await inbox(stack.inboxUrl).about(fields.name))).toHaveLength(1);
    await stack.moveClock({ advance: "3m" });
    expect(await leadsOf(fields.name)).toHaveLength(1);
    expect(heard(await inbox(stack.inboxUrl).about(fields.name))).toHaveLength(1);
  });

  test("without SES a mail stays with its lead, however long, and goes out once when it is back", async () => {
    const { port } = new URL(stack.inboxUrl);
    process.kill(await childRunning("ses-process"), "SIGKILL");
    await stack.failure;
    const log = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
    const failures = () => log.mock.calls.filter(([line]) => String(line).includes("a message failed")).length;
    stops.push(() => log.mockRestore());

    // Nothing else comes due while the mail is tried again.
    const fields = person({ company_size: 100, interest: "pricing" });
    expect((await send(to, formJson(fields))).status).toBe(200);
    await eventually(() => expect(failures()).toBe(1));
    const { id } = (await leadsOf(fields.name))[0]!;
    expect(await api(`/leads/${id}`)).toMatchObject({
      owner: expect.any(String),
      notices: [{ kind: "handover" }],
    });

    // The next attempts fail as well. The clock is moved without waiting for the queue, where the failed message rests.
    const { handler: sweep } = await import("../../functions/cron/sweep-clocks.ts");
    const notices = async (): Promise<{ retryAt: string }[]> => (await api(`/leads/${id}`)).notices;
    const retry = async () => {
      const [notice] = await notices();
      stack.clock.moveTo(Date.parse(notice!.retryAt));
      await sweep();
    };
    await retry();
    await eventually(() => expect(failures()).toBeGreaterThan(1));
    expect(await notices()).toHaveLength(1);

    const ses = await startSes({ port: Number(port), onLoss: () => {} });
    stops.push(ses.stop);
    await retry();
    await eventually(async () => expect(await notices()).toEqual([]));
    expect(heard(await inbox(ses.url).about(fields.name))).toEqual(["New lead → maya"]);
    const lines = log.mock.calls.map(([line]) => String(line)).join("");
    expect(lines).not.toContain("@");
    expect(lines).not.toContain(fields.name);
    log.mockRestore();
  });

  test("without the database a delivery is taken all the same, in time; without the queue too the provider is told to come again", async () => {
    process.kill(await childRunning("dynamodb-process"), "SIGKILL");
    const started = performance.now();
    const fields = person();
    const queued = await send(to, formJson(fields));
    expect(queued.status).toBe(200);
    expect(await queued.json()).toEqual({ delivery: expect.stringMatching(/^dlv_/) });
    expect(performance.now() - started).toBeLessThan(3_000);
    const health = await to.fetch("/health");
    expect([health.status, await health.json()]).toMatchObject([503, { error: { code: "store.unavailable" } }]);

    process.kill(await childRunning("sqs-process"), "SIGKILL");
    const again = performance.now();
    const answer = await send(to, formJson(fields));
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(performance.now() - again).toBeLessThan(3_000);
  });
});

/** The child of this process that runs a script. */
async function childRunning(script: string): Promise<number> {
  const ps = spawn("ps", ["-eo", "pid=,ppid=,args="], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = (await ps.stdout.toArray()).join("").split("\n");
  const found = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .find((match) => Number(match?.[2]) === process.pid && match?.[3]?.includes(script));
  if (!found) throw new Error(`There is no child that runs ${script}.`);
  return Number(found[1]);
}
