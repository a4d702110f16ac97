import { randomUUID } from "node:crypto";
import type {
  BatchGetItemInput,
  BatchGetItemOutput,
  BatchWriteItemInput,
  BatchWriteItemOutput,
  DeleteItemInput,
  DeleteItemOutput,
  GetItemInput,
  GetItemOutput,
  PutItemInput,
  PutItemOutput,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from "@aws-sdk/client-dynamodb";
import { type JsonService, jsonService } from "./json-service.ts";

/** What is asked of DynamoDB, and what it answers. */
export interface DynamoOperations {
  BatchGetItem: [BatchGetItemInput, BatchGetItemOutput];
  BatchWriteItem: [BatchWriteItemInput, BatchWriteItemOutput];
  DeleteItem: [DeleteItemInput, DeleteItemOutput];
  GetItem: [GetItemInput, GetItemOutput];
  PutItem: [PutItemInput, PutItemOutput];
  Query: [QueryInput, QueryOutput];
  Scan: [ScanInput, ScanOutput];
  TransactWriteItems: [TransactWriteItemsInput, TransactWriteItemsOutput];
  UpdateItem: [UpdateItemInput, UpdateItemOutput];
}

export interface Dynamo {
  send<Name extends keyof DynamoOperations>(
    operation: Name,
    input: DynamoOperations[Name][0],
  ): Promise<DynamoOperations[Name][1]>;
}

/** DynamoDB, with inputs and outputs as the SDK has them: binary attributes are bytes, which JSON has as Base64. */
export function dynamodb(options: Omit<JsonService, "name" | "target">): Dynamo {
  const call = jsonService({ ...options, name: "dynamodb", target: "DynamoDB_20120810" });
  return {
    async send(operation, input) {
      // A transaction that is sent again, because its answer was lost, is not made again: it is known by its token.
      const whole = operation === "TransactWriteItems" ? { ClientRequestToken: randomUUID(), ...input } : input;
      return readOutput(await call(operation, JSON.stringify(whole, writeBytes)));
    },
  };
}

/** A buffer would write itself before it is asked. */
function writeBytes(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const given = this[key];
  return given instanceof Uint8Array
    ? Buffer.from(given.buffer, given.byteOffset, given.byteLength).toString("base64")
    : value;
}

/** An attribute of the name `B` has a value with a type of its own, so that a text under it is always bytes. */
const readBytes = (key: string, value: unknown): unknown => {
  if (key === "B" && typeof value === "string") return Buffer.from(value, "base64");
  return key === "BS" && Array.isArray(value) ? value.map((one) => Buffer.from(one, "base64")) : value;
};

const readOutput = (text: string) => JSON.parse(text, /"BS?":/.test(text) ? readBytes : undefined);
