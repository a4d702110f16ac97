import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { FirstAnswer } from "./first-answer.ts";

export interface Subject {
  name: string;
  /** Source file from the project's root. */
  entry: string;
  /** A new event for each process. */
  event(): unknown | Promise<unknown>;
  /** So many more make a process warm, where each is much work. */
  series?: number;
  /** Simulated time of the process. */
  now: string;
}

export interface Cold {
  name: string;
  /** Process start to first answer, in each run. */
  ms: number[];
  /** KB that are loaded before the first answer, and of the whole bundle. */
  loadedKb: number;
  bundleKb: number;
}

const root = join(import.meta.dirname, "../..");

/** Bundles one entry as it is deployed; answers where to import it. */
async function bundle(entry: string, outdir: string): Promise<string> {
  await build({
    entryPoints: { index: join(root, entry) },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node24",
    mainFields: ["module", "main"],
    // For CommonJS packages that ask for Node's own modules.
    banner: {
      js: 'import{createRequire as bannerRequire}from"node:module";const require=bannerRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return join(outdir, "index.mjs");
}

/** Starts each subject `runs` times over; they take turns. */
export async function measureCold(
  subjects: Subject[],
  { runs, environment, dir }: { runs: number; environment: Record<string, string>; dir: string },
): Promise<Cold[]> {
  const runner = await bundleRunner(dir);
  const measured = await Promise.all(
    subjects.map(async (subject, n) => {
      const outdir = join(dir, `bundle-${n}`);
      const file = await bundle(subject.entry, outdir);
      return { subject, file: pathToFileURL(file).href, bundleKb: (await sizeOf(outdir)) / 1024 };
    }),
  );
  const answer = ({ subject, file }: (typeof measured)[number], more: Record<string, string> = {}) =>
    firstAnswer(subject, runner, { ...environment, BENCH_BUNDLE: file, ...more });
  const found: Cold[] = [];
  for (const one of measured) {
    const { counted } = await answer(one, { BENCH_COUNT: "1" });
    found.push({ name: one.subject.name, ms: [], loadedKb: counted!.bytes / 1024, bundleKb: one.bundleKb });
  }
  for (let run = 0; run < runs; run++)
    for (const [n, one] of measured.entries()) found[n]!.ms.push((await answer(one)).ms);
  return found;
}

/** Bundles what a fresh process runs; answers where it is. */
export const bundleRunner = (dir: string): Promise<string> => bundle("test/bench/first-answer.ts", join(dir, "runner"));

/** Has a fresh process answer an event; `ms` until then is from its start. Rejects when it does not answer as it should. */
export async function firstAnswer(
  { name, event, now }: Subject,
  runner: string,
  environment: Record<string, string>,
): Promise<FirstAnswer & { ms: number }> {
  const env = { ...environment, BENCH_EVENT: JSON.stringify((await event()) ?? {}), BENCH_NOW: now };
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, [runner], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    let log = "";
    let ms = 0;
    child.stdout.on("data", (chunk) => {
      ms ||= performance.now() - start;
      said += chunk;
    });
    child.stderr.on("data", (chunk) => {
      log += chunk;
    });
    child.once("error", reject);
    child.once("close", () => {
      try {
        const first = JSON.parse(said.trim().split("\n").at(-1)!) as FirstAnswer;
        const { statusCode = 200, batchItemFailures } = first.answer ?? {};
        if (statusCode !== 200 || (batchItemFailures as [] | undefined)?.length) throw new Error(`answered ${said}`);
        resolve({ ...first, ms });
      } catch (cause) {
        reject(new Error(`${name} did not answer as it should: ${log.slice(-1_000)}`, { cause }));
      }
    });
  });
}

/** Bytes of all files below a directory. */
export async function sizeOf(dir: string): Promise<number> {
  const files = (await readdir(dir, { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile());
  const sizes = files.map(async ({ name, parentPath }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
