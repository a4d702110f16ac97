import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";

/** The SDK's clients as whoever has no more to say sets them up. */
export const dynamo = new DynamoDBClient();
export const sqs = new SQSClient();
