import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { queueAdmin } from "@baton/aws/admin";
import { queues as topology } from "@baton/aws/topology";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Backends, startBackends } from "../../packages/local/src/backends.ts";
import { httpEvent } from "../../packages/local/src/http-event.ts";
import { sqsEvent } from "../../packages/local/src/poller.ts";
import { exampleAgreement } from "../../packages/local/src/settings.ts";
import { type Undo, undoAll } from "../../packages/local/src/undo.ts";
import { inbox, tokenIn } from "../helpers/inbox.ts";
import { bounce } from "../helpers/mail-events.ts";
import { readDeployment } from "./deployment.ts";
import { componentOf, type DeployedFunction, ofType } from "./graph.ts";
import { invoke, unpack } from "./lambda/invoke.ts";
import { apiKey, sourceSecrets } from "./sst/diff.ts";

const { resources, directory } = inject("production");
const deployment = readDeployment(resources, directory);

/** The name that AWS would know a component's resource by. */
const physical = (type: string, component: string): string =>
  ofType(deployment, type).find((resource) => componentOf(resource) === component)!.inputs.name;
const queueName = (name: keyof typeof topology) => physical("aws:sqs/queue:Queue", name);

const undo: Undo = [];
let backends: Backends;
beforeAll(async () => {
  backends = await startBackends(
    {
      tableName: physical("aws:dynamodb/table:Table", "Table"),
      queues: Object.fromEntries(
        Object.entries(topology).map(([name, shape]) => [queueName(name as keyof typeof topology), shape]),
      ),
      dataDir: undefined,
      inboxPort: 0,
      onLoss: () => {},
    },
    undo,
  );
});
afterAll(() => undoAll(undo));

const deployed = (handler: string) => deployment.functions.find((fn) => fn.handler === `functions/${handler}.handler`)!;
const ran = new Set<DeployedFunction>();
const run = (handler: string, event: unknown) => {
  ran.add(deployed(handler));
  return invoke(deployment, deployed(handler), event, backends);
};

interface Answer {
  statusCode: number;
  body: string;
}

async function http(
  handler: string,
  route: string,
  {
    url,
    pathParameters = {},
    headers = {},
    body = "",
  }: {
    url: string;
    pathParameters?: Record<string, string>;
    headers?: Record<string, string>;
    body?: string;
  },
): Promise<Answer> {
  const event = httpEvent(
    {
      method: body ? (handler === "http/api" ? "PUT" : "POST") : "GET",
      url,
      rawHeaders: Object.entries({ host: "api.example", ...headers }).flat(),
      body: Buffer.from(body),
      sourceIp: "192.0.2.1",
      protocol: "HTTP/1.1",
    },
    { route, pathParameters },
    Date.now(),
  );
  return (await run(handler, event)) as Answer;
}

const authorized = { authorization: `Bearer ${apiKey}` };

/** Has a worker handle the messages that wait in its queue. */
async function work(handler: string, name: keyof typeof topology): Promise<void> {
  const url = backends.queueUrls[queueName(name)]!;
  const sqs = queueAdmin({ endpoint: backends.sqsUrl });
  const messages = await sqs.receive(url, 10, AbortSignal.timeout(10_000));
  sqs.close();
  expect(messages.length).toBeGreaterThan(0);
  expect(await run(handler, sqsEvent(queueName(name), messages))).toEqual({ batchItemFailures: [] });
}

test("From the webhook to the tap, every built function does its part with nothing but what is deployed for it", async () => {
  const text = await readFile(exampleAgreement, "utf8");
  const applied = await http("http/api", "ANY /api/{path+}", {
    url: "/api/agreement",
    headers: { ...authorized, "content-type": "application/yaml" },
    body: text,
  });
  expect(applied).toMatchObject({ statusCode: 200 });

  const token = sourceSecrets.WEBSITE_TOKEN;
  const path = `website-demo/${token}`;
  const taken = await http("http/hooks", "ANY /hooks/{path+}", {
    url: `/hooks/${path}`,
    pathParameters: { path },
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ "your-email": "jane@firma.example", name: "Jane Doe", company_size: 600, interest: "demo" }),
  });
  expect(taken).toMatchObject({ statusCode: 200 });
  const { delivery } = JSON.parse(taken.body);

  await work("queue/send-notice", "NoticesQueue");
  const [mail] = await inbox(backends.sesUrl).about("Jane Doe");
  expect(mail).toBeDefined();

  const page = await http("http/respond", "GET /r/{token}", {
    url: `/r/${tokenIn(mail!)}`,
    pathParameters: { token: tokenIn(mail!) },
  });
  expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining("Jane Doe") });

  const { leads } = JSON.parse(
    (await http("http/api", "ANY /api/{path+}", { url: "/api/leads", headers: authorized })).body,
  );
  expect(leads).toHaveLength(1);
  const [lead] = leads;
  const message = (body: object) => [
    { MessageId: "1", ReceiptHandle: "1", Body: JSON.stringify(body), Attributes: { ApproximateReceiveCount: "1" } },
  ];
  const done = { batchItemFailures: [] };
  expect(
    await run("queue/run-check", sqsEvent(queueName("ChecksQueue"), message({ lead: lead.id, dueAt: lead.dueAt }))),
  ).toEqual(done);
  expect(await run("queue/take-intake", sqsEvent(queueName("IntakeQueue"), message({ delivery })))).toEqual(done);
  const about = { to: lead.owner, kind: "handover" as const, notices: [{ lead: lead.id, notice: `${lead.id}.1` }] };
  const bounced = bounce({ to: mail!.to, about, at: new Date().toISOString() });
  expect(await run("email/bounced", sqsEvent(queueName("MailEventsQueue"), message(bounced)))).toEqual(done);
  await work("queue/send-notice", "NoticesQueue");
  expect(await inbox(backends.sesUrl).about("Jane Doe")).toHaveLength(2);
  expect(await run("cron/sweep-clocks", {})).toBeNull();
  expect(await run("cron/watch-clocks", {})).toBeNull();
  expect(await run("cron/watch-sources", {})).toBeNull();
  const ask = (what: string) =>
    http("http/privacy", "ANY /api/privacy/{path+}", {
      url: `/api/privacy/${what}`,
      pathParameters: { path: what },
      headers: { ...authorized, "content-type": "application/json" },
      body: JSON.stringify({ email: "jane@firma.example" }),
    });
  expect(await ask("export")).toMatchObject({ statusCode: 200, body: expect.stringContaining(lead.id) });
  expect(await ask("forget")).toMatchObject({ statusCode: 200, body: expect.stringContaining('"leads":1') });
  expect(ran).toEqual(new Set(deployment.functions));
});

test("A function that asks for more than its role allows is refused", async () => {
  const event = httpEvent(
    {
      method: "GET",
      url: "/hooks/a",
      rawHeaders: [],
      body: Buffer.alloc(0),
      sourceIp: "192.0.2.1",
      protocol: "HTTP/1.1",
    },
    { route: "ANY /hooks/{path+}", pathParameters: { path: "a" } },
    Date.now(),
  );
  const powerless = { ...deployed("http/hooks"), statements: [] };
  await expect(invoke(deployment, powerless, event, backends)).rejects.toThrow("may not dynamodb:Query on Table");
});

test("The API is deployed with the solver that proves agreements", async () => {
  const task = await unpack(deployed("http/api"));
  const solve = `import { Cadical } from "cadical-wasm";
    const solver = await Cadical.create({ quiet: true });
    solver.addClauses([[1, 2], [-1]]);
    console.log(solver.solve(), solver.value(2));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", solve], {
    cwd: task,
  });
  await rm(task, { recursive: true });
  expect(stdout.trim()).toBe("satisfiable true");
});
