import { type DeployedFunction, type Deployment, nameOfArn } from "../graph.ts";
import { grantsOf } from "../judge/privileges.ts";
import { serve } from "../stand-ins/server.ts";

/** Where a function's requests go that its role allows. */
export interface Backends {
  dynamodbUrl: string;
  sqsUrl: string;
  sesUrl: string;
}

/** AWS as a function sees it: emulators behind what its role allows. */
export async function startGate(
  deployment: Deployment,
  fn: DeployedFunction,
  backends: Backends,
): Promise<{ url: string; refused: string[]; stop(): Promise<void> }> {
  const granted = new Set(grantsOf(deployment, fn.statements));
  const refused: string[] = [];
  const { url, stop } = await serve((request, body) => {
    const { method, headers } = request;
    const [service, operation = ""] = String(headers["x-amz-target"] ?? "SES").split(".");
    const needs = needsOf(service!, operation, body).map(
      ([action, name]) => `${action} on ${nameOfArn(deployment, name)}`,
    );
    const missing = needs.filter((need) => !granted.has(need));
    if (missing.length > 0 || needs.length === 0) {
      refused.push(...missing, ...(needs.length === 0 ? [`${service} ${operation}`] : []));
      return (response) => {
        response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
        response.end(JSON.stringify({ __type: "AccessDeniedException", message: missing.join(", ") }));
      };
    }
    const to = { DynamoDB_20120810: backends.dynamodbUrl, AmazonSQS: backends.sqsUrl, SES: backends.sesUrl }[service!];
    return async (response) => {
      const { host: _host, connection: _connection, "content-length": _length, ...rest } = headers;
      const answer = await fetch(`${to}${request.url}`, { method, headers: rest as Record<string, string>, body });
      const { "transfer-encoding": _encoding, connection: _, ...answered } = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, answered).end(Buffer.from(await answer.arrayBuffer()));
    };
  });
  return { url, refused, stop };
}

/** The IAM actions that a request needs, each with the end of the ARN of what it is on. */
export function needsOf(service: string, operation: string, body: string): [action: string, name: string][] {
  switch (service) {
    case "DynamoDB_20120810":
      return tableNeeds(operation, JSON.parse(body));
    case "AmazonSQS": {
      const { QueueUrl, QueueName } = JSON.parse(body) as { QueueUrl?: string; QueueName?: string };
      return [[`sqs:${operation.replace(/Batch$/, "")}`, QueueName ?? QueueUrl!.split("/").at(-1)!]];
    }
    default:
      return [[`ses:${new URLSearchParams(body).get("Action")}`, "identity/*"]];
  }
}

interface TableRequest {
  TableName?: string;
  IndexName?: string;
  RequestItems?: Record<string, unknown>;
  TransactItems?: Record<string, { TableName: string }>[];
}

function tableNeeds(operation: string, request: TableRequest): [string, string][] {
  const { TableName, IndexName, RequestItems, TransactItems } = request;
  // A transaction needs what its parts need.
  if (TransactItems)
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([part, { TableName }]): [string, string] => [
        `dynamodb:${part === "ConditionCheck" ? "ConditionCheckItem" : `${part}Item`}`,
        `table/${TableName}`,
      ]),
    );
  const tables = RequestItems ? Object.keys(RequestItems) : [TableName!];
  const index = IndexName === undefined ? "" : `/index/${IndexName}`;
  return tables.map((table) => [`dynamodb:${operation}`, `table/${table}${index}`]);
}
