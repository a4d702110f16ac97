import type { TestProject } from "vitest/node";
import { dynamodbLocalMissing, serveDynamodbLocal } from "../helpers/dynamodb-local.ts";

/** Starts AWS's DynamoDB Local for all who want it, where it can run. */
export default async function setup({ config }: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (dynamodbLocalMissing() !== undefined) return undefined;
  const { url, stop } = await serveDynamodbLocal();
  config.env.DYNAMODB_LOCAL = url;
  return stop;
}
