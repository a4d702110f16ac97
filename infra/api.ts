/// <reference path="../.sst/platform/config.d.ts" />
import { routes, scripts } from "../packages/aws/src/topology/index.ts";
import { namespace } from "../packages/core/src/metrics/index.ts";
import prover from "../packages/prover/package.json" with { type: "json" };
import { common, entry, kept, type OwnTimed } from "./functions.ts";
import { inbound } from "./inbound.ts";
import { checks, intake, notices } from "./queues.ts";
import { apiKey, identityProvider, linkKey, sourceSecrets } from "./secrets.ts";
import type { Series } from "./series.ts";
import { everything, lists, records, table } from "./table.ts";

/** Where people and providers reach Baton; by default a domain of AWS. Its DNS is in Route 53. */
const domain = process.env.BATON_DOMAIN;

export const api = new sst.aws.ApiGatewayV2("Api", {
  ...(domain && { domain }),
  cors: false,
  accessLog: { retention: kept },
  transform: {
    stage: (stage) => {
      stage.defaultRouteSettings = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 };
      // SST's own format has the path, which carries tokens, and the caller's address.
      stage.accessLogSettings = $output(stage.accessLogSettings).apply((log) => ({
        destinationArn: log!.destinationArn,
        format: JSON.stringify({
          stage: $app.stage,
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

/** Counts answers in the access log by route. API Gateway itself tells them by route only among many more metrics, all of which cost. */
function answers(name: string, pattern: string): (route: string) => Series {
  new aws.cloudwatch.LogMetricFilter(name, {
    logGroupName: api.nodes.logGroup.name,
    pattern,
    metricTransformation: {
      namespace,
      name,
      value: "1",
      unit: "Count",
      dimensions: { stage: "$.stage", route: "$.route" },
    },
  });
  return (route) => ({ namespace, metric: name, dimensions: { stage: $app.stage, route } });
}

/** Answers of 500 and above. */
export const serverErrors = answers("ServerErrors", `{ $.status = "5*" }`);
/** Bodies larger than what is taken, by our code or already by API Gateway. */
export const tooLarge = answers("TooLarge", `{ $.status = "413" }`);

const solver = "cadical-wasm";

const own: Record<string, OwnTimed & { name: string }> = {
  "functions/http/hooks.handler": {
    name: "HooksHandler",
    timeout: "10 seconds",
    link: [table, checks, notices, intake, sourceSecrets],
    permissions: [records],
  },
  "functions/http/respond.handler": {
    name: "RespondHandler",
    timeout: "10 seconds",
    link: [table, checks, notices, linkKey, ...inbound],
    // The page of a review lists requests, and a calendar what somebody has.
    permissions: [records, lists("owner", "recent")],
  },
  "functions/http/api.handler": {
    name: "ApiHandler",
    // More than the twelve seconds that reading and proving an agreement may take.
    timeout: "25 seconds",
    link: [table, checks, notices, intake, apiKey, sourceSecrets],
    permissions: [records, lists("owner", "recent")],
    // The solver reads its WebAssembly from beside its own module, so it is installed, not bundled.
    nodejs: { ...common.nodejs, install: { [solver]: prover.dependencies[solver] } },
  },
  "functions/http/board.handler": {
    name: "BoardHandler",
    timeout: "10 seconds",
    link: [table, checks, notices, intake, linkKey, identityProvider, ...inbound],
    permissions: [records, lists("owner", "recent")],
    copyFiles: Object.entries(scripts).map(([to, from]) => ({ from, to })),
  },
  "functions/http/privacy.handler": {
    name: "PrivacyHandler",
    // It reads for five seconds, and may be at something large then.
    timeout: "25 seconds",
    link: [table, apiKey],
    permissions: [everything],
  },
};

// Several routes share a function, so that they share its warm instances.
export const functions = new Map(
  Object.entries(own).map(([handler, { name, ...settings }]) => [
    handler,
    new sst.aws.Function(name, { ...common, ...settings, ...entry(handler) }),
  ]),
);

for (const { route, handler } of routes) api.route(route, functions.get(handler)!.arn);
