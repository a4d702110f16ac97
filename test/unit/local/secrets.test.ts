import { expect, test } from "vitest";
import { keyForAll } from "../../../packages/local/src/secrets.ts";

test.each([
  ["one", "one"],
  ["narrow:read+report, wide", "wide"],
])("of the keys %s the stack uses %s, which is for everything", (keys, own) => {
  expect(keyForAll(keys)).toBe(own);
});
