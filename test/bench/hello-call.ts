import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamo, sqs } from "./clients.ts";

/** Has the clients and makes the one call without which nothing can be answered. */
export const handler = async () => {
  const Key = { pk: { S: "AGREEMENT" }, sk: { S: "V~" } };
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: "baton-local", Key, ConsistentRead: true }));
  return { statusCode: Item ? 200 : 500, body: typeof sqs.send };
};
