import { fork } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { printCampaignCosts } from "./campaigns.ts";
import { printClockCosts } from "./clocks.ts";
import { type Cold, measureCold } from "./cold.ts";
import { printFunctionSizes } from "./functions.ts";
import { formLead, median, post, quantile, type Round } from "./load.ts";
import { providerCosts } from "./providers.ts";
import { printReportCosts } from "./reports.ts";
import { printRuleCosts } from "./rules.ts";
import { printScale } from "./scale.ts";
import type { Running } from "./stack.ts";
import { coldSubjects } from "./subjects.ts";
import { atMost, fixed, print, spread, times } from "./table.ts";
import { printTableCosts } from "./tables.ts";
import { printWorkingTimeCosts } from "./working-time.ts";

/**
 * `npm run bench`: what reading a delivery costs beside the least that anybody has to do, what finding its rule and adding
 * working time cost, what a lead costs beside the SDK calls it cannot do without, and how soon a cold function answers beside
 * an empty one; what each function needs of memory; what a report and the folding of a day take; what a sweep reads, and how late
 * clocks are that are due together. All in one run against the same emulators and taking turns, because on a shared machine only ratios hold. Arguments: parts of it.
 */

const coldRuns = 15;
const phases = [
  { concurrency: 1, rounds: 8, requests: 80 },
  { concurrency: 32, rounds: 8, requests: 256 },
];

const dir = mkdtempSync(join(tmpdir(), "baton-bench-"));
process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));
let people = 0;
const lead = () => formLead(++people);

console.log(
  `Node ${process.versions.node}, ${availableParallelism()} cores. On a shared machine only the ratios hold.\n`,
);
const parts: Record<string, () => unknown> = {
  reading,
  rules: printRuleCosts,
  tables: printTableCosts,
  time: printWorkingTimeCosts,
  reports: printReportCosts,
  campaigns: printCampaignCosts,
  leads: () =>
    withStack("idle", async (stack) => {
      const hooks = hooksUrl(stack);
      // Leads for the cold functions to work on; what takes them gets warm meanwhile.
      await post(hooks, lead, { requests: 300, concurrency: 8 });
      await post(`${stack.url}/bare`, lead, { requests: 300, concurrency: 8 });
      await coldStarts(stack);
      await leads(hooks, `${stack.url}/bare`);
    }),
  functions: () =>
    withStack("idle", async (stack) => {
      await post(hooksUrl(stack), lead, { requests: 400, concurrency: 8 });
      const subjects = await coldSubjects(stack, () => ++people);
      await printFunctionSizes(subjects, { environment: stack.environment, dir });
    }),
  scale: () => withStack("idle", printScale),
  relay: () =>
    withStack("working", async (stack) => {
      await wholeRelay(stack);
      await printClockCosts(stack);
    }),
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((part) => !Object.hasOwn(parts, part));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}.`);
for (const part of wanted.length > 0 ? wanted : Object.keys(parts)) await parts[part]!();
process.exit();

/** What every provider's delivery costs before anything is stored. */
async function reading(): Promise<void> {
  const rows = (await providerCosts()).map(({ name, bytes, perSecond, besidePlain, besidePackage }) => [
    name,
    fixed(bytes),
    fixed(perSecond),
    times(besidePlain),
    besidePackage === undefined ? "" : times(besidePackage),
  ]);
  print("Verify, delivery id and parse", ["", "bytes", "a second", "× plain", "× standardwebhooks"], rows, [
    "One lead as each provider writes it, read into lead fields. Plain: HMAC-SHA256 and a parser over the same body, no fields.",
    "standardwebhooks: the specification's own package, verify and JSON.parse.",
  ]);
}

/** Both run in one process behind the same gateway and differ in the handler only; the queues' consumers do nothing. */
async function leads(hooks: string, bare: string): Promise<void> {
  const rows: string[][] = [];
  for (const { concurrency, rounds, requests } of phases) {
    const ours: Round[] = [];
    const theirs: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      theirs.push(await post(bare, lead, { requests, concurrency }));
      ours.push(await post(hooks, lead, { requests, concurrency }));
    }
    const row = (name: string, { perSecond, p50, p99 }: Figures) => [
      name,
      fixed(perSecond),
      fixed(p50, 2),
      fixed(p99, 1),
    ];
    rows.push(
      row(
        `POST /hooks, ${concurrency} at a time`,
        mapFigures((of) => median(ours.map(of))),
      ),
      row(
        "bare SDK calls",
        mapFigures((of) => median(theirs.map(of))),
      ),
    );
    // Round by round, because what else the machine does changes over the run.
    const ratio = (of: (round: Round) => number) => ours.map((round, n) => of(round) / of(theirs[n]!));
    const p50 = ratio(({ latencies }) => quantile(latencies, 0.5));
    rows.push([
      "ratio",
      spread(ratio(({ perSecond }) => perSecond)),
      spread(p50, (middle) => atMost(middle, concurrency === 1 ? 1.3 : 1.4, times)),
      spread(ratio(({ latencies }) => quantile(latencies, 0.99))),
    ]);
  }
  print("Leads", ["", "a second", "p50 ms", "p99 ms"], rows, [
    "Bare: put ‖ batch get, turn update, transaction of four, SQS batch of one, by the plain SDK as others would write it, without",
    "time-outs; same server, process and items. Ratios are medians over rounds that take turns, with the middle half of them.",
    "The shipped example, form source, every lead a new person. Queue consumers idle for both: deployed, they run elsewhere.",
  ]);
}

interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
}

function mapFigures(pick: (of: (round: Round) => number) => number): Figures {
  return {
    perSecond: pick(({ perSecond }) => perSecond),
    p50: pick(({ latencies }) => quantile(latencies, 0.5)),
    p99: pick(({ latencies }) => quantile(latencies, 0.99)),
  };
}

async function coldStarts(stack: Running): Promise<void> {
  // Measured with the functions: proving needs the solver that SST puts beside the bundle, privacy a table of real leads only.
  const subjects = (await coldSubjects(stack, () => ++people)).filter(({ name }) => !/proven|privacy/.test(name));
  const cold = await measureCold(subjects, {
    runs: coldRuns,
    environment: stack.environment,
    dir,
  });
  const [empty, hello] = cold as [Cold, Cold];
  const rows = cold.map((one) => {
    const isHooks = one.name.startsWith("hooks");
    // Run by run, for the same reason.
    const beside = (other: Cold) => one.ms.map((ms, run) => ms / other.ms[run]!);
    return [
      one.name,
      fixed(median(one.ms)),
      spread(beside(empty), isHooks ? (middle) => atMost(middle, 4, times) : times),
      spread(beside(hello)),
      isHooks ? atMost(one.loadedKb, 400, fixed) : fixed(one.loadedKb),
      fixed(one.bundleKb),
    ];
  });
  print("Cold start: process start to first answer", ["", "ms", "× empty", "× hello", "KB loaded", "KB bundle"], rows, [
    `Medians of ${coldRuns} processes each, taking turns. esbuild: ESM, splitting, minified, main fields module, main.`,
  ]);
}

/** Everything in one process, mails included, as `npm start` runs it. */
async function wholeRelay(stack: Running): Promise<void> {
  // What takes them gets warm, and a new minute begins.
  await mailed(stack, { requests: 12, concurrency: 1 });
  await sleep(60_000);
  const rows = [
    ["eight leads, one after the other", await mailed(stack, { requests: 8, concurrency: 1 })],
    ["a thousand leads at once, for three people", await mailed(stack, { requests: 1_000, concurrency: 32 })],
  ] as const;
  print(
    "The whole local stack: from a lead to its owner's mail",
    ["", "leads a second", "mails", "p50 s", "p99 s"],
    rows.map(([name, { perSecond, mails, seconds }]) => [
      name,
      fixed(perSecond),
      fixed(mails),
      fixed(quantile(seconds, 0.5), 2),
      fixed(quantile(seconds, 0.99), 2),
    ]),
    [
      "From the post until the mail is in the inbox. More than five within a minute are told in lists when the minute is over.",
    ],
  );
}

/** Posts leads and answers after how many seconds each was in a mail. */
async function mailed(
  { url, token, inboxUrl }: Running,
  load: { requests: number; concurrency: number },
): Promise<{ perSecond: number; mails: number; seconds: number[] }> {
  const posted = new Map<string, number>();
  const seconds: number[] = [];
  const known = new Set<string>();
  let mails = 0;
  const body = () => {
    const text = lead();
    posted.set(new URLSearchParams(text).get("name")!, performance.now());
    return text;
  };
  const posting = post(`${url}/hooks/website-demo/${token}`, body, load);
  do {
    await sleep(100);
    const { emails } = (await (await fetch(`${inboxUrl}/store`)).json()) as { emails: Mail[] };
    const now = performance.now();
    for (const { messageId, body } of emails.filter((mail) => !known.has(mail.messageId))) {
      known.add(messageId);
      const named = new Set(body.text.match(/Nora Lindqvist \d+/g)).values().filter((name) => posted.has(name));
      const before = seconds.length;
      for (const name of named) {
        seconds.push((now - posted.get(name)!) / 1000);
        posted.delete(name);
      }
      if (seconds.length > before) mails += 1;
    }
  } while (seconds.length < load.requests);
  return { perSecond: (await posting).perSecond, mails, seconds };
}

interface Mail {
  messageId: string;
  body: { text: string };
}

function hooksUrl({ url, token }: Running): string {
  return `${url}/hooks/website-demo/${token}`;
}

/** Runs a stack in a process of its own; its log is shown when something fails. */
async function withStack(consumers: "idle" | "working", work: (stack: Running) => Promise<void>): Promise<void> {
  const data = mkdtempSync(join(dir, `${consumers}-`));
  const log = `${data}.log`;
  const output = openSync(log, "w");
  const child = fork(join(import.meta.dirname, "stack.ts"), [data, consumers], {
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  try {
    const running = new Promise<Running>((resolve) => child.once("message", resolve as (message: unknown) => void));
    const ended = exited.then(() => Promise.reject(new Error("The stack ended.")));
    await Promise.race([running.then(work), ended]);
  } catch (error) {
    const said = readFileSync(log, "utf8").split("\n");
    console.error(said.filter((line) => !line.startsWith('{"level":"INFO"')).join("\n"));
    throw error;
  } finally {
    if (child.connected) child.disconnect();
    await exited;
  }
}
