import { schedules as topology } from "@baton/aws/topology";
import { componentOf, type Deployment, nameOfArn, ofType, statementsOf } from "../graph.ts";
import { findings } from "./findings.ts";
import { grantsOf } from "./privileges.ts";

/** Each schedule runs, runs again what could not be started, and leaves what never could in a queue. */
export function schedules(deployment: Deployment): string[] {
  const deployed = ofType(deployment, "aws:scheduler/schedule:Schedule");
  const roles = ofType(deployment, "aws:iam/role:Role");
  return [
    ...deployed
      .filter((schedule) => !topology.some(({ name }) => name === componentOf(schedule)))
      .map(({ name }) => `${name} is not in the topology`),
    ...topology.flatMap(({ name, everyMinutes, handler }) => {
      const {
        state,
        scheduleExpression,
        target = {},
      } = deployed.find((schedule) => componentOf(schedule) === name)?.inputs ?? {};
      const run = deployment.functions.find(({ arn }) => arn === target.arn);
      const role = roles.find(({ inputs }) => target.roleArn?.endsWith(`/${inputs.name}`));
      const may = role ? grantsOf(deployment, statementsOf(role)) : [];
      return findings(name, {
        "it is switched off": state !== "ENABLED",
        [`it runs at ${scheduleExpression}`]: scheduleExpression !== `rate(${everyMinutes} minutes)`,
        [`it runs ${run?.handler}`]: run?.handler !== handler,
        "it does not try again": !(target.retryPolicy?.maximumRetryAttempts > 0),
        "what never ran is forgotten": nameOfArn(deployment, target.deadLetterConfig?.arn ?? "") !== "MissedRuns",
        [`it may ${may.join(", ")}`]:
          may.length !== 2 ||
          may[0] !== `lambda:InvokeFunction on ${nameOfArn(deployment, target.arn ?? "")}` ||
          may[1] !== "sqs:SendMessage on MissedRuns",
      });
    }),
  ];
}
