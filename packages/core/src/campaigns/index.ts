export { described, namingOf } from "./campaign.ts";
export { type ListedCampaign, listCampaigns } from "./list.ts";
export { type Campaign, campaignSchema, type SaidCampaign } from "./model.ts";
export { type CampaignReport, campaignReport, type Part, type Voice, voices } from "./report.ts";
