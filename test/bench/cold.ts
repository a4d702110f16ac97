import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export interface Subject {
  name: string;
  /** Source file from the project's root. */
  entry: string;
  /** A new event for each process. */
  event(): unknown | Promise<unknown>;
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
  const runner = await bundle("test/bench/first-answer.ts", join(dir, "runner"));
  const measured = await Promise.all(
    subjects.map(async (subject, n) => {
      const outdir = join(dir, `bundle-${n}`);
      const file = await bundle(subject.entry, outdir);
      return { subject, file: pathToFileURL(file).href, bundleKb: (await sizeOf(outdir)) / 1024 };
    }),
  );
  const answer = async ({ subject, file }: (typeof measured)[number], more: Record<string, string> = {}) => {
    const event = JSON.stringify((await subject.event()) ?? {});
    const env = { ...environment, BENCH_BUNDLE: file, BENCH_EVENT: event, BENCH_NOW: subject.now, ...more };
    return firstAnswer(subject.name, runner, env);
  };
  const found: Cold[] = [];
  for (const one of measured) {
    const { bytes } = await answer(one, { BENCH_COUNT: "1" });
    found.push({ name: one.subject.name, ms: [], loadedKb: bytes / 1024, bundleKb: one.bundleKb });
  }
  for (let run = 0; run < runs; run++)
    for (const [n, one] of measured.entries()) found[n]!.ms.push((await answer(one)).ms);
  return found;
}

function firstAnswer(
  name: string,
  runner: string,
  env: Record<string, string>,
): Promise<{ ms: number; bytes: number }> {
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
        const { answer, bytes } = JSON.parse(said) as { answer?: Record<string, unknown>; bytes: number };
        const failed = (answer?.statusCode ?? 200) !== 200 || (answer?.batchItemFailures as [] | undefined)?.length;
        if (failed) throw new Error(`answered ${said}`);
        resolve({ ms, bytes });
      } catch (cause) {
        reject(new Error(`${name} did not answer as it should: ${log.slice(-1_000)}`, { cause }));
      }
    });
  });
}

async function sizeOf(dir: string): Promise<number> {
  const sizes = (await readdir(dir)).map(async (file) => (await stat(join(dir, file))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
