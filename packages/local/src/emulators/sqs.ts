import { join } from "node:path";
import { type Emulator, startChild } from "./child.ts";

/** Messages of some queues that a function is to get now or is busy with; those with a delay still to run are none of them. */
export async function messagesIn(sqsUrl: string, queues: readonly string[]): Promise<number> {
  // The emulator's own list has all queues in one answer: asking SQS for each took a third of the time that a move of the clock takes.
  const response = await fetch(`${sqsUrl}/_fauxqs/queues`);
  const all = (await response.json()) as QueueOfEmulator[];
  return all
    .filter(({ name }) => queues.includes(name))
    .reduce((sum, queue) => sum + queue.approximateMessageCount + queue.approximateInflightCount, 0);
}

interface QueueOfEmulator {
  name: string;
  approximateMessageCount: number;
  approximateInflightCount: number;
}

/** SQS, kept under `dataDir`, in memory without one. */
export function startSqs(options: { dataDir: string | undefined; onLoss: (error: Error) => void }): Promise<Emulator> {
  const script = new URL("sqs-process.ts", import.meta.url);
  const settings = options.dataDir ? { directory: join(options.dataDir, "sqs") } : {};
  return startChild({ name: "SQS", script, settings, onLoss: options.onLoss });
}
