import { ofType, type Resource, type Statement } from "../infra/graph.ts";

/**
 * The graph of a deployment as a CloudFormation template, so that cfn-lint, which knows what AWS takes of each kind of resource, can
 * judge it. Nothing is deployed by it: what names another resource stays the name, or ARN, that it has in the graph.
 */

// biome-ignore lint/suspicious/noExplicitAny: each type of resource has its own
type Inputs = Record<string, any>;

/** What only the graph's side of a resource has, or what is another resource in CloudFormation. */
const without = (inputs: Inputs, ...names: string[]): Inputs =>
  Object.fromEntries(Object.entries(inputs).filter(([name, value]) => !names.includes(name) && value != null));

const pascal = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

/** The same with names as CloudFormation has them; values of what is free text, such as variables, stay. */
function renamed(value: unknown, free: string[] = ["variables", "policy"]): unknown {
  if (Array.isArray(value)) return value.map((one) => renamed(one, free));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [pascal(name), free.includes(name) ? of : renamed(of, free)]),
  );
}

const list = (of: Record<string, string> = {}, name: string, value: string) =>
  Object.entries(of).map(([key, text]) => ({ [name]: key, [value]: text }));

/** A policy as the graph's own data source says it. */
function policy(text: string): object {
  const { Statement } = JSON.parse(text) as {
    Statement: (Statement & { effect?: string; principals?: { type: string; identifiers: string[] }[] })[];
  };
  return {
    Version: "2012-10-17",
    Statement: Statement.map(({ actions, resources, conditions, effect, principals }) => ({
      Effect: effect ?? "Allow",
      Action: actions,
      Resource: resources,
      ...(principals && {
        Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
      }),
      ...(conditions && {
        Condition: Object.fromEntries(conditions.map(({ test, variable, values }) => [test, { [variable]: values }])),
      }),
    })),
  };
}

/** For each type of the graph its type in CloudFormation, and the properties that are not the same by another name. */
const types: Record<string, [type: string, properties: (inputs: Inputs) => Inputs]> = {
  "aws:dynamodb/table:Table": [
    "AWS::DynamoDB::Table",
    ({ attributes, globalSecondaryIndexes, hashKey, rangeKey, ...table }) => ({
      TableName: table.name,
      BillingMode: table.billingMode,
      DeletionProtectionEnabled: table.deletionProtectionEnabled,
      AttributeDefinitions: attributes.map(({ name, type }: Inputs) => ({ AttributeName: name, AttributeType: type })),
      KeySchema: keys(hashKey, rangeKey),
      GlobalSecondaryIndexes: globalSecondaryIndexes.map((index: Inputs) => ({
        IndexName: index.name,
        KeySchema: keys(index.hashKey, index.rangeKey),
        Projection: { ProjectionType: index.projectionType, NonKeyAttributes: index.nonKeyAttributes },
      })),
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: table.pointInTimeRecovery.enabled },
      StreamSpecification: { StreamViewType: table.streamViewType },
      TimeToLiveSpecification: { AttributeName: table.ttl.attributeName, Enabled: table.ttl.enabled },
    }),
  ],
  "aws:sqs/queue:Queue": [
    "AWS::SQS::Queue",
    ({ name, visibilityTimeoutSeconds, messageRetentionSeconds, delaySeconds, redrivePolicy }) => ({
      QueueName: name,
      VisibilityTimeout: visibilityTimeoutSeconds,
      MessageRetentionPeriod: messageRetentionSeconds,
      DelaySeconds: delaySeconds,
      ...(redrivePolicy && { RedrivePolicy: JSON.parse(redrivePolicy) }),
    }),
  ],
  "aws:sqs/queuePolicy:QueuePolicy": [
    "AWS::SQS::QueuePolicy",
    (of) => ({ Queues: [of.queueUrl], PolicyDocument: policy(of.policy) }),
  ],
  "aws:lambda/function:Function": [
    "AWS::Lambda::Function",
    ({ name, s3Bucket, s3Key, publish: _, ...rest }) => ({
      FunctionName: name,
      Code: { S3Bucket: s3Bucket, S3Key: s3Key },
      ...(renamed(rest) as Inputs),
    }),
  ],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    "AWS::Lambda::EventSourceMapping",
    ({ destinationConfig, filterCriteria, ...rest }) => ({
      ...(renamed(rest) as Inputs),
      ...(destinationConfig && {
        DestinationConfig: { OnFailure: { Destination: destinationConfig.onFailure.destinationArn } },
      }),
      ...(filterCriteria && { FilterCriteria: renamed(filterCriteria) }),
    }),
  ],
  "aws:lambda/permission:Permission": [
    "AWS::Lambda::Permission",
    ({ function: name, action, principal, sourceArn }) => ({
      FunctionName: name,
      Action: action,
      Principal: principal,
      SourceArn: sourceArn,
    }),
  ],
  "aws:iam/role:Role": [
    "AWS::IAM::Role",
    ({ name, assumeRolePolicy, inlinePolicies = [], managedPolicyArns = [] }) => ({
      RoleName: name,
      AssumeRolePolicyDocument: assumeRolePolicy,
      ManagedPolicyArns: managedPolicyArns,
      Policies: inlinePolicies.map((inline: Inputs) => ({
        PolicyName: inline.name,
        PolicyDocument: policy(inline.policy),
      })),
    }),
  ],
  "aws:cloudwatch/logGroup:LogGroup": [
    "AWS::Logs::LogGroup",
    ({ name, retentionInDays }) => ({ LogGroupName: name, RetentionInDays: retentionInDays }),
  ],
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": [
    "AWS::Logs::MetricFilter",
    ({ logGroupName, pattern, metricTransformation: { name, namespace, value, unit, dimensions } }) => ({
      LogGroupName: logGroupName,
      FilterPattern: pattern,
      MetricTransformations: [
        {
          MetricName: name,
          MetricNamespace: namespace,
          MetricValue: value,
          Unit: unit,
          Dimensions: list(dimensions, "Key", "Value"),
        },
      ],
    }),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [
    "AWS::CloudWatch::Alarm",
    ({ name, dimensions, okActions, metricQueries, ...rest }) => ({
      AlarmName: name,
      OKActions: okActions,
      ...(dimensions && { Dimensions: list(dimensions, "Name", "Value") }),
      ...(renamed(rest) as Inputs),
      ...(metricQueries && {
        Metrics: metricQueries.map(({ metric, ...query }: Inputs) => ({
          ...(renamed(query) as Inputs),
          ...(metric && {
            MetricStat: {
              Metric: {
                Namespace: metric.namespace,
                MetricName: metric.metricName,
                Dimensions: list(metric.dimensions, "Name", "Value"),
              },
              Period: metric.period,
              Stat: metric.stat,
            },
          }),
        })),
      }),
    }),
  ],
  "aws:cloudwatch/dashboard:Dashboard": ["AWS::CloudWatch::Dashboard", (of) => renamed(of) as Inputs],
  "aws:scheduler/schedule:Schedule": ["AWS::Scheduler::Schedule", (of) => renamed(of) as Inputs],
  "aws:sns/topic:Topic": ["AWS::SNS::Topic", ({ name }) => ({ TopicName: name })],
  "aws:sns/topicPolicy:TopicPolicy": [
    "AWS::SNS::TopicPolicy",
    (of) => ({ Topics: [of.arn], PolicyDocument: policy(of.policy) }),
  ],
  "aws:sns/topicSubscription:TopicSubscription": [
    "AWS::SNS::Subscription",
    ({ topic, ...rest }) => ({ TopicArn: topic, ...(renamed(rest) as Inputs) }),
  ],
  "aws:apigatewayv2/api:Api": ["AWS::ApiGatewayV2::Api", (of) => renamed(without(of, "corsConfiguration")) as Inputs],
  "aws:apigatewayv2/stage:Stage": [
    "AWS::ApiGatewayV2::Stage",
    ({ name, ...rest }) => ({ StageName: name, ...(renamed(rest) as Inputs) }),
  ],
  "aws:apigatewayv2/route:Route": ["AWS::ApiGatewayV2::Route", (of) => renamed(of) as Inputs],
  "aws:apigatewayv2/integration:Integration": ["AWS::ApiGatewayV2::Integration", (of) => renamed(of) as Inputs],
  "aws:apigatewayv2/domainName:DomainName": [
    "AWS::ApiGatewayV2::DomainName",
    ({ domainName, domainNameConfiguration }) => ({
      DomainName: domainName,
      DomainNameConfigurations: [renamed(domainNameConfiguration)],
    }),
  ],
  "aws:apigatewayv2/apiMapping:ApiMapping": ["AWS::ApiGatewayV2::ApiMapping", (of) => renamed(of) as Inputs],
  "aws:route53/record:Record": [
    "AWS::Route53::RecordSet",
    ({ name, type, ttl, records, aliases, zoneId }) => ({
      Name: name,
      Type: type,
      HostedZoneId: zoneId,
      ...(records && { TTL: String(ttl), ResourceRecords: records }),
      ...(aliases && {
        AliasTarget: {
          DNSName: aliases[0].name,
          HostedZoneId: aliases[0].zoneId,
          EvaluateTargetHealth: aliases[0].evaluateTargetHealth,
        },
      }),
    }),
  ],
  "aws:acm/certificate:Certificate": ["AWS::CertificateManager::Certificate", (of) => renamed(of) as Inputs],
  "aws:sesv2/emailIdentity:EmailIdentity": [
    "AWS::SES::EmailIdentity",
    ({ emailIdentity, configurationSetName }) => ({
      EmailIdentity: emailIdentity,
      ...(configurationSetName && { ConfigurationSetAttributes: { ConfigurationSetName: configurationSetName } }),
    }),
  ],
  "aws:sesv2/configurationSet:ConfigurationSet": [
    "AWS::SES::ConfigurationSet",
    ({ configurationSetName }) => ({ Name: configurationSetName }),
  ],
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": [
    "AWS::SES::ConfigurationSetEventDestination",
    ({
      configurationSetName,
      eventDestinationName,
      eventDestination: { enabled, matchingEventTypes, snsDestination },
    }) => ({
      ConfigurationSetName: configurationSetName,
      EventDestination: {
        Name: eventDestinationName,
        Enabled: enabled,
        MatchingEventTypes: matchingEventTypes,
        SnsDestination: { TopicARN: snsDestination.topicArn },
      },
    }),
  ],
  "aws:ses/receiptRuleSet:ReceiptRuleSet": ["AWS::SES::ReceiptRuleSet", (of) => renamed(of) as Inputs],
  "aws:ses/receiptRule:ReceiptRule": [
    "AWS::SES::ReceiptRule",
    ({ ruleSetName, name, enabled, recipients, scanEnabled, snsActions = [], stopActions = [] }) => ({
      RuleSetName: ruleSetName,
      Rule: {
        Name: name,
        Enabled: enabled,
        Recipients: recipients,
        ScanEnabled: scanEnabled,
        Actions: [
          ...snsActions.map(({ topicArn, encoding }: Inputs) => ({
            SNSAction: { TopicArn: topicArn, Encoding: encoding },
          })),
          ...stopActions.map(({ scope, topicArn }: Inputs) => ({ StopAction: { Scope: scope, TopicArn: topicArn } })),
        ],
      },
    }),
  ],
};

/** What has no resource of its own in CloudFormation. */
const apart = [
  // The code of functions, which is where it says.
  "aws:s3/bucketObjectv2:BucketObjectv2",
  // A certificate waits for its own validation there.
  "aws:acm/certificateValidation:CertificateValidation",
  "aws:lambda/functionRecursionConfig:FunctionRecursionConfig",
];

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];

/** Throws for a type of resource that it does not know. */
export function templateOf(resources: Resource[]): object {
  const recursive = new Map(
    ofType({ resources, functions: [] }, "aws:lambda/functionRecursionConfig:FunctionRecursionConfig").map(
      ({ inputs }) => [inputs.functionName, inputs.recursiveLoop],
    ),
  );
  const Resources: Record<string, { Type: string; Properties: Inputs }> = {};
  for (const { type, name, inputs } of resources) {
    if (!type.startsWith("aws:") || apart.includes(type)) continue;
    const known = types[type];
    if (!known) throw new Error(`There is no CloudFormation type for ${type}.`);
    const [Type, properties] = known;
    const Properties = without(properties(inputs));
    if (recursive.has(Properties.FunctionName) && Type === "AWS::Lambda::Function")
      Properties.RecursiveLoop = recursive.get(Properties.FunctionName);
    Resources[`${type.split(":").at(-1)}${name}`.replaceAll(/[^A-Za-z0-9]/g, "")] = { Type, Properties };
  }
  // Whether queues fit each other it judges only where one refers to the other.
  for (const { Properties } of Object.values(Resources))
    if (Properties.RedrivePolicy) {
      const name = Properties.RedrivePolicy.deadLetterTargetArn.split(":").at(-1);
      const dead = Object.entries(Resources).find(
        ([
          ,
          {
            Properties: { QueueName },
          },
        ]) => QueueName === name,
      )!;
      Properties.RedrivePolicy.deadLetterTargetArn = { "Fn::GetAtt": [dead[0], "Arn"] };
    }
  return { AWSTemplateFormatVersion: "2010-09-09", Resources };
}
