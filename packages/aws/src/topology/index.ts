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
};

export interface QueueShape {
  /** Lambda entry point of the one consumer, `file.export` from the project's root. */
  handler: string;
  /** The consumer's Lambda timeout; the queue's visibility timeout is six times it. */
  timeoutSeconds: number;
  batchSize: number;
  /** Receives after which a message goes to the queue's dead letters. */
  maxReceives: number;
}

/**
 * Names are those of the SST components, and so of `Resource.<Name>.url`. Each has dead letters in `<Name>Dead`. A message that
 * fails comes again after 5 s, 10 s, … up to 5 min: ten receives are 20 minutes, and 200 are 16 hours.
 */
export const queues = {
  ChecksQueue: { handler: "functions/queue/run-check.handler", timeoutSeconds: 20, batchSize: 10, maxReceives: 10 },
  NoticesQueue: { handler: "functions/queue/send-notice.handler", timeoutSeconds: 20, batchSize: 10, maxReceives: 10 },
  // What it holds is nowhere else, so it outlasts a long outage of the table.
  IntakeQueue: { handler: "functions/queue/take-intake.handler", timeoutSeconds: 60, batchSize: 10, maxReceives: 200 },
} as const satisfies Record<string, QueueShape>;

/** API Gateway v2 routes, most specific wins. */
export const routes: { route: string; handler: string }[] = [
  // Greedy, so that a mistyped path, or another method, is answered by Baton: some providers switch a hook off after one 404.
  { route: "ANY /hooks/{path+}", handler: "functions/http/hooks.handler" },
  { route: "GET /r/{token}", handler: "functions/http/respond.handler" },
  { route: "POST /r/{token}", handler: "functions/http/respond.handler" },
  { route: "GET /health", handler: "functions/http/api.handler" },
  { route: "ANY /api/{path+}", handler: "functions/http/api.handler" },
];

export const schedules: { name: string; everyMinutes: number; handler: string }[] = [
  { name: "SweepClocks", everyMinutes: 5, handler: "functions/cron/sweep-clocks.handler" },
  { name: "WatchClocks", everyMinutes: 5, handler: "functions/cron/watch-clocks.handler" },
  { name: "WatchSources", everyMinutes: 15, handler: "functions/cron/watch-sources.handler" },
];
