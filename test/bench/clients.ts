import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** The SDK's clients as the functions set them up. */
const settings = (requestTimeout: number) => ({
  maxAttempts: 2,
  requestHandler: new NodeHttpHandler({ connectionTimeout: 400, requestTimeout, throwOnRequestTimeout: true }),
});

export const dynamo = new DynamoDBClient(settings(900));
dynamo.middlewareStack.remove("loggerMiddleware");
export const sqs = new SQSClient(settings(1_500));
