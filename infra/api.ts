/// <reference path="../.sst/platform/config.d.ts" />
import { routes } from "../packages/aws/src/topology/index.ts";
import prover from "../packages/prover/package.json" with { type: "json" };
import { common, type OwnTimed } from "./functions.ts";
import { checks, intake, notices } from "./queues.ts";
import { apiKey, linkKey, sourceSecrets } from "./secrets.ts";
import { lists, records, table } from "./table.ts";

export const api = new sst.aws.ApiGatewayV2("Api", {
  cors: false,
  transform: {
    stage: (stage) => {
      stage.defaultRouteSettings = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 };
      // SST's own format has the path, which carries tokens, and the caller's address.
      stage.accessLogSettings = $output(stage.accessLogSettings).apply((log) => ({
        destinationArn: log!.destinationArn,
        format: JSON.stringify({
          time: "$context.requestTime",
          request: "$context.requestId",
          route: "$context.routeKey",
          status: "$context.status",
          latencyMs: "$context.responseLatency",
          functionMs: "$context.integration.latency",
          functionStatus: "$context.integration.status",
        }),
      }));
    },
  },
});

const solver = "cadical-wasm";

const own: Record<string, OwnTimed & { name: string }> = {
  "functions/http/hooks.handler": {
    name: "HooksHandler",
    memory: "1024 MB",
    timeout: "10 seconds",
    link: [table, checks, notices, intake, sourceSecrets],
    permissions: [records],
  },
  "functions/http/respond.handler": {
    name: "RespondHandler",
    memory: "1024 MB",
    timeout: "10 seconds",
    link: [table, checks, notices, linkKey],
    permissions: [records],
  },
  "functions/http/api.handler": {
    name: "ApiHandler",
    // A whole processor, and more than the ten seconds that proving an agreement may take.
    memory: "1769 MB",
    timeout: "25 seconds",
    link: [table, checks, notices, intake, apiKey, sourceSecrets],
    permissions: [records, lists("owner", "recent")],
    // The solver reads its WebAssembly from beside its own module, so it is installed, not bundled.
    nodejs: { ...common.nodejs, install: { [solver]: prover.dependencies[solver] } },
  },
};

// Several routes share a function, so that they share its warm instances.
const functions = new Map(
  Object.entries(own).map(([handler, { name, ...settings }]) => [
    handler,
    new sst.aws.Function(name, { ...common, ...settings, handler }),
  ]),
);

for (const { route, handler } of routes) api.route(route, functions.get(handler)!.arn);
