/// <reference path="../.sst/platform/config.d.ts" />

/** What every function has in common. */
export const common = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  nodejs: {
    // Keeps what is imported dynamically out of a cold start. For ESM, SST itself prefers a package's `module` to `main`.
    format: "esm",
    splitting: true,
    // SST's own `sourcemap: false` ships them with the code, and its default uploads each of hundreds for its console.
    esbuild: { sourcemap: false },
  },
  // SST's own would let anybody in the account act as the function, who may assume roles.
  transform: { role: { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" }) } },
} satisfies Partial<sst.aws.FunctionArgs>;

/** What a function states for itself. The handler, and a consumer's timeout, come from the topology. */
export type Own = Required<Pick<sst.aws.FunctionArgs, "memory" | "link" | "permissions">> &
  Pick<sst.aws.FunctionArgs, "nodejs">;
export type OwnTimed = Own & Required<Pick<sst.aws.FunctionArgs, "timeout">>;
