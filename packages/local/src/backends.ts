import {
  type DueReader,
  dueReader,
  ensureTable,
  type QueueAdmin,
  queueAdmin,
  type StreamReader,
  streamReader,
} from "@baton/aws/admin";
import type { QueueShape } from "@baton/aws/topology";
import { startDynamodb } from "./emulators/dynamodb.ts";
import { startSes } from "./emulators/ses.ts";
import { startSqs } from "./emulators/sqs.ts";
import { started, type Undo } from "./undo.ts";

/** What stands in for AWS, with the table and the queues in place. */
export interface Backends {
  dynamodbUrl: string;
  sqsUrl: string;
  sesUrl: string;
  sqs: QueueAdmin;
  queueUrls: Record<string, string>;
  /** Of those among them that functions send to. */
  linkedQueueUrls: Record<string, string>;
  due: DueReader;
  /** Opens the table's stream, for each who reads it; absent where nobody does. */
  openStream?: () => Promise<StreamReader>;
}

/** How emulators are started. A stack of its own starts each in a process of its own. */
export interface Emulators {
  startDynamodb: typeof startDynamodb;
  startSqs: typeof startSqs;
  startSes: typeof startSes;
}
const ownEmulators: Emulators = { startDynamodb, startSqs, startSes };

/** Starts the emulators side by side. State is kept in `dataDir`, in memory without one. `onLoss` hears when one ends unasked. */
export async function startBackends(
  options: {
    tableName: string;
    queues: Record<string, QueueShape>;
    dataDir: string | undefined;
    inboxPort: number;
    onLoss: (error: Error) => void;
    emulators?: Emulators | undefined;
    /** Nobody reads the table's stream. */
    unread?: boolean;
  },
  undo: Undo,
): Promise<Backends> {
  const { dataDir, onLoss, tableName, emulators = ownEmulators, unread = false } = options;

  const table = async () => {
    const { url, stop } = await emulators.startDynamodb({ dataDir, onLoss });
    undo.push(stop);
    await ensureTable({ endpoint: url, name: tableName, unread });
    const at = { endpoint: url, name: tableName };
    const openStream = async () => {
      const reader = await streamReader(at);
      undo.push(reader.close);
      return reader;
    };
    return { url, due: dueReader(at), ...(!unread && { openStream }) };
  };

  const queues = async () => {
    const { url, stop } = await emulators.startSqs({ dataDir, onLoss });
    undo.push(stop);
    const sqs = queueAdmin({ endpoint: url });
    const queueUrls: Record<string, string> = {};
    for (const [name, shape] of Object.entries(options.queues)) queueUrls[name] = await sqs.ensureQueue(name, shape);
    const linked = Object.entries(queueUrls).filter(([name]) => options.queues[name]!.filledBy === undefined);
    return { url, sqs, queueUrls, linkedQueueUrls: Object.fromEntries(linked) };
  };

  const mail = async () => {
    const { url, stop } = await emulators.startSes({ port: options.inboxPort, onLoss });
    undo.push(stop);
    return url;
  };

  const [{ url: dynamodbUrl, due, openStream }, { url: sqsUrl, sqs, queueUrls, linkedQueueUrls }, sesUrl] =
    await started([table(), queues(), mail()]);
  undo.push(due.close, sqs.close);
  return { dynamodbUrl, sqsUrl, sesUrl, sqs, queueUrls, linkedQueueUrls, due, ...(openStream && { openStream }) };
}
