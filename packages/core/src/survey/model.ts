import type { Side } from "../facts/codes.ts";

/** `none`: there is not enough to say so. */
export const sharings = ["shared", "not-shared", "none"] as const;
export type Sharing = (typeof sharings)[number];

/** `merging`: answers are in, and one person of each side says which wordings mean the same. */
export const surveyStates = ["open", "merging", "closed"] as const;
export type SurveyState = (typeof surveyStates)[number];

export interface Message {
  id: string;
  text: string;
}

/** Everybody is asked what they say of what is sold, to see whether both sides say the same. Instants are ISO 8601. */
export interface Survey {
  /** Counts commits; every change is conditional on it. */
  revision: number;
  id: string;
  askedAt: string;
  /** Until when answers count; earlier once everybody has answered. */
  closesAt: string;
  /** Who is asked; not kept any longer than it takes to come to a result. */
  asked?: Record<Side, string[]>;
  /** What was agreed when it began. */
  messages: Message[];
  atLeast: number;
  result?: SurveyResult;
}

/** What one side's answers came to; nothing in it is of one person. */
export interface SideResult {
  asked: number;
  answered: number;
  /** The mean share of the messages that were named, 0 to 1; null where there is no verdict, or too few to tell a number. */
  match: number | null;
  verdict: Sharing;
  why?: string;
}

/** How well the other side gives a side what it needs, 1 to 5; null where too few said so. */
export interface PartnerRating {
  value: number | null;
  n: number;
}

export interface SurveyResult {
  /** When the last answer that it rests on was in. */
  at: string;
  /** Whether both sides said which wordings mean the same; else only equal words count. */
  merged: boolean;
  sides: Record<Side, SideResult>;
  verdict: Sharing;
  partnerRating: Record<Side, PartnerRating>;
}
