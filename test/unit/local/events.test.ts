import { describe, expect, test } from "vitest";
import { type HttpRequest, httpEvent, httpResponse } from "../../../packages/local/src/runtime/http-event.ts";
import { failedIds, sqsEvent } from "../../../packages/local/src/runtime/poller.ts";
import { scheduledEvent } from "../../../packages/local/src/runtime/scheduler.ts";

const now = Date.parse("2026-11-02T09:05:00Z");

function eventOf(request: Partial<HttpRequest>) {
  return httpEvent(
    {
      method: "POST",
      url: "/hooks/web",
      rawHeaders: ["Host", "localhost:3000"],
      body: Buffer.alloc(0),
      sourceIp: "127.0.0.1",
      protocol: "HTTP/1.1",
      ...request,
    },
    { route: "POST /hooks/{source}", pathParameters: { source: "web" } },
    now,
  );
}

describe("the event of an HTTP request", () => {
  test.each([
    ["application/json; charset=utf-8", false],
    ["Text/Plain", false],
    ["application/xml", false],
    ["application/javascript", false],
    ["application/x-www-form-urlencoded", true],
    ["multipart/form-data; boundary=x", true],
    ["application/vnd.api+json", true],
    [undefined, true],
  ])("passes a body of type %s in base64: %s", (type, isBase64Encoded) => {
    const body = Buffer.from("é=1");
    const event = eventOf({ rawHeaders: type ? ["Content-Type", type] : [], body });
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(event.body).toBe(body.toString(isBase64Encoded ? "base64" : "utf8"));
  });

  test("leaves out what the request does not have", () => {
    const event = eventOf({});
    for (const key of ["body", "cookies", "queryStringParameters"]) expect(event).not.toHaveProperty(key);
    expect(event).toMatchObject({ rawQueryString: "", isBase64Encoded: false });
  });

  test("lowers the names of headers, joins repeated ones and takes cookies out", () => {
    const event = eventOf({
      rawHeaders: ["X-A", "1", "x-a", "2", "Cookie", "a=1; b=2", "cookie", "c=3", "Connection", "close"],
    });
    expect(event.headers).toEqual({ "x-a": "1,2", "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(event.cookies).toEqual(["a=1", "b=2", "c=3"]);
  });

  test("joins repeated query parameters and keeps the query as sent", () => {
    const event = eventOf({ url: "/hooks/web?a=1&a=%C3%A9&b=x+y&c=?" });
    expect(event.rawQueryString).toBe("a=1&a=%C3%A9&b=x+y&c=?");
    expect(event.queryStringParameters).toEqual({ a: "1,é", b: "x y", c: "?" });
  });

  test("carries the simulated time", () => {
    expect(eventOf({}).requestContext).toMatchObject({ time: "02/Nov/2026:09:05:00 +0000", timeEpoch: now });
  });
});

describe("the response for a function's result", () => {
  test("takes status, headers, cookies and a body in base64", () => {
    const headers = { "X-Number": 5, "Content-Length": 99, Location: "/there" };
    const result = { statusCode: "303", headers, cookies: ["a=1"], body: "aGk=", isBase64Encoded: true };
    expect(httpResponse(result)).toEqual({
      status: 303,
      headers: {
        "content-type": "text/plain;charset=UTF-8",
        "x-number": "5",
        location: "/there",
        "set-cookie": ["a=1"],
      },
      body: Buffer.from("hi"),
    });
  });

  test("is JSON of the whole result where that has no status code", () => {
    expect(httpResponse({ ok: true })).toMatchObject({ status: 200, body: Buffer.from('{"ok":true}') });
    expect(httpResponse("hello")).toMatchObject({ status: 200, body: Buffer.from("hello") });
  });

  test("is none for what API Gateway cannot send", () => {
    expect(httpResponse({ statusCode: "often" })).toBeUndefined();
    expect(httpResponse({ statusCode: 200, body: { not: "text" } })).toBeUndefined();
  });
});

test("an SQS event names queue, message and attributes as Lambda does", () => {
  const message = {
    MessageId: "m1",
    ReceiptHandle: "r1",
    Body: "hello",
    MD5OfBody: "5d41",
    Attributes: { ApproximateReceiveCount: "1" },
    MessageAttributes: { kind: { DataType: "String", StringValue: "x" } },
  };
  expect(sqsEvent("ChecksQueue", [message]).Records).toEqual([
    {
      messageId: "m1",
      receiptHandle: "r1",
      body: "hello",
      attributes: { ApproximateReceiveCount: "1" },
      messageAttributes: { kind: { dataType: "String", stringValue: "x", stringListValues: [], binaryListValues: [] } },
      md5OfBody: "5d41",
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:ChecksQueue",
      awsRegion: "us-east-1",
    },
  ]);
});

test("a batch response names what failed; an invalid one fails the whole batch", () => {
  expect(failedIds(undefined)).toEqual(new Set());
  expect(failedIds({ batchItemFailures: [] })).toEqual(new Set());
  expect(failedIds({ batchItemFailures: [{ itemIdentifier: "m1" }] })).toEqual(new Set(["m1"]));
  expect(failedIds({ batchItemFailures: [{ itemIdentifier: "" }] })).toBeUndefined();
  expect(failedIds({ batchItemFailures: [{ messageId: "m1" }] })).toBeUndefined();
});

test("a scheduled event carries the simulated time to the second", () => {
  expect(scheduledEvent("SweepClocks", now)).toMatchObject({ time: "2026-11-02T09:05:00Z", source: "aws.scheduler" });
});
