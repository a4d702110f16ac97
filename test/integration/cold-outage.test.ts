import { createServer, type Server, type Socket } from "node:net";
import { queueAdmin } from "@baton/aws/admin";
import { queues } from "@baton/aws/topology";
import { unpackIncoming } from "@baton/core/reception";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSqs } from "../../packages/local/src/emulators/sqs.ts";
import { functionEnvironment, setEnvironment } from "../../packages/local/src/runtime/environment.ts";
import { httpEvent } from "../../packages/local/src/runtime/http-event.ts";
import { lambdaContext } from "../../packages/local/src/runtime/lambda.ts";
import { type Undo, undoAll } from "../../packages/local/src/undo.ts";
import { formLead } from "../bench/load.ts";

/** LinkedIn's limit, the shortest of all. */
const PROVIDER_MS = 3_000;

const path = "website-demo/token-of-the-form";
const body = formLead(1);
const event = httpEvent(
  {
    method: "POST",
    url: `/hooks/${path}`,
    rawHeaders: ["content-type", "application/x-www-form-urlencoded"],
    body: Buffer.from(body),
    sourceIp: "192.0.2.1",
    protocol: "HTTP/1.1",
  },
  { route: "ANY /hooks/{path+}", pathParameters: { path } },
  Date.parse("2026-11-24T09:00:00Z"),
);

const undo: Undo = [];
let sqs: ReturnType<typeof queueAdmin>;
let intake: string;
beforeAll(async () => {
  const table = await startHanging();
  const { url, stop } = await startSqs({ dataDir: undefined, onLoss() {} });
  undo.push(stop);
  sqs = queueAdmin({ endpoint: url });
  undo.push(sqs.close);
  intake = await sqs.ensureQueue("IntakeQueue", queues.IntakeQueue);
  const variables = functionEnvironment({
    providers: {},
    url: "http://localhost",
    tableName: "hangs",
    dynamodbUrl: table,
    sqsUrl: url,
    sesUrl: table,
    linkedQueueUrls: { IntakeQueue: intake },
    secrets: { sources: {}, linkKey: "link-key", apiKey: "api-key" },
  });
  undo.push(setEnvironment(variables));
});
afterAll(() => undoAll(undo));

/** Something that takes connections and says nothing; answers its URL. */
async function startHanging(): Promise<string> {
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => void open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(async () => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return `http://127.0.0.1:${port}`;
}

test("the first delivery of a fresh process is taken in time while the table hangs, though no agreement can be read, and kept whole", async () => {
  const { handler } = await import("../../functions/http/hooks.ts");
  const started = performance.now();
  const answered = await handler(event, lambdaContext("functions/http/hooks", 10_000));
  expect(performance.now() - started).toBeLessThan(PROVIDER_MS);
  expect(answered).toMatchObject({ statusCode: 200, body: JSON.stringify({ delivery: "queued" }) });

  const [message, ...others] = await sqs.receive(intake, 10, AbortSignal.timeout(5_000));
  expect(others).toEqual([]);
  const kept = unpackIncoming(JSON.parse(message!.Body!).raw);
  expect(kept).toMatchObject({ name: "website-demo", judged: false, request: { method: "POST" } });
  expect(Buffer.from(kept.request.body).toString()).toBe(body);
});
