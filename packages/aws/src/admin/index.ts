/**
 * What AWS sets up and drives for a deployed Baton, done by hand against emulators: the table, the queues, and their polling.
 * Nothing of this runs in production.
 */

export { type QueueAdmin, type QueueCounts, queueAdmin, type ReceivedMessage } from "./queues.ts";
export { type DueReader, dueReader, ensureTable } from "./table.ts";
