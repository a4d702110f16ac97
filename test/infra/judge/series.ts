import { routes } from "@baton/aws/topology";
import { metrics, namespace } from "@baton/core/metrics";
import { componentOf, type Deployment, ofType } from "../graph.ts";

/** One of CloudWatch's metrics, of one thing. */
export interface Series {
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
}

/** What AWS publishes of the things that are used, and by which dimension. Of mails it is read for the whole account. */
const published: Record<string, { metrics: string[]; dimension?: string; type?: string }> = {
  "AWS/SQS": {
    metrics: ["ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesVisible"],
    dimension: "QueueName",
    type: "aws:sqs/queue:Queue",
  },
  "AWS/Lambda": {
    metrics: ["Duration", "Errors", "Invocations", "IteratorAge", "Throttles"],
    dimension: "FunctionName",
    type: "aws:lambda/function:Function",
  },
  "AWS/DynamoDB": {
    metrics: ["ReadThrottleEvents", "WriteThrottleEvents"],
    dimension: "TableName",
    type: "aws:dynamodb/table:Table",
  },
  "AWS/SES": { metrics: ["Bounce", "Complaint", "Reputation.BounceRate", "Reputation.ComplaintRate", "Send"] },
};

/** What a metric is of: a component, `Table/index/due`, a route, or `""` for all. Undefined when nobody publishes it. */
export function subjectOf(deployment: Deployment, series: Series): string | undefined {
  const { metric, dimensions } = series;
  if (series.namespace === namespace) return ownSubject(deployment, series);
  const known = published[series.namespace];
  if (!known?.metrics.includes(metric)) return undefined;
  const { GlobalSecondaryIndexName: index, ...rest } = dimensions;
  if (known.dimension === undefined) return Object.keys(rest).length === 0 ? "" : undefined;
  const found = ofType(deployment, known.type!).find(({ inputs }) => inputs.name === rest[known.dimension!]);
  if (!found || Object.keys(rest).length !== 1) return undefined;
  const indexes = (found.inputs.globalSecondaryIndexes ?? []) as { name: string }[];
  if (index === undefined) return componentOf(found);
  return indexes.some(({ name }) => name === index) ? `${componentOf(found)}/index/${index}` : undefined;
}

/** Of Baton's own metrics, which its functions measure, and which are counted in the log of the API. */
function ownSubject(deployment: Deployment, { metric, dimensions }: Series): string | undefined {
  const { stage, service, route, ...others } = dimensions;
  if (stage !== "production" || Object.keys(others).length > 0) return undefined;
  if (metric in metrics) return service === "baton" && route === undefined ? "" : undefined;
  const isCounted = service === undefined && countsAnswers(deployment, metric);
  return isCounted && routes.some((known) => known.route === route) ? route : undefined;
}

/** What is counted in the log that the API writes. */
const counted: Record<string, string> = { ServerErrors: '{ $.status = "5*" }', TooLarge: '{ $.status = "413" }' };

/** Whether answers are counted by stage and route, in the log that the API writes and as it writes it. */
function countsAnswers(deployment: Deployment, metric: string): boolean {
  const log = ofType(deployment, "aws:apigatewayv2/stage:Stage")[0]?.inputs.accessLogSettings;
  const { stage, status, route } = JSON.parse(log?.format ?? "{}");
  if (stage !== "production" || status !== "$context.status" || route !== "$context.routeKey") return false;
  return ofType(deployment, "aws:cloudwatch/logMetricFilter:LogMetricFilter").some(
    ({ inputs: { logGroupName, pattern, metricTransformation: made } }) =>
      log.destinationArn.endsWith(`:log-group:${logGroupName}`) &&
      pattern === counted[metric] &&
      made.namespace === namespace &&
      made.name === metric &&
      made.value === "1" &&
      Object.keys(made.dimensions).length === 2 &&
      made.dimensions.stage === "$.stage" &&
      made.dimensions.route === "$.route",
  );
}
