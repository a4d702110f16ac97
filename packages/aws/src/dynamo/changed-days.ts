import type { DynamoDBRecord } from "aws-lambda";

/**
 * Days in which rows changed, by the keys of the table's stream: each once, in order. `unreadable` is the sequence number of the
 * first record that is none of theirs; nothing after it was read.
 */
export function changedDays(records: readonly DynamoDBRecord[]): { days: string[]; unreadable?: string } {
  const days = new Set<string>();
  for (const { dynamodb } of records) {
    const day = /^ROWS#(\d{4}-\d{2}-\d{2})#/.exec(dynamodb?.Keys?.pk?.S ?? "")?.[1];
    if (day === undefined) return { days: [...days].sort(), unreadable: dynamodb?.SequenceNumber ?? "" };
    days.add(day);
  }
  return { days: [...days].sort() };
}
