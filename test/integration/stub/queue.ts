import type { SQSEvent } from "aws-lambda";
import { recorded } from "./recorded.ts";

/** Fails the messages that ask for it, and whole batches that hold one that asks for that. */
export async function handler({ Records }: SQSEvent) {
  recorded.batches.push(Records);
  if (Records.some(({ body }) => body === "throw")) throw new Error("as asked");
  const failed = Records.filter(({ body }) => body === "fail");
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
