import { readFileSync } from "node:fs";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { table } from "@baton/aws/topology";
import { type Item, sizeOf } from "../cost/item-size.ts";

/** What AWS holds requests to beside its models, as the developer guides say. */

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html */
const reserved = new Set(
  readFileSync(new URL("reserved-words.txt", import.meta.url), "utf8")
    .split(/\s+/)
    .filter(Boolean),
);
/** What an expression may say by name: operators, functions and clauses. */
const language = new Set(
  "AND OR NOT IN BETWEEN SET REMOVE ADD DELETE attribute_exists attribute_not_exists attribute_type begins_with contains size if_not_exists list_append".split(
    " ",
  ),
);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MOST_ITEM_BYTES = 400 * 1024;
const MOST_EXPRESSION_BYTES = 4 * 1024;
const MOST_TRANSACTION_BYTES = 4 * 1024 * 1024;
const MOST_WRITTEN_TOGETHER = 25;
const MOST_PK_BYTES = 2048;
const MOST_SK_BYTES = 1024;

/** A part of a request that has expressions, or an item, or the key of one. */
interface Part {
  TableName?: string;
  Item?: Item;
  Key?: Item;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Item;
  [expression: `${string}Expression`]: string | undefined;
}

interface TableRequest extends Part {
  RequestItems?: Record<string, ({ Keys?: Item[] } & Part) | { PutRequest?: Part; DeleteRequest?: Part }[]>;
  TransactItems?: Record<string, Part>[];
}

/** What DynamoDB would refuse of a request, in a few words each. */
export function tableProblems(request: TableRequest): string[] {
  const { RequestItems = {}, TransactItems = [] } = request;
  const transacted = TransactItems.flatMap((one) => Object.values(one));
  const batched = Object.values(RequestItems).flatMap((of) =>
    Array.isArray(of)
      ? of.flatMap(({ PutRequest, DeleteRequest }) => PutRequest ?? DeleteRequest ?? [])
      : (of.Keys ?? []).map((Key): Part => ({ Key })),
  );
  const gets = Object.values(RequestItems).flatMap((of): Part[] => (Array.isArray(of) ? [] : [of]));
  const parts = [request, ...transacted, ...batched, ...gets];
  const bytes = transacted.reduce((sum, { Item = {} }) => sum + sizeOf(decoded(Item)), 0);
  return [
    ...parts.flatMap((part) => [...expressionProblems(part), ...itemProblems(part)]),
    ...twice([...transacted, ...batched].map(keyOf)).map((key) => `two writes or readings of ${key}`),
    ...(Object.values(RequestItems).some(Array.isArray) && batched.length > MOST_WRITTEN_TOGETHER
      ? [`${batched.length} writes in a batch`]
      : []),
    ...(bytes > MOST_TRANSACTION_BYTES ? [`a transaction of ${bytes} bytes`] : []),
  ];
}

function expressionProblems(part: Part): string[] {
  const expressions = Object.entries(part).filter(
    (entry): entry is [string, string] => entry[0].endsWith("Expression") && typeof entry[1] === "string",
  );
  const text = expressions.map(([, expression]) => expression).join(" ");
  const used = new Set(text.match(/[#:]\w+/g));
  const defined = new Set([
    ...Object.keys(part.ExpressionAttributeNames ?? {}),
    ...Object.keys(part.ExpressionAttributeValues ?? {}),
  ]);
  const words = [...text.matchAll(/(?<![#:\w])[A-Za-z_]\w*/g)]
    .map(([word]) => word)
    .filter((word) => !language.has(word));
  return [
    ...used
      .difference(defined)
      .values()
      .map((name) => `${name} is not defined`),
    ...defined
      .difference(used)
      .values()
      .map((name) => `${name} is not used`),
    ...words.filter((word) => reserved.has(word.toUpperCase())).map((word) => `${word} is a reserved word`),
    ...expressions
      .filter(([, expression]) => Buffer.byteLength(expression) > MOST_EXPRESSION_BYTES)
      .map(([name]) => `${name} is longer than 4 KB`),
    ...expressions.filter(([, expression]) => expression.trim() === "").map(([name]) => `${name} is empty`),
  ];
}

function itemProblems({ Item, Key }: Part): string[] {
  const { hashKey: pk, rangeKey: sk } = table.primaryIndex;
  const item = Item ?? Key;
  if (!item) return [];
  const size = sizeOf(decoded(item));
  const length = (name: string) => Buffer.byteLength(item[name]?.S ?? "");
  const keys = Object.keys(table.fields).filter((name) => item[name] !== undefined);
  const names = Object.keys(item);
  return [
    ...(item[pk] && length(pk) > MOST_PK_BYTES ? [`a partition key of ${length(pk)} bytes`] : []),
    ...(item[sk] && length(sk) > MOST_SK_BYTES ? [`a sort key of ${length(sk)} bytes`] : []),
    ...keys.filter((name) => length(name) === 0).map((name) => `the key ${name} is empty, or no text`),
    ...(Key && names.some((name) => name !== pk && name !== sk) ? [`a key has ${names}`] : []),
    ...(size > MOST_ITEM_BYTES ? [`an item of ${size} bytes`] : []),
  ];
}

/** Binary values are bytes, as the SDK has them: in a request they are base64. */
function decoded(item: Item): Item {
  const value = (of: AttributeValue): AttributeValue => {
    if (of.B) return { B: Buffer.from(String(of.B), "base64") };
    if (of.BS) return { BS: of.BS.map((one) => Buffer.from(String(one), "base64")) };
    if (of.L) return { L: of.L.map(value) };
    return of.M ? { M: decoded(of.M) } : of;
  };
  return Object.fromEntries(Object.entries(item).map(([name, of]) => [name, value(of)]));
}

const keyOf = ({ Item, Key }: Part): string => {
  const { hashKey, rangeKey } = table.primaryIndex;
  const item = Item ?? Key ?? {};
  return `${item[hashKey]?.S}/${item[rangeKey]?.S}`;
};

const twice = (values: string[]): string[] => values.filter((value, n) => values.indexOf(value) !== n);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-quotas.html */
const MOST_MESSAGE_BYTES = 1024 * 1024;
const MOST_BATCHED = 10;
const MOST_DELAY_SECONDS = 900;
const MOST_WAIT_SECONDS = 20;
const MOST_VISIBILITY_SECONDS = 43_200;

interface QueueRequest {
  Entries?: { Id: string; MessageBody?: string; DelaySeconds?: number }[];
  MessageBody?: string;
  DelaySeconds?: number;
  QueueName?: string;
  MaxNumberOfMessages?: number;
  WaitTimeSeconds?: number;
  VisibilityTimeout?: number;
}

/** What SQS would refuse of a request. */
export function queueProblems(request: QueueRequest): string[] {
  const { Entries, QueueName, MaxNumberOfMessages: wanted = 1 } = request;
  const messages = Entries ?? [request];
  const ids = (Entries ?? []).map(({ Id }) => Id);
  const bytes = messages.reduce((sum, { MessageBody = "" }) => sum + Buffer.byteLength(MessageBody), 0);
  const over = (name: "WaitTimeSeconds" | "VisibilityTimeout", most: number) =>
    (request[name] ?? 0) > most ? [`${name} is ${request[name]}`] : [];
  return [
    ...(Entries && (ids.length === 0 || ids.length > MOST_BATCHED) ? [`a batch of ${ids.length}`] : []),
    ...twice(ids).map((id) => `two entries ${id}`),
    ...ids.filter((id) => !/^[\w-]{1,80}$/.test(id)).map((id) => `an entry ${id}`),
    ...(bytes > MOST_MESSAGE_BYTES ? [`${bytes} bytes of messages`] : []),
    ...messages.flatMap(({ MessageBody, DelaySeconds = 0 }) => [
      // What XML 1.0 has no character for.
      ...(MessageBody !== undefined && !/^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u.test(MessageBody)
        ? ["a message that is empty, or holds a character that no message may"]
        : []),
      ...(DelaySeconds > MOST_DELAY_SECONDS || !Number.isInteger(DelaySeconds) ? [`a delay of ${DelaySeconds} s`] : []),
    ]),
    ...(QueueName !== undefined && !/^[\w-]{1,80}$/.test(QueueName) ? [`a queue named ${QueueName}`] : []),
    ...(wanted < 1 || wanted > MOST_BATCHED ? [`${wanted} messages asked for`] : []),
    ...over("WaitTimeSeconds", MOST_WAIT_SECONDS),
    ...over("VisibilityTimeout", MOST_VISIBILITY_SECONDS),
  ];
}

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const MOST_RAW_BYTES = 10 * 1024 * 1024;
const MOST_RECIPIENTS = 50;

interface MailRequest {
  Destinations?: string[];
  RawMessage?: { Data: string };
  Tags?: { Name: string; Value: string }[];
}

/** What SES would refuse of a mail. */
export function mailProblems({ Destinations = [], RawMessage, Tags = [] }: MailRequest): string[] {
  const bytes = Buffer.from(RawMessage?.Data ?? "", "base64").byteLength;
  return [
    ...(bytes > MOST_RAW_BYTES ? [`a mail of ${bytes} bytes`] : []),
    ...(Destinations.length > MOST_RECIPIENTS ? [`${Destinations.length} recipients`] : []),
    ...Tags.flatMap(({ Name, Value }) => [Name, Value])
      .filter((text) => !/^[\w-]{1,256}$/.test(text))
      .map((text) => `"${text}" in a tag`),
  ];
}
