import { createHash, createHmac } from "node:crypto";
import { dynamodb, sqs } from "@baton/aws/call";
import { afterEach, describe, expect, test } from "vitest";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { type Served, serve } from "../helpers/stack/http.ts";

const JSON_1_0 = "application/x-amz-json-1.0";
const ok = { status: 200, headers: { "content-type": JSON_1_0 }, body: "{}" };
/** As DynamoDB tells what is wrong. */
const refusal = (name: string, status = 400, more: object = {}, headers: Record<string, string> = {}) => ({
  status,
  headers: { "content-type": JSON_1_0, ...headers },
  body: JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `${name}!`, ...more }),
});

let stop = () => {};
afterEach(() => stop());

/** A service that answers so, one answer after the other; the last one stays. */
async function answering(
  ...answers: Parameters<typeof serve>[0] extends (r: Served) => infer A ? Awaited<A>[] : never
) {
  const served: Served[] = [];
  const service = await serve((request) => {
    served.push(request);
    return answers[Math.min(served.length, answers.length) - 1];
  });
  const restore = emulatorEnvironment({ AWS_SESSION_TOKEN: "session" });
  stop = () => {
    restore();
    service.stop();
  };
  const options = { attempts: 2, connectMs: 300, answerMs: 400, endpoint: service.url };
  return { served, close: service.stop, table: dynamodb(options), queues: sqs(options) };
}

const get = { TableName: "t", Key: { pk: { S: "a" } } };

describe("a request", () => {
  test("is signed for the service, the region and the role of the environment", async () => {
    const { served, table } = await answering(ok);
    await table.send("GetItem", get);
    const { headers, body } = served[0]!;
    expect(headers).toMatchObject({
      "x-amz-target": "DynamoDB_20120810.GetItem",
      "content-type": JSON_1_0,
      "x-amz-security-token": "session",
    });
    // By the description of Signature Version 4.
    const [, scope, names, signature] =
      /Credential=local\/(.+), SignedHeaders=(.+), Signature=(.+)$/.exec(headers.authorization!) ?? [];
    const hash = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
    const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
    const canonical = [
      "POST",
      "/",
      "",
      ...names!.split(";").map((name) => `${name}:${headers[name]}`),
      "",
      names,
      hash(body),
    ].join("\n");
    const [date, region, service] = scope!.split("/");
    expect([region, service]).toEqual(["us-east-1", "dynamodb"]);
    const key = [date!, region!, service!, "aws4_request"].reduce<string | Buffer>(hmac, "AWS4local");
    const toSign = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, hash(canonical)].join("\n");
    expect(signature).toBe(hmac(key, toSign).toString("hex"));
  });

  test.each([
    ["eu-central-1", "dynamodb.eu-central-1.amazonaws.com"],
    ["cn-north-1", "dynamodb.cn-north-1.amazonaws.com.cn"],
  ])("of %s goes to %s", async (region, host) => {
    stop = emulatorEnvironment({ AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: "", AWS_ENDPOINT_URL: "" });
    const client = dynamodb({ attempts: 1, connectMs: 2_000, answerMs: 2_000 });
    const error = await client
      .send("GetItem", get)
      .catch((failed: Error & { hostname?: string; host?: string }) => failed);
    // Nothing is reached from here: what could not be is named.
    expect(JSON.stringify({ ...(error as object), message: (error as Error).message })).toContain(host);
  });

  test("and its answer have bytes as they are, also of attributes called B", async () => {
    const Item = {
      B: { B: Buffer.from([0, 255, 128]) },
      raw: { BS: [new Uint8Array([1]), Buffer.from([2])] },
      b: { S: "B" },
    };
    const { served, table } = await answering({
      ...ok,
      body: '{"Item":{"B":{"B":"AP+A"},"raw":{"BS":["AQ==","Ag=="]},"b":{"M":{"B":{"S":"AP+A"}}}}}',
    });
    await table.send("PutItem", { TableName: "t", Item });
    expect(JSON.parse(served[0]!.body.toString()).Item).toEqual({
      B: { B: "AP+A" },
      raw: { BS: ["AQ==", "Ag=="] },
      b: { S: "B" },
    });
    expect((await table.send("GetItem", get)).Item).toEqual({
      B: { B: Buffer.from([0, 255, 128]) },
      raw: { BS: [Buffer.from([1]), Buffer.from([2])] },
      b: { M: { B: { S: "AP+A" } } },
    });
  });
});

describe("what fails", () => {
  test("for good is told at once, by the name and with all that the service says", async () => {
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
    const { served, table } = await answering(refusal("TransactionCanceledException", 400, { CancellationReasons }));
    await expect(table.send("TransactWriteItems", { TransactItems: [] })).rejects.toMatchObject({
      name: "TransactionCanceledException",
      message: "TransactionCanceledException!",
      CancellationReasons,
      $metadata: { httpStatusCode: 400 },
    });
    expect(served).toHaveLength(1);
  });

  test.each([
    ["throttled", refusal("ProvisionedThroughputExceededException")],
    ["an internal error", refusal("InternalServerError", 500)],
    ["a gateway's page", { status: 503, body: "<html>" }],
    ["no answer in time", undefined],
  ])("by %s is tried again, as often as it may be", async (_, failure) => {
    const once = await answering(failure, ok);
    expect(await once.table.send("GetItem", get)).toEqual({});
    stop();
    const twice = await answering(failure, failure, ok);
    await expect(twice.table.send("GetItem", get)).rejects.toThrow();
    expect(twice.served).toHaveLength(2);
  });

  test("half-way through a transaction is known when it is sent again, so that it is made once", async () => {
    const { served, table } = await answering(refusal("InternalServerError", 500), ok);
    const TransactItems = [{ Delete: get }];
    await table.send("TransactWriteItems", { TransactItems });
    await table.send("TransactWriteItems", { TransactItems });
    const [first, again, other] = served.map(({ body }) => JSON.parse(body.toString()).ClientRequestToken);
    expect(first).toMatch(/^[\w-]{36}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test("where nobody listens says so", async () => {
    const { table, served, close } = await answering(ok);
    close();
    await expect(table.send("GetItem", get)).rejects.toThrow("ECONNREFUSED");
    expect(served).toEqual([]);
  });

  test("by a clock that is wrong is signed again by the service's clock, and so is what comes after", async () => {
    const later = new Date(Date.now() + 3_600_000);
    const { served, table } = await answering(
      refusal("RequestTimeTooSkewed", 400, {}, { date: later.toUTCString() }),
      ok,
    );
    await table.send("GetItem", get);
    await table.send("GetItem", get);
    const signedAt = served.map(({ headers }) =>
      Date.parse(String(headers["x-amz-date"]).replace(/^(....)(..)(..)T(..)(..)(..)Z$/, "$1-$2-$3T$4:$5:$6Z")),
    );
    expect(signedAt.map((at) => Math.round((at - later.getTime()) / 60_000) + 0)).toEqual([-60, 0, 0]);
  });

  test("of SQS is named likewise", async () => {
    const { queues } = await answering({
      status: 400,
      headers: { "content-type": JSON_1_0, "x-amzn-query-error": "AWS.SimpleQueueService.NonExistentQueue;Sender" },
      body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}',
    });
    await expect(queues.send("GetQueueUrl", { QueueName: "q" })).rejects.toMatchObject({ name: "QueueDoesNotExist" });
  });
});
