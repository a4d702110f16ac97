import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { inFunction } from "./record.ts";

/** Sends one request to each service, one that is refused, and one that is to none of them. */

const to = {
  endpoint: process.env.SEND_TO!,
  region: "us-east-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  maxAttempts: 1,
};
const Key = { pk: { S: "LEAD#1" }, sk: { S: "LEAD" } };
const table = new DynamoDBClient(to);
await inFunction("functions/http/hooks", () => table.send(new PutItemCommand({ TableName: "baton", Item: Key })));
await table.send(new DeleteItemCommand({ TableName: "baton", Key })).catch(() => {});
await new SQSClient({ ...to, useQueueUrlAsEndpoint: false, md5: false }).send(
  new SendMessageBatchCommand({ QueueUrl: "https://sqs.example/q", Entries: [{ Id: "0", MessageBody: "{}" }] }),
);
await new SESClient(to).send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from("hi") } }));
await fetch(process.env.SEND_TO!, { method: "POST", body: "x=1" });
process.exit();
