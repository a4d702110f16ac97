/// <reference path="../.sst/platform/config.d.ts" />

/** What every function has in common. */
export const common = {
  runtime: "nodejs24.x",
  architecture: "arm64",
  // Keeps what is imported dynamically out of a cold start. For ESM, SST itself prefers a package's `module` to `main`.
  nodejs: { format: "esm", splitting: true },
} satisfies Partial<sst.aws.FunctionArgs>;

/** What a function states for itself. The handler, and a consumer's timeout, come from the topology. */
export type Own = Required<Pick<sst.aws.FunctionArgs, "memory" | "link" | "permissions">>;
export type OwnTimed = Own & Required<Pick<sst.aws.FunctionArgs, "timeout">>;
