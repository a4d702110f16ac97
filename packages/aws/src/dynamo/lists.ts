import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { LeadSummary } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import { type ListedItem, readSummary } from "./items/lead-item.ts";
import { marshall } from "./table/client.ts";
import { decodeCursor, encodeCursor } from "./table/cursor.ts";
import { DUE_SHARDS, month, ownerKey, RECENT_SHARDS, recentKey } from "./table/keys.ts";
import { query } from "./table/query.ts";

type Lists = Pick<Store, "leads" | "openLeads" | "due">;

/** Leads that a page looks at, of which some may be none that was asked for. */
const MOST_LOOKED_AT = 1_000;
/** Lists look back at most this many months for a lead; older ones are found with `until` in the past. */
const MOST_MONTHS = 24;

export function leadLists(client: DynamoDBClient, TableName: string): Lists {
  /** One partition of an index, newest first, before a place in time. */
  async function* newestFirst(
    IndexName: "owner" | "recent",
    key: string,
    range: { before: string; since: string },
    page: number,
  ): AsyncGenerator<{ place: string; summary: LeadSummary }> {
    const stored = query<ListedItem>(client, {
      TableName,
      IndexName,
      KeyConditionExpression: "#key = :key AND createdKey BETWEEN :since AND :before",
      ExpressionAttributeNames: { "#key": IndexName === "owner" ? "ownerKey" : "recentKey" },
      ExpressionAttributeValues: marshall({ ":key": key, ":since": range.since || "0", ":before": range.before }),
      ScanIndexForward: false,
      Limit: page,
    });
    for await (const item of stored) {
      if (item.createdKey !== range.before) yield { place: item.createdKey, summary: readSummary(item) };
    }
  }

  return {
    async leads({ owner, open, since = "", limit, cursor, until, where = () => true, most = MOST_LOOKED_AT }) {
      const range = { before: cursor ? decodeCursor(cursor) : `${until}~`, since };
      // A range that ends before it begins is an error to DynamoDB.
      if (since > range.before) return { items: [], next: null };
      // Of sixteen shards together that is a lot, though one alone may have all that is wanted.
      const page = owner === undefined ? limit + 1 : 100;
      const items: LeadSummary[] = [];
      let place = "";
      let looked = 0;
      const wanted = (lead: LeadSummary): boolean =>
        (open === undefined || (lead.stage !== "closed") === open) && where(lead);
      const take = async (streams: AsyncGenerator<{ place: string; summary: LeadSummary }>[]): Promise<boolean> => {
        for await (const next of merged(streams)) {
          const found = wanted(next.summary);
          if ((found && items.length === limit) || looked === most) return true;
          if (found) items.push(next.summary);
          looked += 1;
          place = next.place;
        }
        return false;
      };
      let more = false;
      if (owner !== undefined)
        more = await take(
          [false, true]
            .filter((closed) => open === undefined || closed !== open)
            .map((closed) => newestFirst("owner", ownerKey(owner || null, closed), range, page)),
        );
      else {
        for (const start of monthsBack(month(range.before), since)) {
          const shards = Array.from({ length: RECENT_SHARDS }, (_, n) =>
            newestFirst("recent", recentKey(start, String(n)), range, page),
          );
          more = await take(shards);
          if (more) break;
        }
      }
      return { items, next: more ? encodeCursor(place) : null };
    },

    async openLeads(owner, most = Number.POSITIVE_INFINITY) {
      const found: LeadSummary[] = [];
      const stored = query<ListedItem>(client, {
        TableName,
        IndexName: "owner",
        KeyConditionExpression: "ownerKey = :key",
        ExpressionAttributeValues: marshall({ ":key": ownerKey(owner, false) }),
      });
      for await (const item of stored) {
        found.push(readSummary(item));
        if (found.length === most) break;
      }
      return found;
    },

    async *due(until) {
      const limit = new Date(until).toISOString();
      const shards = Array.from({ length: DUE_SHARDS }, (_, shard) =>
        query<{ due: string; pk: string; sk: string }>(client, {
          TableName,
          IndexName: "due",
          KeyConditionExpression: "dueShard = :shard AND due <= :limit",
          ExpressionAttributeValues: marshall({ ":shard": String(shard), ":limit": limit }),
        }),
      );
      // The first page of each is asked for at once: most have no more.
      const firsts = await Promise.all(shards.map((shard) => shard.next()));
      for (const [shard, first] of firsts.entries()) {
        for (let next = first; !next.done; next = await shards[shard]!.next()) {
          const { due, pk, sk } = next.value;
          const [type, id] = pk.split("#") as [string, string];
          if (type === "DAY") yield { kind: "day", id: sk, at: Date.parse(due) };
          else yield { kind: type === "LEAD" ? "lead" : "delivery", id, at: Date.parse(due) };
        }
      }
    },
  };
}

/** Months (`YYYY-MM`) from one back to another, as instants that keys can be made of. */
function* monthsBack(from: string, since: string): Generator<string> {
  const [year, first] = from.split("-").map(Number) as [number, number];
  for (let back = 0; back < MOST_MONTHS; back++) {
    const instant = new Date(Date.UTC(year, first - 1 - back, 1)).toISOString();
    if (since && month(instant) < month(since)) return;
    yield instant;
  }
}

/** Merges lists that are newest first into one. */
async function* merged<T extends { place: string }>(streams: AsyncGenerator<T>[]): AsyncGenerator<T> {
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  for (;;) {
    let newest = -1;
    heads.forEach((head, i) => {
      if (!head.done && (newest === -1 || head.value.place > (heads[newest]!.value as T).place)) newest = i;
    });
    if (newest === -1) return;
    yield heads[newest]!.value as T;
    heads[newest] = await streams[newest]!.next();
  }
}
