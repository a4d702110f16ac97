import type { NoticeKind } from "../lead/lead.ts";

/** Sends a mail to somebody, `to` by their id, at an instant (epoch ms); `id` is the same for every sending of it. */
export type PostMail<View> = (view: View, meta: { id: string; to: string; at: number }) => Promise<unknown>;

/** Notices of one kind to one person that came up within a minute, which is named by its first instant (ISO). */
export interface NoticeBatch {
  to: string;
  kind: NoticeKind | "absence" | "round" | "proposal";
  minute: string;
}

/** A lead and a notice of it, by their ids. */
export interface LeadNotice {
  lead: string;
  notice: string;
}

/** That somebody is to be told of an absence. */
export interface AbsenceNotice {
  absence: string;
  to: string;
}

/** That somebody is to be told of the state of a proposal, by its digest. */
export interface ProposalNotice {
  proposal: string;
  to: string;
}

/** Who sends which notice. */
export interface NoticeStore {
  /** Claims the sending of a notice until an instant; false when another process is at it. */
  claimNotice(batch: NoticeBatch, of: LeadNotice, claim: { now: number; until: number }): Promise<boolean>;
  /** Ids of notices of a batch that somebody has claimed by now, the first of them in the order of their ids. */
  claimedNotices(batch: NoticeBatch, limit: number): Promise<string[]>;
  /** Gives up the claim of a notice that could not be sent. */
  giveUpNotice(batch: NoticeBatch, notice: string): Promise<void>;
  /** Puts a claimed notice off until an instant, to be sent as one mail with others of its batch, and gives up the claim. */
  putOffNotice(batch: NoticeBatch, notice: string, until: number): Promise<void>;
  /** Until when a notice of a batch was put off; undefined when it was not. */
  putOffUntil(batch: NoticeBatch, notice: string): Promise<number | undefined>;
  /** The first notices of a batch, in the order of their ids, that were put off until now or before. */
  putOffNotices(batch: NoticeBatch, options: { now: number; limit: number }): Promise<LeadNotice[]>;
  /** Takes a notice off those of its batch that were put off: it need not be sent any more. */
  forgetNotice(batch: NoticeBatch, notice: string): Promise<void>;
  /** Claims the sending of what was put off until an instant; false when another process is at it. */
  claimList(batch: NoticeBatch, claim: { now: number; until: number }): Promise<boolean>;
  /** Gives up that claim, so that the next may send what is left. */
  giveUpList(batch: NoticeBatch): Promise<void>;
}
