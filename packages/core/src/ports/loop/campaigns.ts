import type { Collateral } from "../../campaigns/collateral.ts";
import type { Campaign } from "../../campaigns/model.ts";
import type { PlacedRows } from "../../lead/row.ts";
import type { Amount } from "../../money/money.ts";

/** What was spent on a campaign in a period; both days are part of it. */
export interface Spend {
  campaign: string;
  from: string;
  to: string;
  amount: Amount;
}

/** Campaigns, and what was spent on them. */
export interface CampaignStore {
  /** Those that somebody described, by id. */
  campaigns(): Promise<Campaign[]>;
  putCampaign(campaign: Campaign): Promise<void>;
  /** What helps to sell, by id, as it was a moment ago. */
  collateral(): Promise<Collateral[]>;
  putCollateral(collateral: Collateral): Promise<void>;
  /** What was spent on a campaign, earliest first. */
  spends(campaign: string): Promise<Spend[]>;
  /** Puts what was spent in the place of what was known of the same campaign and period, with its rows. */
  putSpend(spend: Spend, rows: PlacedRows[]): Promise<void>;
  /** Puts rows that come of no commit, by what they are about: each in the place of what was there. */
  putRows(about: string, rows: PlacedRows[]): Promise<void>;
}
