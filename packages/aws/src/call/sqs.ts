import type {
  ChangeMessageVisibilityRequest,
  GetQueueAttributesRequest,
  GetQueueAttributesResult,
  GetQueueUrlRequest,
  GetQueueUrlResult,
  SendMessageBatchRequest,
  SendMessageBatchResult,
} from "@aws-sdk/client-sqs";
import { type JsonService, jsonService } from "./json-service.ts";

/** What is asked of SQS, and what it answers. */
export interface SqsOperations {
  ChangeMessageVisibility: [ChangeMessageVisibilityRequest, unknown];
  GetQueueAttributes: [GetQueueAttributesRequest, GetQueueAttributesResult];
  GetQueueUrl: [GetQueueUrlRequest, GetQueueUrlResult];
  SendMessageBatch: [SendMessageBatchRequest, SendMessageBatchResult];
}

export interface Sqs {
  send<Name extends keyof SqsOperations>(
    operation: Name,
    input: SqsOperations[Name][0],
  ): Promise<SqsOperations[Name][1]>;
}

/** SQS at its endpoint of the region: a queue's URL only names the queue. */
export function sqs(options: Omit<JsonService, "name" | "target">): Sqs {
  const call = jsonService({ ...options, name: "sqs", target: "AmazonSQS" });
  return { send: async (operation, input) => JSON.parse((await call(operation, JSON.stringify(input))) || "{}") };
}
