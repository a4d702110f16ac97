import type { Campaign, Collateral } from "@baton/core/campaigns";
import type { PlacedRows } from "@baton/core/lead";
import type { Spend, Store } from "@baton/core/ports";
import type { Dynamo } from "../../call/index.ts";
import { rowItem } from "../items/row-item.ts";
import { marshall } from "../table/client.ts";
import { campaignKey, campaignsKey, collateralKey, spendKey, spendsKey } from "../table/keys.ts";
import { query } from "../table/query.ts";

/** Rows that are put at a time. */
const AT_ONCE = 25;

export function campaignStore(
  client: Dynamo,
  TableName: string,
): Pick<Store, "campaigns" | "putCampaign" | "collateral" | "putCollateral" | "spends" | "putSpend" | "putRows"> {
  /** What is kept as JSON in a partition of its own. */
  const all = async <T>(pk: string, ConsistentRead = true): Promise<T[]> => {
    const found: T[] = [];
    const items = query<{ json: string }>(client, {
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: marshall({ ":pk": pk }),
      ConsistentRead,
    });
    for await (const { json } of items) found.push(JSON.parse(json) as T);
    return found;
  };
  const putRows = async (about: string, rows: PlacedRows[]) => {
    for (let n = 0; n < rows.length; n += AT_ONCE) {
      const some = rows.slice(n, n + AT_ONCE).map((placed) => rowItem(about, placed));
      await Promise.all(some.map((Item) => client.send("PutItem", { TableName, Item })));
    }
  };
  return {
    putRows,
    campaigns: () => all<Campaign>(campaignsKey),
    async putCampaign(campaign) {
      const Item = marshall({ ...campaignKey(campaign.id), json: JSON.stringify(campaign) });
      await client.send("PutItem", { TableName, Item });
    },
    collateral: () => all<Collateral>(collateralKey, false),
    async putCollateral(collateral) {
      const Item = marshall({ pk: collateralKey, sk: collateral.id, json: JSON.stringify(collateral) });
      await client.send("PutItem", { TableName, Item });
    },
    spends: (campaign) => all<Spend>(spendsKey(campaign)),
    async putSpend(spend, rows) {
      // Rows first: they are the same however often they are put, and what is known is only known when all are there.
      await putRows(spend.campaign, rows);
      const Item = marshall({ ...spendKey(spend.campaign, spend.from, spend.to), json: JSON.stringify(spend) });
      await client.send("PutItem", { TableName, Item });
    },
  };
}
