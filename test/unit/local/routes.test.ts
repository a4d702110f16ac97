import { expect, test } from "vitest";
import { router } from "../../../packages/local/src/routes.ts";

const find = router(
  [
    "ANY /{path+}",
    "ANY /api/{path+}",
    "POST /hooks/{source}",
    "POST /hooks/{source}/{token}",
    "GET /hooks/health",
    "ANY /hooks/{source}",
  ].map((route) => ({ route, value: route })),
);

test.each([
  ["POST", "/hooks/web", "POST /hooks/{source}", { source: "web" }],
  ["GET", "/hooks/web", "ANY /hooks/{source}", { source: "web" }],
  ["GET", "/hooks/health", "GET /hooks/health", {}],
  ["POST", "/hooks/a%20b/t%2Fk", "POST /hooks/{source}/{token}", { source: "a b", token: "t/k" }],
  ["DELETE", "/api/leads/1", "ANY /api/{path+}", { path: "leads/1" }],
  ["GET", "/api/", "ANY /{path+}", { path: "api/" }],
  ["POST", "/hooks/a/b/c", "ANY /{path+}", { path: "hooks/a/b/c" }],
  ["POST", "/hooks/50%", "POST /hooks/{source}", { source: "50%" }],
])("%s %s is taken by the most specific route", (method, path, route, pathParameters) => {
  expect(find(method, path)).toEqual({ route, value: route, pathParameters });
});

test("what no route takes is not found", () => {
  expect(router([{ route: "GET /health", value: 1 }])("POST", "/health")).toBeUndefined();
  expect(find("GET", "/")).toBeUndefined();
});
