import { hookRequest } from "@baton/aws/lambda";
import { answerHook } from "@baton/core/reception";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { invoked, reception } from "../deps.ts";

const receiving = reception();

/** Receives webhooks. Plain, without a web framework: a provider waits a second or two, cold start included. */
export const handler = invoked<APIGatewayProxyStructuredResultV2, APIGatewayProxyEventV2>(async (event) => {
  const { name, request } = hookRequest(event);
  const { status, ...answer } = await answerHook(receiving, name, request);
  return { statusCode: status, ...answer };
});
