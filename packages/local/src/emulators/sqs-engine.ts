import { mkdir } from "node:fs/promises";
import { Server } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BatonError } from "@baton/core/error";
import { startFauxqs } from "fauxqs";

interface Settings {
  /** Where queues and messages are kept; absent: in memory. */
  directory?: string;
}

/** Referenced for as long as the process lives: a collected connection would give up its lock. */
const held: DatabaseSync[] = [];

export async function serveSqs({ directory }: Settings): Promise<{ port: number; stop(): Promise<void> }> {
  if (directory) await lockDirectory(directory);
  listenOnLoopbackOnly();
  const server = await startFauxqs({ port: 0, logger: false, ...(directory ? { dataDir: directory } : {}) });
  return { port: server.port, stop: () => server.stop() };
}

/**
 * Two stacks on one directory would each deliver the messages of the other. The lock is released when this process ends, however it
 * ends; a predecessor that is just ending gets 5 s.
 */
async function lockDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const lock = new DatabaseSync(join(directory, "lock.db"), { timeout: 5_000 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    throw new BatonError(
      "data.busy",
      `Another Baton works on ${directory}. Stop it, or set BATON_DATA to another directory.`,
      { cause },
    );
  }
  held.push(lock);
}

let bound = false;
/** The emulator binds to all interfaces and has no option for it; queues hold personal data. */
function listenOnLoopbackOnly(): void {
  if (bound) return;
  bound = true;
  const listen = Server.prototype.listen as (...args: unknown[]) => Server;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    const [first, ...rest] = args;
    const local = typeof first === "object" && first !== null ? { ...first, host: "127.0.0.1" } : first;
    return listen.call(this, local, ...rest);
  };
}
