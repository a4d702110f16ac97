import { itemsOf, unitsOf, unitsOfKind } from "./capacity.ts";
import type { Exchange } from "./proxy.ts";
import type { Call } from "./usage.ts";

/** What a function asked of AWS, and what that used. */
export function callOf(service: Call["service"], handler: string, { headers, sent, answer }: Exchange): Call {
  // SES speaks an older protocol than the others; mails are all that is sent to it.
  const operation = service === "SES" ? "SendRawEmail" : String(headers["x-amz-target"]).split(".")[1]!;
  const call = {
    service,
    handler,
    operation,
    bytes: sent.byteLength,
    what: "",
    write: 0,
    index: 0,
    read: 0,
    facts: 0,
    rows: 0,
  };
  if (service === "SES") return call;
  const request = JSON.parse(sent.toString());
  if (service === "SQS") return { ...call, what: String(request.QueueUrl).split("/").at(-1)! };
  return {
    ...call,
    what: itemsOf(request),
    ...unitsOf(operation, request, JSON.parse(answer.toString())),
    facts: unitsOfKind("FACT", request),
    rows: unitsOfKind("ROWS", request),
  };
}

/** The messages of a request to SQS that are not to arrive at once. */
export function delayedIn(sent: Buffer): { QueueUrl: string; MessageBody: string }[] {
  const { QueueUrl, Entries = [] } = JSON.parse(sent.toString()) as {
    QueueUrl: string;
    Entries?: { MessageBody?: string; DelaySeconds?: number }[];
  };
  return Entries.flatMap(({ MessageBody, DelaySeconds }) =>
    MessageBody && DelaySeconds ? [{ QueueUrl, MessageBody }] : [],
  );
}
