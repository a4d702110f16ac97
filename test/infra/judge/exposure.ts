import { componentOf, type Deployment, ofType, queuesOf, type Resource } from "../graph.ts";
import { findings } from "./findings.ts";

/** Every type of resource that Baton consists of: any other may be a way in that nobody judges. SST's components consist of these. */
const types = new Set([
  "aws:acm/certificate:Certificate",
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:apigatewayv2/api:Api",
  "aws:apigatewayv2/apiMapping:ApiMapping",
  "aws:apigatewayv2/domainName:DomainName",
  "aws:apigatewayv2/integration:Integration",
  "aws:apigatewayv2/route:Route",
  "aws:apigatewayv2/stage:Stage",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/logMetricFilter:LogMetricFilter",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:dynamodb/table:Table",
  "aws:iam/role:Role",
  "aws:lambda/eventSourceMapping:EventSourceMapping",
  "aws:lambda/function:Function",
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
  "aws:lambda/permission:Permission",
  "aws:route53/record:Record",
  // The built code, in a bucket of SST's.
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:scheduler/schedule:Schedule",
  "aws:ses/domainIdentityVerification:DomainIdentityVerification",
  "aws:ses/receiptRule:ReceiptRule",
  "aws:ses/receiptRuleSet:ReceiptRuleSet",
  "aws:sesv2/configurationSet:ConfigurationSet",
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  "aws:sesv2/emailIdentity:EmailIdentity",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
  // Looks up a domain's zone in Route 53.
  "pulumi-nodejs:dynamic:Resource",
  "pulumi:pulumi:Stack",
  "random:index/randomBytes:RandomBytes",
]);

/** How SST tells a function its links. */
const environment = new Set(["SST_KEY", "SST_KEY_FILE", "SST_RESOURCE_App"]);

/** There is nothing but what is judged; nothing is open to others than it is for, and no secret lies in the open. */
export function exposure(deployment: Deployment): string[] {
  const { resources, functions } = deployment;
  const settings = functions.flatMap(({ handler, lambda }) =>
    Object.keys(lambda.environment.variables)
      .filter((name) => !environment.has(name))
      .map((name) => `${handler}: ${name} can be read in its settings`),
  );
  const outputs = JSON.stringify(ofType(deployment, "pulumi:pulumi:Stack").map((stack) => stack.outputs));
  return [
    ...resources
      .filter(({ type }) => !types.has(type) && !type.startsWith("sst:"))
      .map(({ type, name }) => `${name}: nobody knows what ${type} is for`),
    ...ofType(deployment, "aws:lambda/permission:Permission")
      .filter(({ inputs }) => !isOfApi(inputs))
      .map(({ name, inputs }) => `${name}: ${inputs.principal} may call ${inputs.function} for ${inputs.sourceArn}`),
    ...policies(deployment),
    ...settings,
    ...findings("the outputs of the deployment", {
      "they tell secrets": secrets(deployment).some((secret) => outputs.includes(secret)),
    }),
  ];
}

const isOfApi = ({ principal, sourceArn }: Resource["inputs"]) =>
  principal === "apigateway.amazonaws.com" && /^arn:aws:execute-api:[\w-]+:\d+:\w/.test(sourceArn ?? "");

/** Of topics and queues: one of each for whatever SES fills, which is judged there, and no other. */
function policies(deployment: Deployment): string[] {
  const filled = Object.entries(queuesOf(deployment)).flatMap(([name, { filledBy }]) =>
    filledBy === "ses" ? [name.replace(/Queue$/, "")] : [],
  );
  const ofSes = filled.flatMap((name) => [`${name}Policy`, `${name}QueuePolicy`]);
  return deployment.resources
    .filter(({ type, name, inputs }) =>
      /^aws:(sns|sqs)\/\w+Policy:/.test(type)
        ? !ofSes.includes(name)
        : /^aws:(sns\/topic|sqs\/queue):/.test(type) && inputs.policy !== undefined,
    )
    .map((resource) => `${resource.name} of ${componentOf(resource)} opens it to others`);
}

/** The values of secrets, as functions are linked to them: of JSON those in it. */
function secrets(deployment: Deployment): string[] {
  const names = ofType(deployment, "sst:sst:Secret").map(({ name }) => name);
  const values = deployment.functions.flatMap(({ links }) =>
    names.flatMap((name) => (links[name] ? [String(links[name].value)] : [])),
  );
  return values.flatMap((value) => (value.startsWith("{") ? Object.values<string>(JSON.parse(value)) : [value]));
}
