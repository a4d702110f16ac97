import { type Expected, expected, writesToInbound } from "../expected.ts";
import { componentOf, type Deployment, nameOfArn, ofType, receives, type Statement, statementsOf } from "../graph.ts";

/** AWS's own, which SST gives every function: it writes logs, and nothing else. */
const LOGGING = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

/** Each function may do exactly what it does, and reads exactly the resources that it uses. */
export function privileges(deployment: Deployment): string[] {
  const functions = deployment.functions.flatMap((fn) => {
    const { may = {}, links: always = [] }: Partial<Expected> = expected[fn.handler] ?? {};
    const links = receives(deployment) && writesToInbound.includes(fn.handler) ? [...always, "Inbound"] : always;
    const grants = grantsOf(deployment, fn.statements);
    const granted = new Set(grants);
    const used = new Set(
      Object.entries(may).flatMap(([name, actions]) => actions.map((action) => `${action} on ${name}`)),
    );
    const linked = new Set(Object.keys(fn.links));
    return [
      ...[...granted.difference(used)].map((grant) => `may ${grant}, which it does not need`),
      ...grants.filter((grant, index) => grants.indexOf(grant) !== index).map((grant) => `may ${grant} twice`),
      ...[...used.difference(granted)].map((grant) => `may not ${grant}`),
      ...[...linked.difference(new Set(links))].map((name) => `is linked to ${name}, which it does not use`),
      ...[...new Set(links).difference(linked)].map((name) => `is not linked to ${name}`),
      ...fn.managedPolicies.filter((arn) => arn !== LOGGING).map((arn) => `has the policy ${arn}`),
    ].map((problem) => `${fn.handler} ${problem}`);
  });
  return [...functions, ...wildcards(deployment), ...trust(deployment)];
}

/** `dynamodb:Query on Table/index/due`, for all that statements allow. */
export const grantsOf = (deployment: Deployment, statements: Statement[]): string[] =>
  statements.flatMap(({ actions, resources }) =>
    actions.flatMap((action) => resources.map((arn) => `${action} on ${nameOfArn(deployment, arn)}`)),
  );

/** A role may do nothing by a pattern, but for what a condition holds to one value. */
function wildcards(deployment: Deployment): string[] {
  return ofType(deployment, "aws:iam/role:Role").flatMap((role) =>
    statementsOf(role).flatMap(({ actions, resources, conditions = [] }) => [
      ...actions.filter((action) => action.includes("*")).map((action) => `${role.name} may do ${action}`),
      ...(conditions.some(({ test }) => test === "StringEquals") ? [] : resources)
        .filter((resource) => resource.includes("*"))
        .map((resource) => `${role.name} may do ${actions} on ${resource}`),
    ]),
  );
}

/** A function's role is for Lambda, and a schedule's for the scheduler. */
function trust(deployment: Deployment): string[] {
  return ofType(deployment, "aws:iam/role:Role").flatMap((role) => {
    const service = deployment.functions.some(({ lambda }) => lambda.role.endsWith(`/${role.inputs.name}`))
      ? "lambda.amazonaws.com"
      : "scheduler.amazonaws.com";
    const { Statement } = role.inputs.assumeRolePolicy as { Statement?: { Principal?: unknown }[] };
    const trusted = JSON.stringify(Statement?.map(({ Principal }) => Principal));
    return trusted === JSON.stringify([{ Service: service }])
      ? []
      : [`the role ${role.name} of ${componentOf(role)} can be assumed by ${trusted ?? "others"}`];
  });
}
