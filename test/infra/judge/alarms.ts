import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inboundQueues, queues, routes, schedules, streams } from "@baton/aws/topology";
import { type Deployment, nameOfArn, ofType, type Resource } from "../graph.ts";
import { root } from "../sst/project.ts";
import { findings } from "./findings.ts";
import { needs, signsOfLife } from "./needs.ts";
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

/** All that an alarm needs; another may keep it from ringing, as `unit` does where it is not what was measured in. */
const settings = new Set(
  `name alarmDescription actionsEnabled alarmActions okActions namespace metricName dimensions statistic extendedStatistic
  comparisonOperator threshold period evaluationPeriods datapointsToAlarm treatMissingData`.split(/\s+/),
);

function one(deployment: Deployment, alarm: Resource): string[] {
  const { inputs } = alarm;
  const tells = (actions: string[] = []) =>
    actions.length > 0 && actions.every((arn) => nameOfArn(deployment, arn) === "Alarms");
  const everyMinutes = schedules.find(({ name }) => signsOfLife[name] === inputs.metricName)?.everyMinutes ?? 1;
  const others = Object.keys(inputs).filter((key) => !settings.has(key));
  return findings(`the alarm ${alarm.name}`, {
    [`its name is ${inputs.name}`]: !String(inputs.name).startsWith("baton-production-"),
    "it tells nobody": !tells(inputs.alarmActions),
    "it does not tell when all is well again": !tells(inputs.okActions),
    [`nobody measures ${inputs.metricName} of ${JSON.stringify(inputs.dimensions)}`]:
      subject(deployment, alarm) === undefined,
    "it does not say what missing data means": !["breaching", "ignore", "notBreaching"].includes(
      inputs.treatMissingData,
    ),
    "AWS does not take its periods": inputs.period % 60 !== 0 || inputs.datapointsToAlarm > inputs.evaluationPeriods,
    "it takes longer than an hour": inputs.period * inputs.evaluationPeriods > 3600,
    "it looks more often than there is something to see": inputs.period < everyMinutes * 60,
    [`its settings are others: ${others}`]: others.length > 0,
    "it is switched off": inputs.actionsEnabled === false,
    "it does not say what to do": !advises(inputs.alarmDescription),
  });
}

/** Of the command line, and of the functions: what a description may name. */
const commands = [...readFileSync(join(root, "packages/cli/src/main.ts"), "utf8").matchAll(/\.command\("(\w+)/g)].map(
  ([, name]) => name!,
);
const handlers = [
  ...routes,
  ...schedules,
  ...Object.values({ ...queues, ...inboundQueues }),
  ...Object.values(streams),
].map(({ handler }) => handler);

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
const uncovered = (deployment: Deployment, all: Resource[]): string[] =>
  needs(deployment)
    .filter(
      ({ metric, of = "", statistic, rings }) =>
        !all.some(
          (alarm) =>
            alarm.inputs.metricName === metric &&
            subject(deployment, alarm) === of &&
            (alarm.inputs.statistic ?? alarm.inputs.extendedStatistic) === statistic &&
            rings(alarm.inputs),
        ),
    )
    .map(({ unnoticed }) => `${unnoticed} is not noticed`);
