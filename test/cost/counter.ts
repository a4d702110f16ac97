import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { callOf, delayedIn } from "./call.ts";
import { askCapacity } from "./capacity.ts";
import { storedBytes } from "./item-size.ts";
import { startProxy } from "./proxy.ts";
import type { Counted, Run } from "./usage.ts";

/**
 * Counts what functions run and what they send to AWS, without touching them: proxies stand before the emulators, and an SDK finds
 * them by the endpoints in the environment. Loaded by the stack like a function, after it has set that environment.
 */

const counted: Pick<Counted, "calls" | "runs"> = { calls: [], runs: [] };
const running = new AsyncLocalStorage<Run>();
/** Tells a proxy whose request it is. */
const onBehalfOf = "x-counted-handler";

channel("http.client.request.created").subscribe((message) => {
  const run = running.getStore();
  if (!run) return;
  run.calls++;
  (message as { request: ClientRequest }).request.setHeader(onBehalfOf, run.handler);
});

for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write.bind(stream) as (chunk: string | Uint8Array, ...rest: never[]) => boolean;
  stream.write = (chunk: string | Uint8Array, ...rest: never[]) => {
    const run = running.getStore();
    if (run) run.logBytes += Buffer.byteLength(chunk);
    return write(chunk, ...rest);
  };
}

const delayed: ReturnType<typeof delayedIn> = [];
let stored = 0;
// These go straight to the emulators, past the proxies.
const dynamodb = new DynamoDBClient({ endpoint: process.env.AWS_ENDPOINT_URL_DYNAMODB! });
const sqs = new SQSClient({ endpoint: process.env.AWS_ENDPOINT_URL_SQS!, useQueueUrlAsEndpoint: false });

for (const service of ["DynamoDB", "SQS", "SES"] as const) {
  const variable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  process.env[variable] = await startProxy(process.env[variable]!, {
    rewrite: (body) => (service === "DynamoDB" ? askCapacity(body) : body),
    heard(exchange) {
      counted.calls.push(callOf(service, String(exchange.headers[onBehalfOf] ?? ""), exchange));
      if (service === "SQS") delayed.push(...delayedIn(exchange.sent));
    },
  });
}

/** A function whose runs are counted. */
export function counting<Event, Rest extends unknown[], Answer>(
  handler: string,
  work: (event: Event, ...rest: Rest) => Promise<Answer>,
): (event: Event, ...rest: Rest) => Promise<Answer> {
  return (event, ...rest) => {
    const records = (event as { Records?: { eventSource?: string }[] }).Records;
    const queue = records?.[0]?.eventSource === "aws:sqs";
    const run: Run = {
      handler,
      events: queue ? records!.length : 1,
      queue,
      ms: 0,
      calls: 0,
      logBytes: 0,
    };
    return running.run(run, async () => {
      // Processor time, which is the same on a busy machine; what runs beside it in this process is counted with it.
      const start = process.cpuUsage();
      try {
        return await work(event, ...rest);
      } finally {
        const { user, system } = process.cpuUsage(start);
        run.ms = (user + system) / 1000;
        counted.runs.push(run);
      }
    });
  };
}

/** Answers what was counted since it was last asked. */
export async function takeCounted() {
  const before = stored;
  stored = await bytesInTable();
  const { calls, runs } = counted;
  const answer: Counted = { calls: calls.splice(0), runs: runs.splice(0), grown: stored - before };
  return { statusCode: 200, body: JSON.stringify(answer) };
}

/** Has the messages arrive that were sent with a delay, as if it were over. */
export async function endDelays() {
  for (const message of delayed.splice(0)) await sqs.send(new SendMessageCommand(message));
  return { statusCode: 200, body: "{}" };
}

async function bytesInTable(): Promise<number> {
  const { name: TableName } = JSON.parse(process.env.SST_RESOURCE_Table!) as { name: string };
  let bytes = 0;
  for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName }))
    for (const item of Items) bytes += storedBytes(item);
  return bytes;
}
