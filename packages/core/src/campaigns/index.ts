export { type Campaign, campaignSchema, described, namingOf, type SaidCampaign } from "./campaign.ts";
export { type ListedCampaign, listCampaigns } from "./list.ts";
export { type CampaignReport, campaignReport, type Part, type Voice, voices } from "./report.ts";
