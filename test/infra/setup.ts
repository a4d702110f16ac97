import type { TestProject } from "vitest/node";
import { inboundDomain } from "../helpers/sent/mail-copies.ts";
import type { Resource } from "./graph.ts";
import { diff } from "./sst/diff.ts";
import { makeProject } from "./sst/project.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The graph of the production stage with what it cannot do without, and the project it was made of; its functions do nothing. */
    production: Built;
    /** The same with every setting of a deployment, and the functions as they are built. */
    withEverything: Built;
  }
}

interface Built {
  resources: Resource[];
  directory: string;
}

/**
 * Executes the infrastructure once for all tests, with SST's own CLI and components, offline: without and with all settings.
 * What only AWS could tell stays unseen: its validation and limits, what IAM makes of a policy, SES and DNS, and the order
 * of a deployment.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const projects = await Promise.all([makeProject({ hollow: true }), makeProject()]);
  const remove = async () => {
    await Promise.all(projects.map((project) => project.remove()));
  };
  const built = async (which: 0 | 1, settings: Record<string, string>): Promise<Built> => ({
    resources: await diff(projects[which], "production", settings),
    directory: projects[which].directory,
  });
  try {
    // One after the other, as the second alone keeps two cores busy.
    provide("production", await built(0, { BATON_SENDER: "baton@acme.example" }));
    provide(
      "withEverything",
      await built(1, {
        BATON_SENDER: "leads.acme.example",
        BATON_DOMAIN: "leads.acme.example",
        BATON_ALARMS: "ops@acme.example",
        BATON_INBOUND: inboundDomain,
      }),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}
