import { randomBytes } from "node:crypto";
import {
  type AttributeValue,
  BatchGetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { dynamo, sqs } from "./clients.ts";

/**
 * What a lead costs when nothing is decided: the SDK calls that no lead can do without, one after the other where one needs
 * the other's answer. Keys, conditions and item sizes are those of a lead that the real handler stored.
 */

type Attributes = Record<string, AttributeValue>;

const TableName = "baton-local";
const QueueUrl = (JSON.parse(process.env.SST_RESOURCE_NoticesQueue!) as { url: string }).url;
const key = (pk: string, sk: string): Attributes => ({ pk: { S: pk }, sk: { S: sk } });
const number = (n: number): AttributeValue => ({ N: String(n) });

let models: Promise<{ lead: Attributes; delivery: Attributes }> | undefined;

export async function handler({ body = "", isBase64Encoded }: APIGatewayProxyEventV2) {
  models ??= stored();
  const { lead, delivery } = await models;
  const [lot, hash] = [`LEAD#lead_${id(26)}`, id(32)];
  const receivedAt = delivery.delivery!.M!.receivedAt!;
  await Promise.all([
    dynamo.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...delivery,
          ...key(`DELIVERY#dlv_${hash}`, "DELIVERY"),
          body: { B: Buffer.from(body, isBase64Encoded ? "base64" : "utf8") },
        },
        ConditionExpression: "attribute_not_exists(pk) OR delivery.receivedAt < :before",
        ExpressionAttributeValues: { ":before": receivedAt },
      }),
    ),
    dynamo.send(
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: {
            ConsistentRead: true,
            Keys: [
              key("AGREEMENT", "V~"),
              key(`PERSON#${hash}`, "PERSON"),
              key(`ACCOUNT#${hash}.example`, "ACCOUNT"),
              ...["ana", "ben", "chloé"].map((person) => key(`OWNER#${person}`, "LOAD")),
            ],
          },
        },
      }),
    ),
  ]);
  await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: key("TURNS#bare", "TURNS"),
      UpdateExpression: "ADD turn :one",
      ExpressionAttributeValues: { ":one": number(1) },
      ReturnValues: "UPDATED_NEW",
    }),
  );
  await dynamo.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        {
          Put: {
            TableName,
            Item: { ...lead, ...key(lot, "LEAD") },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        {
          Update: {
            TableName,
            Key: key(`DELIVERY#dlv_${hash}`, "DELIVERY"),
            UpdateExpression: "SET delivery = :delivery REMOVE dueShard, due",
            ExpressionAttributeValues: { ":delivery": delivery.delivery! },
          },
        },
        {
          Update: {
            TableName,
            Key: key(`PERSON#${hash}`, "PERSON"),
            UpdateExpression: "SET firstSeen = if_not_exists(firstSeen, :at), lastSeen = :at, lastLead = :lead",
            ExpressionAttributeValues: { ":at": receivedAt, ":lead": { S: lot } },
          },
        },
        {
          Update: {
            TableName,
            Key: key("OWNER#bare", "LOAD"),
            UpdateExpression: "SET #open = if_not_exists(#open, :zero) + :one",
            ExpressionAttributeNames: { "#open": "open" },
            ExpressionAttributeValues: { ":zero": number(0), ":one": number(1) },
          },
        },
      ],
    }),
  );
  const MessageBody = JSON.stringify({ lead: lot, notice: `${lot}.1` });
  await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: "0", MessageBody }] }));
  return { statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ delivery: hash }) };
}

/** A lead and a delivery as the real handler stored them. */
async function stored(): Promise<{ lead: Attributes; delivery: Attributes }> {
  const one = async (sk: string): Promise<Attributes> => {
    const { Items = [] } = await dynamo.send(
      new ScanCommand({ TableName, FilterExpression: "sk = :sk", ExpressionAttributeValues: { ":sk": { S: sk } } }),
    );
    if (!Items[0]) throw new Error(`There is no ${sk} to take as a model yet.`);
    return Items[0];
  };
  const [lead, delivery] = await Promise.all([one("LEAD"), one("DELIVERY")]);
  // As it was before its lead was made.
  return { lead, delivery: { ...delivery, dueShard: { S: "0" }, due: lead.due! } };
}

const id = (length: number): string => randomBytes(length / 2).toString("hex");
