import { type ApiMeans, api } from "@baton/web/api";
import { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { expect, test } from "vitest";
import { failed } from "../../../packages/web/src/api/failures.ts";
import { withKey } from "../../../packages/web/src/api/key.ts";
import { apiRoute, readKeys } from "../../../packages/web/src/api/scopes.ts";

let keys: string[] = [];

const app = new Hono().use(withKey(() => keys)).get("/", (c) => c.text("in"));
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

const scoped = new OpenAPIHono();
scoped.use(withKey(() => keys));
const ok = { 200: { description: "In." } };
scoped.openapi(apiRoute("listThings", "read", { method: "get", path: "/things", responses: ok }), (c) => c.text("in"));
scoped.openapi(apiRoute("changeThings", "operate", { method: "post", path: "/things", responses: ok }), (c) =>
  c.text("in"),
);
scoped.onError(failed(() => {}));
const sent = async (key: string, method: string) => {
  const answer = await scoped.request("/things", { method, headers: { authorization: `Bearer ${key}` } });
  return [answer.status, answer.status === 200 ? undefined : ((await answer.json()) as { error: object }).error];
};

test("A key is for everything, or for the scopes that it names", async () => {
  keys = ["all", "some:read+report"];
  expect(await sent("all", "GET")).toEqual([200, undefined]);
  expect(await sent("all", "POST")).toEqual([200, undefined]);
  expect(await sent("some", "GET")).toEqual([200, undefined]);
  expect(await sent("some", "POST")).toEqual([403, expect.objectContaining({ code: "key.scope" })]);
});

test("What names its scopes is no part of the key", async () => {
  keys = ["some:read"];
  expect((await sent("some:read", "GET"))[0]).toBe(401);
});

test("A scope that there is not is refused, rather than letting a key do less or more than was meant", () => {
  expect(() => readKeys(["some:reed"])).toThrow('names the scope "reed"; there are read, report, outcomes, operate');
});

test("What a route needs is in its description, with what it answers without", () => {
  const { paths } = scoped.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "t", version: "1" } });
  expect(paths?.["/things"]?.post).toMatchObject({
    operationId: "changeThings",
    security: [{ key: ["operate"] }],
    responses: { 401: expect.anything(), 403: expect.anything() },
  });
});

test("every answer may not be kept nor guessed at, and a refusal names the scheme", async () => {
  const means = { relay: { log() {} }, keys: () => ["right"] } as unknown as ApiMeans;
  const ask = (init: RequestInit) => api(means).request("/api/nothing", init);
  const answers = await Promise.all([
    ask({}),
    ask({ headers: { authorization: "Bearer wrong" } }),
    ask({ headers: { authorization: "Basic cmlnaHQ6" } }),
    ask({ headers: { authorization: "Bearer right" } }),
    ask({ headers: { authorization: "Bearer right" }, method: "HEAD" }),
  ]);
  expect(answers.map(({ status, headers }) => [status, headers.get("www-authenticate")])).toEqual([
    [401, 'Bearer realm="Baton"'],
    [401, 'Bearer realm="Baton", error="invalid_token"'],
    [401, 'Bearer realm="Baton", error="invalid_token"'],
    [404, null],
    [404, null],
  ]);
  for (const { headers } of answers)
    expect([headers.get("cache-control"), headers.get("x-content-type-options")]).toEqual(["no-store", "nosniff"]);
});

test("HEAD answers as GET does, without a body", async () => {
  const app = api({ relay: {}, keys: () => ["key"] } as unknown as ApiMeans);
  const [head, get] = [
    await app.request("/api/openapi.json", { method: "HEAD" }),
    await app.request("/api/openapi.json"),
  ];
  expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([
    200,
    get.headers.get("content-type"),
    "",
  ]);
});
