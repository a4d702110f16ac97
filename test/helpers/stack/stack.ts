import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type WholeLead, wholeLeadSchema } from "@baton/core/views";
import { expect } from "vitest";
import { inbox } from "./inbox.ts";
import { leakIn, secretsIn } from "./leaks.ts";

const root = join(import.meta.dirname, "../../..");

/** What a test starts every stack with, so that it can sign deliveries and look for leaks. */
export const secrets = {
  WEBSITE_TOKEN: "website-token-NQ7aXw2c",
  GOOGLE_ADS_KEY: "google-key-Zt4mLk9e",
  TYPEFORM_SECRET: "typeform-secret-Hy6pRb3s",
} as const;
export const apiKey = "api-key-Vd8sWj5u";

const local = { accessKeyId: "local", secretAccessKey: "local" };

/** The whole of Baton in a process of its own, seen from outside; its clock stands still until a test moves it. */
export interface Baton {
  url: string;
  pid: number;
  dataDir: string;
  inbox: ReturnType<typeof inbox>;
  /** The key that signs the links in mails. */
  linkKey: string;
  /** Everything it wrote to stderr so far. */
  log(): string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The API with its key; a body is sent as JSON unless it is text. */
  api(path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<ApiAnswer>;
  lead(id: string): Promise<WholeLead>;
  /** Puts a message on a queue, as AWS's own services do. */
  enqueue(queue: string, message: object): Promise<void>;
  /** Moves the clock and waits until everything that this sets off is done; `0s` only waits. */
  advance(duration: string): Promise<void>;
  moveTo(instant: string): Promise<void>;
  /** Ends it the way a power cut would. Fails, as `stop` does, when a line of its log holds anything personal or secret. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it asked for
  json: any;
}

const recorder = new URL("../../aws/record.ts", import.meta.url).href;

/**
 * Starts Baton; the caller stops it. With a `dataDir` of its own that directory is kept, and with `ownEmulators` or that the emulators
 * are processes of its own, as with `npm start`.
 */
export async function startBaton(
  options: {
    now?: string;
    dataDir?: string;
    ownEmulators?: boolean;
    agreement?: string;
    env?: Record<string, string>;
  } = {},
): Promise<Baton> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "baton-test-")));
  const given: Record<string, string> = {
    ...Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`BATON_SECRET_${name}`, value])),
    ...options.env,
  };
  const hosted = options.dataDir === undefined && !options.ownEmulators && process.env.EMULATOR_HOST !== undefined;
  const main = hosted ? "test/helpers/emulators/stack-process.ts" : "packages/local/src/main.ts";
  const child = spawn(process.execPath, ["--import", recorder, main], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: "0",
      BATON_INBOX_PORT: "0",
      BATON_DATA: dataDir,
      BATON_NOW: options.now ?? "2026-11-24T09:00:00Z",
      BATON_SPEED: "0",
      BATON_API_KEY: apiKey,
      ...(options.agreement && { BATON_AGREEMENT: options.agreement }),
      ...given,
    },
  });
  let log = "";
  child.stderr.on("data", (chunk) => {
    log += chunk;
  });
  const summary = await ready(child, () => log);
  const url = /^ready (\S+)$/m.exec(summary)![1]!;
  const mails = /Mail inbox\s+(\S+)/.exec(summary)![1]!;
  const queues = /Queues\s+(\S+)/.exec(summary)![1]!;
  const { linkKey } = JSON.parse(await readFile(join(dataDir, "secrets.json"), "utf8")) as { linkKey: string };
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const ended = async () => {
    await exited;
    const leak = leakIn(log, [...secretsIn(given), apiKey, linkKey]);
    if (leak !== undefined) throw new Error(`The log holds ${leak}`);
  };

  const api: Baton["api"] = async (path, { method, body, headers } = {}) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${url}/api${path}`, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json", ...headers },
      body: text,
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  const clock = async (to: object) => {
    const response = await fetch(`${url}/local/clock`, { method: "POST", body: JSON.stringify(to) });
    const answer = await response.json();
    expect(response.status, JSON.stringify(answer)).toBe(200);
    expect(answer, "everything is done when the clock has moved").not.toHaveProperty("busy");
  };
  return {
    url,
    pid: child.pid!,
    dataDir,
    linkKey,
    inbox: inbox(mails),
    log: () => log,
    fetch: (path, init) => fetch(`${url}${path}`, { redirect: "manual", ...init }),
    api,
    async lead(id) {
      const { status, json } = await api(`/leads/${id}`);
      expect(status, JSON.stringify(json)).toBe(200);
      // All of it is described.
      const { next: _next, ...lead } = json;
      expect(wholeLeadSchema.parse(lead)).toEqual(lead);
      return lead;
    },
    async enqueue(queue, message) {
      const sqs = new SQSClient({
        endpoint: queues,
        region: "us-east-1",
        credentials: local,
        useQueueUrlAsEndpoint: false,
      });
      const QueueUrl = `${queues}/000000000000/${queue}`;
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }));
      sqs.destroy();
    },
    advance: (duration) => clock({ advance: duration }),
    moveTo: (now) => clock({ now }),
    async kill() {
      child.kill("SIGKILL");
      await ended();
    },
    async stop() {
      child.kill("SIGTERM");
      await exited;
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
      await ended();
    },
  };
}

/** What it prints until it is ready. */
function ready(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout!.on("data", (chunk) => {
      output += chunk;
      if (/^ready \S+$/m.test(output)) resolve(output);
    });
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready:\n${output}${log()}`)));
  });
}
