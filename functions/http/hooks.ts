import { answerHook } from "@baton/core/reception";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { bodyOf } from "../../packages/aws/src/lambda/http-event.ts";
import { invoked, withFields } from "../../packages/aws/src/lambda/log.ts";
import { publishMetrics, reception } from "../deps.ts";

/** Receives webhooks. Plain, without a web framework: a provider waits a second or two, cold start included. */
export const handler = invoked((event: APIGatewayProxyEventV2) =>
  withFields({ apiRequestId: event.requestContext.requestId }, () => receive(event).finally(publishMetrics)),
);

async function receive(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const [name = "", token, ...rest] = (event.pathParameters?.path ?? "").split("/").filter(Boolean);
  const { status, ...answer } = await answerHook(reception, rest.length > 0 ? "" : name, {
    method: event.requestContext.http.method,
    headers: event.headers,
    query: event.rawQueryString ?? "",
    body: bodyOf(event),
    ...(token !== undefined && { token }),
  });
  return { statusCode: status, ...answer };
}
