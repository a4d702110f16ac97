import { type AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall as fromItem, type NativeAttributeValue, marshall as toItem } from "@aws-sdk/util-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/**
 * A client that answers or fails in bounded time: a webhook provider waits a second or two at most, so two attempts of
 * under a second each.
 */
export function dynamoClient(options: { attempts?: number; timeoutMs?: number } = {}): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: options.attempts ?? 2,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 400,
      requestTimeout: options.timeoutMs ?? 900,
      throwOnRequestTimeout: true,
    }),
  });
  // It copies every input and output for a log that is not kept, which is a good part of what a call costs.
  client.middlewareStack.remove("loggerMiddleware");
  return client;
}

export type Item = Record<string, NativeAttributeValue>;
/** An item in DynamoDB's own typed notation. */
export type Attributes = Record<string, AttributeValue>;
// What a lead gave may have a field called "constructor", which the library takes for an instance of a class.
export const marshall = (value: object): Attributes =>
  toItem(value as Item, { removeUndefinedValues: true, convertClassInstanceToMap: true }) as Attributes;
export const unmarshall = <T>(item: Attributes): T => fromItem(item) as T;

/** Whether an AWS error is of a kind; by name, so that no error class has to be loaded. */
export const failedAs = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;
