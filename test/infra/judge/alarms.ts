import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inboundQueues, queues, routes, schedules } from "@baton/aws/topology";
import { componentOf, type Deployment, nameOfArn, ofType, queuesOf, type Resource } from "../graph.ts";
import { root } from "../sst/project.ts";
import { findings } from "./findings.ts";
import { subjectOf } from "./series.ts";

/** Whatever stops, fails or piles up is told by an alarm, and each tells somebody, of something that is measured, what to do. */
export function alarms(deployment: Deployment): string[] {
  const all = ofType(deployment, "aws:cloudwatch/metricAlarm:MetricAlarm");
  return [...all.flatMap((alarm) => one(deployment, alarm)), ...uncovered(deployment, all)];
}

const subject = (deployment: Deployment, { inputs }: Resource) =>
  subjectOf(deployment, {
    ...(inputs as { namespace: string }),
    metric: inputs.metricName,
    dimensions: inputs.dimensions,
  });

function one(deployment: Deployment, alarm: Resource): string[] {
  const { inputs } = alarm;
  const tells = (actions: string[] = []) =>
    actions.length > 0 && actions.every((arn) => nameOfArn(deployment, arn) === "Alarms");
  const seconds = inputs.period * inputs.evaluationPeriods;
  return findings(`the alarm ${alarm.name}`, {
    [`its name is ${inputs.name}`]: !String(inputs.name).startsWith("baton-production-"),
    "it tells nobody": !tells(inputs.alarmActions),
    "it does not tell when all is well again": !tells(inputs.okActions),
    [`nobody measures ${inputs.metricName} of ${JSON.stringify(inputs.dimensions)}`]:
      subject(deployment, alarm) === undefined,
    "it does not say what missing data means": !["breaching", "ignore", "notBreaching"].includes(
      inputs.treatMissingData,
    ),
    "AWS does not take its periods":
      inputs.period % 60 !== 0 || seconds > 86_400 || inputs.datapointsToAlarm > inputs.evaluationPeriods,
    "it does not say what to do": !advises(inputs.alarmDescription),
  });
}

/** Of the command line, and of the functions: what a description may name. */
const commands = [...readFileSync(join(root, "packages/cli/src/main.ts"), "utf8").matchAll(/\.command\("(\w+)/g)].map(
  ([, name]) => name!,
);
const handlers = [...routes, ...schedules, ...Object.values({ ...queues, ...inboundQueues })].map(
  ({ handler }) => handler,
);

/** It is long enough to say what is the matter, fits into a mail, and names what there is: a command, and no function that is not. */
function advises(description = ""): boolean {
  const baton = [...description.matchAll(/npx baton (\w+)/g)].map(([, name]) => name!);
  const functions = description.match(/functions\/[\w/-]+\.handler/g) ?? [];
  return (
    description.length >= 100 &&
    description.length <= 1024 &&
    /npx baton \w+|aws (lambda|sesv2|sqs) [a-z-]+|npx sst deploy/.test(description) &&
    baton.every((name) => commands.includes(name)) &&
    functions.every((name) => handlers.includes(name))
  );
}

/** What may stop, fail or pile up without an alarm. */
function uncovered(deployment: Deployment, all: Resource[]): string[] {
  const has = (metric: string, of: string, more: (inputs: Resource["inputs"]) => boolean = () => true) =>
    all.some((alarm) => alarm.inputs.metricName === metric && subject(deployment, alarm) === of && more(alarm.inputs));
  const tellsOfOne = ({ comparisonOperator, threshold }: Resource["inputs"]) =>
    comparisonOperator === "GreaterThanThreshold" && threshold === 0;
  const topology = queuesOf(deployment);
  const below = (limit: number) => (inputs: Resource["inputs"]) => inputs.threshold > 0 && inputs.threshold < limit;
  return [
    ...ofType(deployment, "aws:sqs/queue:Queue")
      .map(componentOf)
      .filter((name) => !(name in topology) && !has("ApproximateNumberOfMessagesVisible", name, tellsOfOne))
      .map((name) => `${name}: what lies there is not noticed`),
    ...Object.keys(topology)
      .filter((name) => !has("ApproximateAgeOfOldestMessage", name))
      .map((name) => `${name}: what waits there is not noticed`),
    ...schedules
      .filter(
        ({ name, everyMinutes }) =>
          !all.some(
            ({ inputs }) =>
              inputs.name.endsWith(`-${name}Missing`) &&
              inputs.treatMissingData === "breaching" &&
              inputs.period * inputs.evaluationPeriods === 3 * everyMinutes * 60,
          ),
      )
      .map(({ name }) => `${name}: that it no longer runs is not noticed`),
    ...routes
      // Whoever asks whether it is well is told so.
      .filter(({ route }) => route !== "GET /health" && !has("ServerErrors", route, tellsOfOne))
      .map(({ route }) => `${route}: that it fails is not noticed`),
    ...["Overdue", "Quarantined", "TroubledSources"]
      .filter((metric) => !has(metric, "", tellsOfOne))
      .map((metric) => `${metric} is not noticed`),
    ...findings("lateness", {
      "is not noticed": !has("ClockLateness", "", (inputs) => inputs.extendedStatistic === "p99"),
    }),
    // From these rates on AWS reviews an account: docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-messages.html
    ...findings("mails", {
      "bounces are noticed after AWS does": !has("Reputation.BounceRate", "", below(0.05)),
      "complaints are noticed after AWS does": !has("Reputation.ComplaintRate", "", below(0.001)),
    }),
  ];
}
