import { inboundQueues, type QueueShape, queues } from "@baton/aws/topology";

/** A resource as the program declares it. */
export interface Resource {
  urn: string;
  /** `aws:sqs/queue:Queue`, or a component's: `sst:aws:Queue`. */
  type: string;
  name: string;
  /** The parent's URN. */
  parent: string;
  retainOnDelete: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own
  inputs: Record<string, any>;
  // biome-ignore lint/suspicious/noExplicitAny: each component has its own
  outputs: Record<string, any>;
}

/** What a role may do. */
export interface Statement {
  actions: string[];
  resources: string[];
  conditions?: { test: string; variable: string; values: string[] }[];
}

/** A function as it would be deployed. */
export interface DeployedFunction {
  /** Entry point in the sources: `functions/http/hooks.handler`. */
  handler: string;
  arn: string;
  lambda: Resource["inputs"];
  statements: Statement[];
  managedPolicies: string[];
  /** What it can read of linked resources, as its bundle carries it. */
  links: Record<string, Record<string, unknown>>;
  /** Of the built code. */
  directory: string;
  /** What is uploaded: the built code, and what is copied beside it. */
  zip: string;
}

/** All that the program would deploy. */
export interface Deployment {
  resources: Resource[];
  functions: DeployedFunction[];
}

/** Whether it receives copies of mails. */
export const receives = ({ functions }: Deployment): boolean => functions.some(({ links }) => links.Inbound);

/** The topology's queues, as far as they are asked for. */
export const queuesOf = (deployment: Deployment): Record<string, QueueShape> => ({
  ...queues,
  ...(receives(deployment) && inboundQueues),
});

/** The resources of a type. */
export const ofType = ({ resources }: Deployment, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** What a role may do. */
export const statementsOf = (role: Resource): Statement[] =>
  ((role.inputs.inlinePolicies ?? []) as { policy: string }[]).flatMap(({ policy }) => JSON.parse(policy).Statement);

/** The name that the project gave to the component a resource belongs to, or to the resource itself. */
export const componentOf = ({ parent, name }: Resource): string =>
  /(^|:)pulumi:pulumi:Stack::/.test(parent) ? name : (parent.split("::").at(-1) ?? name);

/** The end of an ARN, with the project's own name where it names a resource of the graph: `Table/index/due`. */
export function nameOfArn({ resources }: Deployment, arn: string): string {
  const end = arn.split(":").at(-1)!;
  const [, kind, id, rest = ""] = /^(?:([\w-]+)\/)?([^/]+)(\/.*)?$/.exec(end) ?? [];
  const named = resources.find(
    ({ inputs: { name, configurationSetName } }) => id !== undefined && (name ?? configurationSetName) === id,
  );
  return named ? componentOf(named) + rest : [kind, id].filter(Boolean).join("/") + rest;
}
