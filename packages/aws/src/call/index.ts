export { type Dynamo, type DynamoOperations, dynamodb } from "./dynamodb.ts";
export { type Sqs, sqs } from "./sqs.ts";
