export { described } from "./campaign.ts";
export { type Example, examplesOf } from "./examples.ts";
export { type ListedCampaign, listCampaigns } from "./list.ts";
export { askTogether } from "./mark.ts";
export { type Campaign, campaignSchema, type SaidCampaign } from "./model.ts";
export { namingOf } from "./naming.ts";
export { type CampaignReport, campaignReport, type Part } from "./report.ts";
export { type Voice, voices } from "./voice.ts";
