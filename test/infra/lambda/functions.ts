import { readFile } from "node:fs/promises";
import { queueAdmin } from "@baton/aws/admin";
import { expect } from "vitest";
import { type Backends, startBackends } from "../../../packages/local/src/backends.ts";
import { httpEvent } from "../../../packages/local/src/runtime/http-event.ts";
import { sqsEvent } from "../../../packages/local/src/runtime/poller.ts";
import { streamEvent } from "../../../packages/local/src/runtime/stream-poller.ts";
import { exampleAgreement } from "../../../packages/local/src/settings.ts";
import { type Undo, undoAll } from "../../../packages/local/src/undo.ts";
import { emulators } from "../../helpers/emulators/hosted.ts";
import { inbox } from "../../helpers/stack/inbox.ts";
import { componentOf, type DeployedFunction, type Deployment, ofType, queuesOf } from "../graph.ts";
import { apiKey, sourceSecrets } from "../sst/diff.ts";
import { invoke } from "./invoke.ts";

interface Answer {
  statusCode: number;
  body: string;
  cookies?: string[];
}

export const authorized = { authorization: `Bearer ${apiKey}` };

/** The built functions of a deployment, to be run one at a time over emulators that know its table and queues by their names. */
export type Functions = Awaited<ReturnType<typeof startFunctions>>;

export async function startFunctions(deployment: Deployment) {
  /** The name that AWS would know a component's resource by. */
  const physical = (type: string, component: string): string =>
    ofType(deployment, type).find((resource) => componentOf(resource) === component)!.inputs.name;
  const queueName = (name: string) => physical("aws:sqs/queue:Queue", name);
  const undo: Undo = [];
  const backends: Backends = await startBackends(
    {
      tableName: physical("aws:dynamodb/table:Table", "Table"),
      queues: Object.fromEntries(Object.entries(queuesOf(deployment)).map(([name, shape]) => [queueName(name), shape])),
      dataDir: undefined,
      inboxPort: 0,
      onLoss: () => {},
      emulators: emulators(),
    },
    undo,
  );

  const of = (handler: string) => deployment.functions.find((fn) => fn.handler === `functions/${handler}.handler`)!;
  const ran = new Set<DeployedFunction>();
  const run = (handler: string, event: unknown): Promise<unknown> => {
    ran.add(of(handler));
    return invoke(deployment, of(handler), event, backends);
  };

  async function http(
    handler: string,
    route: string,
    {
      url,
      pathParameters = {},
      headers = {},
      body = "",
      method = body ? (handler === "http/api" ? "PUT" : "POST") : "GET",
    }: {
      url: string;
      pathParameters?: Record<string, string>;
      headers?: Record<string, string>;
      body?: string;
      method?: string;
    },
  ): Promise<Answer> {
    const event = httpEvent(
      {
        method,
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

  async function waiting(name: string) {
    const sqs = queueAdmin({ endpoint: backends.sqsUrl });
    const messages = await sqs.receive(backends.queueUrls[queueName(name)]!, 10, AbortSignal.timeout(10_000));
    sqs.close();
    expect(messages.length).toBeGreaterThan(0);
    return messages;
  }

  return {
    backends,
    inbox: inbox(backends.sesUrl),
    of,
    ran,
    run,
    http,
    /** Has a worker handle the messages that wait in its queue, or one that is given. */
    async work(handler: string, name: string, body?: string): Promise<void> {
      const given = {
        MessageId: "1",
        ReceiptHandle: "1",
        Body: body ?? "",
        Attributes: { ApproximateReceiveCount: "1" },
      };
      const messages = body === undefined ? await waiting(name) : [given];
      expect(await run(handler, sqsEvent(queueName(name), messages))).toEqual({ batchItemFailures: [] });
    },
    /** Has a stream's reader hear that items changed. */
    async changed(handler: string, ...keys: [pk: string, sk: string][]): Promise<void> {
      const records = keys.map(([pk, sk], n) => ({
        eventID: String(n + 1),
        eventName: "INSERT" as const,
        dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(n + 1), SizeBytes: 1 },
      }));
      expect(await run(handler, streamEvent(records))).toEqual({ batchItemFailures: [] });
    },
    /** Publishes the example, and has somebody ask by its form. */
    async lead({ name, email }: { name: string; email: string }) {
      const applied = await http("http/api", "ANY /api/{path+}", {
        url: "/api/agreement",
        headers: { ...authorized, "content-type": "application/yaml" },
        body: await readFile(exampleAgreement, "utf8"),
      });
      expect(applied).toMatchObject({ statusCode: 200 });
      const path = `website-demo/${sourceSecrets.WEBSITE_TOKEN}`;
      const taken = await http("http/hooks", "ANY /hooks/{path+}", {
        url: `/hooks/${path}`,
        pathParameters: { path },
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ "your-email": email, name, company_size: 600, interest: "demo" }),
      });
      expect(taken).toMatchObject({ statusCode: 200 });
      const { body } = await http("http/api", "ANY /api/{path+}", { url: "/api/leads", headers: authorized });
      const { leads } = JSON.parse(body);
      expect(leads).toHaveLength(1);
      return { delivery: JSON.parse(taken.body).delivery as string, lead: leads[0] };
    },
    stop: () => undoAll(undo),
  };
}
