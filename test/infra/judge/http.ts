import { routes as topology } from "@baton/aws/topology";
import { type Deployment, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

/** The API has the topology's routes, each to its own function, and a limit; its log holds no path, because paths hold tokens. */
export function http(deployment: Deployment): string[] {
  const integrations = ofType(deployment, "aws:apigatewayv2/integration:Integration");
  const permissions = ofType(deployment, "aws:lambda/permission:Permission");
  const found = new Map(
    ofType(deployment, "aws:apigatewayv2/route:Route").map((route) => [route.inputs.routeKey as string, route]),
  );
  const routes = topology.flatMap(({ route, handler }) => {
    const declared = found.get(route);
    if (!declared) return [`${route}: there is no such route`];
    const integration = integrations.find(({ name }) => declared.inputs.target === `integrations/${name}-id`);
    const target = deployment.functions.find(({ arn }) => arn === integration?.inputs.integrationUri);
    return findings(route, {
      [`it is answered by ${target?.handler}`]: target?.handler !== handler,
      "its events have another format": integration?.inputs.payloadFormatVersion !== "2.0",
      "its function may not be called": !permissions.some(
        ({ inputs, parent }) =>
          parent === declared.parent &&
          inputs.function === target?.arn &&
          inputs.principal === "apigateway.amazonaws.com" &&
          inputs.sourceArn.startsWith("arn:aws:execute-api:"),
      ),
    });
  });
  const known = new Set(topology.map(({ route }) => route));
  const [stage, ...others] = ofType(deployment, "aws:apigatewayv2/stage:Stage");
  const { defaultRouteSettings: limits, accessLogSettings: log } = stage?.inputs ?? {};
  const kept = ofType(deployment, "aws:cloudwatch/logGroup:LogGroup").find(({ inputs }) =>
    log?.destinationArn.endsWith(`:log-group:${inputs.name}`),
  )?.inputs.retentionInDays;
  return [
    ...routes,
    ...[...found.keys()].filter((route) => !known.has(route)).map((route) => `${route}: it is not in the topology`),
    ...findings("the API", {
      "it has several stages": others.length > 0,
      "there is no limit": !(limits?.throttlingRateLimit > 0 && limits?.throttlingBurstLimit > 0),
      [`its log is kept for ${kept} days`]: kept !== 30,
      "its log tells paths, tokens or addresses": /path|querystring|identity|header/i.test(log?.format ?? "path"),
    }),
  ];
}
