import { deflateSync, inflateSync } from "node:zlib";
import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Day, ReportStore, RowsOfDay } from "@baton/core/report";
import type { Dynamo } from "../call/index.ts";
import { readRows } from "./items/row-item.ts";
import { type Attributes, dynamoClient, failedAs, marshall, unmarshall } from "./table/client.ts";
import { cubeKey, dayKey, daysKey, dueAttributes, ROW_SHARDS, rowsKey, shardOf } from "./table/keys.ts";
import { query } from "./table/query.ts";
import { transact } from "./table/transact.ts";

/** An item holds 400 KB, and a transaction four megabytes. */
const PIECE_BYTES = 350 * 1024;

type DayItem = Omit<Day, "day"> & { sk: string; pieces?: number };
type CubeItem = { sk: string; text: Uint8Array };

/** Core's store of reports: rows, days and their numbers. For functions that report, because no hook needs it. */
export function dynamoReports(options: { table: string; client?: Dynamo }): ReportStore {
  // Nobody waits for a page of a megabyte as for a single item.
  const client = options.client ?? dynamoClient({ timeoutMs: 5_000 });
  const TableName = options.table;

  /** Rows of one partition. Whoever reads more than a page will read the rest, so the next one is asked for meanwhile. */
  async function* rowsOf(day: string, shard: number, after: string | undefined): AsyncGenerator<RowsOfDay> {
    const page = (ExclusiveStartKey?: Attributes) =>
      client.send("Query", {
        TableName,
        KeyConditionExpression: `pk = :pk${after === undefined ? "" : " AND sk > :after"}`,
        ExpressionAttributeValues: marshall({
          ":pk": rowsKey(day, shard),
          ...(after !== undefined && { ":after": after }),
        }),
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      });
    let { Items = [], LastEvaluatedKey: last } = await page();
    for (let ahead = false; ; ahead = true) {
      const next = ahead && last ? page(last) : undefined;
      // It is heard of where it is awaited.
      next?.catch(() => {});
      // Where rows were that stand under another day by now, there is nothing to read.
      for (const { sk, rows } of Items) if (rows) yield { place: sk!.S!, rows: readRows(rows.B!) };
      if (!last) return;
      ({ Items = [], LastEvaluatedKey: last } = await (next ?? page(last)));
    }
  }

  return {
    async *rows(day, after) {
      const shards = Array.from({ length: ROW_SHARDS }, (_, shard) => rowsOf(day, shard, after));
      const heads = await Promise.all(shards.map((shard) => shard.next()));
      for (;;) {
        let first = -1;
        for (const [n, head] of heads.entries()) {
          if (!head.done && (first < 0 || head.value.place < (heads[first]!.value as RowsOfDay).place)) first = n;
        }
        if (first < 0) return;
        yield heads[first]!.value as RowsOfDay;
        heads[first] = await shards[first]!.next();
      }
    },

    async day(day) {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(dayKey(day)), ConsistentRead: true });
      return Item && readDay(unmarshall<DayItem>(Item));
    },

    async days(from, to) {
      const months = await Promise.all(
        monthsOf(from, to).map(async (month) => {
          const found: (DayItem & { texts: Uint8Array[] })[] = [];
          const stored = query<DayItem | CubeItem>(client, {
            TableName,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
            // The pieces of the last day sort before `$`.
            ExpressionAttributeValues: marshall({ ":pk": daysKey(month), ":from": from, ":to": `${to}$` }),
            ConsistentRead: true,
          });
          for await (const item of stored) {
            if (!("text" in item)) found.push({ ...item, texts: [] });
            // What is left of numbers that took more pieces is none of theirs.
            else if (found.at(-1)!.texts.length < (found.at(-1)!.pieces ?? 0)) found.at(-1)!.texts.push(item.text);
          }
          return found;
        }),
      );
      return months.flat().map(({ texts, ...item }) => ({
        ...readDay(item),
        ...(texts.length > 0 && { text: inflateSync(Buffer.concat(texts)).toString() }),
      }));
    },

    async markDay(day, due) {
      const { dueShard, due: at } = dueAttributes(day, due);
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(dayKey(day)),
        UpdateExpression:
          "ADD dirty :one SET dueShard = if_not_exists(dueShard, :shard), #due = if_not_exists(#due, :due)",
        ExpressionAttributeNames: { "#due": "due" },
        ExpressionAttributeValues: marshall({ ":one": 1, ":shard": dueShard, ":due": at }),
      });
    },

    async putFold(day, { dirty, at, version, text }) {
      const bytes = deflateSync(text);
      const pieces = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
      const writes = Array.from(
        { length: pieces },
        (_, n): TransactWriteItem => ({
          Put: {
            TableName,
            Item: marshall({ ...cubeKey(day, n), text: bytes.subarray(n * PIECE_BYTES, (n + 1) * PIECE_BYTES) }),
          },
        }),
      );
      const failed = await transact(client, [
        {
          Update: {
            TableName,
            Key: marshall(dayKey(day)),
            UpdateExpression:
              "SET folded = :dirty, foldedAt = :at, #version = :version, pieces = :pieces, dirty = if_not_exists(dirty, :none)",
            ConditionExpression:
              "attribute_not_exists(folded) OR folded < :dirty OR (folded = :dirty AND foldedAt < :at)",
            ExpressionAttributeNames: { "#version": "version" },
            ExpressionAttributeValues: marshall({
              ":dirty": dirty,
              ":at": at,
              ":version": version,
              ":pieces": pieces,
              ":none": 0,
            }),
          },
        },
        ...writes,
      ]);
      return failed < 0;
    },

    async settleDay(day, dirty, due) {
      const settle = async (UpdateExpression: string, ConditionExpression: string, values: object) => {
        try {
          await client.send("UpdateItem", {
            TableName,
            Key: marshall(dayKey(day)),
            UpdateExpression,
            ConditionExpression,
            ExpressionAttributeNames: { "#due": "due" },
            ExpressionAttributeValues: marshall({ ":dirty": dirty, ...values }),
          });
          return true;
        } catch (error) {
          if (failedAs(error, "ConditionalCheckFailedException")) return false;
          throw error;
        }
      };
      if (await settle("REMOVE dueShard, #due", "dirty = :dirty AND folded >= :dirty", {})) return;
      await settle("SET dueShard = :shard, #due = :due", "dirty > :dirty", {
        ":shard": shardOf(day),
        ":due": new Date(due).toISOString(),
      });
    },
  };
}

function readDay({ sk, dirty, folded, foldedAt, version, due }: DayItem): Day {
  return {
    day: sk,
    dirty,
    ...(folded !== undefined && { folded }),
    ...(foldedAt !== undefined && { foldedAt }),
    ...(version !== undefined && { version }),
    ...(due !== undefined && { due }),
  };
}

/** Months from one day's to another's, `2026-11`. */
function monthsOf(from: string, to: string): string[] {
  const found: string[] = [];
  let [year, month] = from.split("-").map(Number) as [number, number];
  for (;;) {
    const name = `${year}-${String(month).padStart(2, "0")}`;
    if (name > to.slice(0, 7)) return found;
    found.push(name);
    [year, month] = month === 12 ? [year + 1, 1] : [year, month + 1];
  }
}
