import { fork } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Running } from "./stack.ts";

/** Runs a counting stack in a process of its own; its log is shown when something fails. */
export async function withStack<T>(work: (stack: Running) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "baton-cost-"));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  process.once("exit", remove);
  const log = join(dir, "log");
  const output = openSync(log, "w");
  const child = fork(join(import.meta.dirname, "stack.ts"), [dir], { stdio: ["ignore", output, output, "ipc"] });
  closeSync(output);
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  try {
    const running = new Promise<Running>((resolve) => child.once("message", resolve as (message: unknown) => void));
    const ended = exited.then(() => Promise.reject(new Error("The stack ended.")));
    return await Promise.race([running.then(work), ended]);
  } catch (error) {
    console.error(readFileSync(log, "utf8"));
    throw error;
  } finally {
    if (child.connected) child.disconnect();
    await exited;
    process.off("exit", remove);
    remove();
  }
}
