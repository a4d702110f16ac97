import { expect, inject, test } from "vitest";
import { readDeployment } from "./deployment.ts";
import { componentOf, type Deployment, ofType, type Resource } from "./graph.ts";
import { judges } from "./judge/index.ts";

const { resources, directory } = inject("production");
const deployment = readDeployment(resources, directory);

/** What is found in a deployment with one fault. */
function found(fault: (deployment: Deployment) => void): string[] {
  const faulty = structuredClone(deployment);
  fault(faulty);
  return Object.values(judges).flatMap((judge) => judge(faulty));
}

const one = (of: Deployment, type: string, component: string): Resource["inputs"] =>
  ofType(of, type).find((resource) => componentOf(resource) === component)!.inputs;
const hooks = ({ functions }: Deployment) =>
  functions.find(({ handler }) => handler === "functions/http/hooks.handler")!;

test("A missing index is found", () => {
  const faults = found((of) => one(of, "aws:dynamodb/table:Table", "Table").globalSecondaryIndexes.shift());
  expect(faults).toContainEqual(expect.stringMatching(/indexes: due is undefined instead of/));
});

test("An index that projects too little is found", () => {
  const faults = found((of) => {
    one(of, "aws:dynamodb/table:Table", "Table").globalSecondaryIndexes[1].projectionType = "KEYS_ONLY";
  });
  expect(faults).toEqual([expect.stringMatching(/indexes: owner is .*keys-only/)]);
});

test("A table that would be deleted with its stack is found", () => {
  const faults = found((of) => {
    ofType(of, "aws:dynamodb/table:Table")[0]!.retainOnDelete = false;
  });
  expect(faults).toEqual(["the table: it goes when its stack goes"]);
});

test("A queue without redrive to its dead letters is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:sqs/queue:Queue", "NoticesQueue").redrivePolicy;
  });
  expect(faults).toContain("NoticesQueue: its dead letters go nowhere");
});

test("A queue whose messages come again while they are worked on is found", () => {
  const faults = found((of) => {
    one(of, "aws:sqs/queue:Queue", "IntakeQueue").visibilityTimeoutSeconds = 60;
  });
  expect(faults).toEqual(["IntakeQueue: messages come again while they are worked on"]);
});

test("A worker whose bad message takes the batch along is found", () => {
  const faults = found((of) => {
    for (const { inputs } of ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping"))
      inputs.functionResponseTypes = [];
  });
  expect(faults).toHaveLength(4);
});

test("A handler path that does not exist is found", () => {
  const faults = found((of) => {
    hooks(of).handler = "functions/http/hook.handler";
  });
  expect(faults).toContain("functions/http/hook.handler: there is no functions/http/hook.ts");
});

test("A wildcard action is found", () => {
  const faults = found((of) => {
    const role = ofType(of, "aws:iam/role:Role").find(({ name }) => name === "HooksHandlerRole")!;
    const { Statement } = JSON.parse(role.inputs.inlinePolicies[0].policy);
    Statement[0].actions = ["dynamodb:*"];
    role.inputs.inlinePolicies[0].policy = JSON.stringify({ Statement });
  });
  expect(faults).toEqual(["HooksHandlerRole may do dynamodb:*"]);
});

test("A function that may do more than it does, or less, is found", () => {
  const faults = found((of) => {
    const [records] = hooks(of).statements;
    records!.actions = records!.actions.map((action) => action.replace("Query", "Scan"));
  });
  expect(faults).toEqual([
    "functions/http/hooks.handler may dynamodb:Scan on Table, which it does not need",
    "functions/http/hooks.handler may not dynamodb:Query on Table",
  ]);
});

test("A resource that a function uses but is not linked to is found", () => {
  const faults = found((of) => {
    delete hooks(of).links.SourceSecrets;
  });
  expect(faults).toEqual(["functions/http/hooks.handler is not linked to SourceSecrets"]);
});

test("A schedule without dead letters is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:scheduler/schedule:Schedule", "SweepClocks").target.deadLetterConfig;
  });
  expect(faults).toEqual(["SweepClocks: what never ran is forgotten"]);
});

test("A route to another function, and one that is missing, are found", () => {
  const faults = found((of) => {
    const routes = ofType(of, "aws:apigatewayv2/route:Route");
    const route = (key: string) => routes.find(({ inputs }) => inputs.routeKey === key)!;
    route("POST /r/{token}").inputs.target = route("GET /health").inputs.target;
    of.resources.splice(of.resources.indexOf(route("GET /r/{token}")), 1);
  });
  expect(faults).toContain("GET /r/{token}: there is no such route");
  expect(faults).toContain("POST /r/{token}: it is answered by functions/http/api.handler");
});

test("An API without a limit is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:apigatewayv2/stage:Stage", "Api").defaultRouteSettings;
  });
  expect(faults).toEqual(["the API: there is no limit"]);
});

test("An access log that tells paths, which hold tokens, is found", () => {
  const faults = found((of) => {
    one(of, "aws:apigatewayv2/stage:Stage", "Api").accessLogSettings.format += "$context.path";
  });
  expect(faults).toEqual(["the API: its log tells paths, tokens or addresses"]);
});

test("A role that others than its service may assume is found", () => {
  const faults = found((of) => {
    const role = ofType(of, "aws:iam/role:Role").find(({ name }) => name === "ApiHandlerRole")!;
    role.inputs.assumeRolePolicy.Statement.push({ Principal: { AWS: "arn:aws:iam::123456789012:root" } });
  });
  expect(faults).toEqual([expect.stringMatching(/^the role ApiHandlerRole of ApiHandler can be assumed by .*root/)]);
});

test("A function of another size, runtime or architecture is found", () => {
  const faults = found((of) => {
    Object.assign(hooks(of).lambda, { memorySize: 128, timeout: 3, runtime: "nodejs20.x", architectures: ["x86_64"] });
  });
  expect(faults).toEqual([
    "functions/http/hooks.handler: it runs on nodejs20.x",
    "functions/http/hooks.handler: it runs on x86_64",
    "functions/http/hooks.handler: it has 128 MB",
    "functions/http/hooks.handler: it has 3 s",
  ]);
});

test("Mail that may come from any address is found", () => {
  const faults = found((of) => {
    for (const { statements } of of.functions) for (const statement of statements) delete statement.conditions;
  });
  expect(faults).toContain("the mail: it may come from another address");
});

test("Mail from an identity without its configuration set is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:sesv2/emailIdentity:EmailIdentity", "Mail").configurationSetName;
  });
  expect(faults).toEqual(["the mail: its identity has no configuration set"]);
});

test("Mail that is sent through another configuration set is found", () => {
  const faults = found((of) => {
    for (const { links } of of.functions) if (links.Mail) links.Mail.configSet = "another";
  });
  expect(faults).toEqual(["the mail: it is sent through another"]);
});

const destination = (of: Deployment) =>
  one(of, "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination", "Mail").eventDestination;
const subscription = (of: Deployment) =>
  ofType(of, "aws:sns/topicSubscription:TopicSubscription").find(({ name }) => name === "MailEventsSubscription")!;
const policy = (of: Deployment, type: string) => ofType(of, type).find(({ name }) => name.startsWith("MailEvents"))!;

test("Complaints that nobody hears of are found", () => {
  const faults = found((of) => {
    destination(of).matchingEventTypes = ["BOUNCE", "REJECT"];
  });
  expect(faults).toEqual(["the mail's events: they are BOUNCE,REJECT"]);
});

test("Events of mails that are switched off are found", () => {
  const faults = found((of) => {
    destination(of).enabled = false;
  });
  expect(faults).toEqual(["the mail's events: they are switched off"]);
});

test("Events of mails that come in an envelope, or to another queue, are found", () => {
  const faults = found((of) => {
    const { inputs } = subscription(of);
    inputs.rawMessageDelivery = false;
    inputs.endpoint = `${inputs.endpoint}Dead`;
  });
  expect(faults).toEqual([
    "the mail's events: they do not come to their queue",
    "the mail's events: they come in an envelope",
  ]);
});

test("A topic that anybody may publish to is found", () => {
  const faults = found((of) => {
    const { inputs } = policy(of, "aws:sns/topicPolicy:TopicPolicy");
    const { Statement } = JSON.parse(inputs.policy);
    delete Statement[0].conditions;
    inputs.policy = JSON.stringify({ Statement });
  });
  expect(faults).toEqual(["the mail's events: their topic is open to sns:Publish by ses.amazonaws.com"]);
});

test("A queue that other topics may send events of mails to is found", () => {
  const faults = found((of) => {
    const { inputs } = policy(of, "aws:sqs/queuePolicy:QueuePolicy");
    const { Statement } = JSON.parse(inputs.policy);
    delete Statement[0].conditions;
    inputs.policy = JSON.stringify({ Statement });
  });
  expect(faults).toEqual(["the mail's events: their queue is open to sqs:SendMessage by sns.amazonaws.com"]);
});

const alarm = (of: Deployment, name: string): Resource["inputs"] =>
  ofType(of, "aws:cloudwatch/metricAlarm:MetricAlarm").find((resource) => resource.name === `${name}Alarm`)!.inputs;
const without = (of: Deployment, name: string) => {
  of.resources = of.resources.filter((resource) => resource.name !== `${name}Alarm`);
};

test("An alarm that tells nobody, or not when all is well again, is found", () => {
  const faults = found((of) => Object.assign(alarm(of, "HooksFail"), { alarmActions: [], okActions: undefined }));
  expect(faults).toEqual([
    "the alarm HooksFailAlarm: it tells nobody",
    "the alarm HooksFailAlarm: it does not tell when all is well again",
  ]);
});

test("An alarm on a metric that nobody measures is found", () => {
  const faults = found((of) => {
    alarm(of, "ClocksLate").metricName = "ClockLatenes";
  });
  expect(faults).toEqual([
    expect.stringMatching(/^the alarm ClocksLateAlarm: nobody measures ClockLatenes of /),
    "lateness: is not noticed",
  ]);
});

test("An alarm on another stage, or on a queue that there is not, is found", () => {
  const faults = found((of) => {
    alarm(of, "QuarantineGrows").dimensions.stage = "dev";
    alarm(of, "MissedRuns").dimensions.QueueName = "MissedRuns";
  });
  expect(faults).toContainEqual(expect.stringMatching(/^the alarm QuarantineGrowsAlarm: nobody measures/));
  expect(faults).toContainEqual(expect.stringMatching(/^the alarm MissedRunsAlarm: nobody measures/));
});

test("Dead letters without an alarm are found", () => {
  const faults = found((of) => without(of, "IntakeQueueDead"));
  expect(faults).toEqual([
    "IntakeQueueDead: what lies there is not noticed",
    "the dashboard: it does not show every alarm",
  ]);
});

test("A queue, a schedule and a route that may stop unnoticed are found", () => {
  const faults = found((of) => {
    for (const name of ["ChecksQueueWaits", "SweepClocksMissing", "TapsFail"]) without(of, name);
  });
  expect(faults).toEqual([
    "ChecksQueue: what waits there is not noticed",
    "SweepClocks: that it no longer runs is not noticed",
    "POST /r/{token}: that it fails is not noticed",
    "the dashboard: it does not show every alarm",
  ]);
});

test("An alarm for a silence that takes silence for well-being is found", () => {
  const faults = found((of) => {
    alarm(of, "WatchClocksMissing").treatMissingData = "notBreaching";
  });
  expect(faults).toEqual(["WatchClocks: that it no longer runs is not noticed"]);
});

test("An alarm about mails that comes after AWS has noticed itself is found", () => {
  const faults = found((of) => {
    alarm(of, "MailBounces").threshold = 0.05;
  });
  expect(faults).toEqual(["mails: bounces are noticed after AWS does"]);
});

test.each([
  ["says too little", "Run npx baton sources."],
  ["names no command", "Something is wrong with a source. ".repeat(5)],
  ["names a command that there is not", `${"Something is wrong with a source. ".repeat(5)}npx baton repair`],
  ["names a function that there is not", `${"npx baton sources. ".repeat(6)}functions/http/hook.handler`],
])("An alarm that %s is found", (_, text) => {
  const faults = found((of) => {
    alarm(of, "SourceInTrouble").alarmDescription = text;
  });
  expect(faults).toEqual(["the alarm SourceInTroubleAlarm: it does not say what to do"]);
});

test("A chart of what nobody measures, and a metric without one, are found", () => {
  const faults = found((of) => {
    const { inputs } = ofType(of, "aws:cloudwatch/dashboard:Dashboard")[0]!;
    inputs.dashboardBody = inputs.dashboardBody.replaceAll('"Sweeps"', '"Sweep"');
  });
  expect(faults).toEqual([
    expect.stringMatching(/^the chart "Signs of life": nobody measures Sweep of /),
    "the dashboard does not show Sweeps",
  ]);
});

test("Errors that are no longer counted by route are found", () => {
  const faults = found((of) => {
    const [{ inputs }] = ofType(of, "aws:cloudwatch/logMetricFilter:LogMetricFilter") as [Resource];
    delete inputs.metricTransformation.dimensions.route;
  });
  expect(faults).toContain("ANY /hooks/{path+}: that it fails is not noticed");
});

test("Logs that are kept for ever are found", () => {
  const faults = found((of) => {
    for (const { inputs } of ofType(of, "aws:cloudwatch/logGroup:LogGroup")) inputs.retentionInDays = 0;
  });
  expect(faults).toContain("functions/http/hooks.handler: its logs are kept for 0 days");
  expect(faults).toContain("the API: its log is kept for 0 days");
  expect(faults).toHaveLength(deployment.functions.length + 1);
});

test("A worker that may take all of an account's concurrency is found", () => {
  const faults = found((of) => {
    const [mapping] = ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping");
    delete mapping!.inputs.scalingConfig;
  });
  expect(faults).toEqual([expect.stringMatching(/: undefined batches at once$/)]);
});
