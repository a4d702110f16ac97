import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { unzipSync } from "fflate";
import type { DeployedFunction, Deployment } from "../graph.ts";
import { region } from "../stand-ins/provider.ts";
import { type Backends, startGate } from "./gate.ts";

/** A directory with all that is deployed of a function, from which it finds nothing else. The caller removes it. */
export async function unpack({ zip }: DeployedFunction): Promise<string> {
  const task = await mkdtemp(join(tmpdir(), "baton-task-"));
  for (const [name, content] of Object.entries(unzipSync(await readFile(zip)))) {
    if (name.endsWith("/")) continue;
    await mkdir(dirname(join(task, name)), { recursive: true });
    await writeFile(join(task, name), content);
  }
  return task;
}

/**
 * Runs a built function once, with the environment that the graph gives it and what its role allows. Throws when it fails, complains,
 * or asks for more.
 */
export async function invoke(
  deployment: Deployment,
  fn: DeployedFunction,
  event: unknown,
  backends: Backends,
): Promise<unknown> {
  const task = await unpack(fn);
  const gate = await startGate(deployment, fn, backends);
  const child = spawn(process.execPath, [join(import.meta.dirname, "main.ts")], {
    cwd: task,
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...fn.lambda.environment.variables,
      LAMBDA_TASK_ROOT: task,
      _HANDLER: fn.lambda.handler,
      AWS_LAMBDA_FUNCTION_NAME: fn.lambda.name,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "emulated",
      AWS_SECRET_ACCESS_KEY: "emulated",
      AWS_ENDPOINT_URL: gate.url,
    },
  });
  child.stdin.end(JSON.stringify(event));
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await new Promise((resolve) => child.once("close", resolve));
  const [result, log] = await output;
  await Promise.all([gate.stop(), rm(task, { recursive: true })]);
  if (status !== 0 || gate.refused.length > 0 || log.split("\n").some(complains))
    throw new Error(
      [`${fn.handler} ended with ${status}`, ...gate.refused.map((it) => `may not ${it}`), log].join("\n"),
    );
  return JSON.parse(result);
}

/** Not of having little time: that depends on the machine, and what is late is done all the same. */
const complains = (line: string): boolean => /"level":"(ERROR|WARN)"/.test(line) && !line.includes('"error":"late"');
