import type { AbsenceNotice, LeadNotice, ProposalNotice } from "./notices.ts";

/** A lead's check is due, somebody, or a team, has room for one more, somebody is away from now on, something comes round, or a proposal is due. */
export type CheckMessage = LeadCheck | { freed: string } | { away: string } | RoundMessage | ProposalCheck;

/** Something is to be done about the proposal that there is; at which instant (ISO). */
export interface ProposalCheck {
  proposal: string;
}

/** Something comes round by the calendar, as somebody's Weekly does: `weekly/max`; at which instant (ISO). */
export interface RoundMessage {
  round: string;
  dueAt: string;
}

export interface LeadCheck {
  lead: string;
  /** The instant the check is for. */
  dueAt: string;
}

/** That somebody wants to sign in who says they have an address: by a link of an id that nobody can guess, asked for at an instant (ISO), to a path. */
export interface SignInNotice {
  signIn: string;
  address: string;
  at: string;
  to: string;
}

/** A lead's notice, that somebody is away, that something comes round for somebody, or a report to the operator about a source or the clocks. */
export type NoticeMessage =
  | LeadNotice
  | AbsenceNotice
  | RoundMessage
  | ProposalNotice
  | SignInNotice
  | { source: string; incident: string }
  | { incident: "overdue" };

/** Kept deliveries that are to be read once more, one after the other, as somebody asked at an instant (ISO). */
export interface ReplayMessage {
  replay: string[];
  at: string;
}

/**
 * Work for the intake queue: a kept delivery that is not finished, a whole one that the store could not keep, or deliveries that are to be
 * read once more.
 */
export type IntakeMessage = { delivery: string } | { raw: string } | ReplayMessage;

/** Queues deliver at least once, in any order. `delaySeconds` is real time, at most 900. */
export interface Queues {
  checks(messages: { message: CheckMessage; delaySeconds: number }[]): Promise<void>;
  notices(messages: { message: NoticeMessage; delaySeconds?: number }[]): Promise<void>;
  intake(messages: { message: IntakeMessage; delaySeconds?: number }[]): Promise<void>;
  days(messages: { message: DayMessage; delaySeconds?: number }[]): Promise<void>;
  /** About how many messages a queue has that could be worked on now. */
  waiting(queue: "checks" | "intake"): Promise<number>;
}

/** Work of the reports: days in which rows changed, a day to be folded, or periods to be closed. */
export type DayMessage = { changed: string[] } | { fold: string } | RoundMessage;
