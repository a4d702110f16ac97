import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { memoryMb, queues } from "@baton/aws/topology";
import { sizing } from "../cost/assumptions.ts";
import { prices } from "../cost/prices.ts";
import { readDeployment } from "../infra/deployment.ts";
import type { DeployedFunction } from "../infra/graph.ts";
import { diff } from "../infra/sst/diff.ts";
import { makeProject } from "../infra/sst/project.ts";
import { bundleRunner, firstAnswer, type Subject, sizeOf } from "./cold.ts";
import { median } from "./load.ts";
import { atMost, fixed, print } from "./table.ts";

/** What hooks take is much alike; this loads most. */
const measured = ({ name }: Subject): boolean => !/^hooks, (?!form with phone)/.test(name);

/** Processes of each function, and what a warm one of them is given. */
const RUNS = 5;
const EVENTS = 20;
/** So much of a function's memory may be used at most, so that what was not measured has room. */
const MOST_USED = 0.75;
/** A provider waits a second or two. */
const HOOKS_COLD_MS = 1_000;

const memories = [512, 1024, sizing.wholeProcessorMb];

interface Sized {
  subject: Subject;
  handler: string;
  codeKb: number;
  loadedKb: number;
  /** Processor time, as the first process's answers say it. */
  initCpuMs: number;
  answerCpuMs: number;
  /** Of one event, or one message of a batch. */
  warmCpuMs: number;
  /** Requests to AWS until the first answer, and for one event more. */
  requests: { first: number; warm: number };
  peakMb: number;
}

/**
 * Prints what each function takes of a processor and of memory, built by SST as it is deployed, and how quick it would be with how
 * much memory: Lambda gives a share of a processor with it, and a whole one while a function is loaded.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 * https://serverlessland.com/content/service/lambda/guides/effectively-running-java-on-serverless/init-heavy-lifting
 */
export async function printFunctionSizes(
  subjects: readonly Subject[],
  { environment, dir }: { environment: Record<string, string>; dir: string },
): Promise<void> {
  const project = await makeProject();
  try {
    const deployment = readDeployment(
      await diff(project, "production", { BATON_SENDER: "baton@acme.example" }),
      project.directory,
    );
    const runner = await bundleRunner(dir);
    const sized: Sized[] = [];
    for (const fn of deployment.functions)
      for (const subject of subjects)
        if (measured(subject) && fn.handler === subject.entry.replace(/ts$/, "handler"))
          sized.push(await measure(fn, subject, runner, { environment, dir }));
    printMeasured(sized);
    printEstimates(sized);
  } finally {
    await project.remove();
  }
}

async function measure(
  { handler, directory }: DeployedFunction,
  subject: Subject,
  runner: string,
  { environment, dir }: { environment: Record<string, string>; dir: string },
): Promise<Sized> {
  const batchSize = Object.values(queues).find((queue) => queue.handler === handler)?.batchSize ?? 1;
  const series = join(dir, "series.json");
  const count = subject.series ?? EVENTS;
  const run = async (more: Record<string, string> = {}) => {
    const events = [];
    for (let n = 0; n < count; n++) events.push(await subject.event());
    writeFileSync(series, JSON.stringify(batches(events, batchSize)));
    const file = pathToFileURL(join(directory, "bundle.mjs")).href;
    const answered = await firstAnswer(subject, runner, {
      ...environment,
      BENCH_BUNDLE: file,
      BENCH_SERIES: series,
      ...more,
    });
    return { ...answered, series: answered.series! };
  };
  const { counted, series: countedSeries } = await run({ BENCH_COUNT: "1" });
  const runs: Awaited<ReturnType<typeof run>>[] = [];
  for (let n = 0; n < RUNS; n++) runs.push(await run());
  const of = (value: (one: (typeof runs)[number]) => number) => median(runs.map(value));
  return {
    subject,
    handler,
    codeKb: (await sizeOf(directory)) / 1024,
    loadedKb: counted!.bytes / 1024,
    initCpuMs: of(({ initCpuMs }) => initCpuMs),
    answerCpuMs: of(({ answerCpuMs }) => answerCpuMs),
    warmCpuMs: of(({ series }) => series.cpuMs / count),
    requests: { first: counted!.requests, warm: countedSeries.requests / count },
    peakMb: Math.max(...runs.map(({ series }) => series.peakMb)),
  };
}

/** Messages of several events of a queue as one event; events of anything else as they are. */
function batches(events: unknown[], size: number): unknown[] {
  if (size === 1) return events;
  const records = (events as { Records: object[] }[]).flatMap(({ Records }) => Records);
  const found: unknown[] = [];
  for (let at = 0; at < records.length; at += size)
    found.push({ Records: records.slice(at, at + size).map((record, n) => ({ ...record, messageId: String(n) })) });
  return found;
}

function printMeasured(sized: readonly Sized[]): void {
  const rows = sized.map((one) => {
    const { subject, handler, codeKb, loadedKb, initCpuMs, answerCpuMs, warmCpuMs, requests, peakMb } = one;
    return [
      subject.name,
      ...[codeKb, loadedKb, initCpuMs, answerCpuMs].map((value) => fixed(value)),
      fixed(warmCpuMs, 1),
      fixed(requests.first),
      fixed(requests.warm, 1),
      atMost(peakMb, memoryMb[handler]! * MOST_USED, fixed),
      fixed(memoryMb[handler]!),
    ];
  });
  const head = ["", "KB code", "KB loaded", "load", "answer", "warm", "calls", "warm calls", "MB peak", "MB given"];
  print("Functions as SST builds them: processor ms", head, rows, [
    `Medians of ${RUNS} processes of Node ${process.versions.node}; MB: resident, the most of any. Load: process start until the handler`,
    `is there; answer: until the first event is answered; warm: each of some ${EVENTS} more, queues' in full batches, by message.`,
    `MB peak beside ${MOST_USED * 100} % of what is given.`,
  ]);
}

function printEstimates(sized: readonly Sized[]): void {
  const perMs = prices.find(({ of }) => of === "gbSeconds")!;
  const rows = sized.map(({ subject, handler, initCpuMs, answerCpuMs, warmCpuMs, requests }) => {
    const given = memoryMb[handler]!;
    const took = (cpuMs: number, calls: number, memory: number) =>
      cpuMs * Math.max(1, sizing.wholeProcessorMb / memory) + calls * sizing.callMs;
    const cold = (memory: number) => initCpuMs + took(answerCpuMs, requests.first, memory);
    const warm = (memory: number) => took(warmCpuMs, requests.warm, memory);
    const perMillion = (memory: number) => ((warm(memory) * 1e3 * (memory / 1024)) / perMs.per) * perMs.dollars;
    const limited = (memory: number) =>
      handler === "functions/http/hooks.handler" && memory === given
        ? atMost(cold(memory), HOOKS_COLD_MS, fixed)
        : fixed(cold(memory));
    return [
      subject.name,
      ...memories.flatMap((memory) => [limited(memory), fixed(warm(memory)), fixed(perMillion(memory), 2)]),
      fixed(given),
    ];
  });
  const head = ["", ...memories.flatMap((memory) => [`cold at ${memory}`, "warm", "$/M"]), "given"];
  print("Functions by memory: estimated ms", head, rows, [
    `Cold: load + answer × ${sizing.wholeProcessorMb} MB ÷ memory + ${sizing.callMs} ms a call; warm likewise. A processor of this machine; what AWS`,
    "takes to make the environment and fetch the code comes on top. $/M: a million warm events.",
  ]);
}
