import { join } from "node:path";
import { type Emulator, startChild } from "./child.ts";

/** SQS, kept under `dataDir`, in memory without one. */
export function startSqs(options: { dataDir: string | undefined; onLoss: (error: Error) => void }): Promise<Emulator> {
  const script = new URL("sqs-process.ts", import.meta.url);
  const settings = options.dataDir ? { directory: join(options.dataDir, "sqs") } : {};
  return startChild({ name: "SQS", script, settings, onLoss: options.onLoss });
}
