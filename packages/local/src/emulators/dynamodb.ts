import { join } from "node:path";
import { type Emulator, startChild } from "./child.ts";

/** DynamoDB, kept under `dataDir`, in memory without one. */
export function startDynamodb(options: {
  dataDir: string | undefined;
  onLoss: (error: Error) => void;
}): Promise<Emulator> {
  const script = new URL("dynamodb-process.ts", import.meta.url);
  const settings = options.dataDir ? { directory: join(options.dataDir, "dynamodb") } : {};
  return startChild({ name: "DynamoDB", script, settings, onLoss: options.onLoss });
}
