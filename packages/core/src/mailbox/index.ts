import type { NoticeKind } from "../lead/lead.ts";
import type { LeadNotice } from "../ports/notices.ts";

/** Addresses that mail no longer goes to, and what the mail service says of mails it had taken. */

/** `bounced`: it refuses mail for good. `complained`: who reads it called one of our mails spam. */
export const markReasons = ["bounced", "complained"] as const;

/** No mail goes to an address that is marked: it would cost the account its reputation, and so everybody their mails. */
export interface AddressMark {
  address: string;
  why: (typeof markReasons)[number];
  /** When it bounced or complained, ISO 8601. */
  since: string;
}

/** An address as marks know it: letters count the same in either case. */
export const mailboxOf = (address: string): string => address.trim().toLowerCase();

/** What a mail was about: notices of one kind to one person, by their id, or a report to the operator. */
export type Mailed = { to: string; kind: NoticeKind; notices: LeadNotice[] } | { report: string };

/** What became of a mail after the mail service had taken it. */
export interface MailEvent {
  /**
   * `refused`: it bounced for good · `failed`: it bounced for now · `rejected`: the mail service would not send it · `complained`: it
   * arrived, and was called spam.
   */
  what: "refused" | "failed" | "rejected" | "complained";
  /** Whom it was sent to. */
  address: string;
  /** ISO 8601. */
  at: string;
  /** Absent when the mail does not say. */
  mail?: Mailed;
}
