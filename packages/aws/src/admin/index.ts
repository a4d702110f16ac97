/**
 * What AWS sets up and drives for a deployed Baton, done by hand against emulators: the table, the queues, and their polling, and that of its stream.
 * Nothing of this runs in production.
 */

export { emulatorClient } from "./emulator.ts";
export { type QueueAdmin, type QueueCounts, queueAdmin, type ReceivedMessage } from "./queues.ts";
export { type StreamReader, type StreamRecord, streamReader } from "./stream.ts";
export { type DueReader, dueReader, ensureTable } from "./table.ts";
