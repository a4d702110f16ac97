import { expect, inject, test } from "vitest";
import { readDeployment } from "./deployment.ts";
import { componentOf, type Deployment, ofType, type Resource } from "./graph.ts";
import { judges } from "./judge/index.ts";
import { apiKey, sourceSecrets } from "./sst/diff.ts";

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
  expect(faults).toHaveLength(7);
});

const stream = (of: Deployment): Resource["inputs"] =>
  ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping").find(
    ({ inputs }) => inputs.eventSourceArn.includes("/stream/") && inputs.functionName.endsWith("-rows"),
  )!.inputs;

test("A stream of which all is read is found", () => {
  const faults = found((of) => {
    delete stream(of).filterCriteria;
  });
  expect(faults).toEqual(["RowsStream: what is read of it is "]);
});

test("A stream whose bad change is tried for ever, with its batch, and then forgotten is found", () => {
  const faults = found((of) => {
    Object.assign(stream(of), { maximumRetryAttempts: -1, bisectBatchOnFunctionError: false, destinationConfig: {} });
  });
  expect(faults).toEqual([
    "RowsStream: it tries -1 times",
    "RowsStream: one change that fails takes its batch along",
    "RowsStream: what failed is forgotten",
  ]);
});

test("A table without a stream is found", () => {
  const faults = found((of) => {
    one(of, "aws:dynamodb/table:Table", "Table").streamEnabled = false;
  });
  expect(faults).toEqual(["the table: its stream tells none"]);
});

test("A stream that falls behind without an alarm is found", () => {
  const faults = found((of) => {
    for (const { inputs } of ofType(of, "aws:cloudwatch/metricAlarm:MetricAlarm"))
      if (inputs.metricName === "IteratorAge") inputs.threshold = 24 * 3_600_000;
  });
  expect(faults).toHaveLength(2);
  for (const fault of faults) expect(fault).toMatch(/: that it falls behind is not noticed$/);
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
    route("ANY /hooks/{path+}").inputs.target = route("ANY /health").inputs.target;
    of.resources.splice(of.resources.indexOf(route("ANY /r/{token}")), 1);
  });
  expect(faults).toContain("ANY /r/{token}: there is no such route");
  expect(faults).toContain("ANY /hooks/{path+}: it is answered by functions/http/api.handler");
});

test("An API without a limit is found", () => {
  const faults = found((of) => {
    delete one(of, "aws:apigatewayv2/stage:Stage", "Api").defaultRouteSettings;
  });
  expect(faults).toEqual(["the API: there is no limit"]);
});

test("An access log that tells paths, which hold tokens, is found", () => {
  const faults = found((of) => {
    const { accessLogSettings: log } = one(of, "aws:apigatewayv2/stage:Stage", "Api");
    log.format = JSON.stringify({ ...JSON.parse(log.format), path: "$context.path" });
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

test("A worker that Lambda would stop for sending messages to its own queue is found", () => {
  const faults = found((of) => {
    of.resources = of.resources.filter(({ name }) => name !== "NoticesQueueRequeues");
  });
  expect(faults).toEqual(["NoticesQueue: Lambda stops its worker, which sends messages to it, as a loop"]);
});

test("Mail that may come from any address is found", () => {
  const faults = found((of) => {
    for (const { statements } of of.functions) for (const statement of statements) delete statement.conditions;
  });
  expect(faults).toContain("the mail: it may come from another address");
});

test("An identity through whose configuration set everybody's mails would go is found", () => {
  const faults = found((of) => {
    ofType(of, "aws:sesv2/emailIdentity:EmailIdentity")[0]!.inputs.configurationSetName = "baton-production";
  });
  expect(faults).toEqual(["the mail: whatever comes from an identity goes through a configuration set"]);
});

test("Mail that is sent through another configuration set is found", () => {
  const faults = found((of) => {
    for (const { links } of of.functions) if (links.Mail) links.Mail.configSet = "another";
  });
  expect(faults).toEqual(["the mail: it is sent through another"]);
});

const destination = (of: Deployment) =>
  ofType(of, "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination")[0]!.inputs.eventDestination;
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
    "lateness is not noticed",
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
    for (const name of ["ChecksQueueWaits", "SweepClocksMissing", "PagesFail"]) without(of, name);
  });
  expect(faults).toEqual([
    "ChecksQueue: what waits there is not noticed",
    "SweepClocks: that it no longer runs is not noticed",
    "ANY /r/{token}: that it fails is not noticed",
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
  expect(faults).toEqual(["that mails bounce is not noticed"]);
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
    for (const { inputs } of ofType(of, "aws:cloudwatch/logMetricFilter:LogMetricFilter"))
      delete inputs.metricTransformation.dimensions.route;
  });
  expect(faults).toContain("ANY /hooks/{path+}: that it fails is not noticed");
  expect(faults).toContain("what is too large to be taken is not noticed");
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
    const mappings = ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping");
    delete mappings.find(({ inputs }) => inputs.scalingConfig)!.inputs.scalingConfig;
  });
  expect(faults).toEqual([expect.stringMatching(/: undefined batches at once$/)]);
});

type Inputs = Resource["inputs"];
const first = (of: Deployment, type: string): Inputs => ofType(of, type)[0]!.inputs;
const stage = (of: Deployment): Inputs => first(of, "aws:apigatewayv2/stage:Stage");
const intake = (of: Deployment): Inputs => one(of, "aws:sqs/queue:Queue", "IntakeQueue");
const intakeWorker = (of: Deployment): Inputs =>
  ofType(of, "aws:lambda/eventSourceMapping:EventSourceMapping").find(({ name }) => name.startsWith("IntakeQueue"))!
    .inputs;
const hooksRoute = (of: Deployment): Inputs =>
  ofType(of, "aws:apigatewayv2/route:Route").find(({ inputs }) => inputs.routeKey === "ANY /hooks/{path+}")!.inputs;
const unlogged = (of: Deployment, field: string) => {
  const { accessLogSettings: log } = stage(of);
  log.format = JSON.stringify({ ...JSON.parse(log.format), [field]: undefined });
};
const counting = (of: Deployment): Inputs => first(of, "aws:cloudwatch/logMetricFilter:LogMetricFilter");
const hooksFail = "ANY /hooks/{path+}: that it fails is not noticed";

test.each<[string, (of: Deployment) => void, string]>([
  ["counts other answers", (of) => Object.assign(counting(of), { pattern: '{ $.status = "4*" }' }), hooksFail],
  ["reads another log", (of) => Object.assign(counting(of), { logGroupName: "another" }), hooksFail],
  ["finds no status in the log", (of) => unlogged(of, "status"), hooksFail],
  ["finds no route in the log", (of) => unlogged(of, "route"), hooksFail],
  ["finds no stage in the log", (of) => unlogged(of, "stage"), hooksFail],
])("A count of errors that %s is found", (_, plant, finding) => {
  expect(found(plant)).toContain(finding);
});

test.each<[string, string, Inputs, string]>([
  ["is switched off", "HooksFail", { actionsEnabled: false }, "the alarm HooksFailAlarm: it is switched off"],
  ["takes the least of what it sees", "IntakeQueueDead", { statistic: "Minimum" }, "IntakeQueueDead: what lies there"],
  ["rings below", "QuarantineGrows", { comparisonOperator: "LessThanThreshold" }, "quarantine"],
  ["rings after hours", "ClocksLate", { threshold: 2 * 3_600_000 }, "lateness"],
  ["lets messages wait for a day", "IntakeQueueWaits", { threshold: 86_400 }, "IntakeQueue: what waits there"],
  ["lets some fail", "PagesFail", { threshold: 100 }, "ANY /r/{token}: that it fails"],
  ["counts to more than there is", "MailBounces", { threshold: 3 }, "that mails bounce"],
  ["never sees too little", "SweepClocksMissing", { threshold: 0 }, "SweepClocks: that it no longer runs"],
  [
    "takes a run for a silence",
    "WatchClocksMissing",
    { comparisonOperator: "GreaterThanThreshold" },
    "WatchClocks: that it no longer runs",
  ],
  [
    "waits for another's sign of life",
    "WatchSourcesMissing",
    { metricName: "Overdue" },
    "WatchSources: that it no longer runs",
  ],
  ["looks for hours", "HooksFail", { period: 21_600 }, "the alarm HooksFailAlarm: it takes longer than an hour"],
  [
    "looks between two measurements",
    "ClocksStandStill",
    { period: 60 },
    "the alarm ClocksStandStillAlarm: it looks more often than there is something to see",
  ],
  ["sees another unit", "ClocksLate", { unit: "Bytes" }, "the alarm ClocksLateAlarm: its settings are others: unit"],
])("An alarm that %s is found", (_, name, fault, finding) => {
  const told = finding.startsWith("the alarm") ? finding : `${finding} is not noticed`;
  expect(found((of) => Object.assign(alarm(of, name), fault))).toContain(told);
});

test.each<[string, (of: Deployment) => Inputs, Inputs, string]>([
  ["worker that is switched off", intakeWorker, { enabled: false }, "IntakeQueue: its consumer is switched off"],
  [
    "worker that sees some messages only",
    intakeWorker,
    { filterCriteria: { filters: [{ pattern: "{}" }] } },
    "IntakeQueue: its consumer does not see every message",
  ],
  [
    "function that never runs",
    (of) => hooks(of).lambda,
    { reservedConcurrentExecutions: 0 },
    "functions/http/hooks.handler: 0 of it run at once",
  ],
  ["queue that forgets", intake, { messageRetentionSeconds: 3600 }, "IntakeQueue: it forgets"],
  ["queue that delays", intake, { delaySeconds: 900 }, "IntakeQueue: it delays"],
  [
    "limit that nobody gets past",
    stage,
    { defaultRouteSettings: { throttlingRateLimit: 0.1, throttlingBurstLimit: 1 } },
    "the API: its limit is below what comes",
  ],
  [
    "limit of one route",
    stage,
    { routeSettings: [{ routeKey: "ANY /hooks/{path+}", throttlingRateLimit: 0.1 }] },
    "the API: a route has limits of its own",
  ],
  [
    "route that providers cannot sign in to",
    hooksRoute,
    { authorizationType: "AWS_IAM" },
    "ANY /hooks/{path+}: who calls has to sign in to AWS",
  ],
  ["stage that stays as it was", stage, { autoDeploy: false }, "the API: what is deployed does not go live"],
  [
    "address that is switched off",
    (of) => first(of, "aws:apigatewayv2/api:Api"),
    { disableExecuteApiEndpoint: true },
    "the API: its address leads nowhere",
  ],
])("A %s is found", (_, place, fault, finding) => {
  expect(found((of) => Object.assign(place(of), fault))).toEqual([finding]);
});

const added = (of: Deployment, type: string, inputs: Inputs = {}) =>
  of.resources.push({ urn: "urn", type, name: "Added", parent: "", retainOnDelete: false, inputs, outputs: {} });
const permission = (of: Deployment): Inputs => first(of, "aws:lambda/permission:Permission");

test.each<[string, (of: Deployment) => void, string | RegExp]>([
  [
    "A function with an address of its own",
    (of) => added(of, "aws:lambda/functionUrl:FunctionUrl", { authorizationType: "NONE" }),
    "Added: nobody knows what aws:lambda/functionUrl:FunctionUrl is for",
  ],
  [
    "A policy that is attached to a role",
    (of) => added(of, "aws:iam/rolePolicyAttachment:RolePolicyAttachment"),
    "Added: nobody knows what aws:iam/rolePolicyAttachment:RolePolicyAttachment is for",
  ],
  [
    "A policy beside a role",
    (of) => added(of, "aws:iam/rolePolicy:RolePolicy"),
    "Added: nobody knows what aws:iam/rolePolicy:RolePolicy is for",
  ],
  [
    "A bucket",
    (of) => added(of, "aws:s3/bucketV2:BucketV2"),
    "Added: nobody knows what aws:s3/bucketV2:BucketV2 is for",
  ],
  [
    "A function that anybody may call",
    (of) => added(of, "aws:lambda/permission:Permission", { principal: "*", function: "hooks" }),
    "Added: * may call hooks for undefined",
  ],
  [
    "A function that anybody's API may call",
    (of) => Object.assign(permission(of), { sourceArn: "arn:aws:execute-api:*:*:*" }),
    / may call .*execute-api:\*/,
  ],
  [
    "A queue that others are let into",
    (of) => added(of, "aws:sqs/queuePolicy:QueuePolicy"),
    /^Added of .*opens it to others$/,
  ],
  [
    "A topic that others are let into",
    (of) => added(of, "aws:sns/topicPolicy:TopicPolicy"),
    /^Added of .*opens it to others$/,
  ],
  [
    "A queue with a policy in itself",
    (of) => Object.assign(intake(of), { policy: "{}" }),
    "IntakeQueueQueue of IntakeQueue opens it to others",
  ],
  [
    "A secret in a function's settings",
    (of) => Object.assign(hooks(of).lambda.environment.variables, { KEY: "key" }),
    "functions/http/hooks.handler: KEY can be read in its settings",
  ],
  [
    "A secret that the deployment prints",
    (of) => Object.assign(ofType(of, "pulumi:pulumi:Stack")[0]!.outputs, { key: apiKey }),
    "the outputs of the deployment: they tell secrets",
  ],
  [
    "A source's secret that the deployment prints",
    (of) => Object.assign(ofType(of, "pulumi:pulumi:Stack")[0]!.outputs, { at: `?${sourceSecrets.WEBSITE_TOKEN}` }),
    "the outputs of the deployment: they tell secrets",
  ],
  [
    "An API that pages of others may call",
    (of) => Object.assign(first(of, "aws:apigatewayv2/api:Api"), { corsConfiguration: { allowOrigins: ["*"] } }),
    "the API: pages of others may call it",
  ],
  [
    "A grant that is stated twice",
    (of) => hooks(of).statements.push(hooks(of).statements[0]!),
    "functions/http/hooks.handler may dynamodb:Query on Table twice",
  ],
  [
    "A line that is charted twice",
    (of) => {
      const dashboard = first(of, "aws:cloudwatch/dashboard:Dashboard");
      dashboard.dashboardBody = dashboard.dashboardBody
        .replaceAll('"Quarantined"', '"Overdue"')
        .replaceAll('"Sum"', '"Maximum"');
    },
    /^the dashboard shows Overdue .* more than once$/,
  ],
])("%s is found", (_, plant, finding) => {
  expect(found(plant)).toContainEqual(typeof finding === "string" ? finding : expect.stringMatching(finding));
});
