import { isRequest, type LeadSummary } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { type ListedItem, readSummary } from "./items/lead-item.ts";
import { marshall } from "./table/client.ts";
import { decodeCursor, encodeCursor } from "./table/cursor.ts";
import { ownerKey, proposalKey, recentKey, shards } from "./table/keys.ts";
import { merged } from "./table/merge.ts";
import { query } from "./table/query.ts";

type Lists = Pick<Store, "leads" | "openLeads" | "due">;

/** Leads that a page looks at, of which some may be none that was asked for. */
const MOST_LOOKED_AT = 1_000;
/** Open leads that a partition is asked for at a time, of which not all may be wanted. */
const PAGE = 300;

export function leadLists(client: Dynamo, TableName: string): Lists {
  type Keyed = { IndexName: "owner" | "recent"; key: string };
  /** What one partition of an index has between two places in time. */
  const partition = (
    { IndexName, key }: Keyed,
    range: { since: string; before: string },
    how: { newestFirst: boolean; page: number },
  ): AsyncGenerator<ListedItem> =>
    query<ListedItem>(client, {
      TableName,
      IndexName,
      KeyConditionExpression: "#key = :key AND createdKey BETWEEN :since AND :before",
      ExpressionAttributeNames: { "#key": `${IndexName}Key` },
      ExpressionAttributeValues: marshall({ ":key": key, ":since": range.since || "0", ":before": range.before }),
      ScanIndexForward: !how.newestFirst,
      Limit: how.page,
    });
  const owned = (owner: string | null, closed: boolean): Keyed[] =>
    shards.map((shard) => ({ IndexName: "owner", key: ownerKey(owner, closed, shard) }));
  const recent = (requests: boolean): Keyed[] =>
    shards.map((shard) => ({ IndexName: "recent", key: recentKey(shard, requests) }));

  return {
    async leads({
      owner,
      requests = false,
      open,
      since = "",
      limit,
      cursor,
      until,
      where = () => true,
      most = MOST_LOOKED_AT,
    }) {
      const before = cursor ? decodeCursor(cursor) : `${until}~`;
      // A range that ends before it begins is an error to DynamoDB.
      if (since > before) return { items: [], next: null };
      const keys =
        owner === undefined
          ? recent(requests)
          : [false, true]
              .filter((closed) => open === undefined || closed !== open)
              .flatMap((closed) => owned(owner || null, closed));
      // Of all partitions together that is a lot, though one alone may have all that is wanted.
      const how = { newestFirst: true, page: limit + 1 };
      const items: LeadSummary[] = [];
      let place = "";
      let looked = 0;
      for await (const item of merged(
        keys.map((key) => partition(key, { since, before }, how)),
        (a, b) => a.createdKey > b.createdKey,
      )) {
        if (item.createdKey === before) continue;
        const lead = readSummary(item);
        // What somebody owns is both.
        const found =
          isRequest(lead.id) === requests && (open === undefined || (lead.stage !== "closed") === open) && where(lead);
        if ((found && items.length === limit) || looked === most) return { items, next: encodeCursor(place) };
        if (found) items.push(lead);
        looked += 1;
        place = item.createdKey;
      }
      return { items, next: null };
    },

    async *openLeads(owner) {
      const whole = { since: "", before: "~" };
      const lists = owned(owner, false).map((key) => partition(key, whole, { newestFirst: false, page: PAGE }));
      for await (const item of merged(lists, (a, b) => a.createdKey < b.createdKey)) yield readSummary(item);
    },

    async *due(until) {
      const limit = new Date(until).toISOString();
      const lists = shards.map((shard) =>
        query<{ due: string; pk: string; sk: string }>(client, {
          TableName,
          IndexName: "due",
          KeyConditionExpression: "dueShard = :shard AND due <= :limit",
          ExpressionAttributeValues: marshall({ ":shard": shard, ":limit": limit }),
        }),
      );
      // The first page of each is asked for at once: most have no more.
      const firsts = await Promise.all(lists.map((list) => list.next()));
      for (const [n, first] of firsts.entries()) {
        for (let next = first; !next.done; next = await lists[n]!.next()) {
          const { due, pk, sk } = next.value;
          const [type, id] = pk.split("#") as [string, string];
          if (type === "ROUND") yield { kind: "round", id, at: Date.parse(due) };
          else if (type === proposalKey.pk) yield { kind: "proposal", id: sk, at: Date.parse(due) };
          else if (type === "DAY") yield { kind: "day", id: sk, at: Date.parse(due) };
          else yield { kind: type === "LEAD" ? "lead" : "delivery", id, at: Date.parse(due) };
        }
      }
    },
  };
}
