import type { Deal } from "../../facts/deal.ts";
import type { PlacedRows, Split } from "../../lead/row.ts";

/** A deal that came of no lead of its own person. */
export interface LoneDeal {
  /** Counts commits; every change is conditional on it. */
  revision: number;
  deal: Deal;
  /** By what campaigns on the way to it were found: somebody who was seen and never asked, others of their company, or nothing. */
  found: "person" | "account" | "none";
  /** By what it is split: as the latest lead of a colleague, where there is one. */
  of?: Split;
  /** By whom it is found again, when more becomes known of them: a person's id, and their company's domain. */
  whose?: { person: string | null; company: string | null };
  /** The lead whose it has turned out to be, and is about to be kept with. */
  movesTo?: string;
  /** Sorts its row, for good. */
  key: string;
  /** The local day that it was first known of, for good. */
  day: string;
}

/** Where a deal is kept: with the lead that it came of, or by itself. */
export type DealPlace = { lead: string } | { lone: LoneDeal };

/** Deals by their ids. Those of leads change with these. */
export interface DealStore {
  deal(id: string): Promise<DealPlace | undefined>;
  /** Deals of no lead that are found by a person's id or a company's domain. A new one may be missed for a moment. */
  loneDeals(whose: string): Promise<LoneDeal[]>;
  /** Puts a deal in the place of its revision before, with its rows or not at all. `conflict`: that is not the revision there is. */
  commitDeal(deal: LoneDeal, rows: PlacedRows): Promise<"done" | "conflict">;
}
