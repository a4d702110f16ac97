import { type CampaignRow, ofNoLead, type PlacedRows } from "../lead/row.ts";
import type { CampaignStore } from "../ports/loop/campaigns.ts";
import type { Campaign } from "./model.ts";

/** Keeps a campaign as it is described now, with whether sales knew of it before it started. */
export async function describe(
  { store }: { store: Pick<CampaignStore, "campaigns" | "putCampaign" | "putRows"> },
  campaign: Campaign,
): Promise<void> {
  const before = (await store.campaigns()).find(({ id }) => id === campaign.id);
  if (before?.starts !== undefined && before.starts !== campaign.starts)
    await store.putRows(campaign.id, [{ ...placeOf(campaign.id, before.starts), rows: [] }]);
  if (campaign.starts !== undefined) await store.putRows(campaign.id, [rowsOf(campaign, campaign.starts)]);
  await store.putCampaign(campaign);
}

/** Notes that somebody of sales has been told what a campaign promises, before it starts. */
export async function noteBriefed(
  relay: { store: Pick<CampaignStore, "campaigns" | "putCampaign" | "putRows"> },
  campaign: Campaign,
  now: number,
): Promise<void> {
  // As it is by now: somebody may have changed it since the mail was begun.
  const known = (await relay.store.campaigns()).find(({ id }) => id === campaign.id);
  if (known && known.briefedAt === undefined && known.starts === campaign.starts)
    await describe(relay, { ...known, briefedAt: new Date(now).toISOString() });
}

const placeOf = (id: string, starts: string) => ({ day: starts, key: `campaign#${id}` });

function rowsOf({ id, briefedAt }: Campaign, starts: string): PlacedRows {
  const row: CampaignRow = {
    ...ofNoLead,
    v: 1,
    is: "campaign",
    campaign: id,
    at: starts,
    briefed: briefedAt !== undefined,
  };
  return { ...placeOf(id, starts), rows: [row] };
}
