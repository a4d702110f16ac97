import { existsSync } from "node:fs";
import { join } from "node:path";
import { routes, schedules, streams } from "@baton/aws/topology";
import { expected } from "../expected.ts";
import { type Deployment, ofType, queuesOf } from "../graph.ts";
import { root } from "../sst/project.ts";
import { findings } from "./findings.ts";

/** Every entry point that the topology names is a function, and each is sized on purpose. */
export function functions(deployment: Deployment): string[] {
  const named = new Set(
    [...routes, ...schedules, ...Object.values(queuesOf(deployment)), ...Object.values(streams)].map(
      ({ handler }) => handler,
    ),
  );
  const deployed = new Set(deployment.functions.map(({ handler }) => handler));
  return [
    ...[...named.difference(deployed)].map((handler) => `${handler} is not deployed`),
    ...[...deployed.difference(named)].map((handler) => `${handler} is not in the topology`),
    ...deployment.functions.flatMap(({ handler, lambda, directory }) => {
      const [file] = handler.split(".");
      const wanted = expected[handler];
      const logs = ofType(deployment, "aws:cloudwatch/logGroup:LogGroup").find(
        ({ inputs }) => inputs.name === lambda.loggingConfig.logGroup,
      );
      const wrong = {
        [`there is no ${file}.ts`]: !existsSync(join(root, `${file}.ts`)),
        [`its entry point is ${lambda.handler}`]: lambda.handler !== "bundle.handler",
        "it was not built": !existsSync(join(directory, "bundle.mjs")),
        [`it is called ${lambda.name}`]: lambda.name !== `baton-production-${handler.replace(/^.*\/|\.handler$/g, "")}`,
        [`it runs on ${lambda.runtime}`]: lambda.runtime !== "nodejs24.x",
        [`it runs on ${lambda.architectures}`]: String(lambda.architectures) !== "arm64",
        [`it has ${lambda.memorySize} MB`]: lambda.memorySize !== wanted?.memoryMb,
        [`it has ${lambda.timeout} s`]: lambda.timeout !== wanted?.timeoutSeconds,
        [`${lambda.reservedConcurrentExecutions} of it run at once`]: lambda.reservedConcurrentExecutions !== undefined,
        [`its logs are kept for ${logs?.inputs.retentionInDays} days`]: logs?.inputs.retentionInDays !== 30,
      };
      return findings(handler, wrong);
    }),
  ];
}
