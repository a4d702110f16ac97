import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import { BatonError } from "@baton/core/error";
import { log } from "../log.ts";
import type { ChildMessage } from "./child-process.ts";

export interface Emulator {
  port: number;
  /** Base URL without a trailing slash. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts an emulator in a process of its own, so that it shares no event loop with the handlers, and waits until it serves.
 * It sits in its own process group: a Ctrl-C in the terminal reaches the stack only, which stops it when the handlers are done.
 * It lives as long as the channel to it is open, so that not even SIGKILL of this process leaves it behind.
 * `onLoss` hears when it ends unasked.
 */
export function startChild(options: {
  name: string;
  script: URL;
  settings: object;
  onLoss: (error: Error) => void;
}): Promise<Emulator> {
  const { name } = options;
  const child = fork(options.script, [JSON.stringify(options.settings)], {
    detached: true,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  createInterface({ input: child.stderr! }).on("line", (line) => log("warn", "emulator", { emulator: name, line }));

  let stopped = false;
  let serving: ChildMessage | undefined;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    stopped = true;
    if (child.connected) child.disconnect();
    const deadline = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await exited;
    clearTimeout(deadline);
  };

  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", (message) => {
      serving = message as ChildMessage;
      if ("port" in serving) resolve({ port: serving.port, url: `http://127.0.0.1:${serving.port}`, stop });
      else reject(new BatonError(serving.code, serving.message));
    });
    child.once("exit", (code, signal) => {
      if (serving && "pid" in serving && serving.pid) killQuietly(serving.pid);
      if (stopped) return;
      const error = new BatonError(
        "emulator.ended",
        `The ${name} emulator ended unasked (${signal ?? `exit code ${code}`}).`,
      );
      if (serving) options.onLoss(error);
      else reject(error);
    });
  });
}

/** Only matters when the child was killed hard and so could not take along what it had started. */
function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone, as it should be.
  }
}
