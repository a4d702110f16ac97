import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = join(import.meta.dirname, "../..");
const key = "attack-key-of-which-nobody-else-knows-anything-at-all";
const TOKEN = "attack-token";

export interface Answer {
  status: number;
  text: string;
}

/** `npm start` as its user runs it, killed and started again over the same data. */
export class Attacked {
  readonly #env: Record<string, string>;
  #child: ChildProcess | undefined;
  #url = "";

  constructor({ data, port, agreement }: { data: string; port: number; agreement: string }) {
    this.#env = {
      PORT: String(port),
      BATON_INBOX_PORT: "0",
      BATON_DATA: data,
      BATON_API_KEY: key,
      BATON_AGREEMENT: agreement,
      BATON_SECRET_WEB: TOKEN,
    };
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, ["packages/local/src/main.ts"], {
      cwd: root,
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, ...this.#env },
    });
    this.#child = child;
    let output = "";
    await new Promise<void>((resolve, reject) => {
      child.stdout!.on("data", (chunk) => {
        output += chunk;
        const url = /^ready (\S+)$/m.exec(output)?.[1];
        if (url === undefined) return;
        this.#url = url;
        resolve();
      });
      child.once("exit", (code) => reject(new Error(`The stack ended with ${code}:\n${output}`)));
    });
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    const child = this.#child!;
    const gone = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await gone;
    // Its emulators notice that they are alone.
    await sleep(300);
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.#child!.once("close", resolve));
    this.#child!.kill("SIGTERM");
    await gone;
  }

  /** Has the process of an emulator stand still for so long. */
  async hang(emulator: "dynoxide" | "sqs-process", ms: number): Promise<void> {
    const pids = descendants(this.#child!.pid!).filter(({ command }) => command.includes(emulator));
    for (const { pid } of pids) process.kill(pid, "SIGSTOP");
    await sleep(ms);
    for (const { pid } of pids) process.kill(pid, "SIGCONT");
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { authorization: `Bearer ${key}`, ...(init.headers as Record<string, string>) };
    const answer = await fetch(`${this.#url}${path}`, { ...init, headers, signal: AbortSignal.timeout(20_000) });
    return { status: answer.status, text: await answer.text() };
  }

  /** Posts a lead as a provider does that tries again until it hears 200; answers the delivery's id. */
  async deliver(fields: Record<string, string>, heard: (status: number) => void): Promise<string> {
    const body = new URLSearchParams(fields).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (;;) {
      const answer = await this.request(`/hooks/web/${TOKEN}`, { method: "POST", headers, body }).catch(
        () => undefined,
      );
      heard(answer?.status ?? 0);
      if (answer?.status === 200) return (JSON.parse(answer.text) as { delivery: string }).delivery;
      await sleep(500);
    }
  }

  async json<T>(path: string): Promise<T> {
    const { status, text } = await this.request(path);
    if (status !== 200) throw new Error(`${path} answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }
}

function descendants(pid: number): { pid: number; command: string }[] {
  const all = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)!)
    .map(([, own, parent, command]) => ({ pid: Number(own), parent: Number(parent), command: command! }));
  const below = (of: number): { pid: number; command: string }[] =>
    all.filter(({ parent }) => parent === of).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}
