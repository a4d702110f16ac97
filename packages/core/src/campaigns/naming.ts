import type { Naming } from "../report/dimensions.ts";
import { fold } from "../text/index.ts";
import type { Campaign, SaidCampaign } from "./model.ts";

/** What leads and touches of a campaign carry, folded. */
export const carriedNames = ({ id, match }: SaidCampaign): string[] =>
  [id, ...(match?.utm ?? []), ...(match?.provider ?? [])].map(fold);

/** Which campaign what is carried belongs to: one that has the name, else the one of the source, else what it is called. */
export function namingOf(campaigns: readonly Campaign[]): Naming {
  const byName = new Map(campaigns.flatMap((campaign) => carriedNames(campaign).map((name) => [name, campaign.id])));
  const bySource = new Map(campaigns.flatMap(({ id, match }) => (match?.source ?? []).map((source) => [source, id])));
  return (campaign, source) =>
    (campaign === null ? undefined : byName.get(fold(campaign))) ??
    (source === null ? undefined : bySource.get(source)) ??
    campaign;
}
