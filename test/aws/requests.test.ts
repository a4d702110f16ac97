import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { serve } from "../helpers/stack/http.ts";
import { judge } from "./judge.ts";
import { modelsDirectory } from "./models.ts";
import type { Recorded } from "./record.ts";
import { recordedIn } from "./recorded.ts";

const here = (file: string): string => new URL(file, import.meta.url).href;

const models = modelsDirectory();
const directory = process.env.AWS_REQUESTS!;
/** Each process that writes down has a file, from its beginning. */
const nobodyWrote = readdirSync(directory).length === 0;
const why =
  models === undefined ? " (skipped: there is no botocore)" : nobodyWrote ? " (skipped: none of them ran)" : "";

test.skipIf(why !== "")(`every request that contract and integration tests sent is one that AWS takes${why}`, () => {
  const requests = [...recordedIn(directory)];
  expect(requests.length).toBeGreaterThan(0);
  expect(judge(requests, models!)).toEqual([]);
});

test("what a process sends is written down when it was taken, with the function that sent it, and nothing else", async () => {
  const own = mkdtempSync(join(tmpdir(), "baton-recorded-"));
  const { url, stop } = await serve(({ headers, body }) => ({
    status: String(headers["x-amz-target"]).endsWith("DeleteItem") ? 400 : 200,
    headers: { "content-type": headers["x-amz-target"] ? "application/x-amz-json-1.0" : "text/xml" },
    body: body.includes("Action=")
      ? "<SendRawEmailResponse><SendRawEmailResult><MessageId>1</MessageId></SendRawEmailResult></SendRawEmailResponse>"
      : "{}",
  }));
  try {
    await promisify(execFile)(process.execPath, ["--import", here("record.ts"), fileURLToPath(here("sender.ts"))], {
      env: { ...process.env, AWS_REQUESTS: own, SEND_TO: url },
    });
    const sent = [...recordedIn(own)].map(({ target, by, body }) => [
      target.split(".")[1] ?? new URLSearchParams(body).get("Action"),
      by,
    ]);
    expect(sent).toEqual([
      ["PutItem", "functions/http/hooks"],
      ["SendMessageBatch", undefined],
      ["SendRawEmail", undefined],
    ]);
  } finally {
    stop();
    rmSync(own, { recursive: true });
  }
});

const put = (parts: object): Recorded => ({
  target: "DynamoDB_20120810.PutItem",
  body: JSON.stringify({ TableName: "baton", Item: { pk: { S: "LEAD#1" }, sk: { S: "LEAD" } }, ...parts }),
});
const key = { pk: { S: "LEAD#1" }, sk: { S: "LEAD" } };
const send = (...Entries: object[]): Recorded => ({
  target: "AmazonSQS.SendMessageBatch",
  body: JSON.stringify({ QueueUrl: "https://sqs.example/q", Entries }),
});
const mail = (form: Record<string, string>): Recorded => ({
  target: "",
  body: String(new URLSearchParams({ Action: "SendRawEmail", "RawMessage.Data": "aGk=", ...form })),
});

describe.skipIf(models === undefined)("AWS does not take", () => {
  test.each<[string, Recorded, string]>([
    ["a number that is not written as text", put({ Item: { ...key, n: { N: 1 } } }), "/Item/n/N must be string"],
    ["a parameter that there is not", put({ Expression: "x" }), "must NOT have additional properties"],
    ["a table without a name", put({ TableName: "" }), "/TableName must NOT have fewer than 1 characters"],
    ["a value of no enumeration", put({ ReturnValues: "SOME" }), "must be equal to one of the allowed values"],
    ["a reserved word", put({ ConditionExpression: "attribute_exists(status)" }), "status is a reserved word"],
    [
      "a placeholder that is not defined",
      put({ ConditionExpression: "#a = #a", ExpressionAttributeNames: {} }),
      "#a is not defined",
    ],
    [
      "a placeholder that is not used",
      put({ ConditionExpression: "pk = pk", ExpressionAttributeValues: { ":a": { S: "" } } }),
      ":a is not used",
    ],
    [
      "an item of more than 400 KB",
      put({ Item: { ...key, b: { B: Buffer.alloc(410_000).toString("base64") } } }),
      "an item of 410",
    ],
    ["an empty key of an index", put({ Item: { ...key, due: { S: "" } } }), "the key due is empty"],
    [
      "eleven messages",
      send(...Array.from({ length: 11 }, (_, n) => ({ Id: String(n), MessageBody: "{}" }))),
      "a batch of 11",
    ],
    ["two messages of one id", send({ Id: "0", MessageBody: "{}" }, { Id: "0", MessageBody: "{}" }), "two entries 0"],
    ["a message without a text", send({ Id: "0" }), "must have required property 'MessageBody'"],
    [
      "a message with a character that is none",
      send({ Id: "0", MessageBody: "\u0000" }),
      "a character that no message may",
    ],
    [
      "a delay of more than a quarter of an hour",
      send({ Id: "0", MessageBody: "{}", DelaySeconds: 901 }),
      "a delay of 901 s",
    ],
    [
      "a form field that there is not",
      mail({ "Destination.member.1": "a@b.example" }),
      "must NOT have additional properties",
    ],
    ["a tag with a space", mail({ "Tags.member.1.Name": "kind", "Tags.member.1.Value": "a b" }), '"a b" in a tag'],
    [
      "an operation that there is not",
      { target: "AmazonSQS.SendMessages", body: "{}" },
      "SendMessages is no operation",
    ],
  ])("%s", (_, request, problem) => {
    expect(judge([request], models!).join("\n")).toContain(problem);
  });

  test("anything worse than this", () => {
    const condition = { ConditionExpression: "#lead = :lead AND attribute_not_exists(revision)" };
    const names = { ExpressionAttributeNames: { "#lead": "lead" }, ExpressionAttributeValues: { ":lead": { S: "1" } } };
    const sound = [
      put({ ...condition, ...names }),
      send({ Id: "0", MessageBody: '{"name":"Zoë 🚀"}', DelaySeconds: 900 }),
      mail({ "Destinations.member.1": "a@b.example", "Tags.member.1.Name": "kind", "Tags.member.1.Value": "handover" }),
    ];
    expect(judge(sound, models!)).toEqual([]);
  });
});
