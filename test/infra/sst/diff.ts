import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Resource } from "../graph.ts";
import { account } from "../stand-ins/account.ts";
import { region } from "../stand-ins/provider.ts";
import { registry } from "../stand-ins/registry.ts";
import { serve } from "../stand-ins/server.ts";
import type { Project } from "./project.ts";

/** Values of the stage's secrets. */
export const apiKey = "api-key-of-the-stage-of-which-nobody-else-knows";
export const sourceSecrets = {
  WEBSITE_TOKEN: "website-token",
  GOOGLE_ADS_KEY: "google-key",
  TYPEFORM_SECRET: "typeform",
};
export const identityProvider = {
  issuer: "https://login.acme.example",
  clientId: "board-of-baton",
  clientSecret: "secret-of-the-identity-provider",
};

/**
 * Runs `sst diff` for a stage in a project, offline; answers the graph. Leaves SST's types and the built functions in `.sst`.
 * @param options settings of the deployment, such as `BATON_DOMAIN`
 */
export async function diff(
  { directory, bin }: Project,
  stage: string,
  options: Record<string, string> = {},
): Promise<Resource[]> {
  const graph = join(directory, "graph.json");
  const programLog = join(directory, "program.log");
  const modules = join(directory, "node_modules");
  const aws = await serve(account);
  const npm = await serve(registry(modules));
  const cli = join(modules, "sst/bin/sst.mjs");
  const child = spawn(process.execPath, [cli, "diff", "--json", "--stage", stage], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...(process.env.NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }),
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: directory,
      XDG_CONFIG_HOME: join(directory, "config"),
      SST_PULUMI_PATH: join(bin, "pulumi"),
      SST_SKIP_DEPENDENCY_CHECK: "1",
      SST_TELEMETRY_DISABLED: "1",
      NO_BUN: "1",
      NPM_REGISTRY: npm.url,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "stand-in",
      AWS_SECRET_ACCESS_KEY: "stand-in",
      SST_SECRET_LinkKey: "link-key-of-the-stage-of-which-nobody-else-knows",
      SST_SECRET_ApiKey: apiKey,
      SST_SECRET_SourceSecrets: JSON.stringify(sourceSecrets),
      SST_SECRET_IdentityProvider: JSON.stringify(identityProvider),
      ...options,
      INFRA_GRAPH: graph,
      INFRA_PROGRAM_LOG: programLog,
      INFRA_MODULES: modules,
    },
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const status = await new Promise((resolve) => child.once("close", resolve));
  await Promise.all([aws.stop(), npm.stop()]);
  const unforeseen = [...aws.unforeseen, ...npm.unforeseen];
  if (status !== 0 || unforeseen.length > 0) {
    // SST prints of its own errors only that they are in its log.
    const logs = [join(directory, ".sst/log/sst.log"), programLog].map((log) => readFile(log, "utf8").catch(() => ""));
    const said = [...unforeseen, ...(await output), ...(await Promise.all(logs))];
    throw new Error([`sst diff ended with ${status}`, ...said].join("\n"));
  }
  return JSON.parse(await readFile(graph, "utf8")) as Resource[];
}
