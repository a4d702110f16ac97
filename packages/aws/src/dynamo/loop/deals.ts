import type { LoneDeal, Store } from "@baton/core/ports";
import type { Dynamo } from "../../call/index.ts";
import { rowItem } from "../items/row-item.ts";
import { marshall, unmarshall } from "../table/client.ts";
import { dealKey, dealsKey } from "../table/keys.ts";
import { readMany } from "../table/many.ts";
import { query } from "../table/query.ts";
import { transact } from "../table/transact.ts";

export function dealStore(client: Dynamo, TableName: string): Pick<Store, "deal" | "loneDeals" | "commitDeal"> {
  return {
    async deal(id) {
      const { Item } = await client.send("GetItem", { TableName, Key: marshall(dealKey(id)), ConsistentRead: true });
      if (!Item) return undefined;
      const { lead, deal, revision } = unmarshall<{ lead?: string; deal?: string; revision?: number }>(Item);
      if (lead !== undefined) return { lead };
      return { lone: { ...(JSON.parse(deal!) as Omit<LoneDeal, "revision">), revision: revision! } };
    },

    async loneDeals(whose) {
      const ids: string[] = [];
      const items = query<{ pk: string }>(client, {
        TableName,
        IndexName: "owner",
        KeyConditionExpression: "ownerKey = :key",
        ExpressionAttributeValues: marshall({ ":key": dealsKey(whose) }),
      });
      for await (const { pk } of items) ids.push(pk.slice(dealKey("").pk.length));
      const found = await readMany(client, TableName, ids.map(dealKey));
      return found.flatMap((item) => {
        const { deal, revision } = unmarshall<{ deal?: string; revision?: number }>(item);
        return deal === undefined ? [] : [{ ...(JSON.parse(deal) as Omit<LoneDeal, "revision">), revision: revision! }];
      });
    },

    async commitDeal({ revision, ...lone }, placed) {
      const whose = lone.whose?.company ?? lone.whose?.person ?? null;
      const { id } = lone.deal;
      const isFirst = revision === 1;
      const failed = await transact(client, [
        {
          Put: {
            TableName,
            // As text: amounts and ways are read whole.
            Item: marshall({
              ...dealKey(id),
              revision,
              deal: JSON.stringify(lone),
              ...(lone.movesTo !== undefined && { movesTo: lone.movesTo }),
              ...(whose !== null && { ownerKey: dealsKey(whose), createdKey: lone.deal.openedAt }),
            }),
            ConditionExpression: isFirst ? "attribute_not_exists(pk)" : "revision = :before",
            ...(!isFirst && { ExpressionAttributeValues: marshall({ ":before": revision - 1 }) }),
          },
        },
        { Put: { TableName, Item: rowItem(id, placed) } },
      ]);
      return failed < 0 ? "done" : "conflict";
    },
  };
}
