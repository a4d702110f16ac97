import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall as fromItem, type NativeAttributeValue, marshall as toItem } from "@aws-sdk/util-dynamodb";
import { BatonError } from "@baton/core/error";
import { type Dynamo, dynamodb } from "../../call/index.ts";

/**
 * A client that answers or fails in bounded time: a webhook provider waits a second or two at most, so two attempts of
 * under a second each.
 */
export const dynamoClient = ({
  attempts = 2,
  timeoutMs = 900,
}: {
  attempts?: number;
  timeoutMs?: number;
} = {}): Dynamo => dynamodb({ attempts, connectMs: 400, answerMs: timeoutMs });

/** A client whose refusals are the port's `store.refused`, under whatever name DynamoDB tells them. */
export const withRefusals = (client: Dynamo): Dynamo => ({
  send: (operation, input) =>
    client.send(operation, input).catch((error: unknown) => {
      throw isRefusal(error) ? refused(error) : error;
    }),
});

/** What DynamoDB answers 400 to though another time, place or caller would have it taken. */
const notForGood =
  /Conditional|Cancel|Conflict|Mismatch|InProgress|Throttling|Throughput|Limit|NotFound|InUse|Access|Client|Token|Signature|Expired|Endpoint|KMS|Internal|Unavailable/i;

/** Whether DynamoDB finds fault with what it is sent: an item too large, half an emoji, a key without text. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 400 &&
  !notForGood.test(error.name);

/** The port's word for a write or a question that would never be taken. */
export const refused = (cause: Error): BatonError =>
  new BatonError("store.refused", `The store does not take it: ${cause.message}`, { cause });

export type Item = Record<string, NativeAttributeValue>;
/** An item in DynamoDB's own typed notation. */
export type Attributes = Record<string, AttributeValue>;
// What a lead gave may have a field called "constructor", which the library takes for an instance of a class.
export const marshall = (value: object): Attributes =>
  toItem(value as Item, { removeUndefinedValues: true, convertClassInstanceToMap: true }) as Attributes;
export const unmarshall = <T>(item: Attributes): T => fromItem(item) as T;

/** Whether an AWS error is of a kind; by name, so that no error class has to be loaded. */
export const failedAs = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/** Whether a write's condition held. Rethrows whatever else went wrong. */
export async function held(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (failedAs(error, "ConditionalCheckFailedException")) return false;
    throw error;
  }
}
