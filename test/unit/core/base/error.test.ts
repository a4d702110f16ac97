import { BatonError, loggable } from "@baton/core/error";
import { expect, test } from "vitest";

test("Of an error of ours all may be logged, of others only what kind it is and where it was thrown", () => {
  expect(loggable(new BatonError("lead.busy", "Lead lead_1 changed."))).toEqual({
    error: "lead.busy",
    reason: "Lead lead_1 changed.",
  });
  const rejected = Object.assign(new Error("Email address is not verified: chloe@acme.example"), {
    name: "MessageRejected",
  });
  const { error, at, ...rest } = loggable(rejected);
  expect([error, at, rest]).toEqual(["MessageRejected", expect.stringContaining("error.test.ts"), {}]);
  const parsed = () => JSON.parse('{"jane@firma.example');
  expect(parsed).toThrow();
  expect(loggable("jane@firma.example")).toEqual({ error: "string" });
});

test("An error whose message looks like a line of its stack does not have it logged", () => {
  const error = new Error("failed\n    at jane@firma.example");
  expect(loggable(error).at).not.toContain("jane");
});
