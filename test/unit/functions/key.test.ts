import { Hono } from "hono";
import { afterAll, expect, test, vi } from "vitest";

let keys: string[] = [];
vi.doMock("../../../functions/deps.ts", () => ({ apiKeys: () => keys, log: () => {} }));
const { withKey } = await import("../../../functions/http/api/key.ts");
afterAll(() => vi.doUnmock("../../../functions/deps.ts"));

const app = new Hono().use(withKey).get("/", (c) => c.text("in"));
const status = async (key?: string) =>
  (await app.request("/", key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } })).status;

test("While a key is rotated the old and the new one are good, and nothing else is", async () => {
  keys = ["new", "old"];
  expect(await Promise.all(["new", "old", "newold", "ne", undefined].map(status))).toEqual([200, 200, 401, 401, 401]);
});

test("Without any key nobody is let in", async () => {
  keys = [];
  expect(await Promise.all(["", "undefined", undefined].map(status))).not.toContain(200);
});
