import type { Side } from "../facts/codes.ts";
import type { ListedRequest } from "../requests/list.ts";
import type { Learned, Standing } from "../ride-alongs/standing.ts";

/** A lead that is worth looking at together, and why. */
export interface Example {
  lead: string;
  /** Theirs, or their company's: nothing by which they could be reached. */
  name: string;
  why: string;
  /** When it was received, ISO 8601. */
  receivedAt: string;
}

/** A rejection that marketing marked, and on which a side has not said yet what it thinks. */
export interface Marked {
  lead: string;
  name: string;
  /** The agreed reason's id. */
  reason: string | null;
  /** Who is to say it for each side. */
  asked: Partial<Record<Side, string>>;
}

export interface ActionItem {
  id: string;
  text: string;
  owner: string | null;
  /** The last day on which it is in time. */
  due: string;
  done: boolean;
  /** What came of it, in words. */
  said?: string;
}

/** A promise that was not kept since the last meeting, or that people still have to judge. */
export interface OpenPromise {
  of: Side | "both";
  name: string;
  period: string;
  met: boolean | null;
  result: string;
}

/** What both sides meet about. */
export interface Pack {
  /** When they meet, ISO 8601, for how many minutes, and who comes. */
  at: string;
  minutes: number;
  with: string[];
  /** The days it is about, both included. */
  period: { from: string; to: string };
  together: Record<Side, Example[]>;
  marked: Marked[];
  overdueRequests: ListedRequest[];
  promises: OpenPromise[];
  /** Rules of which sales accepts the fewest, worst first. */
  rules: { rule: string; value: number; n: number; of: number }[];
  /** Campaigns that run and carry no agreed message, and messages that none carries, by id. */
  campaignsWithoutMessage: string[];
  messagesWithoutCampaign: string[];
  /** Open ones, and what came of those since the last pack. */
  actionItems: ActionItem[];
  /**
   * Who looked over whose shoulder in the period of the meeting before, and in today's where that is another one, and what was learned
   * since the last pack; absent where none are agreed.
   */
  rideAlongs?: { standings: Standing[]; learned: Learned[] };
  /** Whether anything waits for a word of both. */
  needed: boolean;
}
