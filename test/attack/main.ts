import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { small } from "../helpers/agreements.ts";
import { fuzzed } from "../helpers/random/requests.ts";
import { Attacked } from "./stack.ts";

/**
 * `npm run attack`: what nobody should do to a relay, to a local stack of its own, in some minutes. A fuzz of every described route,
 * a flood of leads during which the process is killed five times and its table and queues stand still, and one person who asks two
 * thousand times. Then nothing that was accepted is missing, pending or double, and everybody was told. Fails otherwise.
 */

const FUZZED = 120;
const LEADS = 2_000;
const REPEATS = 2_000;
const KILLS = 5;
const AT_ONCE = 32;
/** How long everybody may wait to be told, once nothing is broken any more. */
const PATIENCE_MS = 300_000;

const dir = mkdtempSync(join(tmpdir(), "baton-attack-"));
process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
const agreement = join(dir, "agreement.json");
writeFileSync(agreement, small());
const stack = new Attacked({ data: join(dir, "data"), port: 38_417, agreement });
const faults: string[] = [];
const say = (what: string, figures: Record<string, unknown>) =>
  console.log(
    `${what}: ${Object.entries(figures)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ")}`,
  );

async function each<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
    }),
  );
}

async function fuzz(): Promise<void> {
  const described = await stack.json<Parameters<typeof fuzzed>[0]>("/api/openapi.json");
  const seed = Math.floor(Math.random() * 2 ** 31);
  const requests = fuzzed(described, ["ana", "web", "sales", "2026-11-24T09:00:00Z"]).flatMap((route, n) =>
    fc.sample(route, { numRuns: FUZZED, seed: seed + n }),
  );
  const answers: Record<string, number> = {};
  await each(requests, async ({ path, method, headers, body }) => {
    const { status, text } = await stack.request(path, { method, headers, ...(body !== undefined && { body }) });
    const kind = `${Math.floor(status / 100)}xx`;
    answers[kind] = (answers[kind] ?? 0) + 1;
    if (status >= 500) faults.push(`seed ${seed}: ${method} ${path} ${body ?? ""} answered ${status} ${text}`);
  });
  say("Fuzz of the API", { requests: requests.length, ...answers });
  // It may have published another agreement.
  await stack.request("/api/agreement", { method: "PUT", body: small() });
}

/** Answers the ids of deliveries that were accepted. */
async function flood(): Promise<Set<string>> {
  const accepted = new Set<string>();
  const heard: Record<string, number> = {};
  const count = (status: number) => {
    heard[status === 0 ? "no answer" : status] = (heard[status === 0 ? "no answer" : status] ?? 0) + 1;
  };
  const from = performance.now();
  const posting = each(Array(LEADS).keys(), async (n) => {
    accepted.add(await stack.deliver({ name: `Lead ${n}`, email: `lead${n}@firm${n}.example` }, count));
  });
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(4_000);
    await stack.kill();
    await stack.start();
    await stack.hang(kill % 2 === 0 ? "dynoxide" : "sqs-process", 3_000);
  }
  await posting;
  say("Flood", { leads: LEADS, accepted: accepted.size, kills: KILLS, ...heard, seconds: since(from) });
  return accepted;
}

async function onePerson(): Promise<void> {
  const from = performance.now();
  const latencies: number[] = [];
  await each(Array(REPEATS).keys(), async (n) => {
    const start = performance.now();
    await stack.deliver({ name: "Jane Again", email: "jane@again.example", message: `Repeat ${n}` }, () => {});
    latencies.push(performance.now() - start);
  });
  latencies.sort((a, b) => a - b);
  const at = (share: number) => `${Math.round(latencies[Math.floor(latencies.length * share)]!)} ms`;
  say("One person", { times: REPEATS, p50: at(0.5), p99: at(0.99), seconds: since(from) });
}

interface Listed {
  id: string;
  name: string;
}

async function leads(): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const page: { leads: Listed[]; next: string | null } = await stack.json(
      `/api/leads?limit=100${cursor && `&cursor=${cursor}`}`,
    );
    found.push(...page.leads);
    cursor = page.next;
  }
  return found;
}

/** Waits until everybody was told of everything; then looks for what is missing, pending or double. */
async function verify(accepted: ReadonlySet<string>): Promise<void> {
  const from = performance.now();
  const patient = () => performance.now() - from < PATIENCE_MS;
  let pending = [...accepted];
  while (pending.length > 0 && patient()) {
    const still: string[] = [];
    await each(pending, async (id) => {
      const { status, text } = await stack.request(`/api/quarantine/${id}`);
      if (status !== 200 || JSON.parse(text).outcome === "pending") still.push(id);
    });
    pending = still;
    if (pending.length > 0) await sleep(3_000);
  }
  const finished = since(from);
  const listed = (await leads()).filter(({ name }) => /^Lead \d+$|^Jane Again$/.test(name));
  let untold = listed;
  while (untold.length > 0 && patient()) {
    const still: Listed[] = [];
    await each(untold, async (lead) => {
      const { notices } = await stack.json<{ notices: unknown[] }>(`/api/leads/${lead.id}?limit=1`);
      if (notices.length > 0) still.push(lead);
    });
    untold = still;
    if (untold.length > 0) await sleep(3_000);
  }
  const names = new Set(listed.map(({ name }) => name));
  const janes = listed.filter(({ name }) => name === "Jane Again");
  const [jane] = janes;
  const page = jane && (await stack.request(`/api/leads/${jane.id}`)).text.length;
  const missing = LEADS + 1 - names.size;
  const double = listed.length - names.size;
  say("Afterwards", {
    leads: listed.length,
    missing,
    double,
    "deliveries not finished": pending.length,
    "seconds until all were finished": finished,
    "leads of which somebody was not told": untold.length,
    "seconds until all were told": since(from),
    "KB of the answer about who asked again": Math.round((page ?? 0) / 1000),
  });
  for (const [what, count] of Object.entries({ missing, double, pending: pending.length, untold: untold.length }))
    if (count > 0) faults.push(`${count} ${what}`);
}

const since = (from: number): string => ((performance.now() - from) / 1000).toFixed(1);

await stack.start();
try {
  await fuzz();
  const accepted = await flood();
  await onePerson();
  await verify(accepted);
} finally {
  await stack.stop();
}
if (faults.length > 0) console.error(faults.slice(0, 20).join("\n"));
process.exit(faults.length > 0 ? 1 : 0);
