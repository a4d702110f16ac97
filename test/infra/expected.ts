/** What a function is given, and why it needs no more: exactly this is deployed. */
export interface Expected {
  memoryMb: number;
  timeoutSeconds: number;
  /** Of a queue's worker, where the account has executions enough: AWS takes no less than 2. */
  batchesAtOnce?: number;
  /** Of a queue's worker: it sends messages to its own queue. */
  requeues?: true;
  /** Resources whose names, addresses or values it reads. */
  links: string[];
  /** Actions by resource; an index is `Table/index/<name>`. */
  may: Record<string, string[]>;
}

/** By key only: no list of leads can be had with it. */
const records = [
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
  "dynamodb:UpdateItem",
];
const changes = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];
const marks = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"];
const incidents = ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];
const list = ["dynamodb:Query"];
const readStream = [
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];
const send = ["sqs:SendMessage"];
/** What Lambda needs to poll for a function, and the function to put a message off. */
const consume = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ReceiveMessage",
];

/** Whoever writes addresses for copies of mails is linked to it where such are received. */
export const writesToInbound = [
  "functions/http/respond.handler",
  "functions/http/board.handler",
  "functions/queue/send-notice.handler",
];

export const expected: Record<string, Expected> = {
  "functions/http/hooks.handler": {
    memoryMb: 1024,
    timeoutSeconds: 10,
    links: ["Table", "ChecksQueue", "NoticesQueue", "IntakeQueue", "SourceSecrets"],
    may: { Table: records, ChecksQueue: send, NoticesQueue: send, IntakeQueue: send },
  },
  "functions/http/respond.handler": {
    memoryMb: 1024,
    timeoutSeconds: 10,
    links: ["Table", "ChecksQueue", "NoticesQueue", "LinkKey"],
    may: {
      Table: records,
      "Table/index/owner": list,
      "Table/index/recent": list,
      ChecksQueue: send,
      NoticesQueue: send,
    },
  },
  "functions/http/api.handler": {
    memoryMb: 1769,
    timeoutSeconds: 25,
    links: ["Table", "ChecksQueue", "NoticesQueue", "IntakeQueue", "ApiKey", "SourceSecrets"],
    may: {
      Table: records,
      "Table/index/owner": list,
      "Table/index/recent": list,
      ChecksQueue: send,
      NoticesQueue: send,
      IntakeQueue: send,
    },
  },
  "functions/http/board.handler": {
    memoryMb: 1024,
    timeoutSeconds: 10,
    // What is to be read once more is queued: who takes deliveries in has the sources' secrets.
    links: ["Table", "ChecksQueue", "NoticesQueue", "IntakeQueue", "LinkKey", "IdentityProvider"],
    may: {
      Table: records,
      "Table/index/owner": list,
      "Table/index/recent": list,
      ChecksQueue: send,
      NoticesQueue: send,
      IntakeQueue: send,
    },
  },
  // The only one that may read the whole table.
  "functions/http/privacy.handler": {
    memoryMb: 1769,
    timeoutSeconds: 25,
    links: ["Table", "ApiKey"],
    may: { Table: [...records, "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:Scan"] },
  },
  "functions/queue/run-check.handler": {
    memoryMb: 512,
    timeoutSeconds: 20,
    requeues: true,
    batchesAtOnce: 10,
    links: ["Table", "ChecksQueue", "NoticesQueue", "DaysQueue"],
    may: {
      Table: records,
      "Table/index/owner": list,
      ChecksQueue: [...consume, ...send],
      NoticesQueue: send,
      DaysQueue: send,
    },
  },
  "functions/queue/send-notice.handler": {
    memoryMb: 512,
    timeoutSeconds: 20,
    requeues: true,
    batchesAtOnce: 2,
    links: ["Table", "NoticesQueue", "Mail", "LinkKey", "Api"],
    // In SES's sandbox also a recipient has to be an identity; a condition holds the sender to Baton's own.
    may: {
      Table: records,
      "Table/index/owner": list,
      "Table/index/recent": list,
      NoticesQueue: [...consume, ...send],
      "identity/*": ["ses:SendRawEmail"],
      MailSet: ["ses:SendRawEmail"],
    },
  },
  "functions/queue/fold-days.handler": {
    memoryMb: 1024,
    timeoutSeconds: 120,
    batchesAtOnce: 2,
    links: ["Table"],
    may: { Table: records, DaysQueue: consume },
  },
  // It reads keys only, and nothing of the table.
  "functions/stream/rows.handler": {
    memoryMb: 256,
    timeoutSeconds: 30,
    links: ["Table", "DaysQueue"],
    may: {
      "Table/stream/1": readStream,
      DaysQueue: send,
      RowsStreamDead: send,
    },
  },
  // It deletes what no longer leads anywhere, by batches.
  "functions/stream/clues.handler": {
    memoryMb: 512,
    timeoutSeconds: 60,
    links: ["Table"],
    may: {
      "Table/stream/1": readStream,
      Table: [...records, "dynamodb:BatchWriteItem"],
      CluesStreamDead: send,
    },
  },
  "functions/email/bounced.handler": {
    memoryMb: 512,
    timeoutSeconds: 20,
    batchesAtOnce: 2,
    links: ["Table", "NoticesQueue"],
    may: { Table: changes, MailEventsQueue: consume, NoticesQueue: send },
  },
  // Only where copies of mails are received.
  "functions/email/replied.handler": {
    memoryMb: 512,
    timeoutSeconds: 20,
    batchesAtOnce: 2,
    links: ["Table", "ChecksQueue", "NoticesQueue"],
    may: { Table: changes, CopiesQueue: consume, ChecksQueue: send, NoticesQueue: send },
  },
  "functions/queue/take-intake.handler": {
    memoryMb: 512,
    timeoutSeconds: 60,
    requeues: true,
    batchesAtOnce: 5,
    links: ["Table", "ChecksQueue", "NoticesQueue", "IntakeQueue", "SourceSecrets"],
    may: { Table: records, ChecksQueue: send, NoticesQueue: send, IntakeQueue: [...consume, ...send] },
  },
  "functions/cron/sweep-clocks.handler": {
    memoryMb: 512,
    timeoutSeconds: 240,
    links: ["Table", "ChecksQueue", "NoticesQueue", "IntakeQueue", "DaysQueue"],
    may: {
      Table: records,
      DaysQueue: send,
      "Table/index/due": list,
      "Table/index/owner": list,
      ChecksQueue: [...send, "sqs:GetQueueAttributes"],
      NoticesQueue: send,
      IntakeQueue: [...send, "sqs:GetQueueAttributes"],
    },
  },
  "functions/cron/watch-clocks.handler": {
    memoryMb: 512,
    timeoutSeconds: 120,
    links: ["Table", "NoticesQueue"],
    may: { Table: incidents, "Table/index/due": list, NoticesQueue: send },
  },
  "functions/cron/check-days.handler": {
    memoryMb: 1024,
    timeoutSeconds: 120,
    links: ["Table"],
    may: { Table: marks },
  },
  "functions/cron/watch-sources.handler": {
    memoryMb: 512,
    timeoutSeconds: 120,
    links: ["Table", "NoticesQueue"],
    may: { Table: changes, NoticesQueue: send },
  },
};
