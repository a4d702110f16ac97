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
      // Baton itself knows who may call; a provider cannot sign in to AWS.
      "who calls has to sign in to AWS":
        declared.inputs.authorizationType !== "NONE" || declared.inputs.apiKeyRequired === true,
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
  const { defaultRouteSettings: limits, accessLogSettings: log, routeSettings, autoDeploy } = stage?.inputs ?? {};
  const api = ofType(deployment, "aws:apigatewayv2/api:Api")[0]?.inputs;
  const kept = ofType(deployment, "aws:cloudwatch/logGroup:LogGroup").find(({ inputs }) =>
    log?.destinationArn.endsWith(`:log-group:${inputs.name}`),
  )?.inputs.retentionInDays;
  return [
    ...routes,
    ...[...found.keys()].filter((route) => !known.has(route)).map((route) => `${route}: it is not in the topology`),
    ...findings("the API", {
      "it has several stages": others.length > 0,
      "there is no limit": !(limits?.throttlingRateLimit > 0 && limits?.throttlingBurstLimit > 0),
      "its limit is below what comes": limits?.throttlingRateLimit < 100 || limits?.throttlingBurstLimit < 100,
      "a route has limits of its own": (routeSettings ?? []).length > 0,
      "what is deployed does not go live": autoDeploy !== true,
      "its address leads nowhere": api?.disableExecuteApiEndpoint === true,
      "pages of others may call it": Object.keys(api?.corsConfiguration ?? {}).length > 0,
      [`its log is kept for ${kept} days`]: kept !== 30,
      "its log tells paths, tokens or addresses": /path|querystring|identity|header/i.test(log?.format ?? "path"),
    }),
  ];
}
