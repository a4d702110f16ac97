import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { streams, queues as topology } from "@baton/aws/topology";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Backends, startBackends } from "../../packages/local/src/backends.ts";
import { functionEnvironment } from "../../packages/local/src/runtime/environment.ts";
import { type Undo, undoAll } from "../../packages/local/src/undo.ts";
import { readDeployment } from "./deployment.ts";
import { componentOf, nameOfArn, ofType } from "./graph.ts";
import { shapeOf } from "./judge/table.ts";

const { resources, directory } = inject("production");
const deployment = readDeployment(resources, directory);

const undo: Undo = [];
let backends: Backends;
beforeAll(async () => {
  const onLoss = () => {};
  backends = await startBackends(
    { tableName: "baton-local", queues: topology, dataDir: undefined, inboxPort: 0, onLoss },
    undo,
  );
});
afterAll(() => undoAll(undo));

const emulated = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

test("The table of npm start is the one of the graph", async () => {
  const client = new DynamoDBClient({ ...emulated, endpoint: backends.dynamodbUrl });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: "baton-local" }));
  client.destroy();
  const key = (schema: { AttributeName?: string; KeyType?: string }[] | undefined, type: string) =>
    schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const local = {
    attributes: Table!.AttributeDefinitions!.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    hashKey: key(Table!.KeySchema, "HASH"),
    rangeKey: key(Table!.KeySchema, "RANGE"),
    globalSecondaryIndexes: Table!.GlobalSecondaryIndexes!.map(({ IndexName, KeySchema, Projection }) => ({
      name: IndexName,
      hashKey: key(KeySchema, "HASH"),
      rangeKey: key(KeySchema, "RANGE"),
      projectionType: Projection?.ProjectionType,
      nonKeyAttributes: Projection?.NonKeyAttributes,
    })),
  };
  const { StreamEnabled: streamEnabled, StreamViewType: streamViewType } = Table!.StreamSpecification ?? {};
  const [table] = ofType(deployment, "aws:dynamodb/table:Table");
  // Items carry simulated time, so locally nothing expires.
  expect(shapeOf({ ...local, streamEnabled, streamViewType })).toEqual({ ...shapeOf(table!.inputs), ttl: "" });
});

test("The queues of npm start, with their dead letters, are the ones of the graph", async () => {
  const client = new SQSClient({ ...emulated, endpoint: backends.sqsUrl });
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand());
  const local = await Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      return [QueueUrl.split("/").at(-1)!, shapeOfQueue(Attributes!)] as const;
    }),
  );
  client.destroy();
  const deployed = ofType(deployment, "aws:sqs/queue:Queue")
    // What EventBridge or Lambda puts aside, of which there is none.
    .filter(
      (queue) => !["MissedRuns", ...Object.keys(streams).map((name) => `${name}Dead`)].includes(componentOf(queue)),
    )
    .map((queue) => {
      const { visibilityTimeoutSeconds, messageRetentionSeconds, redrivePolicy } = queue.inputs;
      const attributes = {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        MessageRetentionPeriod: String(messageRetentionSeconds ?? 4 * 24 * 3600),
        RedrivePolicy: redrivePolicy,
      };
      return [componentOf(queue), shapeOfQueue(attributes)] as const;
    });
  expect(Object.fromEntries(local)).toEqual(Object.fromEntries(deployed));
});

function shapeOfQueue({
  VisibilityTimeout,
  MessageRetentionPeriod,
  RedrivePolicy,
}: Record<string, string | undefined>) {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(RedrivePolicy ?? "{}");
  return {
    visibilitySeconds: Number(VisibilityTimeout),
    retentionSeconds: Number(MessageRetentionPeriod),
    dead: deadLetterTargetArn && nameOfArn(deployment, deadLetterTargetArn),
    receives: maxReceiveCount,
  };
}

test("What npm start links the functions to is what the graph links them to", () => {
  const environment = functionEnvironment({
    providers: {},
    url: "http://localhost:3000",
    tableName: "baton-local",
    ...backends,
    secrets: { sources: {}, linkKey: "key", apiKey: "key" },
  });
  const local = Object.entries(environment).flatMap(([name, value]) =>
    name.startsWith("SST_RESOURCE_") && name !== "SST_RESOURCE_App"
      ? [[name.slice("SST_RESOURCE_".length), Object.keys(JSON.parse(value))]]
      : [],
  );
  const deployed = deployment.functions.flatMap(({ links }) =>
    Object.entries(links).map(([name, { type: _type, ...properties }]) => [name, Object.keys(properties)]),
  );
  expect(Object.fromEntries(local)).toEqual(Object.fromEntries(deployed));
});
