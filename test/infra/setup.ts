import type { TestProject } from "vitest/node";
import type { Resource } from "./graph.ts";
import { diff } from "./sst/diff.ts";
import { makeProject } from "./sst/project.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The graph of the production stage, and the project in which it was built. */
    production: { resources: Resource[]; directory: string };
  }
}

/**
 * Executes the infrastructure once for all tests, with SST's own CLI and components, offline. What only AWS could tell stays unseen: its
 * validation and limits, what IAM makes of a policy, SES and DNS, and the order of a deployment.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const project = await makeProject();
  try {
    provide("production", {
      resources: await diff(project, "production", { BATON_SENDER: "baton@acme.example" }),
      directory: project.directory,
    });
  } catch (error) {
    await project.remove();
    throw error;
  }
  return project.remove;
}
