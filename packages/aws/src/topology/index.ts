/**
 * What a deployed Baton consists of: the one table, the queues, the routes and the schedules.
 * `infra/` declares them to AWS and `packages/local` starts them on a laptop, both from here, so that they cannot drift apart.
 * Data only.
 */

export interface TableShape {
  /** Key attributes; the value is DynamoDB's scalar type. */
  fields: Record<string, "string">;
  primaryIndex: { hashKey: string; rangeKey: string };
  globalIndexes: Record<string, { hashKey: string; rangeKey: string; projection: "keys-only" | string[] }>;
  /** Attribute with the epoch second after which DynamoDB may delete an item. */
  ttl: string;
  /** What its stream tells of a change. */
  stream: "keys-only";
}

export const table: TableShape = {
  fields: {
    pk: "string",
    sk: "string",
    dueShard: "string",
    due: "string",
    ownerKey: "string",
    recentKey: "string",
    createdKey: "string",
  },
  primaryIndex: { hashKey: "pk", rangeKey: "sk" },
  globalIndexes: {
    due: { hashKey: "dueShard", rangeKey: "due", projection: "keys-only" },
    owner: { hashKey: "ownerKey", rangeKey: "createdKey", projection: ["summary"] },
    recent: { hashKey: "recentKey", rangeKey: "createdKey", projection: ["summary"] },
  },
  ttl: "expiresAt",
  stream: "keys-only",
};

/** What reads the table's stream. */
export interface StreamShape {
  handler: string;
  timeoutSeconds: number;
  batchSize: number;
  /** How long a batch may fill. */
  windowSeconds: number;
  /** A batch that fails is tried so often, in halves, and so long; then where it lies in the stream goes to `<Name>Dead`. */
  maxRetries: number;
  maxAgeSeconds: number;
  /** How the keys begin of what is read of it; whatever else changes in the table is not. */
  keys: Partial<Record<"pk" | "sk", string[]>>;
}

/** The table's streams, read in order. What happened stays in the stream for a day. */
export const streams = {
  RowsStream: {
    handler: "functions/stream/rows.handler",
    timeoutSeconds: 30,
    batchSize: 1000,
    windowSeconds: 5,
    maxRetries: 50,
    maxAgeSeconds: 12 * 3600,
    keys: { pk: ["ROWS#"] },
  },
  CluesStream: {
    handler: "functions/stream/clues.handler",
    timeoutSeconds: 60,
    batchSize: 100,
    windowSeconds: 5,
    maxRetries: 50,
    maxAgeSeconds: 12 * 3600,
    keys: { pk: ["LEAD#", "DELIVERY#", "PERSON#"], sk: ["LEAD", "FACT#", "DELIVERY", "TOUCH#"] },
  },
} as const satisfies Record<string, StreamShape>;

export interface QueueShape {
  /** Lambda entry point of the one consumer, `file.export` from the project's root. */
  handler: string;
  /** The consumer's Lambda timeout; the queue's visibility timeout is six times it. */
  timeoutSeconds: number;
  batchSize: number;
  /** Receives after which a message goes to the queue's dead letters. */
  maxReceives: number;
  /** What fills it, when functions do not: then none is linked to it. */
  filledBy?: "ses";
}

/**
 * Names are those of the SST components, and so of `Resource.<Name>.url`. Each has dead letters in `<Name>Dead`. A message that
 * fails comes again after 5 s, 10 s, … up to 5 min: ten receives are 20 minutes, and 200 are 16 hours.
 */
export const queues = {
  ChecksQueue: { handler: "functions/queue/run-check.handler", timeoutSeconds: 20, batchSize: 10, maxReceives: 10 },
  // With two batches at once these are four mails, of a third of a second each: about the 14 a second that SES takes of an account.
  NoticesQueue: { handler: "functions/queue/send-notice.handler", timeoutSeconds: 20, batchSize: 2, maxReceives: 10 },
  // What it holds is nowhere else, so it outlasts a long outage of the table.
  IntakeQueue: { handler: "functions/queue/take-intake.handler", timeoutSeconds: 60, batchSize: 10, maxReceives: 200 },
  // A day of many leads is megabytes of rows.
  DaysQueue: { handler: "functions/queue/fold-days.handler", timeoutSeconds: 120, batchSize: 5, maxReceives: 10 },
  MailEventsQueue: {
    handler: "functions/email/bounced.handler",
    timeoutSeconds: 20,
    batchSize: 10,
    maxReceives: 10,
    filledBy: "ses",
  },
} as const satisfies Record<string, QueueShape>;

/** What there is besides where mail is received: copies of mails that people of ours write to leads. */
export const inboundQueues = {
  CopiesQueue: {
    handler: "functions/email/replied.handler",
    timeoutSeconds: 20,
    batchSize: 10,
    maxReceives: 10,
    filledBy: "ses",
  },
} as const satisfies Record<string, QueueShape>;

/** API Gateway v2 routes, most specific wins. */
export const routes: { route: string; handler: string }[] = [
  // Greedy, so that a mistyped path, or another method, is answered by Baton: some providers switch a hook off after one 404.
  { route: "ANY /hooks/{path+}", handler: "functions/http/hooks.handler" },
  { route: "ANY /r/{token}", handler: "functions/http/respond.handler" },
  { route: "ANY /a/{token}", handler: "functions/http/respond.handler" },
  { route: "ANY /c/{token}", handler: "functions/http/respond.handler" },
  { route: "ANY /p/{token}", handler: "functions/http/respond.handler" },
  // The board, and whatever else is asked for.
  { route: "$default", handler: "functions/http/board.handler" },
  { route: "ANY /health", handler: "functions/http/api.handler" },
  { route: "ANY /api/{path+}", handler: "functions/http/api.handler" },
  { route: "ANY /api/privacy/{path+}", handler: "functions/http/privacy.handler" },
];

/** Scripts that pages of the board load, by the names they have beside its function, with where the repository has them. */
export const scripts = {
  "htmx.js": "node_modules/htmx.org/dist/htmx.min.js",
  "board.js": "packages/web/client/board.js",
} as const satisfies Record<string, string>;

/** `feeds`: queues get their work by it. */
export const schedules: { name: string; everyMinutes: number; feeds?: true; handler: string }[] = [
  { name: "SweepClocks", everyMinutes: 5, feeds: true, handler: "functions/cron/sweep-clocks.handler" },
  { name: "WatchClocks", everyMinutes: 5, handler: "functions/cron/watch-clocks.handler" },
  { name: "WatchSources", everyMinutes: 15, handler: "functions/cron/watch-sources.handler" },
  { name: "CheckDays", everyMinutes: 15, handler: "functions/cron/check-days.handler" },
];

/**
 * Memory of each function by its handler, and with it its share of a processor: a whole one comes with 1,769 MB.
 * `npm run bench -- functions` measures what each needs, and how quick it is with how much.
 */
export const memoryMb: Record<string, number> = {
  "functions/http/hooks.handler": 1024,
  "functions/http/respond.handler": 1024,
  // A whole processor, because proving an agreement is all computing.
  "functions/http/api.handler": 1769,
  // It unpacks and searches everything there is.
  "functions/http/privacy.handler": 1769,
  "functions/http/board.handler": 1024,
  "functions/queue/run-check.handler": 512,
  "functions/queue/send-notice.handler": 512,
  "functions/queue/take-intake.handler": 512,
  // Rows are read one by one, and only sums are kept of them.
  "functions/queue/fold-days.handler": 1024,
  "functions/stream/rows.handler": 256,
  "functions/stream/clues.handler": 512,
  "functions/email/bounced.handler": 512,
  "functions/email/replied.handler": 512,
  "functions/cron/sweep-clocks.handler": 512,
  "functions/cron/watch-clocks.handler": 512,
  "functions/cron/watch-sources.handler": 512,
  "functions/cron/check-days.handler": 1024,
};
