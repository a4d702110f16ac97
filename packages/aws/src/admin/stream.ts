import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { emulatorClient } from "./emulator.ts";

export type StreamRecord = _Record;

export interface StreamReader {
  /** What changed since the last call, a thousand records of a shard at most; the first call begins with the oldest that are kept. */
  read(): Promise<StreamRecord[]>;
  close(): void;
}

/** A table's stream as the Lambda service reads it, against an emulator. */
export async function streamReader(options: { endpoint: string; name: string }): Promise<StreamReader> {
  const tables = new DynamoDBClient(emulatorClient(options.endpoint));
  const client = new DynamoDBStreamsClient(emulatorClient(options.endpoint));
  const { Table } = await tables.send(new DescribeTableCommand({ TableName: options.name }));
  tables.destroy();
  const StreamArn = Table!.LatestStreamArn;
  /** Where reading goes on, by shard; undefined at a shard's end. */
  const iterators = new Map<string, string | undefined>();

  const open = async () => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (iterators.has(ShardId!)) continue;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      );
      iterators.set(ShardId!, ShardIterator);
    }
  };

  return {
    async read() {
      // Where a shard ends, others begin.
      if (![...iterators.values()].some((iterator) => iterator !== undefined)) await open();
      const found: StreamRecord[] = [];
      for (const [shard, ShardIterator] of iterators) {
        if (ShardIterator === undefined) continue;
        const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
        iterators.set(shard, NextShardIterator);
        found.push(...Records);
      }
      return found;
    },
    close: () => client.destroy(),
  };
}
