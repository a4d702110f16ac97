/// <reference path="../.sst/platform/config.d.ts" />
import { memoryMb } from "../packages/aws/src/topology/index.ts";

/** How long logs are kept: enough to look into what is noticed. They tell ids only, which lead to what is stored for longer. */
export const kept = "1 month";

/** What every function has in common. */
export const common = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  nodejs: {
    // Keeps what is imported dynamically out of a cold start. For ESM, SST itself prefers a package's `module` to `main`.
    format: "esm",
    splitting: true,
    // SST's documented default, which it forgets when other settings are given.
    minify: true,
    // SST's own `sourcemap: false` ships them with the code, and its default uploads each of hundreds for its console.
    esbuild: { sourcemap: false },
  },
  logging: { retention: kept },
  // SST's own would let anybody in the account act as the function, who may assume roles.
  transform: { role: { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) } },
} satisfies Partial<sst.aws.FunctionArgs>;

/** What a function is called by its handler: `run-check` of functions/queue/run-check.handler. */
export const nameOf = (handler: string): string => handler.replace(/^.*\/|\.handler$/g, "");

/** A function's entry point, with the memory that the topology gives it, and a name by which its logs are found. */
export const entry = (handler: string) =>
  ({
    handler,
    name: `${$app.name}-${$app.stage}-${nameOf(handler)}`,
    memory: `${memoryMb[handler]!} MB`,
  }) satisfies Partial<sst.aws.FunctionArgs>;

/** What a function states for itself. The handler, its memory, and a consumer's timeout, come from the topology. */
export type Own = Required<Pick<sst.aws.FunctionArgs, "link" | "permissions">> &
  Pick<sst.aws.FunctionArgs, "nodejs" | "copyFiles">;
export type OwnTimed = Own & Required<Pick<sst.aws.FunctionArgs, "timeout">>;
