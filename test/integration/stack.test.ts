import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { queueAdmin } from "@baton/aws/admin";
import { type Stack, startStack } from "@baton/local";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { simulatedClock } from "../../packages/local/src/clock/clock.ts";
import { startGateway } from "../../packages/local/src/runtime/gateway.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { recorded } from "./stub/recorded.ts";

const root = join(import.meta.dirname, "../..");

describe("the local stack runs functions as AWS would", () => {
  let stack: Stack;
  let dataDir: string;
  const queueShape = { handler: "stub/queue.handler", timeoutSeconds: 1 / 3, batchSize: 10, maxReceives: 2 };

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "baton-test-"));
    stack = await startStack({
      dataDir,
      root: import.meta.dirname,
      now: "2026-11-02T09:00:00Z",
      speed: 0,
      secrets: { GOOGLE_ADS_KEY: "given" },
      topology: {
        routes: [{ route: "ANY /api/{path+}", handler: "stub/http.handler" }],
        queues: { WorkQueue: queueShape },
        schedules: [{ name: "Sweep", everyMinutes: 5, handler: "stub/cron.handler" }],
      },
    });
  });
  afterAll(async () => {
    await stack?.stop();
    await rm(dataDir, { recursive: true });
  });

  test("a request reaches the function as an API Gateway event, and its answer the client", async () => {
    const response = await fetch(`${stack.url}/api/leads/l%201?a=1&a=2&b=%20`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: "x=1; y=2", "X-Two": "yes" },
      body: '{"é":1}',
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-answer")).toBe("yes");
    expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
    const { event, remainingMs } = (await response.json()) as { event: Record<string, unknown>; remainingMs: number };
    expect(remainingMs).toBeGreaterThan(1_000);
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "ANY /api/{path+}",
      rawPath: "/api/leads/l%201",
      rawQueryString: "a=1&a=2&b=%20",
      queryStringParameters: { a: "1,2", b: " " },
      pathParameters: { path: "leads/l 1" },
      cookies: ["x=1", "y=2"],
      headers: { "x-two": "yes", "content-type": "application/json" },
      body: '{"é":1}',
      isBase64Encoded: false,
      requestContext: {
        http: { method: "POST", path: "/api/leads/l%201" },
        stage: "$default",
        time: "02/Nov/2026:09:00:00 +0000",
        timeEpoch: Date.parse("2026-11-02T09:00:00Z"),
      },
    });
  });

  test("an answer without a status code is the body", async () => {
    const response = await fetch(`${stack.url}/api/plain`);
    expect([response.status, await response.text()]).toEqual([200, "plain"]);
  });

  test("what no route takes, what throws and what is too large are answered as API Gateway does", async () => {
    const answers = await Promise.all([
      fetch(`${stack.url}/nothing/here`),
      fetch(`${stack.url}/api/broken`),
      fetch(`${stack.url}/api/x`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) }),
    ]);
    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
      [404, { message: "Not Found" }],
      [500, { message: "Internal Server Error" }],
      [413, { message: "Request Entity Too Large" }],
    ]);
  });

  test("a partial batch response keeps the failed message only, which ends in the dead letters", async () => {
    const endpoint = process.env.AWS_ENDPOINT_URL_SQS!;
    const url: string = JSON.parse(process.env.SST_RESOURCE_WorkQueue!).url;
    const sqs = queueAdmin({ endpoint });
    for (const body of ["one", "fail", "two"]) await send(url, body);
    const times = (body: string) => recorded.batches.flat().filter((record) => record.body === body);
    // Six times the function's timeout later the failed one comes back, and after two receives it is dead.
    await eventually(async () => expect((await sqs.counts(`${url}Dead`)).visible).toBe(1));
    expect(await sqs.counts(url)).toEqual({ visible: 0, notVisible: 0, delayed: 0 });
    expect(times("fail").map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(["1", "2"]);
    expect(times("one")).toHaveLength(1);
    expect(times("two")).toHaveLength(1);
    expect(times("one")[0]).toMatchObject({ eventSource: "aws:sqs", awsRegion: "us-east-1", messageAttributes: {} });
    sqs.close();
  });

  test("the frozen clock moves when it is told to, and the schedules with it", async () => {
    const before = recorded.sweeps.length;
    expect(await stack.moveClock({ advance: "7m30s" })).toEqual({ now: "2026-11-02T09:07:30.000Z" });
    expect(recorded.sweeps.slice(before)).toEqual(["2026-11-02T09:07:30Z"]);
    await expect(stack.moveClock({ now: "2026-11-02T09:07:29Z" })).rejects.toMatchObject({ code: "clock.backwards" });
    await expect(stack.moveClock({ advance: "soon" })).rejects.toMatchObject({ code: "clock.invalid" });
    expect(stack.clock.now()).toBe(Date.parse("2026-11-02T09:07:30Z"));
  });

  test("generated secrets are kept for their owner only, given ones are not written down", async () => {
    const file = join(dataDir, "secrets.json");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = JSON.parse(await readFile(file, "utf8"));
    expect(kept.sources.WEBSITE_TOKEN).toBe(stack.secrets.WEBSITE_TOKEN);
    expect(stack.secrets.GOOGLE_ADS_KEY).toBe("given");
    expect(kept.sources).not.toHaveProperty("GOOGLE_ADS_KEY");
  });

  async function send(queueUrl: string, body: string): Promise<void> {
    const response = await fetch(new URL("/", queueUrl), {
      method: "POST",
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
      body: JSON.stringify({ QueueUrl: queueUrl, MessageBody: body }),
    });
    expect(response.status).toBe(200);
  }
});

describe("npm start leaves nothing behind", () => {
  let dataDir: string;
  const running: ChildProcess[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "baton-test-"));
  });
  afterEach(() => {
    for (const child of running.splice(0)) signalGroup(child, "SIGKILL");
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  /** Starts the stack in a process group of its own, as a terminal would, and waits for its ready line. */
  async function start() {
    const [port, inboxPort] = await Promise.all([freePort(), freePort()]);
    const child = spawn(process.execPath, ["packages/local/bin/run.mjs", "start"], {
      cwd: root,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, PORT: String(port), BATON_INBOX_PORT: String(inboxPort), BATON_DATA: dataDir },
    });
    running.push(child);
    let output = "";
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (chunk) => {
        output += chunk;
        if (output.includes("\nready ")) resolve();
      });
      void exited.then((code) => reject(new Error(`ended with ${code} before it was ready:\n${output}`)));
    });
    return { child, exited, tree: await descendants(child.pid!) };
  }

  test("when it is interrupted: it ends by itself, with success", async () => {
    const { child, exited, tree } = await start();
    signalGroup(child, "SIGINT");
    expect(await exited).toBe(0);
    await expectGone(tree);
  });

  test("when its starter is killed hard", async () => {
    const { child, tree } = await start();
    child.kill("SIGKILL");
    await expectGone(tree);
  });

  test("when the stack itself is killed hard", async () => {
    const { tree } = await start();
    process.kill(tree[1]!.pid, "SIGKILL");
    await expectGone(tree);
  });

  test("when its whole process group is killed hard", async () => {
    const { child, tree } = await start();
    signalGroup(child, "SIGKILL");
    await expectGone(tree);
  });
});

test("npm start ends with its summary, whole and after every line of the log, and the command it gives to try works", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "baton-test-"));
  const settings = { PORT: "0", BATON_INBOX_PORT: "0", BATON_DATA: dataDir, BATON_SPEED: "0" };
  // As in a terminal, both streams come to one place.
  const child = spawn("sh", ["-c", "exec node packages/local/bin/run.mjs start 2>&1"], {
    cwd: root,
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await exited;
    await rm(dataDir, { recursive: true });
  });
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (/^ready \S+$/m.test(output)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${output}`)));
  });
  const banner = output.slice(output.indexOf("Baton on this machine\n"));
  expect(banner).not.toContain("{");
  const [, command, url] = /\n\nTry it\n {2}(curl .+)\n\nready (\S+)\n$/.exec(banner)!;
  const { apiKey } = JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8"));
  const leads = async () => {
    const response = await fetch(`${url}/api/leads`, { headers: { authorization: `Bearer ${apiKey}` } });
    return ((await response.json()) as { leads: unknown[] }).leads;
  };
  expect(await leads()).toEqual([]);
  const { stdout } = await promisify(execFile)("sh", ["-c", command!]);
  expect(JSON.parse(stdout)).toEqual({ delivery: expect.stringMatching(/^dlv_/) });
  expect(await leads()).toMatchObject([{ name: "Jane Doe", owner: expect.any(String), rule: expect.any(String) }]);
});

test("a setting that cannot be meant takes one line and exit code 2", async () => {
  const child = spawn(process.execPath, ["packages/local/src/main.ts"], {
    cwd: root,
    env: { ...process.env, BATON_SPEED: "fast" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const message: Buffer[] = [];
  child.stderr.on("data", (chunk) => message.push(chunk));
  expect(await new Promise((resolve) => child.once("close", resolve))).toBe(2);
  expect(Buffer.concat(message).toString()).toBe('BATON_SPEED="fast": expected a number, 0 or more.\n');
});

test("a port that a predecessor is about to let go of is waited for", async () => {
  const predecessor = createServer().listen(0, "127.0.0.1");
  await once(predecessor, "listening");
  const { port } = predecessor.address() as { port: number };
  setTimeout(() => predecessor.close(), 150);
  const gateway = await startGateway({ port, clock: simulatedClock() });
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(503);
  await gateway.stop(0);
});

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-child.pid!, signal);
  } catch {
    // The group is gone already.
  }
}

interface Process {
  pid: number;
  parent: number;
  command: string;
}

async function processes(): Promise<Process[]> {
  const ps = spawn("ps", ["-eo", "pid=,ppid=,args="], { stdio: ["ignore", "pipe", "ignore"] });
  const lines = (await ps.stdout.toArray()).join("").split("\n");
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3]! }] : [];
  });
}

/** The process and everything below it, parents first. */
async function descendants(pid: number): Promise<Process[]> {
  const all = await processes();
  const tree = all.filter((process) => process.pid === pid);
  for (const parent of tree) tree.push(...all.filter((process) => process.parent === parent.pid));
  expect(tree.length).toBeGreaterThanOrEqual(6);
  return tree;
}

async function expectGone(tree: Process[]): Promise<void> {
  const isLeft = ({ pid, command }: Process, now: Process[]) =>
    now.some((process) => process.pid === pid && process.command === command);
  await eventually(async () => {
    const now = await processes();
    expect(tree.filter((process) => isLeft(process, now)).map(({ command }) => command)).toEqual([]);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
