import { describe, expect, test } from "vitest";
import { leakIn, secretsIn } from "../../helpers/stack/leaks.ts";

const line = (more: object) => JSON.stringify({ level: "INFO", timestamp: "2026-11-24T09:00:00.000Z", ...more });

describe("the look through a log for what it must not hold", () => {
  test.each([
    ["an e-mail address", line({ message: "sent", to: "jo.doe+x@globex.example" })],
    ["an e-mail address in a URL", line({ url: "https://x.example/?q=jo%40globex.example" })],
    ["a telephone number", line({ message: "called +4930123456" })],
    ["a rep's link", line({ path: "/r/eyJsZWFkIjoi.c2lnbmF0dXJl" })],
    ["a hook's token", line({ path: "/hooks/website-demo/something-long" })],
    ["a secret", line({ reason: "wrong key s3cret-value" })],
    ["one of a list of secrets", line({ reason: "wrong key older-value" })],
  ])("finds %s", (_, leaking) => {
    const secrets = secretsIn({
      BATON_SECRET_A: "s3cret-value",
      BATON_SECRET_B: '["newer-value","older-value"]',
      BATON_DATA: "/tmp",
    });
    const clean = line({ message: "swept" });
    expect(leakIn([clean, leaking, clean].join("\n"), secrets)).toContain(leaking);
  });

  test.each([
    [
      "ids and codes",
      line({ lead: "lead_01M86CGMZ8CWR2V20Z6ZC47NV3", delivery: "dlv_86e7e15b10de642f7fd95d93501c1aa0" }),
    ],
    ["the path of a hook without its token", line({ path: "/hooks/website-demo" })],
    ["a stack trace", line({ stack: "at file:///w/node_modules/@aws-sdk/client-sqs@3.1.0/index.js:10:5" })],
    ["addresses of machines and instants with an offset", line({ reason: "connect 127.0.0.1:40119 at 09:00+01:00" })],
  ])("leaves alone %s", (_, clean) => {
    expect(leakIn(clean, ["S", "a-secret"])).toBeUndefined();
  });
});
